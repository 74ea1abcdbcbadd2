# kimi-widget.bash: what bash does until the widget of the key returns: it reads the keyboard and the daemon's fifo. Read by
# kimi-prompt.bash with kimi-key.bash, whose names it shares.
#
# shellcheck shell=bash disable=SC2016,SC2154,SC2034

# Reads keyboard and fifo every 20 ms (a tick), until the chord window is over and the answer has come or a report will bring it. While it
# waits for a daemon that starts it looks every 200 ms, for the daemon's fifos every 100 ms: a hundred shells that look more often keep two
# cores from that daemon. `step` is how many ticks a look counts for; it and the other variables are for the functions of this file.
_kimi_await() {
  local -i tick=0 step
  local key saved_trap pause
  _kimi_is_interrupted='' _kimi_held=
  _kimi_capture trap -p INT
  saved_trap=${_kimi_held_int:-$_kimi_reply}
  trap _kimi_is_interrupted=1 INT
  while :; do
    [[ -z $_kimi_is_stale ]] || _kimi_paint
    step=1
    (( tick < _kimi_window_ticks )) || case $_kimi_phase in start) step=10 ;; link) step=5 ;; esac
    printf -v pause 0.%02d $(( step * 2 ))
    if _kimi_read_key; then
      _kimi_continue "$(( tick < _kimi_window_ticks ))" && break
      continue # no 20 ms have passed: nobody's patience is shortened by typing
    elif [[ -n $_kimi_is_interrupted ]]; then
      if [[ $_kimi_state == asking ]]; then
        _kimi_take_back
        _kimi_is_interrupted=
      fi
      break
    fi
    (( tick += step ))
    _kimi_proceed
    [[ -z $_kimi_held || $_kimi_phase == link ]] || break
    (( tick < _kimi_window_ticks )) || _kimi_is_waiting || break
  done
  _kimi_reap_start
  [[ $_kimi_state != asking || -z $_kimi_is_open ]] || ! _kimi_is_gone || _kimi_fail_gone
  trap - INT
  [[ -z $saved_trap ]] || _kimi_wrap_trap
  [[ -z $_kimi_is_interrupted ]] || _kimi_interrupt
  _kimi_park
  # If Enter is among the held keys, the terminal's report would be read by the command.
  [[ -z $_kimi_is_open || -z $_kimi_is_async || $_kimi_held == *\\C-[jmo] ]] || _kimi_listen
}

# Once a widget has set a trap of Ctrl-C, readline no longer sees that key before its next prompt: it would neither end the line nor
# draw a prompt behind the user's own trap. So until then that trap also does what Ctrl-C does without one.
_kimi_wrap_trap() {
  local words=()
  eval "words=(${saved_trap#trap -- })" # bash's own quoting of the user's trap
  if [[ -z ${words[0]} ]]; then eval "$saved_trap"; return; fi
  _kimi_held_int=$saved_trap
  _kimi_guard_enter # Enter gives the trap back before the command runs
  # shellcheck disable=SC2064 # the user's trap as it is now
  trap "${words[0]}"$'\n_kimi_break' INT
}

# While a question is asked Ctrl-C cancels it, and the line stays as it is: readline does not see that key once there is a trap.
_kimi_take_interrupt() {
  [[ -n $_kimi_held_int ]] || _kimi_capture trap -p INT
  _kimi_held_int=${_kimi_held_int:-${_kimi_reply:-trap - INT}} _kimi_is_interrupt_taken=1
  trap '_kimi_run _kimi_on_interrupt "$_"' INT
}

_kimi_release_interrupt() {
  [[ -n $_kimi_is_interrupt_taken ]] || return 0
  _kimi_is_interrupt_taken=
  local saved_trap=$_kimi_held_int
  _kimi_give_trap_back
  [[ $saved_trap == 'trap - INT' ]] || _kimi_wrap_trap
}

# Runs at Ctrl-C. A trap knows nothing of readline's line, so the rest is done at the terminal's report. In a search, where a report would
# be text, Ctrl-C is bash's own.
_kimi_on_interrupt() {
  [[ -z $_kimi_began ]] || return 0 # a command runs
  if [[ -z $_kimi_is_guarded ]]; then
    _kimi_release_interrupt
    _kimi_break
    return
  fi
  _kimi_cancel
  _kimi_is_restoring=whole
  printf '\e[5n'
}

_kimi_break() {
  [[ -z $_kimi_began ]] || return 0 # a command runs
  trap - INT
  kill -INT "$_kimi_pid"
}

