# kimi-agent.zsh: agent mode in zsh. Ctrl-X on an empty line puts a mark at its beginning; while it stands there, Enter
# sends the words behind it as a turn of this shell's own session. They are never parsed by the shell and never in its
# history: ZLE has not accepted a line.
#
# A turn is shown by `kimi agent-turn`, which reads the words from stdin and the keys from the terminal: approvals,
# steering and Ctrl-C are its business while it runs. Sourced by kimi.zsh, whose names it shares.

# $1: words for the line.
_kimi_agent_begin() {
  emulate -L zsh
  [[ $KEYMAP != (vicmd|visual|viopp) ]] || zle vi-insert # words are typed, and the user's prompt shows it
  [[ $KEYMAP == _kimi_agent ]] || typeset -g _kimi_agent_keymap=$KEYMAP
  typeset -g _kimi_agent_on=1
  typeset -gi _kimi_agent_at=0
  bindkey -N _kimi_agent $_kimi_agent_keymap
  local key
  local -a reply
  _kimi_agent_list_enders _kimi_agent
  for key in $reply; do bindkey -M _kimi_agent -r -- "${(Q)${(z)key}[-2]}"; done
  for key in '^M' '^J'; do bindkey -M _kimi_agent $key _kimi-agent-send; done
  for key in '^[[A' '^[OA' '^P'; do bindkey -M _kimi_agent $key _kimi-agent-up; done
  for key in '^[[B' '^[OB' '^N'; do bindkey -M _kimi_agent $key _kimi-agent-down; done
  bindkey -M _kimi_agent '^[^M' self-insert-unmeta # a newline in the words
  bindkey -M _kimi_agent '^D' _kimi-agent-end-of-file
  # In the copied keymap the key is a prefix; pressed alone it must act at once.
  bindkey -M _kimi_agent -rp "$KIMI_KEY"
  bindkey -M _kimi_agent -- "$KIMI_KEY" _kimi-agent-key
  # In the command mode of vi, these keys would run the words as a command.
  if [[ -z $_kimi_agent_vicmd ]]; then
    _kimi_agent_list_enders vicmd
    typeset -g _kimi_agent_vicmd=${(F)reply}
    for key in $reply; do bindkey -M vicmd -r -- "${(Q)${(z)key}[-2]}"; done
    for key in '^M' '^J'; do bindkey -M vicmd $key _kimi-agent-send; done
  fi
  zle -K _kimi_agent
  # The mark is in the buffer and not before it: on an empty buffer zsh ends the shell at Ctrl-D, whatever its binding.
  _kimi_agent_set "${1-}"
  UNDO_LIMIT_NO=$UNDO_CHANGE_NO # no undo takes the mark away
  _kimi_say "to the agent: Enter sends, $_kimi_key_name or Ctrl-D leaves"
}

