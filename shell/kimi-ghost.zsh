# kimi-ghost.zsh: the likely rest of the line, in grey behind the cursor, as you type. Right or End takes it, Alt-F or
# Ctrl-Right its next word. Typing the same characters shortens it, any other key removes it. Until a key takes it, it is
# no part of the line.
#
# Each change of the line asks the daemon, which answers within a few milliseconds; no key ever waits for it, and there is
# never more than one question on its way, so that a daemon that is stopped cannot hold the shell. Beside
# zsh-autosuggestions, which owns that place, the daemon becomes one of its strategies instead.
#
# At an empty prompt it is the command that most likely comes next. The record `prompt` asks for it, and it is painted when it comes,
# unless a key was first.
#
# Sourced by kimi.zsh, whose names it shares, before the first prompt.

# POSTDISPLAY holds the grey text and _kimi_ghost the line that it belongs to; _kimi_ghost_asked is the line of the last
# question, and _kimi_ghost_open is set while its answer is still to come. _kimi_ghost_next is set until the first key behind a prompt
# that has asked for the next command.

# Runs before each redraw.
_kimi_ghost_redraw() {
  emulate -L zsh
  if (( $+functions[_zsh_autosuggest_start] )); then _kimi_ghost_hide; _kimi_ghost_leave; _kimi_ghost_style=; _kimi_ghost_join; return 0; fi
  if [[ $KEYMAP == _kimi_agent ]]; then _kimi_ghost_redraw_words; return 0; fi
  [[ -z $BUFFER ]] || typeset -g _kimi_ghost_next=
  if ! _kimi_ghost_may; then _kimi_ghost_hide; return 0; fi
  if [[ -n $_kimi_ghost && $_kimi_ghost == "$BUFFER"?* ]]; then
    _kimi_ghost_show "${_kimi_ghost#"$BUFFER"}"
    return 0
  fi
  _kimi_ghost_hide
  [[ -z $_kimi_ghost_open && $BUFFER != "$_kimi_ghost_asked" ]] || return 0
  (( KEYS_QUEUED_COUNT || PENDING )) && return 0 # more is being typed, or pasted
  typeset -g _kimi_ghost_asked=$BUFFER _kimi_ghost_open=1
  _kimi_send ghost $(( ++_kimi_ghost_id )) "$BUFFER" ''
  return 0
}

