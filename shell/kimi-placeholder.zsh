# kimi-placeholder.zsh: placeholders such as <file> in a proposal. The first is selected, and typed text replaces it; Enter
# goes to the first that is left, and runs the line once none is.
#
# A few widgets are replaced while such a proposal is in the buffer; the next prompt restores the user's. Sourced by
# kimi.zsh, whose names it shares, at the first use.

typeset -ga _kimi_placeholder_widgets=(self-insert backward-delete-char vi-backward-delete-char delete-char bracketed-paste
  accept-line accept-and-hold accept-line-and-down-history)
typeset -ga _kimi_placeholders=()

# Runs for each proposal that is shown.
_kimi_placeholder_begin() {
  emulate -L zsh
  local MATCH rest=$BUFFER widget
  local -i MBEGIN MEND
  _kimi_placeholders=()
  while [[ $rest =~ '<[a-z]([a-z -]*[a-z])?>' ]]; do
    _kimi_placeholders+=("$MATCH")
    rest=${rest[MEND+1,-1]}
  done
  (( $#_kimi_placeholders )) || { _kimi_placeholder_end; return 0 }
  if (( ! $+widgets[_kimi-filling-accept-line] )); then
    for widget in $_kimi_placeholder_widgets; do
      zle -A $widget _kimi-filling-$widget
      zle -N $widget _kimi_placeholder_${${(M)widget:#accept-*}:+enter}${${widget:#accept-*}:+type}
    done
  fi
  CURSOR=0
  _kimi_placeholder_select
}

_kimi_placeholder_end() {
  emulate -L zsh
  (( $+widgets[_kimi-filling-accept-line] )) || return 0
  local widget
  for widget in $_kimi_placeholder_widgets; do
    zle -A _kimi-filling-$widget $widget
    zle -D _kimi-filling-$widget
  done
}

# Selects the next placeholder, from the cursor on and then from the beginning; fails when no placeholder is left.
_kimi_placeholder_select() {
  local text
  local -i at from
  for from in $(( CURSOR + 1 )) 1; do
    local -i best=0
    local found=
    for text in $_kimi_placeholders; do
      at=${BUFFER[(ib:from:)$text]}
      (( at <= $#BUFFER && ( ! best || at < best ) )) && best=at found=$text
    done
    if (( best )); then
      MARK=$(( best - 1 )) CURSOR=$(( best - 1 + $#found )) REGION_ACTIVE=1
      typeset -g _kimi_placeholder=$found
      return 0
    fi
  done
  return 1
}

# Wraps a key that types or deletes: the selected placeholder is removed first.
_kimi_placeholder_type() {
  emulate -L zsh
  if (( REGION_ACTIVE && MARK < CURSOR )) && [[ ${BUFFER[MARK+1,CURSOR]} == "$_kimi_placeholder" ]]; then
    local -i at=$MARK
    BUFFER=${BUFFER[1,at]}${BUFFER[CURSOR+1,-1]}
    CURSOR=$at REGION_ACTIVE=0
    [[ $WIDGET == *delete-char ]] && return 0
  fi
  zle _kimi-filling-$WIDGET -- "$@"
}

_kimi_placeholder_enter() {
  emulate -L zsh
  local -i cursor=$CURSOR
  CURSOR=0 # the first that is left, so that none is passed over
  if _kimi_placeholder_select; then
    _kimi_say "$_kimi_placeholder is still to be filled in: type over it"
    return 0
  fi
  CURSOR=$cursor
  local widget=$WIDGET
  _kimi_placeholder_end
  zle $widget -- "$@"
}
