# kimi-key.bash: what the first press of Ctrl-X needs in bash, or the first notice that may come at an idle prompt: the question, the key,
# the start of the daemon, and unloading. Read by kimi-prompt.bash, whose names it shares, with kimi-line.bash, kimi-screen.bash,
# kimi-taken.bash, kimi-widget.bash and kimi-wake.bash.
#
# Single quotes hold text that readline expands later, and kimi.bash assigns the names that are only read here.
# shellcheck shell=bash disable=SC2016,SC2154,SC2034

_kimi_has_keys=1 _kimi_phase='' _kimi_typed_point=0 _kimi_total='' _kimi_remark='' _kimi_is_taught='' _kimi_given_up='' _kimi_patience=0
_kimi_commands=() _kimi_notes=() _kimi_risks=() _kimi_tones=() _kimi_placeholders=() _kimi_noticed='' _kimi_waiting=0
_kimi_message='' _kimi_is_stale='' _kimi_fitted='' _kimi_tint='' _kimi_tint_from=0 _kimi_tint_length=0
_kimi_prompt_text='' _kimi_prompt_plain='' _kimi_prompt_above='' _kimi_mode_text='' _kimi_mode_plain='' _kimi_shows_mode='' _kimi_bottom=0 _kimi_bottom_column=0
_kimi_slot=2 _kimi_bound=() _kimi_bound_in=() _kimi_is_stepping='' _kimi_held='' _kimi_held_trap='' _kimi_unsent=
_kimi_is_typed_kept='' _kimi_is_note_undone='' _kimi_search_keymaps='' _kimi_searches_taken=() _kimi_searches=(reverse-search-history forward-search-history
  non-incremental-reverse-search-history non-incremental-forward-search-history vi-search vi-replace)