# The same in agent mode: of a message that begins with the words at the prompt the rest is shown, and nothing is asked.
_kimi_ghost_redraw_words() {
  if [[ $CONTEXT == start && -n $_kimi_ghost && $_kimi_ghost == "$BUFFER"?* ]] && (( CURSOR == $#BUFFER )); then
    _kimi_ghost_show "${_kimi_ghost#"$BUFFER"}"
  else
    _kimi_ghost_hide
  fi
}

# Succeeds at the end of a command line: not in a search, a menu, PS2 or vared, in agent mode, over a proposal, or for a
# line that begins with a blank, which is private. At an empty one no message may stand and no task wait for the user.
_kimi_ghost_may() {
  [[ -n $BUFFER || ( -n $_kimi_ghost_next && -n $_kimi_ghost && -z $_kimi_said$_kimi_notices && $_kimi_waiting == 0 ) ]] &&
  [[ $CONTEXT == start && -n $_kimi_fd && $CURSOR == $#BUFFER && $BUFFER != [[:space:]]* && $BUFFER != *$'\n'* ]] &&
    [[ $_kimi_state == idle || ( $_kimi_state == shown && $BUFFER != "$_kimi_shown" ) ]] &&
    [[ $KEYMAP != (vicmd|visual|viopp|isearch|command|menuselect|listscroll|_kimi_agent) ]] &&
    (( $#BUFFER <= 500 && ! ${ISEARCHMATCH_ACTIVE:-0} ))
}

# Receives an answer, which may replace an earlier one. It is shown only while it fits the line, and an answer about another line
# does not replace a text that fits.
_kimi_on_ghost() {
  emulate -L zsh
  zle && (( $1 == _kimi_ghost_id )) || return 0
  typeset -g _kimi_ghost_open=
  [[ -n $BUFFER || -n $_kimi_ghost_next ]] || return 0
  # In agent mode the line begins with a mark, and the message goes on behind it.
  [[ $KEYMAP != _kimi_agent ]] || { set -- $1 $_kimi_agent_mark$2; typeset -g _kimi_ghost_asked=$BUFFER; }
  [[ $BUFFER != "$_kimi_ghost_asked" && -n $_kimi_ghost && $_kimi_ghost == "$BUFFER"?* ]] || typeset -g _kimi_ghost=$2
  local shown=$POSTDISPLAY
  _kimi_ghost_redraw # asks again when the line has changed meanwhile
  [[ $POSTDISPLAY == "$shown" ]] || zle -R
}

_kimi_ghost_show() {
  _kimi_ghost_unmark
  typeset -g POSTDISPLAY=$1 _kimi_ghost_shown=$1
  region_highlight+=("$#BUFFER $(( $#BUFFER + $#1 )) $_kimi_ghost_style")
}

# Removes the grey text; a text that another plugin has put into POSTDISPLAY stays.
_kimi_ghost_hide() {
  [[ -n $_kimi_ghost_shown ]] || return 0
  [[ $POSTDISPLAY != "$_kimi_ghost_shown" ]] || POSTDISPLAY=
  typeset -g _kimi_ghost_shown=
  _kimi_ghost_unmark
}

# Finds the highlighting entry by its style, since ZLE moves its ends when the line changes.
_kimi_ghost_unmark() {
  region_highlight=("${(@)region_highlight:#* ${~_kimi_ghost_pattern}}")
}

# At the end of a line removes the grey text, which would stay on the screen as if it had been run.
_kimi_ghost_finish() {
  emulate -L zsh
  _kimi_ghost_hide
  typeset -g _kimi_ghost= _kimi_ghost_asked= _kimi_ghost_next=
}

# Runs before a prompt when Ctrl-C has ended a line with grey text, of which ZLE tells nobody: the text is still on the screen, in the
# rows above the cursor, behind the prompt of before and the line.
_kimi_ghost_interrupted() {
  local before=${(%%)PROMPT} # expanded under the user's own options
  emulate -L zsh -o extended_glob
  local row=${${before##*$'\n'}//${~_kimi_unseen}/}${ZLE_LINE_ABORTED-}
  local -i from=${(m)#row} cells=${(m)#_kimi_ghost_shown}
  _kimi_ghost_finish
  [[ $row != *$'\n'* && -z $_kimi_said ]] && (( cells )) || return 0
  local -i rows=$(( (from + cells - 1) / COLUMNS )) at=$(( from % COLUMNS ))
  print -rn -u $_kimi_tty -- $'\e['$(( rows - from / COLUMNS + 1 ))A$'\r'${${at:#0}:+$'\e['${at}C}${(l:cells:: :)}$'\r\n'
}

# ---------------------------------------------------------------- the keys

_kimi_ghost_is_there() {
  [[ -n $_kimi_ghost_shown && $POSTDISPLAY == "$_kimi_ghost_shown" ]] && (( CURSOR == $#BUFFER ))
}

_kimi_ghost_take() {
  emulate -L zsh
  _kimi_ghost_is_there || { zle _kimi-own-$WIDGET -- "$@"; return }
  local text=$_kimi_ghost_shown
  _kimi_ghost_hide
  BUFFER+=$text
  CURSOR=$#BUFFER
}

# Takes as much of the grey text as the widget would move over in the whole line.
_kimi_ghost_take_word() {
  emulate -L zsh
  _kimi_ghost_is_there || { zle _kimi-own-$WIDGET -- "$@"; return }
  local whole=$BUFFER$_kimi_ghost_shown
  _kimi_ghost_hide
  BUFFER=$whole
  zle _kimi-own-$WIDGET -- "$@"
  local -i taken=$CURSOR
  BUFFER=${whole[1,taken]}
  CURSOR=$taken
}

# ---------------------------------------------------------------- coming and going

typeset -ga _kimi_ghost_wholes=(forward-char end-of-line vi-forward-char vi-end-of-line vi-add-eol)
typeset -ga _kimi_ghost_words=(forward-word emacs-forward-word vi-forward-word vi-forward-word-end vi-forward-blank-word vi-forward-blank-word-end)

_kimi_ghost_begin() {
  emulate -L zsh
  typeset -g _kimi_ghost= _kimi_ghost_asked= _kimi_ghost_open= _kimi_ghost_shown= _kimi_ghost_next=
  typeset -gi _kimi_ghost_id=0
  typeset -g _kimi_ghost_style=${KIMI_GHOST_STYLE:-fg=8} _kimi_ghost_pattern
  # From 5.9 on an entry may carry its owner's name.
  if [[ $ZSH_VERSION == (5.<9->|<6->.)* ]]; then _kimi_ghost_style+=' memo=kimi' _kimi_ghost_pattern='memo=kimi'
  else _kimi_ghost_pattern=${(b)_kimi_ghost_style}
  fi
  if (( $+functions[_zsh_autosuggest_start] )); then _kimi_ghost_style=; _kimi_ghost_join; return 0; fi
  autoload -Uz add-zle-hook-widget
  add-zle-hook-widget line-pre-redraw _kimi_ghost_redraw
  add-zle-hook-widget line-finish _kimi_ghost_finish
  local widget REPLY keymap
  for widget in $_kimi_ghost_wholes $_kimi_ghost_words; do zle -A $widget _kimi-own-$widget; done
  for widget in $_kimi_ghost_wholes; do zle -N $widget _kimi_ghost_take; done
  for widget in $_kimi_ghost_words; do zle -N $widget _kimi_ghost_take_word; done
  # Ctrl-Right, as most terminals send it, unless the user has bound it.
  typeset -ga _kimi_ghost_bound=()
  for keymap in emacs viins; do
    _kimi_capture bindkey -M $keymap '^[[1;5C' && [[ $REPLY == *undefined-key* ]] || continue
    bindkey -M $keymap '^[[1;5C' forward-word
    _kimi_ghost_bound+=($keymap)
  done
  return 0
}

_kimi_ghost_leave() {
  emulate -L zsh
  (( $+widgets[_kimi-own-forward-char] )) || return 0
  _kimi_unhook line-pre-redraw _kimi_ghost_redraw
  _kimi_unhook line-finish _kimi_ghost_finish
  zle -D _kimi_ghost_redraw _kimi_ghost_finish
  local widget keymap
  for widget in $_kimi_ghost_wholes $_kimi_ghost_words; do
    # A widget that another plugin has redefined or wrapped since keeps its definition.
    [[ ${widgets[$widget]} != user:_kimi_ghost_take(|_word) ]] || zle -A _kimi-own-$widget $widget
    zle -D _kimi-own-$widget
  done
  for keymap in $_kimi_ghost_bound; do bindkey -M $keymap -r '^[[1;5C'; done
}

# zsh-autosuggestions calls its strategies one after the other in a child process, which does not have the shell's
# connection.
_kimi_ghost_join() {
  _zsh_autosuggest_strategy_kimi() {
    emulate -L zsh
    typeset -g suggestion=
    [[ $1 == [^[:space:]]* ]] || return 0
    local REPLY
    _kimi_ask_once ghost 0 "$1" $_kimi_shell && suggestion=$REPLY
    return 0
  }
  typeset -ga ZSH_AUTOSUGGEST_STRATEGY
  [[ " $ZSH_AUTOSUGGEST_STRATEGY " == *' kimi '* ]] || ZSH_AUTOSUGGEST_STRATEGY=(kimi $ZSH_AUTOSUGGEST_STRATEGY)
}

_kimi_ghost_unload() {
  emulate -L zsh
  _kimi_ghost_leave
  (( $+functions[_zsh_autosuggest_strategy_kimi] )) || return 0
  unfunction _zsh_autosuggest_strategy_kimi
  ZSH_AUTOSUGGEST_STRATEGY=(${ZSH_AUTOSUGGEST_STRATEGY:#kimi})
}

_kimi_ghost_begin
