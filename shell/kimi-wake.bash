# kimi-wake.bash: how the daemon wakes a bash that waits for keys, for an answer or a notice: it asks the terminal for its status report, and
# the report is bound to a function. Read by kimi-prompt.bash with kimi-key.bash, whose names it shares.
#
# shellcheck shell=bash disable=SC2016,SC2154,SC2034

# From here on the user types. Esc means cancel, and the terminal's status report means that the daemon has sent records.
# Esc gets its old binding back as soon as the question ends.
_kimi_listen() {
  local _kimi_functions=''
  _kimi_listen_for_report
  if [[ $_kimi_state == asking && -z $_kimi_is_escape_taken ]]; then
    _kimi_take escape '\e' '\e[7716~\e[7712~'
    _kimi_is_escape_taken=1
    [[ -n $_kimi_is_ble ]] || _kimi_take_interrupt
    _kimi_choose_timeout
  fi
  [[ -z $_kimi_is_open ]] || _kimi_wait "$_kimi_id" "$_kimi_seen"
}

_kimi_listen_for_report() {
  # The report stays bound from then on: one that still comes for a question that has ended, since the daemon did not read of its end
  # before it was killed, would type a letter into the line.
  [[ $_kimi_report_keymaps == "${_kimi_keymaps[*]}" ]] || _kimi_take report '\e[0n' '\e[7717~\e[7718~'
  _kimi_report_keymaps=${_kimi_keymaps[*]} _kimi_is_listening=1
}

# Permits the daemon to ask the terminal for a report.
_kimi_wait() {
  _kimi_guard_enter
  _kimi_guard_searches
  _kimi_is_guarded=1
  [[ -z $1 ]] || _kimi_mind_interrupt
  _kimi_send wait "$@"
}