_kimi_has_started='' _kimi_start_input='' _kimi_start_output=
_kimi_letters=abcdefghijklmnopqrstuvwxyz _kimi_signs=']^_' _kimi_keys_step='\e[7713~\e[7714~\e[7715~' _kimi_hushing=$'_kimi_hush "$_"\n' _kimi_keys_again='\e[7732~\e[7712~' _kimi_said_line=
_kimi_deaf='the daemon is not answering: kimi daemon restart'
# Ticks of 20 ms. A daemon that has not answered after 300 ms is dead or stopped; a running one needs one tick.
_kimi_patience_ticks=15 _kimi_window_ticks=15 _kimi_twice_us=500000
[[ ! ${KIMI_CHORD_WINDOW_MS-} =~ ^[0-9]{1,5}$ ]] || _kimi_window_ticks=$(( 10#$KIMI_CHORD_WINDOW_MS / 20 )) _kimi_twice_us=$(( 10#$KIMI_CHORD_WINDOW_MS * 1000 ))
_kimi_ellipsis=... _kimi_warning='!' _kimi_bullet='*' _kimi_running='>' _kimi_is_utf8=0
case ${LC_ALL:-${LC_CTYPE:-${LANG-}}} in
  *[Uu][Tt][Ff]8* | *[Uu][Tt][Ff]-8*) _kimi_ellipsis=$'\u2026' _kimi_warning=$'\u26a0' _kimi_bullet=$'\u25cf' _kimi_running=$'\u25b6' _kimi_is_utf8=1 ;;
esac

# ---------------------------------------------------------------- the question

# States: idle; asking (no proposal yet); ready (proposals, but the line has changed meanwhile); shown (a proposal, or
# with _kimi_at = 0 the typed line again, is in the buffer). _kimi_is_open is set while the daemon may send more.
_kimi_ask() {
  _kimi_state=asking _kimi_phase=link _kimi_patience=$_kimi_patience_ticks
  _kimi_typed=$READLINE_LINE _kimi_typed_point=$READLINE_POINT _kimi_given_up=
  _kimi_now
  _kimi_asked=$_kimi_reply
  _kimi_total='' _kimi_remark='' _kimi_at=0 _kimi_commands=() _kimi_notes=() _kimi_risks=() _kimi_tones=() _kimi_is_taught=
  _kimi_say "asking$_kimi_ellipsis Esc cancels"
  _kimi_count_bytes "$READLINE_LINE"
  (( _kimi_reply <= 16000 )) || { _kimi_fail 'the line is too long to ask about'; return; }
  # For a fix the daemon looks at the terminal, where bash has just wiped the prompt that ends the output.
  [[ -n $READLINE_LINE ]] || _kimi_paint
  _kimi_connect && _kimi_post
}

# Sends the question once a daemon is connected.
_kimi_post() {
  if [[ -n $_kimi_protocol ]]; then
    _kimi_fail "the daemon is kimi $_kimi_protocol and speaks another protocol: kimi daemon restart"
    return
  fi
  local names="${!BASH_ALIASES[*]}"
  _kimi_tell
  (( ++_kimi_id ))
  _kimi_phase=asked _kimi_is_open=1 _kimi_is_heard='' _kimi_seen=0 _kimi_patience=$_kimi_patience_ticks
  _kimi_say "asking$_kimi_ellipsis Esc cancels"
  _kimi_send ask "$_kimi_id" "$PWD" "$_kimi_typed_point" "$_kimi_typed" "${names:0:2000}" "${COLUMNS-}" "${LINES-}"
}

# The daemon has received the question and names the model it asks.
_kimi_on_asking() {
  [[ $_kimi_state != asking ]] || _kimi_say "asking ${1:+$1}$_kimi_ellipsis Esc cancels"
}

_kimi_on_offer() {
  local index=$1
  [[ $index =~ ^[1-9][0-9]?$ ]] || return 0
  _kimi_commands[index]=$2 _kimi_notes[index]=${3-} _kimi_risks[index]=${4-} _kimi_tones[index]=${5-}
  if [[ $_kimi_state == shown ]]; then
    _kimi_say_more
  elif [[ $_kimi_state == asking ]]; then
    # A proposal is inserted only while the line is still the one that was asked about, and neither at Enter nor long after the
    # message that the daemon does not answer.
    if _kimi_is_line "$_kimi_typed" && (( READLINE_POINT == _kimi_typed_point )) && [[ -z ${is_accepting-} ]] && ! _kimi_is_late; then
      _kimi_show 1
    else
      _kimi_state=ready
      _kimi_say "ready: $_kimi_key_name inserts  ${_kimi_commands[1]%%$'\n'*}"
    fi
  fi
}

# Says that the daemon does not answer, while the answer is still waited for: on a crowded machine it may get no processor for a
# second. Three seconds after that the line no longer changes by itself.
_kimi_give_up() {
  _kimi_say "$_kimi_deaf"
  _kimi_now
  _kimi_given_up=${_kimi_given_up:-$_kimi_reply}
}

_kimi_is_late() {
  [[ -n $_kimi_given_up ]] && _kimi_now && (( _kimi_reply > _kimi_given_up + 3000000 ))
}

_kimi_on_done() {
  _kimi_total=$1 _kimi_remark=${2-} _kimi_is_taught=${3-} _kimi_is_open=
  case $_kimi_state in
    asking) _kimi_fail "${2:-nothing found}" ;;
    shown) _kimi_say_more ;;
  esac
}

# Says what has come of the answer. A message that an edit of the proposal has taken away does not come back.
_kimi_say_more() {
  if _kimi_is_line "$_kimi_shown"; then _kimi_say_shown; else _kimi_say ''; fi
}

_kimi_on_failed() {
  _kimi_fail "$1"
}

_kimi_fail() {
  _kimi_state=idle _kimi_phase='' _kimi_is_open=
  _kimi_say "$1"
}

# ---------------------------------------------------------------- the key

# Ctrl-X is a prefix in emacs mode, and macros of other programs rely on what hangs below it: the prefix stays, and the
# bare key (after keyseq-timeout) is a macro of two private keys. The first runs this; the second is bound to what
# shall follow, since a bind -x command cannot call readline.
_kimi_key() {
  _kimi_slot=2 _kimi_is_stepping='' _kimi_is_pressed=
  _kimi_then ''
  if _kimi_is_busy; then return; fi
  if _kimi_is_paste; then
    [[ -n $READLINE_LINE$_kimi_is_listening$_kimi_is_agent$_kimi_is_continued ]] || _kimi_take_second_press
    return
  fi
  # A line that was emptied has nothing to do with the proposal, or the question, that stood in it.
  case $_kimi_state in
    shown) [[ -n $READLINE_LINE || -z $_kimi_shown ]] || _kimi_cancel ;;
    asking | ready) [[ -n $READLINE_LINE || -z $_kimi_typed ]] || _kimi_cancel ;;
  esac
  if [[ -n ${_kimi_is_agent-} ]]; then
    local words
    _kimi_agent_words
    words=$_kimi_reply
    _kimi_now
    # The key pressed twice begins agent mode: its second press does not leave it again.
    if [[ -z $words ]] && (( _kimi_reply - _kimi_agent_entered < 700000 )); then _kimi_park; else _kimi_agent_key; fi
  elif [[ -z $READLINE_LINE && -n $_kimi_is_continued ]]; then
    # A row without words that continues a command is no request, and no beginning of agent mode.
    _kimi_say "$_kimi_key_name asks nothing here"
    _kimi_park
  elif _kimi_begins_agent; then
    _kimi_enter_agent
  elif _kimi_is_twice; then
    READLINE_LINE='' READLINE_POINT=0
    _kimi_cancel
    _kimi_say ''
    _kimi_enter_agent
  else
    _kimi_act
  fi
}