_kimi_give_trap_back() {
  _kimi_is_interrupt_taken=
  eval "$_kimi_held_int"
  _kimi_held_int=
}

# With a proposal in the buffer, Ctrl-C is bash's own: it ends the line and this widget.
_kimi_interrupt() {
  _kimi_say ''
  _kimi_paint
  for (( ; _kimi_cursor_row < _kimi_bottom; _kimi_cursor_row++ )); do printf '\r\n'; done
  [[ -z $saved_trap ]] || printf '\r\n' # else bash does it
  _kimi_cancel
  _kimi_cursor_row=0 READLINE_LINE='' READLINE_POINT=0
  kill -INT "$_kimi_pid"
}

# Succeeds while the widget cannot return.
_kimi_is_waiting() {
  case $_kimi_phase in
    link | start) return 0 ;;
    asked) [[ $_kimi_state == asking ]] && { [[ -z $_kimi_is_async ]] || (( _kimi_patience > 0 )); } ;;
    *) return 1 ;;
  esac
}

# Sets `key` to what was typed within the pause: one character, or a whole sequence behind Esc.
_kimi_read_key() {
  local more
  # The read timed out and still has a key, which arrived at the last moment and is no longer in the terminal's input.
  IFS= read -rsn1 -d '' -t "$pause" key || [[ -n $key ]] || return 1
  if [[ $key == $'\e' ]]; then
    # 30 ms, as in zsh, since the rest of an arrow key's bytes arrives at once.
    while (( ${#key} < 32 )) && { IFS= read -rsn1 -d '' -t 0.03 more || [[ -n $more ]]; }; do key+=$more; done
    # The terminal's report, which the daemon asked for to wake _kimi_pull: this loop reads the fifo anyway.
    [[ $key != *$'\e[0n'* ]] || _kimi_send seen ''
    key=${key//$'\e[0n'/}
    [[ -n $key ]] || return 1
  fi
}

# Moves the question to its next phase: daemon found, started, question sent, question received.
_kimi_proceed() {
  case $_kimi_phase in
    link)
      # A request for the fifos is written anew every 200 ms at most.
      if { [[ -p $_kimi_pair.q ]] || (( _kimi_patience % 10 == 0 )); } && _kimi_connect; then _kimi_post
      elif [[ ! -p $_kimi_directory/control ]]; then _kimi_start
      elif _kimi_is_out_of_patience; then _kimi_mind_silence "$_kimi_directory/control"
      elif (( _kimi_patience < -500 )) || [[ $_kimi_patience == -* && -n $_kimi_held ]]; then _kimi_fail_silent
      fi
      ;;
    start) _kimi_watch_start ;;
    asked)
      _kimi_receive
      if [[ -n $_kimi_is_heard ]]; then
        _kimi_patience=0
      elif (( _kimi_patience > 0 )) && _kimi_is_out_of_patience; then
        _kimi_mind_silence "$_kimi_pair.q"
      fi
      [[ -n $_kimi_is_async || $_kimi_state != asking ]] || _kimi_spin
      ;;
    *) [[ -z $_kimi_is_open ]] || _kimi_receive ;;
  esac
}

# Counts this look, and succeeds once, when the patience ends.
_kimi_is_out_of_patience() {
  (( _kimi_patience -= step, _kimi_patience <= 0 && _kimi_patience > -step ))
}

# Succeeds when a daemon of this user runs, which has had no processor time yet.
_kimi_is_daemon_busy() {
  [[ -d /proc/self && -O $_kimi_directory ]] && _kimi_is_awake
}

# Decides what to do when nobody has read from fifo $1 in time. A busy daemon is waited for. A stopped one is said not to answer. Without a
# daemon one is started, or `kimi daemon start` says why it cannot be.
_kimi_mind_silence() {
  if _kimi_is_daemon_busy; then _kimi_say "asking$_kimi_ellipsis the daemon is busy$_kimi_ellipsis Esc cancels"
  elif _kimi_is_unread "$1"; then _kimi_give_up
  else _kimi_start
  fi
}

_kimi_fail_silent() {
  if _kimi_is_daemon_busy; then _kimi_fail "the daemon is busy: $_kimi_key_name asks again"; else _kimi_fail "$_kimi_deaf"; fi
}

_kimi_spin() {
  (( tick % 5 == 0 )) || return
  local wheel="|/-\\"
  _kimi_say "${_kimi_message% [|/\\-]} ${wheel:tick / 5 % 4:1}"
}