# Ctrl-C ends the line before any function of this file runs, and while the user's own hooks make the next prompt the terminal would show
# its report as text. So while a question is open the permission is taken back in front of the first of them, also where that is slow.
_kimi_mind_interrupt() {
  local -a places=("${!PROMPT_COMMAND[@]}")
  [[ -z $_kimi_is_ble && ${PROMPT_COMMAND@a} != *r* && ${#places[@]} != 0 ]] || return 0
  # A hook of ours that is the first does it, and bash-preexec would take another one for a command.
  [[ ${PROMPT_COMMAND[places[0]]} == *@(_kimi_|__bp_)* ]] || PROMPT_COMMAND[places[0]]=$_kimi_hushing${PROMPT_COMMAND[places[0]]}
}

# Runs before the user's own hooks of the prompt, which shall see the status and the `$_` of before.
_kimi_hush() {
  set -- "$?"
  _kimi_perform _kimi_hold_reports 2>/dev/null || :
  [[ $- == *e* ]] || return "$1"
}

_kimi_hold_reports() {
  _kimi_forget_interrupt
  [[ -z $_kimi_is_open ]] || _kimi_send hold
}

_kimi_forget_interrupt() {
  local -a places=("${!PROMPT_COMMAND[@]}")
  (( ! ${#places[@]} )) || [[ ${PROMPT_COMMAND[places[0]]} != "$_kimi_hushing"* ]] ||
    PROMPT_COMMAND[places[0]]=${PROMPT_COMMAND[places[0]]#"$_kimi_hushing"}
}

# Runs at the terminal's report: the daemon has sent records, or another program has asked for the report.
_kimi_pull() {
  _kimi_slot=8 _kimi_is_stepping=
  _kimi_send seen '' # the report has arrived
  if [[ -n $_kimi_is_restoring ]]; then
    _kimi_then ''
    _kimi_restore
  elif [[ -n $_kimi_is_pressed ]] && _kimi_is_line "$_kimi_before"; then
    _kimi_then ''
    _kimi_receive
    _kimi_act
  elif [[ $_kimi_state == asking && -n $_kimi_is_open ]] && _kimi_is_gone; then
    _kimi_then ''
    _kimi_fail_gone
    _kimi_unlisten
    _kimi_park
  elif _kimi_is_unread "$_kimi_pair.a"; then
    _kimi_then ''
    _kimi_is_busy && return # a `read -e` has got the key
    local before=$_kimi_state
    _kimi_receive
    if [[ $before == idle ]]; then
      _kimi_pull_notices
      [[ -z $_kimi_is_agent ]] || _kimi_then "$_kimi_keys_again" # what stands below the words
      return
    fi
    [[ $_kimi_state == asking ]] || _kimi_release_escape
    if [[ -n $_kimi_is_open ]]; then _kimi_listen
    elif [[ $_kimi_is_noting == 1 ]]; then _kimi_await_notices
    else _kimi_unlisten
    fi
    _kimi_park
  else
    _kimi_then ''
    _kimi_pass_report
    # The daemon may have asked for this report for what we had read by then, and waits to be asked again.
    if [[ -n $_kimi_is_open ]]; then _kimi_listen
    elif [[ $_kimi_is_noting == 1 ]]; then _kimi_await_notices
    fi
    _kimi_park # the report has taken the message away, as any key does
  fi
}

# For a report that another program asked for: runs the binding that the report had before.
_kimi_pass_report() {
  local keymap
  for keymap in "${_kimi_keymaps[@]}"; do
    [[ -n ${_kimi_saved[$keymap report]-} ]] || continue
    _kimi_bind_as '\e[7718~' "$keymap" "${_kimi_saved[$keymap report]}"
    _kimi_bound[8]=unknown
  done
}

_kimi_escape() {
  _kimi_slot=2
  _kimi_then ''
  _kimi_cancel
  _kimi_unlisten
  _kimi_say cancelled
  _kimi_park
}

# Has the terminal asked for a report as soon as readline waits for keys. The daemon sees when that is: a report that comes while
# other hooks of the prompt run would be shown on the screen. A daemon that this prompt has greeted does the same by itself.
_kimi_wake_soon() {
  _kimi_listen
  if [[ -n $_kimi_is_linked ]] && _kimi_is_awake && _kimi_send hold; then
    _kimi_wait '' 0 # the answer to `hold` is a record that has not been read
  elif [[ ${waits-} != line ]] || ! _kimi_is_awake; then
    _kimi_wake_alone
  fi
}

# Does without a daemon what it does then: a process in the background looks for up to 10 s whether readline waits for keys.
_kimi_wake_alone() {
  (
    {
      trap '' TTOU # the terminal may stop background processes that write
      local -i look
      for (( look = 0; look < 200; look++ )); do
        if _kimi_reads_keys; then printf '\e[5n' >/dev/tty; break; fi
        command sleep 0.05
      done
    } </dev/null >/dev/null 2>&1 &
  )
}

# Succeeds while this shell is in the foreground of its terminal, whose own line editing (icanon) is off, and waits for a key, though not
# in the kernel's read, as `read -n` does. Without /proc the terminal decides. While stty looks, Ctrl-C may end the line: then the shell
# runs, or waits for something else, before or after the look.
_kimi_reads_keys() {
  local before='' after=''
  if [[ -d /proc/self ]]; then _kimi_read_waiting || return; fi
  before=$_kimi_reply
  [[ $(command stty -a </dev/tty) == *-icanon* ]] || return
  if [[ -d /proc/self ]]; then _kimi_read_waiting || return; fi
  after=$_kimi_reply
  [[ $after == "$before" ]]
}

# Sets _kimi_reply to the kernel function in which the shell waits; fails unless it waits, in the foreground, and for no `read`.
_kimi_read_waiting() {
  local stat=''
  IFS= read -r stat <"/proc/$_kimi_pid/stat" || return
  IFS= read -r _kimi_reply <"/proc/$_kimi_pid/wchan"
  # shellcheck disable=SC2086 # the fields behind the name, which may hold blanks
  set -- ${stat##*) }
  [[ $1 == S && ${3-} == "${6-}" && $_kimi_reply != wait_woken ]]
}

# Ctrl-C in agent mode, or after an answer, removes the line before any function of this file runs. The next prompt asks the terminal for a report, which
# runs this function, and the line is restored.
_kimi_restore() {
  local how=$_kimi_is_restoring
  _kimi_is_restoring=
  _kimi_unlisten
  if [[ -n $_kimi_is_agent ]]; then
    _kimi_agent_restore
  else
    if [[ -z $READLINE_LINE && $how != whole ]]; then READLINE_LINE=$_kimi_typed READLINE_POINT=$_kimi_typed_point; fi
    _kimi_say cancelled
    _kimi_park
  fi
  [[ $_kimi_is_noting != 1 ]] || _kimi_await_notices # the report has used up the wake-up for notices
}

# Runs when the daemon has woken the shell and sent only notices. At status 124 bash draws the whole prompt again, so the
# prompt's rows above its last one are erased first. On a continued line (PS2) the notices wait for the next prompt.
_kimi_pull_notices() {
  [[ -z $_kimi_is_continued ]] || return 0
  [[ -z $_kimi_is_linked ]] || _kimi_tell
  if [[ -n $_kimi_is_count_new ]] || (( ${#_kimi_notices[@]} )); then
    _kimi_is_count_new=
    _kimi_read_prompt
    local frame=
    _kimi_clear
    _kimi_count_rows_above
    (( ! _kimi_reply )) || frame+=$'\e['${_kimi_reply}$'A\e[K\e[C\e[J\e[D'
    printf %s "$frame"
    _kimi_show_notices
    _kimi_result=124
  fi
  _kimi_await_notices
}

# While tasks run the daemon may wake the shell at an idle prompt, as it does for an answer, after checking that the
# shell waits at its prompt. It would wake the shell at once, and for ever, for a notice that waits here for the next prompt.
_kimi_await_notices() {
  _kimi_is_noting=1
  _kimi_listen_for_report
  (( ${#_kimi_notices[@]} )) || _kimi_wait '' "$_kimi_record_count"
}

# Succeeds when the daemon has ended without a word, as one that was killed. Without /proc this is not known.
_kimi_is_gone() {
  local pid='' stat=''
  [[ -d /proc/self ]] || return
  IFS= read -r pid <"$_kimi_directory/pid"
  IFS= read -r stat <"/proc/$pid/stat"
  [[ $stat != *')'* || $stat == *') Z '* ]]
}

_kimi_fail_gone() {
  _kimi_fail "the daemon has ended: $_kimi_key_name asks again"
}

# Succeeds when a daemon runs that reads its records: it has not been killed or stopped. Without /proc this is assumed.
_kimi_is_awake() {
  local pid='' stat=''
  [[ -d /proc/self ]] || return 0
  IFS= read -r pid <"$_kimi_directory/pid"
  IFS= read -r stat <"/proc/$pid/stat"
  [[ $stat == *') '[!TtZ]' '* ]]
}

# ---------------------------------------------------------------- notices of tasks, and Tab

# Receives a notice, a line about a task, which is shown once: a notice whose name came before is shown or held already.
_kimi_on_notice() {
  if [[ " $_kimi_noticed " == *" $1 "* ]]; then
    [[ " ${_kimi_notices[*]} " == *" $1 "* ]] || _kimi_send seen "$1"
    return 0
  fi
  _kimi_noticed+=" $1"
  _kimi_notices+=("$1" "$2" "$3")
}

# Prints the notices at the cursor, which is in the first column of an empty line.
_kimi_show_notices() {
  local -i at
  local colour text
  for (( at = 0; at < ${#_kimi_notices[@]}; at += 3 )); do
    case ${_kimi_notices[at + 1]} in
      good) colour=32 ;;
      bad) colour=31 ;;
      *) colour=33 ;;
    esac
    text=${_kimi_notices[at + 2]//[[:cntrl:]]/ }
    (( _kimi_is_utf8 )) || text=${text//—/-} text=${text//[![:ascii:]]/?}
    if [[ -n ${NO_COLOR-} ]]; then printf '%s %s\r\n' "$_kimi_bullet" "$text"
    else printf '\e[%dm%s\e[m %s\r\n' "$colour" "$_kimi_bullet" "$text"
    fi
    # The name goes into a file too, which outlives this shell and the daemon, so that no other shell shows the notice.
    printf '%s\n' "${_kimi_notices[at]}" >>"$_kimi_directory/seen"
    _kimi_send seen "${_kimi_notices[at]}"
  done
  _kimi_notices=()
}

# Sets KIMI_TASKS, which the user's prompt may show: `2▶ 1?` for two running and one waiting, empty for no tasks.
_kimi_on_tasks() {
  local parts=()
  _kimi_waiting=$2
  [[ $1 == 0 ]] || parts+=("$1$_kimi_running")
  [[ $2 == 0 ]] || parts+=("$2?")
  [[ "${parts[*]}" == "${KIMI_TASKS-}" || ${PS1-} != *KIMI_TASKS* ]] || _kimi_is_count_new=1
  export KIMI_TASKS="${parts[*]}"
}

_kimi_list_now() {
  _kimi_listed=
  _kimi_connect && _kimi_send list "$1" '' && _kimi_await_record list 0.2
}

# Handles records until one of name $1 has come; fails when none at all comes within $2 seconds.
_kimi_await_record() {
  local record fields=()
  until [[ ${fields[0]-} == "$1" ]]; do
    { IFS= read -r -d '' -t "$2" -u 8 record || { _kimi_rest+=$record; return 1; }; } 8<>"$_kimi_pair.a"
    _kimi_split "$_kimi_rest$record"
    _kimi_rest=
    _kimi_on_record "${fields[@]}"
  done
}