# Succeeds on an empty line with no failed command and no waiting task, where the key enters agent mode. A command that the user has ended
# (Ctrl-C, 130) or stopped (Ctrl-Z, 148, on macOS 146) has not failed. The file `asks` tells of waiting tasks before the daemon has.
_kimi_begins_agent() {
  [[ -z $READLINE_LINE && $_kimi_status == @(0|130|146|148) && $_kimi_state == idle && $_kimi_waiting == 0 && ! -e $_kimi_directory/asks ]]
}

# Succeeds within half a second of a press on an empty line, whose answer may stand in the line already.
_kimi_is_twice() {
  [[ -z $_kimi_typed && $_kimi_state != idle ]] && { [[ -z $READLINE_LINE ]] || [[ $_kimi_state == shown && $READLINE_LINE == "$_kimi_shown" ]]; } || return
  _kimi_now
  (( _kimi_reply - _kimi_asked < _kimi_twice_us ))
}

# Two presses that arrive within keyseq-timeout are a chord of readline's own, exchange-point-and-mark, which has nothing to do on an
# empty line.
_kimi_key_twice() {
  _kimi_slot=2 _kimi_is_pressed=
  _kimi_then ''
  if [[ -n $READLINE_LINE ]]; then
    _kimi_then '\e[7734~'
  elif [[ -z $_kimi_is_continued ]] && ! _kimi_is_busy && ! _kimi_is_paste; then
    _kimi_cancel
    _kimi_enter_agent
  fi
}

# Runs at a press on an empty line behind which a byte has arrived already. A second press, which came as readline's timeout ended, begins
# agent mode as the chord does; another byte is given back.
_kimi_take_second_press() {
  local key
  IFS= read -rsn1 -d '' -t 0.02 key || return 0
  if [[ $key == "$_kimi_key_byte" ]] && ! read -t 0; then
    _kimi_cancel
    _kimi_enter_agent
  else
    _kimi_notation "$key"
    _kimi_then "$_kimi_reply"
  fi
}

# Enters agent mode, whose file is read at the first use.
_kimi_enter_agent() {
  declare -F _kimi_agent_begin >/dev/null || _kimi_read_file kimi-agent.bash
  _kimi_now
  _kimi_agent_entered=$_kimi_reply
  if [[ -n ${_kimi_session_mode-} ]]; then _kimi_agent_name_mode "$_kimi_session_mode"; unset _kimi_session_mode; fi
  _kimi_agent_begin
}

_kimi_act() {
  _kimi_is_pressed=
  _kimi_remember
  _kimi_unlisten
  _kimi_press
  [[ -n $_kimi_is_stepping ]] || _kimi_await
  # A second press that came while this function waited is a quick one, however long that took.
  [[ $_kimi_state != asking ]] || { _kimi_now; _kimi_asked=$_kimi_reply; }
}

# Saves the state before this press; a chord or Esc within the window restores it.
_kimi_remember() {
  _kimi_before=$READLINE_LINE _kimi_before_point=$READLINE_POINT
  _kimi_state_before=$_kimi_state _kimi_at_before=$_kimi_at
}