# Handles a key; $1 is set when the key may still continue a chord. Fails when the widget shall go on.
_kimi_continue() {
  if [[ $key == $'\e' ]]; then
    _kimi_take_back
    return 0
  fi
  # Only the first key can continue a chord: a held key came before this one.
  if (( $1 )) && [[ -z $_kimi_held ]]; then
    if [[ -z $_kimi_before && $key == "$_kimi_key_byte" ]]; then
      _kimi_undo_press
      _kimi_cancel
      _kimi_say ''
      _kimi_enter_agent
      return 0
    fi
    # A second press after a proposal has come takes the next proposal.
    if [[ $_kimi_state == shown && $key == "$_kimi_key_byte" ]]; then
      _kimi_take_next
      return 1
    fi
    if _kimi_is_chord; then
      _kimi_undo_press
      _kimi_cancel
      _kimi_say ''
      _kimi_notation "$key"
      _kimi_then "$_kimi_key_sequence$_kimi_reply"
      return 0
    fi
  fi
  _kimi_type_back
}

# The key belongs to the line. Typing during a long wait cancels the question; keys typed until the daemon is found are
# held.
_kimi_type_back() {
  _kimi_notation "$key"
  # At the end of a macro readline would wait for the rest of a chord without a timeout.
  [[ $key != "$_kimi_key_byte" ]] || _kimi_reply='\e[7711~\e[7712~'
  _kimi_held+=$_kimi_reply
  if [[ $_kimi_held == '\C-l' ]]; then _kimi_then "\C-l$_kimi_keys_again"; else _kimi_then "$_kimi_held"; fi
  if [[ $_kimi_state == asking ]]; then
    if [[ $_kimi_phase == start || -z $_kimi_is_async || $_kimi_held == *\\C-[jmo] ]]; then
      _kimi_cancel
      _kimi_say cancelled
    fi
  fi
  [[ $_kimi_phase != link ]]
}

# Within one widget readline's undo is not needed: readline has not seen the proposal that is on the screen.
_kimi_take_next() {
  _kimi_remember
  _kimi_find_next
  _kimi_show "$_kimi_next_at"
  tick=0
}

# Succeeds when a binding begins with Ctrl-X and `key`. readline is asked at this moment, so that chords bound late count.
_kimi_is_chord() {
  local bindings notation
  [[ ${KIMI_CHORDS-all} != ctrl || $key == [[:cntrl:]]* ]] || return 1
  [[ $key != [$'\r\n']* ]] || return 1 # bound by _kimi_take_enter_behind
  _kimi_notation "${key:0:1}"
  notation=$_kimi_reply
  # \C-xA means \C-xa: every capital is bound to that, and is a chord only where the small letter is.
  [[ $notation != [A-Z] ]] || notation=${notation,}
  _kimi_capture _kimi_list_bindings
  bindings=$'\n'$_kimi_reply
  [[ $bindings == *$'\n"'"$_kimi_key_sequence$notation"* ]]
}

_kimi_list_bindings() {
  bind -p
  bind -s
  bind -X
}

# Sets _kimi_reply to text $1 as keys in the notation that bind prints. An empty $1 stands for NUL.
_kimi_notation() {
  local out='' char
  local -i index code
  for (( index = 0; index < ${#1}; index++ )); do
    char=${1:index:1}
    printf -v code %d "'$char"
    case $char in
      \\ | '"') out+="\\$char" ;;
      $'\n') out+='\C-m' ;; # Enter: `read` turns carriage returns into this
      $'\e') out+='\e' ;;
      $'\x7f') out+='\C-?' ;;
      $'\x1c') out+="\\C-\\\\" ;;
      *) if (( code > 0 && code < 27 )); then out+="\\C-${_kimi_letters:code - 1:1}"
        elif (( code > 28 && code < 32 )); then out+="\\C-${_kimi_signs:code - 29:1}"
        else out+=$char
        fi ;;
    esac
  done
  _kimi_reply=${out:-\\C-@}
}

_kimi_take_back() {
  _kimi_undo_press
  _kimi_cancel
  _kimi_say cancelled
}

# Undoes the change that this press of the key made to the line; a proposal shown before the press stays.
_kimi_undo_press() {
  READLINE_LINE=$_kimi_before READLINE_POINT=$_kimi_before_point
  _kimi_state=$_kimi_state_before _kimi_at=$_kimi_at_before
}
