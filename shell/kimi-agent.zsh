# kimi-agent.zsh: agent mode in zsh. Ctrl-X on an empty line puts a mark at its beginning; while it stands there, Enter
# sends the words behind it as a turn of this shell's own session. They are never parsed by the shell and never in its
# history: ZLE has not accepted a line.
#
# A turn is shown by `kimi agent-turn`, which reads the words from stdin and the keys from the terminal: approvals,
# steering and Ctrl-C are its business while it runs. Sourced by kimi.zsh, whose names it shares.

_kimi_agent_begin() {
  emulate -L zsh
  typeset -g _kimi_agent_keymap=$KEYMAP
  bindkey -N _kimi_agent $KEYMAP
  bindkey -M _kimi_agent '^M' _kimi-agent-send
  bindkey -M _kimi_agent '^J' _kimi-agent-send
  bindkey -M _kimi_agent '^[^M' self-insert-unmeta # a newline in the words
  bindkey -M _kimi_agent '^D' _kimi-agent-end-of-file
  # In the copied keymap the key is a prefix; pressed alone it must act at once.
  bindkey -M _kimi_agent -rp "$KIMI_KEY"
  bindkey -M _kimi_agent -- "$KIMI_KEY" _kimi-agent-leave
  zle -K _kimi_agent
  # The mark is in the buffer and not before it: on an empty buffer zsh ends the shell at Ctrl-D, whatever its binding.
  BUFFER=$_kimi_agent_mark CURSOR=$#_kimi_agent_mark
  _kimi_say "to the agent: Enter sends, $_kimi_key_name leaves"
}

# Leaves agent mode; the typed words stay as a command line.
_kimi_agent_leave() {
  emulate -L zsh
  zle -K ${_kimi_agent_keymap:-main}
  BUFFER=${BUFFER#$_kimi_agent_mark}
  zle -M ''
}

_kimi_agent_end_of_file() {
  emulate -L zsh
  if [[ $BUFFER == $_kimi_agent_mark || -z $BUFFER ]]; then _kimi_agent_leave; else zle delete-char-or-list; fi
}

# Handles Enter. The mark can be deleted like any text; without it Enter is the shell's own.
_kimi_agent_send() {
  emulate -L zsh
  local words=${BUFFER#$_kimi_agent_mark}
  if [[ $words == $BUFFER ]]; then
    _kimi_agent_leave
    zle accept-line
    return
  fi
  [[ $words == *[^[:space:]]* ]] || return 0
  zle -I # the typed words stay on the screen, and the cursor goes below them
  BUFFER=$_kimi_agent_mark CURSOR=$#_kimi_agent_mark
  _kimi_send exec
  _kimi_disconnect # the program would inherit the connection
  ${KIMI_BIN:-kimi} agent-turn --shell-pid $$ --work-dir "$PWD" <<<$words >$TTY 2>&1
  _kimi_connect && _kimi_send prompt $_kimi_status 0 "$PWD" ''
  print >$TTY
  zle reset-prompt
}

_kimi_agent_unload() {
  emulate -L zsh
  bindkey -D _kimi_agent 2>/dev/null
  zle -D _kimi-agent-send _kimi-agent-leave _kimi-agent-end-of-file
}

typeset -g _kimi_agent_mark='kimi> '
[[ ${LC_ALL:-${LC_CTYPE:-${LANG-}}} == *[Uu][Tt][Ff]* ]] && _kimi_agent_mark=$'\u2728 '
zle -N _kimi-agent-send _kimi_agent_send
zle -N _kimi-agent-leave _kimi_agent_leave
zle -N _kimi-agent-end-of-file _kimi_agent_end_of_file