# Sets the keys that readline reads after the widget: $1 in the notation of bind.
_kimi_then() {
  [[ -z $_kimi_is_ble ]] || return 0
  # `set -o vi` and `set -o emacs` change the keymaps between two questions.
  [[ $1 == "${_kimi_bound[$_kimi_slot]-}" && ${_kimi_bound_in[$_kimi_slot]-} == "${_kimi_keymaps[*]}" ]] && return
  local keymap
  for keymap in "${_kimi_keymaps[@]}"; do bind -m "$keymap" "\"\\e[771${_kimi_slot}~\": \"$1\""; done
  _kimi_bound[_kimi_slot]=$1 _kimi_bound_in[_kimi_slot]="${_kimi_keymaps[*]}"
}

# Succeeds when a running command reads with `read -e` and has received the key. Without the PROMPT_COMMAND hook, which
# the user may have removed, this cannot be known.
_kimi_is_busy() {
  [[ -n $_kimi_began ]] || return 1
  [[ "${PROMPT_COMMAND[*]-} ${precmd_functions[*]-}" == *_kimi_prompt* ]] && return 0
  _kimi_began=
  _kimi_hook
  return 1
}

# More bytes have arrived already: this is a paste without brackets, in which the byte is text. While the shell waits for
# a report, the bytes may be that report with its first byte already read by readline: then _kimi_pull repeats the press.
_kimi_is_paste() {
  read -t 0 || return 1
  _kimi_is_pressed=$_kimi_is_listening _kimi_before=$READLINE_LINE
}

_kimi_press() {
  # An answer that came during a search of the history has not been told yet.
  [[ $_kimi_state != asking ]] || _kimi_is_line "$_kimi_typed" || _kimi_receive
  case $_kimi_state in
    shown) if _kimi_is_line "$_kimi_shown"; then _kimi_next; else _kimi_cancel; _kimi_ask; fi ;;
    ready)
      # The answer belongs to its question: words that have nothing to do with it are a question of their own.
      if [[ -n $READLINE_LINE && ( $READLINE_LINE == "$_kimi_typed"* || $_kimi_typed == "$READLINE_LINE"* ) ]]; then
        _kimi_typed=$READLINE_LINE _kimi_typed_point=$READLINE_POINT
        _kimi_show 1
      else
        _kimi_cancel
        _kimi_ask
      fi
      ;;
    asking) if _kimi_is_line "$_kimi_typed"; then _kimi_ask_after; else _kimi_cancel; _kimi_ask; fi ;;
    *) _kimi_ask ;;
  esac
}

# The key was pressed again while asking. A fifo shows no end of file when the daemon is killed, so it must answer a hello.
_kimi_ask_after() {
  _kimi_say "still asking$_kimi_ellipsis Esc cancels"
  _kimi_phase=asked _kimi_is_heard='' _kimi_patience=$_kimi_patience_ticks
  _kimi_send hello 1 bash "${_kimi_pair##*/}" "$$" '' '' '' ''
}

# ---------------------------------------------------------------- the daemon