# Sets `reply` to the bindings of keymap $1 that give the line to the shell, at once or later: in emacs mode Ctrl-O, Alt-A, Alt-Q and others.
_kimi_agent_list_enders() {
  emulate -L zsh -o extended_glob
  local REPLY
  reply=()
  _kimi_capture bindkey -M $1 -L || return 0
  reply=(${(M)${(f)REPLY}:#*' '((accept-(line|search|and)|push-)*|run-help|which-command|(vi-|)pound-insert)})
}

# Sets the line to the mark and the words $1, with the cursor behind them.
_kimi_agent_set() {
  BUFFER=$_kimi_agent_mark$1 CURSOR=$(( $#_kimi_agent_mark + $#1 ))
  typeset -g _kimi_agent_words=$1
}

# Runs when a line begins: Ctrl-C has ended the line before it, and with it the mark, but not agent mode.
_kimi_agent_line() {
  emulate -L zsh
  [[ -n $_kimi_agent_on && $CONTEXT == start && -z $BUFFER ]] && _kimi_agent_begin
  return 0
}

# Runs before each drawing. The mark cannot be deleted or moved, since words without it would look like a command, and be one; and a line
# of the history, which a search in vi's command mode has found, gets it.
_kimi_agent_guard() {
  emulate -L zsh
  [[ -n $_kimi_agent_on && $CONTEXT == start ]] || return 0
  [[ $KEYMAP != (main|viins|emacs) ]] || _kimi_select _kimi_agent # vi's command mode has been left
  [[ $KEYMAP == (_kimi_agent|vicmd|visual|viopp) ]] || return 0
  _kimi_agent_mend
  return 0
}

# Sets the mark right in a line in which a key has deleted it, moved it, or put it a second time; the cursor stays behind it.
_kimi_agent_mend() {
  emulate -L zsh
  # Some undos, zsh's own or a widget around it, end in a line that only this function has made.
  while [[ $LASTWIDGET == *undo* && $BUFFER != "$_kimi_agent_mark"* ]]; do
    local -i undone=$UNDO_CHANGE_NO
    zle undo 2>/dev/null && (( undone != UNDO_CHANGE_NO )) || break
  done
  local words=$_kimi_agent_words
  if [[ $BUFFER != "$_kimi_agent_mark"* ]]; then
    # If the line still has the same characters in another order, a key has moved the mark with them: the words are put back as they were.
    [[ ${(j::)${(os::)BUFFER}} == ${(j::)${(os::)${:-$_kimi_agent_mark$words}}} ]] || words=${BUFFER/"$_kimi_agent_mark"/}
    if [[ $words == "$BUFFER" ]]; then
      local part=$_kimi_agent_mark
      while [[ $BUFFER != "$part"* ]]; do part=${part%?}; done # a part of it has been deleted
      words=${BUFFER#"$part"}
    fi
    _kimi_agent_free_words
    local -i behind=$(( $#BUFFER - CURSOR ))
    BUFFER=$_kimi_agent_mark$words
    CURSOR=$(( $#BUFFER - behind ))
  elif [[ $BUFFER != "$_kimi_agent_mark$words" ]]; then
    words=${BUFFER#"$_kimi_agent_mark"}
    _kimi_agent_free_words
    [[ $BUFFER == "$_kimi_agent_mark$words" ]] || BUFFER=$_kimi_agent_mark$words
  fi
  (( CURSOR >= $#_kimi_agent_mark )) || CURSOR=$#_kimi_agent_mark
  _kimi_agent_free_kills
  typeset -g _kimi_agent_words=$words
}

# Takes further marks from the beginning of the caller's `words`.
_kimi_agent_free_words() {
  while [[ $words == "$_kimi_agent_mark"* ]]; do words=${words#"$_kimi_agent_mark"}; done
}

# Removes the mark from the text that a key has cut and ZLE keeps (CUTBUFFER), since the user may paste it into a command. A second key that
# cuts adds to the text of the first.
_kimi_agent_free_kills() {
  local kept=${(M)CUTBUFFER:#"$_kimi_agent_kept"*}
  [[ $CUTBUFFER == "$_kimi_agent_kept" ]] && return
  kept=${kept:+$_kimi_agent_kept}
  local added=${CUTBUFFER#"$kept"}
  [[ $added != "$_kimi_agent_mark"* ]] || CUTBUFFER=$kept${added#"$_kimi_agent_mark"}
  [[ $CUTBUFFER != "$_kimi_agent_mark"* ]] || CUTBUFFER=${CUTBUFFER#"$_kimi_agent_mark"}
  typeset -g _kimi_agent_kept=$CUTBUFFER
}

# Leaves agent mode; the typed words stay as a command line.
_kimi_agent_leave() {
  emulate -L zsh
  typeset -g _kimi_agent_on=
  if [[ -n $_kimi_agent_vicmd ]]; then
    local -a reply=("${(@f)_kimi_agent_vicmd}")
    _kimi_rebind vicmd
    typeset -g _kimi_agent_vicmd=
  fi
  zle -K ${_kimi_agent_keymap:-main}
  BUFFER=${BUFFER#$_kimi_agent_mark}
  UNDO_LIMIT_NO=$UNDO_CHANGE_NO # an undo would bring the mark back
  _kimi_say ''
}

# The key pressed twice begins agent mode: its second press does not leave it again.
_kimi_agent_key() {
  emulate -L zsh
  [[ $BUFFER == $_kimi_agent_mark ]] && (( EPOCHREALTIME - _kimi_agent_entered < 0.7 )) || _kimi_agent_leave
}

_kimi_agent_end_of_file() {
  emulate -L zsh
  if [[ $BUFFER == $_kimi_agent_mark || -z $BUFFER ]]; then _kimi_agent_leave; else zle delete-char-or-list; fi
}

# Runs a turn of the agent with words $1, and sets the caller's `reply`. Some prompts draw themselves anew each second by a trap for the
# alarm that TMOUT sets. It is ignored meanwhile, since behind any trap zsh draws the line, in the middle of what the agent says. Without a
# trap of the user's the alarm is left alone: it ends the shell.
_kimi_agent_turn() {
  emulate -L zsh
  setopt no_local_traps # which do not bring this trap back in a widget
  local REPLY= function=${functions[TRAPALRM]-}
  _kimi_capture trap
  local line=${(M)${(f)REPLY}:#trap -- * ALRM}
  [[ -z $function$line ]] || trap '' ALRM
  reply=$(trap - ALRM; ${KIMI_BIN:-kimi} agent-turn --shell-pid $$ --work-dir "$PWD" --state-fd 3 3>&1 >$TTY 2>&1 <<<$1)
  [[ -n $function$line ]] || return 0
  trap - ALRM
  [[ -z $function ]] || functions[TRAPALRM]=$function
  [[ -z $line ]] || eval "$line" # quoted by zsh
  # zsh sets the next alarm behind a trap. That draws the prompt, which has to stand below the answer first.
  ( sleep 1; kill -ALRM $$ ) </dev/null >/dev/null 2>&1 &!
}

# The prompt is made anew under the user's own options, since it may run commands.
_kimi_agent_send() {
  local _kimi_is_told=
  _kimi_agent_tell
  [[ -z $_kimi_is_told ]] || _kimi_agent_renew
}

# Sends the words of the line as a turn, if there are any, and sets the caller's _kimi_is_told then.
_kimi_agent_tell() {
  emulate -L zsh -o extended_glob
  _kimi_agent_mend
  local words=${BUFFER#$_kimi_agent_mark} reply
  [[ $words == *[^[:space:]]* ]] || return 0
  if [[ $words == [[:space:]]#/(exit|quit)[[:space:]]# ]]; then
    BUFFER=
    _kimi_agent_leave
    return
  fi
  if ! _kimi_has_program; then
    _kimi_say "no program ${KIMI_BIN:-kimi} to send this with: set KIMI_BIN"
    return
  fi
  typeset -gF _kimi_agent_entered=0 # the key leaves from now on
  [[ -z ${_kimi_ghost_style-} ]] || _kimi_ghost_finish
  zle -I # the typed words stay on the screen, and the cursor goes below them
  _kimi_agent_forget_rows
  _kimi_send exec
  _kimi_disconnect # the program would inherit the connection
  _kimi_agent_turn $words
  _kimi_is_told=1
  # zsh has switched the marks of a paste off on the terminal only for other programs.
  [[ -z ${zle_bracketed_paste-} ]] || print -n -- $zle_bracketed_paste[1] >$TTY
  [[ -z $reply ]] || _kimi_agent_name_mode "${reply%%$'\n'*}"
  _kimi_connect prompt $_kimi_status 0 "$PWD" ''
  typeset -gi _kimi_agent_at=0
  zle -K _kimi_agent
  [[ $reply == *$'\n'* ]] && _kimi_agent_set "${reply#*$'\n'}" || _kimi_agent_set ''
  # The message that the user most likely sends next comes in grey.
  [[ -z ${_kimi_ghost_style-} ]] || _kimi_send message $(( ++_kimi_ghost_id ))
}

# Has ZLE take the cursor's row for that of an empty line: where the window changes its size during the turn it would else go up by the
# rows of the prompt and the words, and draw over what the turn has said.
_kimi_agent_forget_rows() {
  local left=$PROMPT right=${RPROMPT-}
  BUFFER= PROMPT=
  [[ -z $right ]] || RPROMPT=
  zle -R
  PROMPT=$left
  [[ -z $right ]] || RPROMPT=$right
}

# Makes the prompt anew below a turn, which may have changed what it says, as the branch: by the user's own hooks of the prompt.
_kimi_agent_renew() {
  setopt local_options no_err_return no_err_exit
  local _kimi_hook
  for _kimi_hook in precmd "${precmd_functions[@]}"; do
    [[ $_kimi_hook != _kimi_* && -n ${functions[$_kimi_hook]-} ]] || continue
    _kimi_set_status $_kimi_status
    $_kimi_hook &>/dev/null
  done
  zle reset-prompt
}

_kimi_set_status() { return $1 }

# Sets the mark for a mode of the session: the usual one is not named.
_kimi_agent_name_mode() {
  local -A names=(bypass yolo auto afk plan plan accept-edits edits)
  typeset -g _kimi_agent_mark=$_kimi_agent_sign${names[$1]:+$names[$1]: }
}

# ---------------------------------------------------------------- what was said before

_kimi_agent_up() {
  emulate -L zsh
  if [[ $LBUFFER == *$'\n'* ]]; then zle up-line; else _kimi_agent_recall 1; fi
}

_kimi_agent_down() {
  emulate -L zsh
  if [[ $RBUFFER == *$'\n'* ]]; then zle down-line; else _kimi_agent_recall -1; fi
}

# Goes $1 entries back, and to the words of before behind the last one.
_kimi_agent_recall() {
  emulate -L zsh
  if (( ! _kimi_agent_at )); then
    (( $1 > 0 )) || return 0
    typeset -g _kimi_agent_draft=${BUFFER#$_kimi_agent_mark}
    _kimi_agent_read_said
  fi
  local -i at=$(( _kimi_agent_at + $1 ))
  (( at <= $#_kimi_agent_said )) || return 0
  typeset -gi _kimi_agent_at=$at
  (( at )) && _kimi_agent_set "$_kimi_agent_said[-at]" || _kimi_agent_set "$_kimi_agent_draft"
}

# Reads what was said to the agent in this directory, in any shell: a file in Kimi CLI's format, named by a hash.
_kimi_agent_read_said() {
  emulate -L zsh -o extended_glob
  local program hash line
  typeset -ga _kimi_agent_said=()
  for program in md5sum md5; do
    (( $+commands[$program] )) || continue
    hash=$(print -rn -- ${PWD:A} | command $program)
    break
  done
  local file=${KIMI_SHARE_DIR:-$HOME/.kimi}/user-history/${hash%% *}.jsonl
  [[ -r $file ]] || return 0
  for line in "${(@f)$(<$file)}"; do
    [[ $line == '{"content":'' '#'"'*'"}' ]] || continue
    line=${${line#'{"content":'' '#'"'}%'"}'}
    _kimi_agent_said+=("${(g::)${line//\\\"/\"}}")
  done
}

_kimi_agent_hook() {
  emulate -L zsh
  autoload -Uz add-zle-hook-widget
  add-zle-hook-widget line-init _kimi_agent_line
  add-zle-hook-widget line-pre-redraw _kimi_agent_guard
}

_kimi_agent_unhook() {
  emulate -L zsh
  _kimi_unhook line-init _kimi_agent_line
  _kimi_unhook line-pre-redraw _kimi_agent_guard
}

_kimi_agent_unload() {
  emulate -L zsh
  _kimi_agent_unhook
  bindkey -D _kimi_agent 2>/dev/null
  zle -D _kimi_agent_line _kimi_agent_guard _kimi-agent-send _kimi-agent-key _kimi-agent-end-of-file _kimi-agent-up _kimi-agent-down
}

typeset -g _kimi_agent_sign='kimi> ' _kimi_agent_on= _kimi_agent_keymap=main _kimi_agent_vicmd=
[[ ${LC_ALL:-${LC_CTYPE:-${LANG-}}} == *[Uu][Tt][Ff]* ]] && _kimi_agent_sign=$'\u2728 '
typeset -g _kimi_agent_mark=$_kimi_agent_sign _kimi_agent_words= _kimi_agent_kept=
_kimi_agent_hook
zle -N _kimi-agent-send _kimi_agent_send
zle -N _kimi-agent-key _kimi_agent_key
zle -N _kimi-agent-end-of-file _kimi_agent_end_of_file
zle -N _kimi-agent-up _kimi_agent_up
zle -N _kimi-agent-down _kimi_agent_down
