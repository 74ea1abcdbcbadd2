# kimi-line.bash: the command line in bash: a proposal in readline's buffer, its placeholders, the next proposal, and undo. Read by
# kimi-prompt.bash with kimi-key.bash, whose names it shares.
#
# shellcheck shell=bash disable=SC2016,SC2154,SC2034

_kimi_is_line() {
  [[ $READLINE_LINE == "$1" ]]
}

# Puts proposal $1 into the buffer, or the typed line for 0. The buffer is assigned: if the text were sent as keys, the
# first newline would run it. bash makes the assignment one undo step.
_kimi_show() {
  _kimi_at=$1 _kimi_state=shown _kimi_phase=
  if (( $1 )); then
    READLINE_LINE=${_kimi_commands[$1]} READLINE_POINT=${#_kimi_commands[$1]}
    _kimi_mind_placeholders
    _kimi_take_undo
  else
    READLINE_LINE=$_kimi_typed READLINE_POINT=$_kimi_typed_point
    _kimi_keep_typed
  fi
  _kimi_shown=$READLINE_LINE _kimi_is_note_undone=
  _kimi_say_shown
}

# A placeholder such as <file> stands for a word that only the user knows. The cursor goes behind the first placeholder,
# where Ctrl-W removes it and nothing else. While a placeholder is left, Enter moves to it instead of running the line.
_kimi_mind_placeholders() {
  local rest=$READLINE_LINE
  _kimi_placeholders=()
  while [[ $rest =~ \<[a-z]([a-z -]*[a-z])?\> ]]; do
    _kimi_placeholders+=("${BASH_REMATCH[0]}")
    rest=${rest#*"${BASH_REMATCH[0]}"}
  done
  _kimi_find_placeholder || return 0
  _kimi_guard_enter
  _kimi_take_rub
}

# Puts the cursor behind the first placeholder and sets _kimi_reply to it; fails when no placeholder is left.
_kimi_find_placeholder() {
  local text before
  for text in "${_kimi_placeholders[@]}"; do
    [[ $READLINE_LINE == *"$text"* ]] || continue
    before=${READLINE_LINE%%"$text"*}
    READLINE_POINT=$(( ${#before} + ${#text} )) _kimi_reply=$text
    return 0
  done
  return 1
}

# Removes the placeholder before the cursor; fails when no placeholder stands there.
_kimi_cut_placeholder() {
  local text before=${READLINE_LINE:0:READLINE_POINT} behind=${READLINE_LINE:READLINE_POINT}
  for text in "${_kimi_placeholders[@]}"; do
    [[ $before == *"$text" ]] || continue
    READLINE_LINE=${before%"$text"}$behind
    READLINE_POINT=$(( ${#before} - ${#text} ))
    return 0
  done
  return 1
}

# The next proposal replaces the typed line, not the previous proposal, so that one undo restores the typed line:
# readline's own undo runs first, then _kimi_step.
_kimi_next() {
  _kimi_find_next
  if (( ! _kimi_at )); then
    _kimi_show "$_kimi_next_at"
    return
  fi
  _kimi_is_stepping=1 _kimi_undo_tries=8
  _kimi_then "$_kimi_keys_step"
}

# After the last proposal comes the typed line again.
_kimi_find_next() {
  _kimi_next_at=$(( _kimi_at + 1 ))
  (( _kimi_next_at <= ${#_kimi_commands[@]} )) || _kimi_next_at=0
}

_kimi_say_shown() {
  if (( ! _kimi_at )); then
    _kimi_say "your line; $_kimi_key_name: proposal 1/${#_kimi_commands[@]}"
    return
  fi
  local text="$_kimi_at/${_kimi_total:-$_kimi_ellipsis}" risk=${_kimi_risks[_kimi_at]} tone=${_kimi_tones[_kimi_at]}
  local -i at=${#text}+2
  [[ -z $tone ]] || risk="$_kimi_warning $risk"
  [[ -z $risk ]] || text+="  $risk"
  local more="${_kimi_notes[_kimi_at]:+  ${_kimi_notes[_kimi_at]}}${_kimi_remark:+  $_kimi_remark}" keys=
  [[ -z $_kimi_is_taught ]] || keys="  Enter runs it, $_kimi_key_name: the next, Ctrl-_: undo"
  # A narrow window shows the keys rather than all of the explanation.
  if (( ${#text} + ${#more} + ${#keys} < ${COLUMNS:-80} )); then text+=$more$keys; else text+=$keys$more; fi
  _kimi_say "$text"
  _kimi_tint=33 _kimi_tint_from=$at _kimi_tint_length=${#risk}
  [[ $tone != bad ]] || _kimi_tint=31
}

# Runs after readline's undo: the typed line is in the buffer again, unless the user's own changes need more undo steps.
_kimi_step() {
  _kimi_slot=5
  _kimi_then ''
  if ! _kimi_is_line "$_kimi_typed" && (( _kimi_undo_tries-- > 0 )); then
    _kimi_then "$_kimi_keys_step"
    return
  fi
  _kimi_show "$_kimi_next_at"
  _kimi_await
}