# Starts the daemon in the background at the first Ctrl-X that finds no daemon; the question is sent when it is ready.
_kimi_start() {
  local program=${KIMI_BIN:-kimi} file=${TMPDIR:-/tmp}/kimi-${_kimi_pair##*/}
  if ! type -P -- "$program" >/dev/null; then
    _kimi_fail "no daemon, and no program $program to start one: set KIMI_BIN"
    return
  fi
  if [[ -n $_kimi_has_started ]]; then _kimi_fail "$_kimi_deaf"; return; fi
  _kimi_phase=start _kimi_is_open='' _kimi_has_started=1 _kimi_start_said=
  _kimi_say "starting$_kimi_ellipsis Esc cancels"
  _kimi_paint
  # Its output goes to a deleted file: a process substitution would show in `$!` or as a job.
  local -; set -o noclobber
  { exec {_kimi_start_output}>"$file"; } && exec {_kimi_start_input}<"$file" || return 0
  (
    {
      command rm -f -- "$file"
      "$program" daemon start
      printf '\37%d' "$?"
    } </dev/null >&"$_kimi_start_output" 2>&1 {_kimi_start_input}<&- {_kimi_start_output}>&- &
  )
}

# Reads the output of `kimi daemon start`: empty when a daemon runs, else the reason of the failure.
_kimi_watch_start() {
  local part=
  [[ -n $_kimi_start_input ]] || { _kimi_fail 'the daemon cannot be started: no room for temporary files'; return; }
  IFS= read -r -d '' -u "$_kimi_start_input" part
  _kimi_start_said+=$part
  [[ $_kimi_start_said == *$'\x1f'* ]] || return 0
  local said=${_kimi_start_said%%$'\x1f'*} status=${_kimi_start_said##*$'\x1f'}
  said=${said%%$'\n'*}
  if [[ $status == 0 ]]; then
    _kimi_phase=link _kimi_patience=500 # 10 s: it is ready, and has yet to make this shell's fifos
  else
    _kimi_fail "${said#kimi: }"
  fi
}

_kimi_reap_start() {
  _kimi_has_started=
  [[ -z $_kimi_start_input ]] || exec {_kimi_start_input}<&-
  [[ -z $_kimi_start_output ]] || exec {_kimi_start_output}>&-
  _kimi_start_input='' _kimi_start_output=
}

# ---------------------------------------------------------------- the end of a question

# Esc, Ctrl-C or a chord ends the question. The line and the cursor have not changed.
_kimi_cancel() {
  [[ -z $_kimi_is_open ]] || _kimi_send cancel "$_kimi_id"
  _kimi_state=idle _kimi_phase='' _kimi_is_open=
}

_kimi_unlisten() {
  _kimi_release_escape
  [[ -n $_kimi_is_noting ]] || _kimi_is_listening=
}

# Runs in a subshell of PS0, and only when Enter is pressed while a question is open: the daemon must not ask the terminal
# for reports while a command reads from it.
_kimi_accept() {
  _kimi_run _kimi_send exec
}

# Runs in a subshell of PS2: Enter has begun the next row of the command, and the question stays open.
_kimi_go_on() {
  [[ -z $_kimi_is_async ]] || _kimi_run _kimi_send wait "$_kimi_id" "$_kimi_seen"
}

# ---------------------------------------------------------------- unloading

_kimi_leave() {
  local keymap key
  _kimi_cancel
  _kimi_forget_interrupt
  _kimi_is_noting=
  [[ -z $_kimi_held_int ]] || _kimi_give_trap_back
  _kimi_release
  _kimi_give_enter_back
  _kimi_give_undo_back
  _kimi_give_rub_back
  _kimi_unlisten
  [[ -z $_kimi_report_keymaps ]] || _kimi_give_back report '\e[0n'
  ! declare -F _kimi_agent_unload >/dev/null || _kimi_agent_unload
  [[ -z $_kimi_is_ble ]] || _kimi_ble_end
  ! declare -F _kimi_ble_on_attach >/dev/null || blehook ATTACH-=_kimi_ble_on_attach
  if [[ -n $_kimi_timeout ]]; then
    _kimi_give_back key "$_kimi_key_sequence"
    _kimi_give_back twice '\C-x\C-x'
    _kimi_capture bind -m emacs-standard -s
    for key in '\C-m' '\C-j'; do
      [[ $_kimi_reply != *"\"\\C-x$key\": \"$key\""* ]] || bind -m emacs-standard -r "\\C-x$key"
    done
    for keymap in emacs-standard vi-insert vi-command; do
      bind -m "$keymap" -r '\e[7730~\034'
      bind -m "$keymap" -r '\e[7730~\C-l'
      for key in 1{0..9} 20 {26..36}; do
        bind -m "$keymap" -r "\\e[77$key~"
        [[ -z ${BLE_ATTACHED-} ]] || builtin bind -m "$keymap" -r "\\e[77$key~"
      done
    done
    _kimi_change_timeout "$_kimi_timeout" 500
  fi
  if [[ -n $_kimi_ps0 ]]; then
    PS0=${PS0/"$_kimi_ps0"/} PS2=${PS2/"$_kimi_ps2"/}
    [[ -n $_kimi_had_ps0 || -n $PS0 ]] || unset PS0
  fi
  _kimi_unhook
  _kimi_send bye # last: the daemon then removes the file of _kimi_capture
}

# The last part of unloading, which runs with the user's own options.
_kimi_forget() {
  local IFS=$'\n'
  # The line that loads this file sets KIMI_BIN where the user has not.
  [[ ${KIMI_BIN-} != "${_kimi_source%/*}/dist/kimi" || ${KIMI_BIN@a} == *x* ]] || unset -v KIMI_BIN
  unset -v KIMI_TASKS
  # shellcheck disable=SC2046 # IFS splits the list into one name a line
  unset -f $(compgen -A function _kimi_)
  unset -v "${!_kimi_@}"
}
