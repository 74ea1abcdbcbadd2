# kimi-agent.bash: agent mode in bash. Ctrl-X on an empty line puts a mark at its beginning; while it stands there, Enter
# sends the words behind it as a turn of this shell's own session. They are never parsed by bash and never in its
# history: bash's readline has not accepted a line.
#
# A turn is shown by `kimi agent-turn`, which reads the words from stdin and the keys from the terminal: approvals,
# steering and Ctrl-C are its business while it runs. Sourced by kimi.bash, whose names it shares.
#
# Single quotes hold text that readline expands later, and kimi.bash assigns the names that are only read here.
# shellcheck shell=bash disable=SC2016,SC2154

_kimi_agent_begin() {
  local key
  _kimi_is_agent=1
  for key in m j; do
    _kimi_take "agent $key" "\\C-$key" '\e[7721~\e[7722~'
  done
  _kimi_take 'agent d' '\C-d' '\e[7723~\e[7722~'
  _kimi_agent_mark ''
}

# Sets the line to the mark and the words $1, with the cursor behind them.
_kimi_agent_mark() {
  READLINE_LINE=$_kimi_agent_sign$1
  READLINE_POINT=${#READLINE_LINE}
}

# Leaves agent mode; the typed words stay as a command line.
_kimi_agent_end() {
  local key
  [[ -n ${_kimi_is_agent-} ]] || return 0
  _kimi_is_agent=
  for key in m j d; do _kimi_give_back "agent $key" "\\C-$key"; done
  READLINE_LINE=${READLINE_LINE#"$_kimi_agent_sign"}
  READLINE_POINT=${#READLINE_LINE}
}

_kimi_agent_key() {
  _kimi_then ''
  _kimi_agent_end
}

# Handles Enter. The mark can be deleted like any text; without it Enter is the shell's own.
_kimi_agent_send() {
  local words=${READLINE_LINE#"$_kimi_agent_sign"}
  if [[ $words == "$READLINE_LINE" ]]; then
    _kimi_agent_end
    _kimi_agent_then accept-line
    return
  fi
  _kimi_agent_then ''
  [[ $words == *[![:space:]]* ]] || return 0
  # readline has erased its line for the time of this function, so the line is printed again.
  _kimi_read_prompt
  printf '%s%s\n' "$_kimi_prompt_text" "$READLINE_LINE"
  "${KIMI_BIN:-kimi}" agent-turn --shell-pid "$$" --work-dir "$PWD" <<<"$words" 2>/dev/tty
  printf '\n'
  _kimi_agent_mark ''
}

# Leaves agent mode at Ctrl-D on an empty line.
_kimi_agent_end_of_file() {
  if [[ $READLINE_LINE == "$_kimi_agent_sign" || -z $READLINE_LINE ]]; then
    _kimi_agent_then ''
    _kimi_agent_end
  else
    _kimi_agent_then delete-char
  fi
}

# Sets the readline function $1 that runs after the widget, or no function for an empty $1.
_kimi_agent_then() {
  local keymap
  for keymap in emacs-standard vi-insert vi-command; do
    if [[ -n $1 ]]; then bind -m "$keymap" "\"\\e[7722~\": $1"; else bind -m "$keymap" '"\e[7722~": ""'; fi
  done
}

_kimi_agent_unload() {
  local keymap key
  _kimi_agent_end
  for keymap in emacs-standard vi-insert vi-command; do
    for key in 21 22 23; do bind -m "$keymap" -r "\\e[77$key~"; done
  done
}

_kimi_agent_load() {
  local keymap
  _kimi_is_agent='' _kimi_agent_sign='kimi> '
  (( ! _kimi_is_utf8 )) || _kimi_agent_sign=$'\u2728 '
  for keymap in emacs-standard vi-insert vi-command; do
    bind -m "$keymap" -x '"\e[7721~": _kimi_run _kimi_agent_send "$_"'
    bind -m "$keymap" '"\e[7722~": ""'
    bind -m "$keymap" -x '"\e[7723~": _kimi_run _kimi_agent_end_of_file "$_"'
  done
}

_kimi_agent_load
