# kimi-key.zsh: what a zsh needs from the first press of Ctrl-X on, or the first notice: the question, the line, the keys while asking, the
# start of the daemon, the values for Tab, and unloading. Sourced by kimi.zsh, whose names it shares.

zmodload zsh/zselect || return

# ---------------------------------------------------------------- the question

# States: idle; asking (no proposal yet); ready (proposals, but the line has changed meanwhile); shown (a proposal, or
# with _kimi_at = 0 the typed line again, is in the buffer).
_kimi_ask() {
  emulate -L zsh
  if [[ -n $_kimi_protocol ]]; then
    _kimi_say "the daemon is kimi $_kimi_protocol and speaks another protocol: kimi daemon restart"
    return 1
  fi
  typeset -gF _kimi_asked=$EPOCHREALTIME
  typeset -g _kimi_state=asking _kimi_heard= _kimi_typed=$BUFFER _kimi_typed_cursor=$CURSOR _kimi_total= _kimi_remark= _kimi_at=0
  typeset -ga _kimi_commands=() _kimi_notes=() _kimi_risks=() _kimi_tones_of=()
  typeset -g _kimi_is_taught= _kimi_is_searching= # Ctrl-C ends a search without its hook
  typeset -gF _kimi_given_up=0
  (( ++_kimi_id ))
  if (( $#BUFFER > 16000 )); then _kimi_fail 'the line is too long to ask about'; return 1; fi
  if _kimi_connect ask $_kimi_id "$PWD" $CURSOR "$BUFFER" "${${(j: :)${(k)aliases}}[1,2000]}" $COLUMNS $LINES; then
    _kimi_say "asking$_kimi_ellipsis Esc cancels"
  else
    _kimi_start_daemon
  fi
}

# The daemon has received the question and names the model it asks.
_kimi_on_asking() {
  emulate -L zsh
  typeset -g _kimi_heard=1
  [[ $_kimi_state == asking ]] && _kimi_say "asking ${1:-}$_kimi_ellipsis Esc cancels"
}

_kimi_on_offer() {
  emulate -L zsh
  local index=$1
  _kimi_commands[index]=$2 _kimi_notes[index]=${3:-} _kimi_risks[index]=${4:-} _kimi_tones_of[index]=${5:-}
  if [[ $_kimi_state == asking ]]; then
    _kimi_listen_end
    # A proposal is inserted only into the line that was asked about, and never into a search, a menu, PS2 or vared; nor when it
    # comes long after the message that the daemon does not answer.
    if [[ $CONTEXT == start && $BUFFER == "$_kimi_typed" && $CURSOR == $_kimi_typed_cursor ]] &&
       [[ -z $_kimi_is_searching ]] && (( ! ${ISEARCHMATCH_ACTIVE:-0} && (! _kimi_given_up || EPOCHREALTIME < _kimi_given_up + 3) )); then
      _kimi_show $index
    else
      typeset -g _kimi_state=ready
      _kimi_say "ready: $_kimi_key_name inserts  ${2%%$'\n'*}"
    fi
  elif (( index == _kimi_at )); then
    _kimi_say_more # its explanation has come
  fi
}

_kimi_on_done() {
  emulate -L zsh
  typeset -g _kimi_total=$1 _kimi_remark=${2:-} _kimi_is_taught=${3:-}
  [[ $_kimi_state == asking ]] && _kimi_fail "${2:-nothing found}"
  _kimi_say_more
}

# Says what has come of the answer, unless an edit of the proposal has taken its message away.
_kimi_say_more() {
  [[ $_kimi_state == shown && $BUFFER == "$_kimi_shown" ]] && _kimi_say_shown
}

_kimi_on_failed() {
  emulate -L zsh
  _kimi_fail "$1"
}

_kimi_fail() {
  emulate -L zsh
  _kimi_listen_end
  typeset -g _kimi_state=idle
  _kimi_say "$1"
}

# Esc or Ctrl-C ends the question. The line and the cursor have not changed.
_kimi_cancel() {
  emulate -L zsh
  [[ $_kimi_state == asking || $_kimi_state == shown ]] && _kimi_send cancel $_kimi_id
  _kimi_listen_end
  typeset -g _kimi_state=idle
}

# ---------------------------------------------------------------- the line

# Puts proposal $1 into the buffer, or the typed line for 0: always as one change from the typed line, so that one
# undo (^_) restores that.
_kimi_show() {
  emulate -L zsh
  zle split-undo
  _kimi_clear_grey
  # The typed line, shown as the one behind the last proposal, is no change that could be undone.
  if [[ $_kimi_state == shown ]] && (( _kimi_at )); then _kimi_undo_shown; else typeset -g _kimi_undo=$UNDO_CHANGE_NO; fi
  typeset -g _kimi_at=$1 _kimi_state=shown
  if (( $1 )); then
    # The buffer is assigned: if the text were sent as keys (zle -U), its first newline would run it.
    BUFFER=$_kimi_commands[$1]
    CURSOR=$#BUFFER
  else
    BUFFER=$_kimi_typed CURSOR=$_kimi_typed_cursor
  fi
  REGION_ACTIVE=0
  _kimi_still_aliases
  _kimi_mind_placeholders
  zle split-undo
  typeset -g _kimi_shown=$BUFFER _kimi_shown_change=$UNDO_CHANGE_NO
  _kimi_say_shown
}

# Removes the grey text behind the line, also zsh-autosuggestions' with its colour, and forgets the suggestion that is still on its way:
# either belongs to another line than the proposal, and would look like the end of the command.
_kimi_clear_grey() {
  (( ! $+functions[_kimi_ghost_hide] )) || _kimi_ghost_hide
  if (( $+widgets[autosuggest-clear] )); then
    zle autosuggest-clear
    local REPLY fd=${_ZSH_AUTOSUGGEST_ASYNC_FD-}
    # The number may be of an earlier suggestion, and the descriptor another's by now.
    [[ -z $fd ]] || ! _kimi_capture zle -F -L || [[ $REPLY != *" $fd _zsh_autosuggest_async_response"* ]] || zle -F $fd
  fi
  POSTDISPLAY=
}

# Removes the proposal from the line. ZLE's undo to a number does not record the line when it reaches the first of all changes (5.9), and
# the next undo would bring the proposal back. So where the proposal is the last change, only that change is undone.
_kimi_undo_shown() {
  if (( UNDO_CHANGE_NO == _kimi_shown_change )); then zle undo; else zle undo $_kimi_undo; fi
}

# <file> and the like: selected, and no Enter while one is left. A file of its own, read when there first is one.
_kimi_mind_placeholders() {
  emulate -L zsh -o no_aliases
  (( $+functions[_kimi_placeholder_begin] )) || {
    [[ $BUFFER == *'<'[a-z]*'>'* ]] && (( _kimi_at )) && source $_kimi_directory/kimi-placeholder.zsh || return 0
  }
  if (( _kimi_at )); then _kimi_placeholder_begin; else _kimi_placeholder_end; fi
}

_kimi_next() {
  emulate -L zsh
  local next=$(( _kimi_at + 1 ))
  (( next > $#_kimi_commands )) && next=0
  _kimi_show $next
}

# zsh replaces a global alias anywhere in a line when Enter is pressed, so that a proposal with one would run as other text than it is
# shown. Until its line ends each global alias that is a word of the proposal is disabled. Sets _kimi_stilled_here to those words.
_kimi_still_aliases() {
  emulate -L zsh
  local name
  typeset -ga _kimi_stilled_here=()
  (( _kimi_at )) || return 0
  for name in ${(k)galiases} $_kimi_stilled; do
    [[ " $BUFFER " == *[^[:alnum:]_./-]"$name"[^[:alnum:]_./-]* ]] || continue
    _kimi_stilled_here+=("$name")
    (( ! $+galiases[$name] )) || { disable -a -- "$name" && _kimi_stilled+=("$name") }
  done
}

_kimi_say_shown() {
  emulate -L zsh
  if (( ! _kimi_at )); then
    _kimi_say "your line; $_kimi_key_name: proposal 1/$#_kimi_commands"
    return
  fi
  local -a parts=("$_kimi_at/${_kimi_total:-$_kimi_ellipsis}")
  local tone=$_kimi_tones_of[_kimi_at] risk=$_kimi_risks[_kimi_at]
  [[ -n $tone ]] && risk="$_kimi_warning $risk"
  local -i at=$(( $#parts[1] + 2 ))
  [[ -n $risk ]] && parts+=("$risk")
  local -a more=(${_kimi_stilled_here:+"not your alias: $_kimi_stilled_here"} ${_kimi_notes[_kimi_at]} $_kimi_remark)
  if [[ -n $_kimi_is_taught ]]; then
    local keys="Enter runs it, $_kimi_key_name: the next, Ctrl-_: undo"
    # A narrow window shows the keys rather than all of the explanation.
    if (( ${(m)#${(pj:  :)${:-$parts $more $keys}}} + 2 * $#more + 4 < COLUMNS )); then more+=("$keys"); else parts+=("$keys"); fi
  fi
  parts+=($more)
  _kimi_say "${(pj:  :)parts}" $at $#risk ${${${(M)tone:#bad}:+31}:-33}
}

# ---------------------------------------------------------------- the key

# Ctrl-X is a prefix in emacs mode: bound as it is, ZLE would wait KEYTIMEOUT (0.4 s) for the rest of a chord. So the
# chords are moved to a copy of the keymap, the bare key acts at once, and a key that follows soon is looked up there.
_kimi_key() {
  emulate -L zsh
  (( PENDING > 8 )) && return 0 # a paste without brackets: this byte is text, not a key
  (( ! $+functions[_kimi_ghost_hide] )) || _kimi_ghost_hide
  local keymap=${WIDGET##*_kimi-} before=$BUFFER cursor=$CURSOR
  if (( KEYS_QUEUED_COUNT || PENDING )); then
    # The next key has arrived already, so this may be a chord or a macro: no request is sent for it.
    _kimi_continue $keymap 0 && return 0
  fi
  # In agent mode the key has a widget of its own, but not in vi's command mode.
  if [[ -n ${_kimi_agent_on-} && $CONTEXT == start ]]; then _kimi_agent_leave; return; fi
  if _kimi_is_twice; then
    _kimi_cancel
    BUFFER=
    _kimi_say ''
    _kimi_enter_agent
    return
  fi
  _kimi_is_about_line || _kimi_cancel
  local state=$_kimi_state at=$_kimi_at
  case $_kimi_state in
    shown) _kimi_next ;;
    ready) _kimi_show 1 ;;
    asking) _kimi_say "still asking$_kimi_ellipsis Esc cancels" ;;
    *)
      # A row without words that continues a command is no request, and the value of a variable is not for a model.
      if [[ $CONTEXT == (vared|select) || $CONTEXT == cont && -z $BUFFER ]]; then _kimi_say "$_kimi_key_name asks nothing here"; return; fi
      # On an empty line with no failed command and no waiting task, the key enters agent mode. A command that the user has ended
      # (Ctrl-C, 130) or stopped (Ctrl-Z, 148, on macOS 146) has not failed. The file `asks` tells of waiting tasks before the daemon has.
      if [[ -z $BUFFER && $_kimi_status == (0|130|146|148) && $CONTEXT == start && ! -e $_kimi_run/asks ]] && (( ! _kimi_waiting )); then _kimi_enter_agent; return; fi
      _kimi_ask ;;
  esac
  _kimi_await_chord $keymap
}

# Succeeds within half a second of a press on an empty line, whose answer may stand in the line already.
_kimi_is_twice() {
  emulate -L zsh
  [[ -z $_kimi_typed && $_kimi_state != idle && $CONTEXT == start ]] && (( EPOCHREALTIME - _kimi_asked < _kimi_twice )) || return
  [[ -z $BUFFER || ( $_kimi_state == shown && $BUFFER == "$_kimi_shown" ) ]]
}

# Succeeds when the open question, or its answer, is about the line: not when the user has changed or removed the proposal, or typed
# other words. An answer that is ready is about a line that goes on with the one that was asked about, or is a part of it.
_kimi_is_about_line() {
  emulate -L zsh
  case $_kimi_state in
    shown) [[ $BUFFER == "$_kimi_shown" ]] ;;
    ready) [[ -n $BUFFER && ( "$BUFFER" == "$_kimi_typed"* || "$_kimi_typed" == "$BUFFER"* ) ]] ;;
    asking) [[ $BUFFER == "$_kimi_typed" ]] ;;
  esac
}

# Enters agent mode, whose file is read at the first use.
_kimi_enter_agent() {
  emulate -L zsh -o no_aliases
  if [[ -z $_kimi_is_ghostly ]]; then _kimi_say "agent mode needs zsh's own options: emulate zsh"; return; fi
  (( $+functions[_kimi_agent_begin] )) || source $_kimi_directory/kimi-agent.zsh || return
  typeset -gF _kimi_agent_entered=$EPOCHREALTIME
  if [[ -n ${_kimi_session_mode-} ]]; then _kimi_agent_name_mode $_kimi_session_mode; unset _kimi_session_mode; fi
  _kimi_agent_begin
}

# Waits for a key that continues a chord, and shows proposals that arrive meanwhile. After the chord window the answer is
# shown by the socket's handler.
_kimi_await_chord() {
  emulate -L zsh
  local -A ready
  local -i left
  local -F deadline=$(( EPOCHREALTIME + _kimi_window ))
  _kimi_listen_begin $1
  while (( ! (KEYS_QUEUED_COUNT || PENDING) )); do
    left=$(( (deadline - EPOCHREALTIME) * 100 ))
    (( left > 0 )) || break
    # stdin is /dev/null inside a widget, so the terminal has a descriptor of its own.
    zselect -t $left -A ready -r $_kimi_tty ${_kimi_fd:+-r} ${_kimi_fd:+$_kimi_fd} ${_kimi_bell:+-r} ${_kimi_bell:+$_kimi_bell} 2>/dev/null || break
    (( ${+ready[$_kimi_tty]} )) && break
    if [[ -n $_kimi_bell ]] && (( ${+ready[$_kimi_bell]} )); then _kimi_interrupt; return; fi
    [[ -n $_kimi_fd ]] && (( ${+ready[$_kimi_fd]} )) && _kimi_receive $_kimi_fd
    ready=()
  done
  if (( KEYS_QUEUED_COUNT || PENDING || ${+ready[$_kimi_tty]} )); then
    _kimi_continue $1 1
  elif [[ $_kimi_state == asking && -z $_kimi_heard && -n $_kimi_fd ]]; then
    if _kimi_is_daemon_busy; then
      _kimi_say "asking$_kimi_ellipsis the daemon is busy$_kimi_ellipsis Esc cancels"
    else
      _kimi_say 'the daemon is not answering: kimi daemon restart'
      (( _kimi_given_up )) || _kimi_given_up=$EPOCHREALTIME
    fi
  fi
  [[ $_kimi_state == asking ]] || _kimi_listen_end
}

# Reads the key after Ctrl-X. At a chord, restores the line as it was at the key ($2 = 1), runs the chord and returns 0.
# At Esc alone, cancels. Gives any other key back to ZLE and returns 1.
# Uses before, cursor, state and at of _kimi_key.
_kimi_continue() {
  emulate -L zsh
  local key REPLY command keys
  read -k 1 key || return 1
  if [[ $key == $'\e' ]] && ! _kimi_is_sequence; then
    (( $2 )) && _kimi_undo_press && _kimi_cancel && _kimi_say cancelled
    return 0
  fi
  if [[ ${KIMI_CHORDS:-all} == ctrl && $key != [[:cntrl:]] ]]; then zle -U -- "$key"; return 1; fi
  if [[ $_kimi_key_bytes == "$key" && -z $before && $CONTEXT == start ]]; then
    (( $2 )) && _kimi_undo_press && _kimi_cancel
    _kimi_enter_agent
    return 0
  fi
  # A second press after a proposal has come takes the next proposal, or asks again.
  if [[ $_kimi_key_bytes == "$key" && $_kimi_state != asking && $2 == 1 ]]; then zle -U -- "$key"; return 1; fi
  local current=$KEYMAP
  _kimi_select _kimi_chords_$1
  zle -U -- "$_kimi_key_bytes$key" # the user's own keys
  zle read-command
  command=$REPLY keys=$KEYS
  _kimi_select $current
  if [[ -z $command || $command == undefined-key || $command == *_kimi-* ]]; then
    zle -U -- "${keys#$_kimi_key_bytes}"
    return 1
  fi
  if (( $2 )); then _kimi_undo_press; _kimi_cancel; _kimi_say ''; fi
  zle $command
  return 0
}

# Switches to keymap $1 without the user's zle-keymap-select. Prompts that show vi's mode reset themselves there, often with a program, and
# ZLE goes up by the rows of the prompt at each reset: two resets before a redraw erase the output above the prompt.
_kimi_select() {
  emulate -L zsh
  if (( ! $+widgets[zle-keymap-select] )); then zle -K $1; return; fi
  zle -A zle-keymap-select _kimi_keymap_select
  zle -D zle-keymap-select
  zle -K $1
  zle -A _kimi_keymap_select zle-keymap-select
  zle -D _kimi_keymap_select
}

# Undoes the change that this press of the key made to the line; a proposal shown before the press stays.
_kimi_undo_press() {
  emulate -L zsh
  [[ $BUFFER == "$before" ]] && return 0
  if [[ $state == shown ]]; then _kimi_show $at; else _kimi_undo_shown; fi
  CURSOR=$cursor
}

# After an Esc: succeeds when more bytes follow at once, as in the sequences that arrow keys send.
_kimi_is_sequence() {
  (( KEYS_QUEUED_COUNT || PENDING )) || zselect -t 3 -r $_kimi_tty 2>/dev/null
}

# ---------------------------------------------------------------- while asking: Esc and Ctrl-C

# Makes Esc and Ctrl-C cancel, only while a question is open. Esc is the first byte of every arrow key, so the keymap is
# copied, Esc is no prefix in the copy, and sequences are looked up in the real keymap.
_kimi_listen_begin() {
  emulate -L zsh
  [[ $_kimi_state == asking && $KEYMAP != _kimi_asking ]] || return 0
  typeset -g _kimi_keymap=$KEYMAP
  bindkey -N _kimi_asking $KEYMAP
  bindkey -M _kimi_asking -rp '^['
  bindkey -M _kimi_asking '^[' _kimi-escape
  _kimi_select _kimi_asking
  local REPLY
  ! _kimi_capture bindkey -M _kimi_asking : || [[ $REPLY != *\ execute-named-cmd* ]] || bindkey -M _kimi_asking : _kimi-command
  # The trap may run in the middle of anything that ZLE does, so it only rings. At status zero ZLE goes on and the line stays.
  _kimi_hang_bell && _kimi_take_trap INT '[[ $_kimi_state == asking ]] && syswrite -o $_kimi_rope . 2>/dev/null && return 0
    return $(( 128 + $1 ))'
  typeset -g _kimi_user_aborted=${ZLE_LINE_ABORTED-}
  unset ZLE_LINE_ABORTED # ZLE sets it when Ctrl-C ends a line
}

_kimi_listen_end() {
  emulate -L zsh
  [[ -n $_kimi_keymap ]] || return 0
  [[ $KEYMAP == _kimi_asking ]] && _kimi_select $_kimi_keymap
  typeset -g _kimi_keymap=
  # The keymap itself stays until the next question: ZLE may be waiting for a key in it, and would crash (5.9).
  [[ -z $_kimi_user_aborted || -n ${ZLE_LINE_ABORTED-} ]] || typeset -g ZLE_LINE_ABORTED=$_kimi_user_aborted
  _kimi_give_trap_back INT
  [[ -n $_kimi_bell ]] || return 0
  zle -F $_kimi_bell
  exec {_kimi_bell}>&- {_kimi_rope}>&-
  typeset -g _kimi_bell= _kimi_rope=
}

# Joins two sockets without a process: ZLE sees at the bell that the trap has written to the rope. Children would inherit them, so
# they are open only while a question is.
_kimi_hang_bell() {
  emulate -L zsh
  local REPLY door=${TMPPREFIX:-/tmp/zsh}-kimi-$$-$RANDOM
  local -i listener
  zsocket -l $door 2>/dev/null || return 1
  listener=$REPLY
  zsocket $door && typeset -g _kimi_rope=$REPLY && zsocket -a $listener && typeset -g _kimi_bell=$REPLY
  exec {listener}>&-
  zf_rm -f $door
  zle -F -w $_kimi_bell _kimi_interrupt
}

# Ctrl-C has ended the line all the same, since another plugin had replaced the trap: the next prompt gets the line back, from
# a widget that ZLE calls as soon as it waits for a key.
_kimi_take_back() {
  emulate -L zsh
  [[ -n ${ZLE_LINE_ABORTED-} ]] || return 0
  [[ $ZLE_LINE_ABORTED == "$_kimi_typed" ]] || typeset -g _kimi_typed=$ZLE_LINE_ABORTED _kimi_typed_cursor=$#ZLE_LINE_ABORTED
  _kimi_call_soon _kimi_restore
}

# Has widget $1 called as soon as ZLE waits for a key: by a file that can always be read.
_kimi_call_soon() {
  emulate -L zsh
  local -i fd
  sysopen -r -o cloexec -u fd /dev/null 2>/dev/null && zle -F -w $fd $1
}

# The first lines of such a widget, whose argument $1 is.
_kimi_take_call() {
  emulate -L zsh
  local -i fd=$1
  zle -F $fd
  exec {fd}<&-
}

_kimi_redraw_all() {
  emulate -L zsh
  _kimi_take_call $1
  zle redisplay
  zle -R
}

_kimi_restore() {
  emulate -L zsh
  _kimi_take_call $1
  [[ -z $BUFFER && $CONTEXT == start ]] || return 0
  BUFFER=$_kimi_typed CURSOR=$_kimi_typed_cursor
  _kimi_say cancelled
}

# Runs when the trap of Ctrl-C has rung.
_kimi_interrupt() {
  emulate -L zsh
  _kimi_cancel
  _kimi_say cancelled
}

_kimi_escape() {
  emulate -L zsh
  if [[ $_kimi_state == asking ]] && ! _kimi_is_sequence; then
    _kimi_cancel
    _kimi_say cancelled
    return 0
  fi
  # Esc begins a sequence, or ZLE began to wait for this key before the question ended: runs the binding in the real
  # keymap.
  _kimi_run_binding $'\e'
}

# The key that reads the name of a command, which is `:` in the command mode of vi.
_kimi_command() {
  emulate -L zsh
  _kimi_run_binding "$KEYS"
}

# Runs what the key $1, and the keys that follow it, are bound to in the real keymap.
_kimi_run_binding() {
  emulate -L zsh
  local REPLY keymap=${_kimi_keymap:-main}
  _kimi_select $keymap
  zle -U -- "$1"
  # At Alt-X ZLE also reads the name of a command here, in the row below the line, and no hook tells of that: messages and answers
  # wait for its end as for that of a search.
  typeset -g _kimi_is_searching=1
  { zle read-command } always { typeset -g _kimi_is_searching= }
  if [[ $_kimi_state == asking ]]; then _kimi_select _kimi_asking; else _kimi_search_end; fi
  zle $REPLY
}

# ---------------------------------------------------------------- the daemon

# Succeeds when the daemon runs, which has had no processor time yet. Without /proc this is not known.
_kimi_is_daemon_busy() {
  emulate -L zsh
  local pid= stat=
  [[ -d /proc/self && -r $_kimi_run/pid ]] && read -r pid <$_kimi_run/pid && [[ -r /proc/$pid/stat ]] && read -r stat </proc/$pid/stat
  [[ $stat == *') '[^TtZ]' '* ]]
}

# Succeeds when there is a program to start the daemon and to send words with.
_kimi_has_program() {
  (( $+commands[${KIMI_BIN:-kimi}] )) || [[ -x ${KIMI_BIN:-kimi} ]]
}

# Starts the daemon in the background at the first Ctrl-X that finds no daemon; the question is sent when it is ready.
_kimi_start_daemon() {
  emulate -L zsh
  if [[ -n $_kimi_starting ]]; then _kimi_say "starting$_kimi_ellipsis Esc cancels"; return; fi
  if ! _kimi_has_program; then
    _kimi_fail "no daemon, and no program ${KIMI_BIN:-kimi} to start one: set KIMI_BIN"
    return
  fi
  _kimi_say "starting$_kimi_ellipsis Esc cancels"
  exec {_kimi_starting}< <(exec ${KIMI_BIN:-kimi} daemon start </dev/null 2>&1)
  zle -F -w $_kimi_starting _kimi_started
}

# Runs when `kimi daemon start` has ended. Its output is empty when a daemon runs, else the reason of the failure.
_kimi_started() {
  emulate -L zsh
  local said line
  while sysread -i $1 -s 4096 line 2>/dev/null; do said+=$line; done
  zle -F $1
  # The descriptor is closed after the new connection is open: zsh stops polling a number whose file has hung up, also for the
  # next file that gets the same number.
  local -i ended=$_kimi_starting
  typeset -g _kimi_starting=
  _kimi_take_start "$said"
  exec {ended}<&-
}

# Sends the question that has waited for the daemon's start; $1 is the output of that start.
_kimi_take_start() {
  [[ $_kimi_state == asking ]] || return 0
  _kimi_find_socket # a long path's short address is written by the daemon
  if [[ -n $1 ]]; then
    _kimi_fail "${${1%%$'\n'*}#kimi: }"
  elif [[ $BUFFER == "$_kimi_typed" ]] && _kimi_connect prompt $_kimi_status 0 "$PWD" "$_kimi_command"; then
    _kimi_ask
  else
    _kimi_fail 'the daemon is there now; Ctrl-X asks'
  fi
}

# ---------------------------------------------------------------- Tab, and the end

# Sends one question on a connection of its own and sets REPLY to the last field of the answer. Completions use it, and
# child processes, which do not have the shell's connection.
_kimi_ask_once() {
  emulate -L zsh
  local data
  _kimi_open_socket || return 1
  local -i fd=$REPLY
  local -a fields=("${(@)argv//[$'\0\x1f']/}")
  local -A ready
  REPLY=
  syswrite -o $fd -- "${(pj:\x1f:)fields}"$'\0' 2>/dev/null
  while [[ $REPLY != *$'\0'* ]] && zselect -t 20 -A ready -r $fd && sysread -i $fd -s 65536 data; do REPLY+=$data; done 2>/dev/null
  exec {fd}>&-
  REPLY=${${REPLY%%$'\0'*}##*$'\x1f'}
}

# For Tab: sets `reply` to the tasks, sessions or models, as $1 says, in the form that _describe takes.
_kimi_list() {
  emulate -L zsh
  local REPLY line
  typeset -ga reply=()
  _kimi_ask_once list $1 $_kimi_shell || return 1
  for line in ${(f)REPLY}; do reply+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}"); done
}

# Removes everything that loading added: bindings, hooks, widgets, functions, variables.
_kimi_unload() {
  emulate -L zsh
  local keymap
  # Before the first prompt there are neither variables nor a message.
  [[ -z $_kimi_has_begun ]] || _kimi_leave_line
  _kimi_free_aliases
  _kimi_unlook
  _kimi_disconnect
  precmd_functions=(${precmd_functions:#_kimi_(pass|precmd)})
  preexec_functions=(${preexec_functions:#_kimi_preexec})
  zshexit_functions=(${zshexit_functions:#_kimi_zshexit})
  if [[ -n $KIMI_KEY && -n $_kimi_has_begun ]]; then
    for keymap in emacs viins vicmd; do
      bindkey -M $keymap -r "$KIMI_KEY"
      _kimi_list_chords _kimi_chords_$keymap && _kimi_rebind $keymap
      bindkey -D _kimi_chords_$keymap
      zle -D _kimi-$keymap
    done
    local own
    for keymap own in "${(@kv)_kimi_undo_bound}"; do
      bindkey -M $keymap '^_' $own
      zle -D _kimi-undo-$keymap
    done
  fi
  (( $+functions[_kimi_agent_begin] )) && _kimi_agent_unload
  (( $+functions[_kimi_ghost_begin] )) && _kimi_ghost_unload
  (( $+functions[_kimi_placeholder_end] )) && _kimi_placeholder_end
  bindkey -D _kimi_asking 2>/dev/null
  (( ! $+widgets[_kimi_receive] )) || zle -D _kimi_receive
  (( ! $+widgets[_kimi_restore] )) || zle -D _kimi_beside _kimi_see_again _kimi_interrupt _kimi_restore _kimi_redraw_all _kimi_started _kimi-escape _kimi-command
  [[ -z ${_kimi_tty-} ]] || exec {_kimi_tty}>&-
  [[ -z ${_kimi_scratch-} ]] || exec {_kimi_scratch}>&-
  unset reply
  # The line that loads this file sets KIMI_BIN, and loading sets KIMI_KEY, where the user has not.
  [[ ${KIMI_BIN-} != ${_kimi_directory:A:h}/dist/kimi || ${(t)KIMI_BIN} == *export* ]] || unset KIMI_BIN
  [[ -n $_kimi_had_key ]] || unset KIMI_KEY
  unset -m '_kimi_*'
  unset KIMI_TASKS
  unfunction -m '_kimi_*'
}

typeset -gA _kimi_handlers=()

zle -N _kimi_beside
zle -N _kimi_see_again
zle -N _kimi_interrupt
zle -N _kimi_restore
zle -N _kimi_redraw_all
zle -N _kimi_started
zle -N _kimi-escape _kimi_escape
zle -N _kimi-command _kimi_command
