# kimi.bash: Ctrl-X in bash. The line goes to the daemon, proposed commands come back into the buffer.
#
# Speaks shell records (src/protocol/records.ts) through a pair of fifos that the daemon holds: bash cannot open a Unix
# socket. Each is opened for one write or one look and closed again, so that no child inherits a descriptor. No process
# is started but the daemon, on the first Ctrl-X that finds none. An answer that takes longer than the chord window
# comes by itself: the daemon asks the terminal for a status report, and the terminal's reply is a key that is bound.
# The buffer stays the user's even when the daemon is gone, stopped or wrong.
#
# Needs bash 4.4. Everything is named _kimi_*; `_kimi_unload` takes all of it out again.
#
# Single quotes hold text that readline, PS0 or PS2 expands later.
# shellcheck shell=bash disable=SC2016

# The file loads once, and only with a line editor and a terminal that can show its message. The descriptors say nothing of
# that: they may be redirected while the file is sourced.
if [[ $- != *i* || $- == *c* || ${TERM-dumb} == dumb || -n ${INSIDE_EMACS-}${KIMI_DISABLE-}${_kimi_pid-} ]]; then
  \return 0
fi
if [[ ! -o emacs && ! -o vi ]]; then \return 0; fi
{ \: </dev/tty; } 2>/dev/null || \return 0
if (( BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 404 )); then
  \printf 'kimi: Ctrl-X needs bash 4.4 or later, and this is %s\n' "$BASH_VERSION" >&2
  \return 0
fi

# bash expands aliases when it parses code, so they are off while this file is read. A backslash keeps an alias from
# replacing the words that switch them off.
\shopt -q expand_aliases && _kimi_aliases=1 || _kimi_aliases=
\shopt -u expand_aliases

# ---------------------------------------------------------------- the wire

# Sends one record: _kimi_send name field…  US, which separates fields, is dropped; a bash variable cannot hold NUL.
_kimi_send() {
  [[ -p $_kimi_pair.q ]] || return 1
  local IFS=$'\x1f'
  local record="${*//$'\x1f'/}"
  _kimi_count_bytes "$record"
  # A write to a full fifo would hang the prompt. A stopped daemon leaves its records unread in the fifo. The kernel does
  # not fill pages, so the fifo may hold only half of its 64 KB.
  {
    read -t 0 -u 8 || _kimi_unread=0
    (( _kimi_unread + _kimi_reply < 28000 )) || return 1
    printf '%s\0' "$record" >&8
  } 8<>"$_kimi_pair.q"
  (( _kimi_unread += _kimi_reply + 1 ))
}

_kimi_count_bytes() {
  local LC_ALL=C
  _kimi_reply=${#1}
}

# Succeeds when fifo $1 holds unread bytes. The fifo keeps them while a daemon, even a stopped one, holds it open; when
# the daemon is killed the kernel drops them.
_kimi_is_unread() {
  [[ -p $1 ]] && { read -t 0 -u 8; } 8<>"$1"
}

# Fails until the daemon has made this shell's fifos and sent its hello; requests both, unless an earlier request is unread.
_kimi_connect() {
  if [[ ! -p $_kimi_pair.q || ! -p $_kimi_pair.a ]]; then
    _kimi_is_linked=
    _kimi_hello
    return 1
  fi
  [[ -n $_kimi_is_linked ]] && return 0
  _kimi_receive
  [[ -n $_kimi_is_linked ]]
}

# The request is one write of at most 4,096 bytes, which the kernel does not mix with the writes of other shells.
_kimi_hello() {
  local control=$_kimi_directory/control IFS=$'\x1f'
  [[ -p $control && -O $control && -O $_kimi_directory ]] && ! _kimi_is_unread "$control" || return 1
  local histfile=${HISTFILE-} tmux=${TMUX:+${TMUX%%,*} ${TMUX_PANE-}}
  [[ -z $histfile || $histfile == /* ]] || histfile=$PWD/$histfile
  # The daemon finds the terminal by our process id: `tty` would be a process.
  local terminal="${TERM_PROGRAM-}${KITTY_WINDOW_ID:+ kitty}${WEZTERM_PANE:+ wezterm}${VTE_VERSION:+ vte}${TMUX:+ tmux} ${TERM%%-*}"
  local fields=(hello 1 bash "${_kimi_pair##*/}" "$$" '' "${histfile//[$'\n\x1f']/}" "${tmux//[$'\n\x1f']/}"
    "${terminal//[$'\n\x1f']/}")
  _kimi_find_key
  fields+=("${_kimi_bound_to[@]//[$'\n\x1f']/}")
  local record="${fields[*]}"
  (( ${#record} < 1000 )) || fields[6]='' fields[7]='' record="${fields[*]}"
  printf '%s\0' "$record" 1<>"$control"
}

# Reads the records that have arrived. The daemon keeps the fifo open, so records sent while bash had it closed are there.
_kimi_receive() {
  [[ -p $_kimi_pair.a ]] || return 1
  local record fields
  {
    while read -t 0 -u 8; do
      # Long records come in parts; a part is kept until the rest is there.
      IFS= read -r -d '' -t 0.2 -u 8 record || { _kimi_rest+=$record; break; }
      _kimi_split "$_kimi_rest$record"
      _kimi_rest=
      _kimi_on_record "${fields[@]}"
    done
  } 8<>"$_kimi_pair.a"
}

# Cuts record $1 into the caller's `fields`. Splitting by IFS would drop an empty last field.
_kimi_split() {
  local rest=$1$'\x1f'
  fields=()
  while [[ -n $rest ]]; do
    fields+=("${rest%%$'\x1f'*}")
    rest=${rest#*$'\x1f'}
  done
}

_kimi_on_record() {
  _kimi_is_heard=1
  (( ++_kimi_record_count ))
  case $1 in
    hello)
      _kimi_record_count=1
      _kimi_is_linked=1 _kimi_protocol=
      [[ $2 == 1 ]] || _kimi_protocol=${3:-?}
      # The shell answers the greeting with its variables: the daemon learns from them which model to use.
      _kimi_sent_variables=
      _kimi_tell_variables
      ;;
    asking | offer | done | failed)
      [[ $2 == "$_kimi_id" && -n $_kimi_is_open ]] || return 0
      (( ++_kimi_seen ))
      "_kimi_on_$1" "${@:3}"
      ;;
    notice | tasks | ghost) "_kimi_on_$1" "${@:2}" ;;
    list) _kimi_listed=${3-} ;;
    held) _kimi_reports=${2:-0} ;;
  esac
}

# For Tab: sets `reply` to the tasks, sessions or models, as $1 says: lines of a value, a tab and a description.
_kimi_list() {
  reply=()
  _kimi_run _kimi_list_now "$1"
  # shellcheck disable=SC2034 # completions/kimi.bash reads `reply`
  [[ -z $_kimi_listed ]] || mapfile -t reply <<<"$_kimi_listed"
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

# Succeeds when a daemon runs that reads its records: it has not been killed or stopped. Without /proc this is assumed.
_kimi_is_awake() {
  local pid='' stat=''
  [[ -d /proc/self ]] || return 0
  IFS= read -r pid <"$_kimi_directory/pid"
  IFS= read -r stat <"/proc/$pid/stat"
  [[ $stat == *') '[!TtZ]' '* ]]
}

# ---------------------------------------------------------------- the question

# States: idle; asking (no proposal yet); ready (proposals, but the line has changed meanwhile); shown (a proposal, or
# with _kimi_at = 0 the typed line again, is in the buffer). _kimi_is_open is set while the daemon may send more.
_kimi_ask() {
  _kimi_state=asking _kimi_phase=link _kimi_patience=$_kimi_patience_ticks
  _kimi_typed=$READLINE_LINE _kimi_typed_point=$READLINE_POINT _kimi_given_up=
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
  _kimi_send ask "$_kimi_id" "$PWD" "$_kimi_typed_point" "$_kimi_typed" "${names:0:2000}"
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
    _kimi_say_shown
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
    shown) _kimi_say_shown ;;
  esac
}

_kimi_on_failed() {
  _kimi_fail "$1"
}

_kimi_fail() {
  _kimi_state=idle _kimi_phase='' _kimi_is_open=
  _kimi_say "$1"
}

# Esc, Ctrl-C or a chord ends the question. The line and the cursor have not changed.
_kimi_cancel() {
  [[ -z $_kimi_is_open ]] || _kimi_send cancel "$_kimi_id"
  _kimi_state=idle _kimi_phase='' _kimi_is_open=
}

# ---------------------------------------------------------------- the buffer

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
  else
    READLINE_LINE=$_kimi_typed READLINE_POINT=$_kimi_typed_point
  fi
  _kimi_shown=$READLINE_LINE
  _kimi_say_shown
}

# A placeholder such as <file> stands for a word that only the user knows. The cursor goes behind the first placeholder,
# where Ctrl-W removes it. While a placeholder is left, Enter moves to it instead of running the line.
_kimi_mind_placeholders() {
  local rest=$READLINE_LINE
  _kimi_placeholders=()
  while [[ $rest =~ \<[a-z]([a-z -]*[a-z])?\> ]]; do
    _kimi_placeholders+=("${BASH_REMATCH[0]}")
    rest=${rest#*"${BASH_REMATCH[0]}"}
  done
  ! _kimi_find_placeholder || _kimi_guard_enter
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

# Takes Enter: while the line has placeholders, and from the first record `wait` of a line on, since the terminal's report must not
# reach the command that Enter starts.
_kimi_guard_enter() {
  local keymap
  [[ -z $_kimi_is_enter_taken$_kimi_is_ble$_kimi_is_agent ]] || return 0
  _kimi_is_enter_taken=1
  for keymap in "${_kimi_keymaps[@]}"; do
    bind -m "$keymap" -x '"\e[7719~": _kimi_run _kimi_enter m "$_"'
    bind -m "$keymap" -x '"\e[7729~": _kimi_run _kimi_enter j "$_"'
  done
  _kimi_take 'enter m' '\C-m' '\e[7719~\e[7710~' 'enter j' '\C-j' '\e[7729~\e[7710~'
}

_kimi_give_enter_back() {
  [[ -n $_kimi_is_enter_taken ]] || return 0
  _kimi_is_enter_taken=
  _kimi_give_back 'enter m' '\C-m'
  _kimi_give_back 'enter j' '\C-j'
}

# Runs at Enter, Ctrl-$1.
_kimi_enter() {
  _kimi_slot=0
  if _kimi_find_placeholder; then
    _kimi_then ''
    _kimi_say "$_kimi_reply is still to be filled in: Ctrl-W takes it out"
    _kimi_park
    return
  fi
  _kimi_await_reports
  local keymap
  for keymap in "${_kimi_keymaps[@]}"; do
    _kimi_bind_as '\e[7720~' "$keymap" "${_kimi_saved[$keymap enter $1]:- accept-line}"
  done
  _kimi_notation "$_kimi_unsent"
  _kimi_then "\e[7720~${_kimi_unsent:+$_kimi_reply}"
}

# Takes back the permission to ask the terminal for reports, and reads the reports that are on their way. Keys that come before a
# report belong to the next line, and go into _kimi_unsent. Another Enter ends the waiting.
_kimi_await_reports() {
  local key keys='' is_accepting=1
  _kimi_unsent='' _kimi_reports=0
  [[ -n $_kimi_is_guarded ]] || return 0
  _kimi_is_guarded=
  # The daemon answers within a millisecond or two, on a crowded machine within hundreds.
  ! _kimi_is_awake || ! _kimi_send hold || _kimi_await_record held 1
  while (( _kimi_reports > 0 )) && IFS= read -rsn1 -d '' -t 2 key; do
    keys+=$key
    case $keys in
      *$'\e[0n')
        keys=${keys%$'\e[0n'}
        (( _kimi_reports-- ))
        _kimi_send seen ''
        ;;
      *[$'\r\n']) break ;;
    esac
  done
  _kimi_unsent=${keys//[[:cntrl:]]/}
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
  [[ -z ${_kimi_notes[_kimi_at]} ]] || text+="  ${_kimi_notes[_kimi_at]}"
  [[ -z $_kimi_remark ]] || text+="  $_kimi_remark"
  [[ -z $_kimi_is_taught ]] || text+="  Enter runs it, $_kimi_key_name: the next, Ctrl-_: undo"
  _kimi_say "$text"
  _kimi_tint=33 _kimi_tint_from=$at _kimi_tint_length=${#risk}
  [[ $tone != bad ]] || _kimi_tint=31
}

# ---------------------------------------------------------------- notices of tasks

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
  export KIMI_TASKS="${parts[*]}"
}

# While tasks run the daemon may wake the shell at an idle prompt, as it does for an answer, after checking that the
# shell waits at its prompt.
_kimi_await_notices() {
  _kimi_is_noting=1
  _kimi_listen_for_report
  _kimi_wait '' "$_kimi_record_count"
}

# Runs when the daemon has woken the shell and sent only notices. At status 124 bash draws the whole prompt again, so the
# prompt's rows above its last one are erased first. On a continued line (PS2) the notices wait for the next prompt.
_kimi_pull_notices() {
  [[ -z $_kimi_is_continued ]] || return 0
  [[ -z $_kimi_is_linked ]] || _kimi_tell
  if (( ${#_kimi_notices[@]} )); then
    _kimi_read_prompt
    local frame=
    _kimi_clear
    (( ! _kimi_prompt_rows )) || frame+=$'\e['${_kimi_prompt_rows}$'A\e[J'
    printf %s "$frame"
    _kimi_show_notices
    _kimi_result=124
  fi
  _kimi_await_notices
}

# ---------------------------------------------------------------- the screen

# Sets the message, one line below the buffer, which the widget paints at its next tick.
_kimi_say() {
  _kimi_message=$1 _kimi_is_stale=1 _kimi_tint_length=0
}

# Sets _kimi_row and _kimi_column to the cursor's place after text $3 is printed from row $1, column $2.
_kimi_measure() {
  local text=$3 columns=$_kimi_columns char
  local -i row=$1 column=$2 index
  if [[ $text != *[![:ascii:]]* && $text != *[[:cntrl:]]* ]]; then
    (( column += ${#text} ))
  else
    for (( index = 0; index < ${#text}; index++ )); do
      char=${text:index:1}
      if [[ $char == $'\n' ]]; then
        (( row++, column = 0 ))
        continue
      fi
      _kimi_width "$char"
      # A wide character that does not fit goes to the next row as a whole.
      (( column % columns + _kimi_reply > columns )) && (( column += columns - column % columns ))
      (( column += _kimi_reply ))
    done
  fi
  (( _kimi_row = row + column / columns, _kimi_column = column % columns ))
}

# Sets the number of cells that readline gives character $1: 2 in the common ranges of wide characters.
_kimi_width() {
  local -i code
  printf -v code %d "'$1"
  if [[ $1 == [[:cntrl:]] ]]; then _kimi_reply=2
  elif (( code < 0x300 )); then (( _kimi_reply = code > 126 && ! _kimi_is_utf8 ? 4 : 1 ))
  elif (( code <= 0x36f || code >= 0x200b && code <= 0x200f || code >= 0xfe00 && code <= 0xfe0f )); then _kimi_reply=0
  elif (( code >= 0x1100 && code <= 0x115f || code >= 0x2e80 && code <= 0xa4cf || code >= 0xac00 && code <= 0xd7a3 ||
    code >= 0xf900 && code <= 0xfaff || code >= 0xfe30 && code <= 0xfe6f || code >= 0xff01 && code <= 0xff60 ||
    code >= 0xffe0 && code <= 0xffe6 || code >= 0x1f300 && code <= 0x1faff || code >= 0x20000 )); then _kimi_reply=2
  else _kimi_reply=1
  fi
}

# Expands the last line of the prompt and measures its width. This is done once for each prompt, since a prompt may run
# commands, and without local variables, which would hide the user's variables from them.
_kimi_read_prompt() {
  [[ -z $_kimi_is_prompt_read ]] || return 0
  _kimi_set_status "$_kimi_status"
  _kimi_prompt_text=${PS1@P}
  _kimi_is_prompt_read=1
  _kimi_rest_of_prompt=${_kimi_prompt_text//[!$'\n']/}
  _kimi_prompt_rows=${#_kimi_rest_of_prompt}
  _kimi_prompt_text=${_kimi_prompt_text##*$'\n'}
  _kimi_prompt_plain=
  _kimi_rest_of_prompt=$_kimi_prompt_text
  # Text between \[ and \] takes no cells.
  while [[ $_kimi_rest_of_prompt == *$'\1'*$'\2'* ]]; do
    _kimi_prompt_plain+=${_kimi_rest_of_prompt%%$'\1'*}
    _kimi_rest_of_prompt=${_kimi_rest_of_prompt#*$'\1'}
    _kimi_rest_of_prompt=${_kimi_rest_of_prompt#*$'\2'}
  done
  _kimi_prompt_plain+=$_kimi_rest_of_prompt
  _kimi_prompt_text=${_kimi_prompt_text//[$'\1\2']/}
}

_kimi_set_status() {
  return "$1"
}

# Computes the places of the buffer's last row, the cursor and the message, counted from the row and column where the
# prompt's last line begins. Fails when the buffer leaves no room for a message below it.
_kimi_lay_out() {
  local -i lines=${LINES:-24} row column
  _kimi_columns=${COLUMNS:-80}
  (( _kimi_columns > 0 )) || _kimi_columns=80
  _kimi_read_prompt
  _kimi_fit_message
  if (( ${#READLINE_LINE} <= _kimi_columns * lines )); then
    _kimi_measure 0 0 "$_kimi_prompt_plain"
    row=$_kimi_row column=$_kimi_column
    _kimi_measure "$row" "$column" "$READLINE_LINE"
    _kimi_bottom=$_kimi_row _kimi_bottom_column=$_kimi_column
    _kimi_measure "$row" "$column" "${READLINE_LINE:0:READLINE_POINT}"
  else
    _kimi_bottom=$lines
  fi
  (( _kimi_bottom + 2 <= lines ))
}

# While a widget runs, bash has erased the last line of the prompt. This paints the line again, with the buffer, the
# message below and the cursor where readline will put it. A frame is one write.
_kimi_paint() {
  [[ -z $_kimi_is_ble ]] || return 0 # it draws itself
  local line=${READLINE_LINE//$'\n'/$'\r\v'} frame=
  _kimi_lay_out || { _kimi_paint_above; return; }
  _kimi_is_stale=
  line=${line//[^[:print:]$'\r\v']/^?}
  _kimi_clear
  frame+=$_kimi_prompt_text${line//$'\v'/$'\n'}
  # A full last row leaves the cursor behind its last cell; readline goes on to the next row.
  (( _kimi_bottom_column || ! _kimi_bottom )) || frame+=$' \r\e[K'
  _kimi_add_message "$_kimi_row"
  (( ! _kimi_column )) || frame+=$'\e['${_kimi_column}C
  _kimi_cursor_row=$_kimi_row
  printf %s "$frame"
}

# Hands the screen back to readline, which draws prompt and buffer from the first column of their first row. The frame
# painted here is erased, since at PS2 readline draws a different one. Where keys follow by themselves, readline would
# draw their text over the message, so it is left out.
_kimi_park() {
  local frame=
  _kimi_lay_out || { _kimi_paint_above; return; }
  _kimi_is_stale=
  _kimi_clear
  if [[ -n $_kimi_fitted && -z ${_kimi_bound[_kimi_slot]-} ]]; then
    local -i row
    for (( row = 0; row < _kimi_bottom; row++ )); do frame+=$'\n'; done
    _kimi_add_message 0
    _kimi_hold
  fi
  printf %s "$frame"
}

# readline knows nothing of the message, and would draw a longer line over it. So the message stands until the next key:
# readline is made to wait in the middle of a sequence. Any key ends the sequence, whose own binding then runs
# _kimi_let_go, and the key does what it always does (so does Ctrl-\, which continues the sequence, where the terminal
# passes it on at all). Without a timeout for sequences readline waits as long as it takes.
_kimi_hold() {
  _kimi_capture bind -v
  [[ $_kimi_reply =~ keyseq-timeout\ (-?[0-9]+) ]] || return 0
  _kimi_held_timeout=${BASH_REMATCH[1]} _kimi_held_line=$READLINE_LINE _kimi_held_point=$READLINE_POINT
  bind 'set keyseq-timeout 0'
  _kimi_then '\e[7730~'
  _kimi_capture trap -p WINCH
  _kimi_held_trap=$_kimi_reply
  set -- ''
  [[ -z $_kimi_held_trap ]] || eval "set -- ${_kimi_held_trap#trap -- }" # bash's own quoting of the user's trap
  # shellcheck disable=SC2064 # the user's trap as it is now
  trap "_kimi_run _kimi_resize \"\$_\"; $1" WINCH
}

_kimi_release() {
  [[ -n $_kimi_held_timeout ]] || return 0
  bind "set keyseq-timeout $_kimi_held_timeout"
  _kimi_held_timeout=
  trap - WINCH
  [[ -z $_kimi_held_trap ]] || eval "$_kimi_held_trap"
}

# Runs before the key that follows a message: bash has moved to the first column of the prompt's last line.
_kimi_let_go() {
  local frame=
  _kimi_release
  _kimi_clear
  printf %s "$frame"
}

# Runs when the window has a new size while a message stands: readline has drawn prompt and buffer where they now belong,
# over what the terminal has made of the message.
_kimi_resize() {
  [[ -n $_kimi_held_timeout && ! -v READLINE_LINE ]] || return 0
  local READLINE_LINE=$_kimi_held_line READLINE_POINT=$_kimi_held_point
  if _kimi_lay_out; then
    _kimi_cursor_row=$_kimi_row
    _kimi_paint
  fi
  _kimi_cursor_row=0
}

# Moves to the first column of the prompt's last line and erases everything from there on.
_kimi_clear() {
  frame+=$'\r'
  (( ! _kimi_cursor_row )) || frame+=$'\e['${_kimi_cursor_row}A
  frame+=$'\e[J'
  _kimi_cursor_row=0 _kimi_is_below=
}

# Prints the message in the row below the buffer's last row, where the cursor is, and moves to the start of row $1.
_kimi_add_message() {
  local -i up=$(( _kimi_bottom - $1 ))
  if [[ -n $_kimi_fitted ]]; then
    frame+=$'\r\n'
    _kimi_add_colours
    _kimi_is_below=1
    (( ++up ))
  fi
  frame+=$'\r'
  (( ! up )) || frame+=$'\e['${up}A
}

# The risk of a proposal has a colour, all else is dim.
_kimi_add_colours() {
  local -i at=$_kimi_tint_from length=$_kimi_tint_length
  if [[ -n ${NO_COLOR-} ]]; then
    frame+=$_kimi_fitted
  elif (( length )); then
    frame+=$'\e[2m'${_kimi_fitted:0:at}$'\e[m\e['${_kimi_tint}m${_kimi_fitted:at:length}$'\e[m\e[2m'${_kimi_fitted:at + length}$'\e[m'
  else
    frame+=$'\e[2m'$_kimi_fitted$'\e[m'
  fi
}

# For a buffer that leaves no room below it: prints the message above the prompt, where it stays.
_kimi_paint_above() {
  _kimi_clear
  [[ -z $_kimi_fitted || -z $_kimi_is_stale ]] || frame+=$_kimi_fitted$'\r\n'
  _kimi_is_stale=
  printf %s "$frame"
}

# Sets _kimi_fitted to the message cut to one row and without control bytes. The message is never used as a format and
# never expanded, since a model's text is data.
_kimi_fit_message() {
  local text=${_kimi_message//[[:cntrl:]]/ }
  (( _kimi_is_utf8 )) || text=${text//[![:ascii:]]/?}
  text=${text:0:_kimi_columns - 1}
  while _kimi_measure 0 0 "$text"; (( _kimi_row )); do
    text=${text:0:${#text} - ((_kimi_row - 1) * _kimi_columns + _kimi_column) / 2 - 1}
  done
  _kimi_fitted=$text
}

# ---------------------------------------------------------------- the key

# Ctrl-X is a prefix in emacs mode, and macros of other programs rely on what hangs below it: the prefix stays, and the
# bare key (after keyseq-timeout) is a macro of two private keys. The first runs this; the second is bound to what
# shall follow, since a bind -x command cannot call readline.
_kimi_key() {
  _kimi_slot=2 _kimi_is_stepping='' _kimi_is_pressed=
  _kimi_then ''
  if _kimi_is_busy || _kimi_is_paste; then return; fi
  if [[ -n ${_kimi_is_agent-} ]]; then
    local words
    _kimi_agent_words
    words=$_kimi_reply
    _kimi_now
    # The key pressed twice begins agent mode: its second press does not leave it again.
    if [[ -z $words ]] && (( _kimi_reply - _kimi_agent_entered < 700000 )); then _kimi_park; else _kimi_agent_key; fi
  # On an empty line with no failed command and no waiting task, the key enters agent mode.
  elif [[ -z $READLINE_LINE && $_kimi_status == 0 && $_kimi_state == idle && $_kimi_waiting == 0 ]]; then
    _kimi_enter_agent
  else
    _kimi_act
  fi
}

# Enters agent mode, whose file is read at the first use.
_kimi_enter_agent() {
  # shellcheck source-path=SCRIPTDIR source=kimi-agent.bash
  declare -F _kimi_agent_begin >/dev/null || . "$_kimi_source/kimi-agent.bash" || return
  _kimi_now
  _kimi_agent_entered=$_kimi_reply
  _kimi_agent_begin
}

_kimi_act() {
  _kimi_is_pressed=
  _kimi_remember
  _kimi_unlisten
  _kimi_press
  [[ -n $_kimi_is_stepping ]] || _kimi_await
}

# Saves the state before this press; a chord or Esc within the window restores it.
_kimi_remember() {
  _kimi_before=$READLINE_LINE _kimi_before_point=$READLINE_POINT
  _kimi_state_before=$_kimi_state _kimi_at_before=$_kimi_at
}

# Sets the keys that readline reads after the widget: $1 in the notation of bind.
_kimi_then() {
  [[ $1 == "${_kimi_bound[$_kimi_slot]-}" ]] && return
  bind "\"\\e[771${_kimi_slot}~\": \"$1\""
  _kimi_bound[_kimi_slot]=$1
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

# ---------------------------------------------------------------- inside the widget

# Reads keyboard and fifo every 20 ms, until the chord window is over and the answer has come or a report will bring it.
# `tick`, `key` and `saved_trap` are for the functions of this section.
_kimi_await() {
  local -i tick=0
  local key saved_trap
  _kimi_is_interrupted='' _kimi_held=
  _kimi_capture trap -p INT
  saved_trap=$_kimi_reply
  trap _kimi_is_interrupted=1 INT
  while :; do
    [[ -z $_kimi_is_stale ]] || _kimi_paint
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
    (( ++tick ))
    _kimi_proceed
    [[ -z $_kimi_held || $_kimi_phase == link ]] || break
    (( tick < _kimi_window_ticks )) || _kimi_is_waiting || break
  done
  _kimi_reap_start
  trap - INT
  [[ -z $saved_trap ]] || eval "$saved_trap" # bash's own quoting of the user's trap
  [[ -z $_kimi_is_interrupted ]] || _kimi_interrupt
  _kimi_park
  # If Enter is among the held keys, the terminal's report would be read by the command.
  [[ -z $_kimi_is_open || -z $_kimi_is_async || $_kimi_held == *\\C-[jmo] ]] || _kimi_listen
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

# Sets `key` to what was typed within 20 ms: one character, or a whole sequence behind Esc.
_kimi_read_key() {
  local more
  # The read timed out and still has a key, which arrived at the last moment and is no longer in the terminal's input.
  IFS= read -rsn1 -d '' -t 0.02 key || [[ -n $key ]] || return 1
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
      if _kimi_connect; then _kimi_post
      elif [[ ! -p $_kimi_directory/control ]]; then _kimi_start
      elif (( --_kimi_patience == 0 )); then
        if _kimi_is_unread "$_kimi_directory/control"; then _kimi_give_up; else _kimi_start; fi
      elif (( _kimi_patience < -500 )) || [[ $_kimi_patience == -* && -n $_kimi_held ]]; then _kimi_fail "$_kimi_deaf"
      fi
      ;;
    start) _kimi_watch_start ;;
    asked)
      _kimi_receive
      if [[ -n $_kimi_is_heard ]]; then
        _kimi_patience=0
      elif (( _kimi_patience > 0 && --_kimi_patience == 0 )); then
        if _kimi_is_unread "$_kimi_pair.q"; then _kimi_give_up; else _kimi_start; fi
      fi
      [[ -n $_kimi_is_async || $_kimi_state != asking ]] || _kimi_spin
      ;;
    *) [[ -z $_kimi_is_open ]] || _kimi_receive ;;
  esac
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
  _kimi_then "$_kimi_held"
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

# ---------------------------------------------------------------- while asking: Esc, and the answer

# From here on the user types. Esc means cancel, and the terminal's status report means that the daemon has sent records.
# The two keys get their old bindings back as soon as the question ends.
_kimi_listen() {
  _kimi_listen_for_report
  if [[ $_kimi_state == asking && -z $_kimi_is_escape_taken ]]; then
    _kimi_take escape '\e' '\e[7716~\e[7712~'
    _kimi_is_escape_taken=1
    _kimi_choose_timeout
  fi
  [[ -z $_kimi_is_open ]] || _kimi_wait "$_kimi_id" "$_kimi_seen"
}

_kimi_listen_for_report() {
  [[ -z $_kimi_is_listening ]] || return 0
  _kimi_take report '\e[0n' '\e[7717~\e[7718~'
  _kimi_is_listening=1
}

# Permits the daemon to ask the terminal for a report.
_kimi_wait() {
  _kimi_guard_enter
  _kimi_is_guarded=1
  _kimi_send wait "$@"
}

_kimi_unlisten() {
  _kimi_release_escape
  [[ -n $_kimi_is_listening && -z $_kimi_is_noting ]] || return 0
  _kimi_is_listening=
  _kimi_give_back report '\e[0n'
}

_kimi_release_escape() {
  [[ -n $_kimi_is_escape_taken ]] || return 0
  _kimi_is_escape_taken=
  _kimi_give_back escape '\e'
  _kimi_choose_timeout
}

# Runs at the terminal's report: the daemon has sent records, or another program has asked for the report.
_kimi_pull() {
  _kimi_slot=8 _kimi_is_stepping=
  [[ -n $_kimi_is_restoring ]] || _kimi_send seen '' # the report has arrived
  if [[ -n $_kimi_is_restoring ]]; then
    _kimi_then ''
    _kimi_restore
  elif [[ -n $_kimi_is_pressed ]] && _kimi_is_line "$_kimi_before"; then
    _kimi_then ''
    _kimi_receive
    _kimi_act
  elif _kimi_is_unread "$_kimi_pair.a"; then
    _kimi_then ''
    _kimi_is_busy && return # a `read -e` has got the key
    local before=$_kimi_state
    _kimi_receive
    if [[ $before == idle && -z $_kimi_is_agent ]]; then _kimi_pull_notices; return; fi
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

# Ctrl-C removes the line before any function of this file runs. The next prompt asks the terminal for a report, which
# runs this function, and the line is restored.
_kimi_restore() {
  _kimi_is_restoring=
  _kimi_unlisten
  if [[ -n $_kimi_is_agent ]]; then _kimi_agent_restore; return; fi
  if [[ -z $READLINE_LINE ]]; then READLINE_LINE=$_kimi_typed READLINE_POINT=$_kimi_typed_point; fi
  _kimi_say cancelled
  _kimi_park
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

# ---------------------------------------------------------------- hooks

# Runs before each prompt. bash keeps $? and $_ around an element of PROMPT_COMMAND; before 5.1 PROMPT_COMMAND is one
# string, whose other parts see the status that this function returns.
_kimi_prompt() {
  set -- "$?"
  _kimi_run _kimi_on_prompt "$1"
  [[ -z $_kimi_is_first_part || $- == *e* ]] || return "$1"
}

_kimi_on_prompt() {
  [[ -z $_kimi_is_ble ]] || ! _kimi_ble_is_redraw || return 0
  local ran=$_kimi_began
  _kimi_is_restoring=$_kimi_is_agent _kimi_is_pressed= # Ctrl-C has ended the line, and with it the mark of agent mode
  (( BASHPID == _kimi_pid )) || return 0 # a subshell must not answer for its parent
  _kimi_release
  [[ -z $_kimi_is_below ]] || printf '\e[J'
  _kimi_is_below='' _kimi_is_prompt_read='' _kimi_cursor_row=0 _kimi_is_told='' _kimi_duration=0
  # Ctrl-C at the prompt sets a status that no command has.
  if [[ -n $ran || -z $_kimi_ps0 || $1 == "$_kimi_status" ]]; then _kimi_status=$1; else _kimi_status=0; fi
  _kimi_is_recorded='' _kimi_used='' _kimi_is_continued=
  _kimi_settle_hook
  _kimi_settle_editor
  _kimi_hook_commands
  _kimi_choose_timeout
  if [[ -n $ran ]]; then
    _kimi_began=
    _kimi_now
    _kimi_duration=$(( (_kimi_reply - ran) / 1000 ))
    # The history's number stays when the user's HISTCONTROL and HISTIGNORE kept the command out: it is private to us.
    [[ ${HISTCMD-} == "$_kimi_number" ]] || _kimi_is_recorded=1
    if [[ $_kimi_state == shown ]] && (( _kimi_at )); then _kimi_used=$_kimi_at; fi
  elif [[ $_kimi_state == asking && $1 == 130 && -n $_kimi_is_async && -n $_kimi_typed ]]; then
    _kimi_is_restoring=1
  fi
  _kimi_number=${HISTCMD-}
  _kimi_cancel
  _kimi_is_guarded=
  [[ -n $_kimi_is_noting$_kimi_is_agent ]] || _kimi_give_enter_back
  _kimi_unlisten
  if [[ -n $_kimi_is_restoring ]]; then
    _kimi_listen
    printf '\e[5n'
  fi
  if _kimi_connect || _kimi_await_link; then _kimi_tell; fi
  ! _kimi_is_unread "$_kimi_pair.a" || _kimi_receive
  if [[ -n $_kimi_is_ble ]]; then _kimi_ble_on_prompt; return; fi
  _kimi_show_notices
  if [[ -n ${KIMI_TASKS-} && -n $_kimi_is_async ]]; then
    _kimi_await_notices
  elif [[ $_kimi_is_noting == 1 ]]; then
    _kimi_is_noting=last # the terminal's answer to a report asked for before this prompt may still come
  elif [[ -n $_kimi_is_noting ]]; then
    _kimi_is_noting=
    _kimi_give_enter_back
    _kimi_unlisten
  fi
}

# ble.sh takes readline's place after its ble-attach, and gives it back: the key is bound where keys are read.
_kimi_settle_editor() {
  if [[ -z ${BLE_ATTACHED-} ]]; then
    [[ -z $_kimi_is_ble ]] || _kimi_ble_end
    [[ -n $_kimi_timeout || -z $_kimi_key_sequence ]] || _kimi_take_keys
  elif [[ -z $_kimi_is_ble ]]; then
    # shellcheck source-path=SCRIPTDIR source=kimi-ble.bash
    . "$_kimi_source/kimi-ble.bash" && _kimi_ble_begin
  fi
}

# Tells the daemon of this prompt, once: status, duration, directory, and the command unless it is private.
# A daemon that has been started since this shell's last prompt takes a few milliseconds to make the fifos. Waiting for them, once
# and for 60 ms at most, lets it tell of its first task at this prompt and not at the next one.
_kimi_await_link() {
  [[ $_kimi_link_wait == due ]] || { [[ -n $_kimi_link_wait ]] || _kimi_link_wait=due; return 1; }
  [[ -n ${EPOCHREALTIME-} && -p $_kimi_directory/control ]] || return 1
  _kimi_link_wait=over
  _kimi_now
  local -i limit=$(( _kimi_reply + 60000 ))
  for (( ; _kimi_reply < limit; )); do
    [[ ! -p $_kimi_pair.q || ! -p $_kimi_pair.a ]] || ! _kimi_connect || return 0
    _kimi_now
  done
  return 1
}

_kimi_tell() {
  [[ -z $_kimi_is_told ]] || return 0
  local command=
  (( ++_kimi_prompts % 16 && _kimi_prompts & _kimi_prompts - 1 )) || _kimi_is_key_told=
  if [[ -n $_kimi_is_recorded ]]; then
    _kimi_capture _kimi_print_last
    [[ $_kimi_reply =~ ^\ *[0-9]+[*\ ]\ (.*)$ ]] && command=${BASH_REMATCH[1]}
    [[ $command != [[:blank:]]* ]] || command=
    command=${command:0:4000}
    [[ ! $command =~ (^|[[:blank:]\;\&\|])(bind|source|\.|set|eval)[[:blank:]] ]] || _kimi_is_key_told=
  fi
  if [[ -n $command && -n $_kimi_used ]]; then
    local how=edited
    [[ $command != "$_kimi_shown" ]] || how=run
    _kimi_send used "$_kimi_id" "$_kimi_used" "$how" "$command"
  fi
  _kimi_is_told=1 _kimi_is_recorded='' _kimi_used=
  _kimi_tell_variables
  _kimi_tell_key
  _kimi_send prompt "$_kimi_status" "$_kimi_duration" "$PWD" "$command"
}

# Tells the daemon the variables that choose the model and its key, unless it has heard of the same before.
_kimi_tell_variables() {
  local name own=() IFS=$'\x1f'
  for name in "${_kimi_variables[@]}"; do [[ -n ${!name+set} ]] && own+=("$name=${!name}"); done
  [[ "${own[*]}" != "$_kimi_sent_variables" ]] || return 0
  _kimi_sent_variables="${own[*]}"
  _kimi_send env "${own[@]}"
}

# Tells the daemon what the key runs here, for `kimi doctor`: while that runs the shell cannot answer. Listing the bindings
# takes 0.5 ms, so bash does it for its hello, after a command that may have changed one, and again at prompts 1, 2, 4, 8,
# 16, 32, 48 and so on.
_kimi_tell_key() {
  [[ -z $_kimi_is_key_told ]] || return 0
  _kimi_is_key_told=1
  _kimi_find_key
  _kimi_send key "${_kimi_bound_to[@]}"
}

# Sets _kimi_bound_to to the fields of the record `key`.
_kimi_find_key() {
  _kimi_bound_to=('' '' '')
  [[ -n $_kimi_key_sequence ]] || return 0
  if [[ -n $_kimi_is_ble ]]; then _kimi_ble_find_key; return; fi
  local keymap listing kinds=-s
  _kimi_capture _kimi_list_keymaps -s
  listing=$_kimi_reply
  for keymap in "${_kimi_keymaps[@]}"; do
    _kimi_find_binding "$keymap" "$_kimi_key_sequence"
    [[ $_kimi_reply == *'\e[7711~\e[7712~'* ]] || break
    _kimi_reply=_kimi_key
  done
  _kimi_bound_to=("$_kimi_key_name" "$keymap" "${_kimi_reply# }")
}

_kimi_print_last() {
  HISTTIMEFORMAT='' history 1
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

# Sets the current time in microseconds.
_kimi_now() {
  local now=${EPOCHREALTIME-$SECONDS.000000}
  _kimi_reply=${now/[.,]/}
}

# Keeps this plugin's text at the beginning of PS0, which bash expands when a command starts (an expansion's side effects
# need no process), and of PS2, which is drawn over the message. A value that the user sets later is kept behind it.
_kimi_hook_commands() {
  [[ -n $_kimi_ps0 ]] || return 0
  [[ ${PS0-} == *"$_kimi_ps0"* ]] || PS0=$_kimi_ps0${PS0-}
  [[ ${PS2-} == *"$_kimi_ps2"* ]] || PS2=$_kimi_ps2${PS2-}
}

# Adds the hook to PROMPT_COMMAND as an element of its own, and not as the first, which other programs set as a string. Where
# there is a DEBUG trap it goes in front: behind another hook it would be a command to a trap that times commands.
_kimi_hook() {
  local -a places=("${!PROMPT_COMMAND[@]}")
  if [[ -n ${bash_preexec_imported-}${__bp_imported-} || "${PROMPT_COMMAND[*]-}" == *__bp_interactive_mode* ]]; then
    precmd_functions+=(_kimi_prompt) # bash-preexec: whatever runs behind its last element would count as a command
  elif [[ -n $_kimi_is_first_part || -n $_kimi_traps && -n ${PROMPT_COMMAND-} ]]; then
    PROMPT_COMMAND=_kimi_prompt${PROMPT_COMMAND:+$'\n'$PROMPT_COMMAND}
    _kimi_is_first_part=1
  elif (( ${#places[@]} )); then
    PROMPT_COMMAND[places[${#places[@]} - 1] + 1]="$_kimi_element"
  else
    PROMPT_COMMAND[1]=$_kimi_element
  fi
}

# At the first prompt all start-up files have been read, and the hook looks for its place again.
_kimi_settle_hook() {
  [[ "${PROMPT_COMMAND[*]-}" == *_kimi_open_list* ]] || return 0
  _kimi_read_list
  _kimi_unhook
  _kimi_element=${_kimi_element/_kimi_open_list*_kimi_prompt/_kimi_prompt}
  _kimi_hook
}

# bash hides the DEBUG trap inside functions and sourced files. So it is listed at the prompt, into a deleted file, which needs no
# process: bash makes one for a here-string that is too long for a pipe.
_kimi_open_list() {
  local blank
  printf -v blank %70000s ''
  { exec {_kimi_list_fd}<<<"$blank"; } 2>/dev/null && _kimi_list=/proc/self/fd/$_kimi_list_fd
  [[ -w $_kimi_list ]] || _kimi_list=/dev/null
}

# Sets _kimi_traps to the list. Without /proc a DEBUG trap is assumed.
_kimi_read_list() {
  [[ $_kimi_list != /dev/null ]] || { _kimi_traps=unknown; return; }
  IFS= read -r -d '' _kimi_traps <"$_kimi_list"
  exec {_kimi_list_fd}<&-
  _kimi_list=/dev/null
}

# Sets readline's keyseq-timeout, the time that a bare Ctrl-X waits for the rest of a chord. Within 6 ms come only bytes
# that were sent together; keys pressed one after the other are handled by the chord window. While Esc is bound, the rest
# of an arrow key gets 51 ms. The numbers are unusual ones, so that they are not taken for the user's setting.
_kimi_choose_timeout() {
  local from=51 to=6
  [[ ! -o vi && -z $_kimi_is_escape_taken ]] || from=6 to=51
  [[ $_kimi_timeout == "$from" && -z $_kimi_is_ble ]] || return 0
  _kimi_change_timeout "$from" "$to"
  _kimi_timeout=$to
}

# Changes keyseq-timeout from $1 to $2 ms if it is $1. Testing it with readline's own condition needs no process.
_kimi_change_timeout() {
  [[ $_kimi_held_timeout != "$1" ]] || _kimi_held_timeout=$2 # what it will be again when the message goes
  bind "\$if keyseq-timeout == $1"
  bind "set keyseq-timeout $2"
  bind '$endif'
}

# Every entry point runs through this function: it sets the user's options, IFS and terminal modes aside and keeps errors
# off their stderr. The last argument is `$_`, which thereby keeps its value.
_kimi_run() {
  {
    local -
    set +euxvfCk
    local IFS=$' \t\n'
    local is_case_ignored=
    if shopt -q nocasematch; then
      is_case_ignored=1
      shopt -u nocasematch
    fi
    _kimi_keymaps=(emacs-standard)
    [[ ! -o vi ]] || _kimi_keymaps=(vi-insert vi-command)
    "$1" "${@:2}"
    [[ -z $is_case_ignored ]] || shopt -s nocasematch
  } </dev/tty >/dev/tty 2>/dev/null || return 0
  [[ -n $_kimi_result ]] || return 0
  set -- "$_kimi_result"
  _kimi_result=
  return "$1"
}

# ---------------------------------------------------------------- bindings

# Sets _kimi_reply to what a command prints. A file in the daemon's private directory does it without a process.
_kimi_capture() {
  local file=$_kimi_pair.t fd='' blank
  # Before the first daemon the directory is missing: a here-string too long for a pipe makes bash open a deleted file.
  if [[ ! -d $_kimi_directory/shells || ! -O $_kimi_directory/shells ]]; then
    printf -v blank %70000s ''
    { exec {fd}<<<"$blank"; } 2>/dev/null && file=/proc/self/fd/$fd
  fi
  if { "$@" >|"$file"; } 2>/dev/null; then
    IFS= read -r -d '' _kimi_reply <"$file"
  else
    _kimi_reply=$("$@")
  fi
  [[ -z $fd ]] || exec {fd}<&-
  _kimi_reply=${_kimi_reply%$'\n'}
}

# Binds sequence $2 to macro $3 in the keymaps in use, and saves its old binding under name $1. Further triples may follow.
_kimi_take() {
  local keymap listing kinds=-ps
  # Listing functions takes 3 ms for each keymap; bash's own bindings below Ctrl-X are known without it.
  [[ $2 != '\C-x' ]] || kinds=-s
  _kimi_capture _kimi_list_keymaps "$kinds"
  listing=$_kimi_reply
  for (( ; $#; )); do
    for keymap in "${_kimi_keymaps[@]}"; do
      _kimi_find_binding "$keymap" "$2"
      _kimi_saved[$keymap $1]=$_kimi_reply
      bind -m "$keymap" "\"$2\": \"$3\""
    done
    shift 3
  done
}

# Restores binding $1 of sequence $2 in every keymap that has it, since the user may have changed between vi and emacs mode.
_kimi_give_back() {
  local keymap
  for keymap in emacs-standard vi-insert vi-command; do
    [[ -n ${_kimi_saved[$keymap $1]+set} ]] || continue
    if _kimi_is_own "$keymap" "$2"; then
      bind -m "$keymap" -r "$2"
      [[ -z ${_kimi_saved[$keymap $1]} ]] || _kimi_bind_as "$2" "$keymap" "${_kimi_saved[$keymap $1]}"
    fi
    unset "_kimi_saved[$keymap $1]"
  done
}

# Succeeds while sequence $2 runs private keys of ours: the user may have bound it anew meanwhile.
_kimi_is_own() {
  [[ -z ${BLE_ATTACHED-} ]] || return 0 # its `bind` lists nothing
  _kimi_capture bind -m "$1" -s
  _kimi_pick "$2" $'\n'"$_kimi_reply"
  [[ $_kimi_reply == *'\e[77'* ]]
}

# Sets _kimi_reply to the binding of sequence $2 in keymap $1, in the form that _kimi_bind_as takes: `-x` or nothing, a
# blank, and the binding as bind prints it; empty for an unbound sequence. Uses `listing` and `kinds` of _kimi_take.
_kimi_find_binding() {
  local listed=${listing#*$'\n=== '"$1"$'\n'}
  listed=$'\n'${listed%%$'\n=== '*}
  _kimi_pick "$2" "${listed%%$'\n---\n'*}"
  if [[ -n $_kimi_reply ]]; then
    _kimi_reply=-x$_kimi_reply
  else
    _kimi_pick "$2" $'\n'"${listed#*$'\n---\n'}"
    [[ -n $_kimi_reply || $kinds$1 != -svi-insert ]] || _kimi_reply=' self-insert'
  fi
}

_kimi_list_keymaps() {
  local keymap
  for keymap in "${_kimi_keymaps[@]}"; do
    printf '\n=== %s\n' "$keymap"
    bind -m "$keymap" -X
    printf -- '---\n'
    bind -m "$keymap" "$1"
  done
}

# Sets _kimi_reply to the line for sequence $1 in listing $2. bind lists a sequence that is also a prefix with \000 added.
_kimi_pick() {
  local sequence
  _kimi_reply=
  for sequence in "$1" "$1\\000"; do
    [[ $2 == *$'\n"'"$sequence"'": '* ]] || continue
    _kimi_reply=${2#*$'\n"'"$sequence"'": '}
    _kimi_reply=" ${_kimi_reply%%$'\n'*}"
    return
  done
}

# Binds sequence $1 in keymap $2 to $3, a result of _kimi_find_binding.
_kimi_bind_as() {
  case $3 in
    -x*) bind -m "$2" -x "\"$1\":${3#-x}" ;;
    *) bind -m "$2" "\"$1\":$3" ;;
  esac
}

# Binds the private keys in every keymap, then the key itself. The private keys are function keys that no terminal has:
# 1 is the press and 2 the macro after it; 3, 4 and 5 are undo, the next proposal and the macro after it; 6 is Esc while
# asking, and 2 follows it; 7 is the terminal's report and 8 the macro after it; 0 is the macro after Enter, whose keys
# _kimi_guard_enter binds. 7730 begins a sequence, and 7731 runs at the key that ends it.
_kimi_take_keys() {
  local keymap _kimi_keymaps=(emacs-standard vi-insert vi-command)
  for keymap in "${_kimi_keymaps[@]}"; do
    bind -m "$keymap" -x '"\e[7711~": _kimi_run _kimi_key "$_"'
    bind -m "$keymap" '"\e[7712~": ""'
    bind -m "$keymap" '"\e[7713~": undo'
    bind -m "$keymap" -x '"\e[7714~": _kimi_run _kimi_step "$_"'
    bind -m "$keymap" '"\e[7715~": ""'
    bind -m "$keymap" -x '"\e[7716~": _kimi_run _kimi_escape "$_"'
    bind -m "$keymap" -x '"\e[7717~": _kimi_run _kimi_pull "$_"'
    bind -m "$keymap" '"\e[7718~": ""'
    bind -m "$keymap" '"\e[7710~": ""'
    bind -m "$keymap" '"\e[7730~": "\e[7731~"'
    bind -m "$keymap" '"\e[7730~\034": "\e[7731~\034"'
    bind -m "$keymap" -x '"\e[7731~": _kimi_run _kimi_let_go "$_"'
  done
  _kimi_take key "$_kimi_key_sequence" '\e[7711~\e[7712~'
  _kimi_change_timeout 500 51 # else the user has chosen one
  _kimi_timeout=51
  _kimi_choose_timeout
}

# ---------------------------------------------------------------- loading

# Reads KIMI_KEY, written as in zsh (^G) or readline (\C-g, \ek). Sets the key's sequence, byte and name in messages.
_kimi_read_key_name() {
  local key=${KIMI_KEY-^X} letter
  local -i code
  case $key in
    ^?) letter=${key#^} ;;
    \\[Cc]-?) letter=${key#\\?-} ;;
    *)
      _kimi_key_sequence=$key _kimi_key_byte='' _kimi_key_name=$key
      return
      ;;
  esac
  printf -v code %d "'$letter"
  printf -v _kimi_key_byte '\\x%x' $(( code & 31 ))
  printf -v _kimi_key_byte %b "$_kimi_key_byte"
  _kimi_key_sequence=\\C-${letter,} _kimi_key_name=Ctrl-${letter^}
}

_kimi_load() {
  _kimi_pid=$BASHPID _kimi_state=idle _kimi_phase='' _kimi_is_open='' _kimi_is_linked='' _kimi_protocol='' _kimi_rest=
  _kimi_id=0 _kimi_at=0 _kimi_seen=0 _kimi_unread=0 _kimi_typed='' _kimi_typed_point=0 _kimi_shown='' _kimi_total=
  _kimi_remark=
  _kimi_commands=() _kimi_notes=() _kimi_risks=() _kimi_bound=() _kimi_message='' _kimi_is_stale='' _kimi_is_below=
  _kimi_prompt_text='' _kimi_prompt_plain='' _kimi_is_prompt_read='' _kimi_cursor_row=0 _kimi_bottom=0 _kimi_bottom_column=0
  _kimi_reply='' _kimi_void='' _kimi_held_timeout='' _kimi_held_trap='' _kimi_tones=() _kimi_is_taught='' _kimi_tint='' _kimi_tint_from=0 _kimi_tint_length=0
  _kimi_began='' _kimi_status=0 _kimi_duration=0 _kimi_is_told='' _kimi_is_recorded='' _kimi_used='' _kimi_number=${HISTCMD-}
  _kimi_is_listening='' _kimi_is_escape_taken='' _kimi_is_restoring='' _kimi_start_input='' _kimi_start_output=
  _kimi_has_started=
  _kimi_letters=abcdefghijklmnopqrstuvwxyz _kimi_signs=']^_' _kimi_keys_step='\e[7713~\e[7714~\e[7715~'
  _kimi_slot=2 _kimi_is_stepping='' _kimi_is_pressed='' _kimi_held='' _kimi_fitted='' _kimi_is_agent=
  _kimi_source=${BASH_SOURCE[0]%/*}
  [[ ${BASH_SOURCE[0]} == */* ]] || _kimi_source=.
  [[ $_kimi_source == /* ]] || _kimi_source=$PWD/$_kimi_source
  _kimi_is_heard='' _kimi_patience=0 _kimi_timeout='' _kimi_is_ble=
  _kimi_placeholders=() _kimi_is_enter_taken='' _kimi_listed=
  _kimi_record_count=0 _kimi_link_wait='' _kimi_sent_variables='' _kimi_noticed='' _kimi_notices=() _kimi_waiting=0 _kimi_is_noting='' _kimi_is_continued='' _kimi_result='' _kimi_prompt_rows=0
  _kimi_is_key_told=1 _kimi_prompts=0 _kimi_bound_to=() _kimi_is_guarded='' _kimi_reports=0 _kimi_unsent='' _kimi_given_up=
  declare -gA _kimi_saved=()
  # Ticks of 20 ms. A daemon that has not answered after 300 ms is dead or stopped; a running one needs one tick.
  _kimi_patience_ticks=15 _kimi_window_ticks=15
  [[ ! ${KIMI_CHORD_WINDOW_MS-} =~ ^[0-9]{1,5}$ ]] || _kimi_window_ticks=$(( 10#$KIMI_CHORD_WINDOW_MS / 20 ))
  _kimi_deaf='the daemon is not answering: kimi daemon restart'
  # The list is CLIENT_VARIABLES of src/protocol/methods.ts; test/shell-variables.test.ts compares them.
  _kimi_variables=(PATH LANG KIMI_API_KEY KIMI_BASE_URL KIMI_MODEL_NAME KIMI_MODEL_MAX_CONTEXT_SIZE
    KIMI_MODEL_TEMPERATURE MOONSHOT_API_KEY MOONSHOT_BASE_URL KIMI_SUGGEST_OFFLINE KIMI_SUGGEST_OFFLINE_AFTER_MS
    KIMI_SUGGEST_MODEL KIMI_SUGGEST_PROPOSALS KIMI_SUGGEST_HISTORY KIMI_SUGGEST_FILES KIMI_SUGGEST_LOOK KIMI_SUGGEST_TERMINAL_OUTPUT)
  _kimi_ellipsis=... _kimi_warning='!' _kimi_bullet='*' _kimi_running='>' _kimi_is_utf8=0
  case ${LC_ALL:-${LC_CTYPE:-${LANG-}}} in
    *[Uu][Tt][Ff]8* | *[Uu][Tt][Ff]-8*) _kimi_ellipsis=$'\u2026' _kimi_warning=$'\u26a0' _kimi_bullet=$'\u25cf' _kimi_running=$'\u25b6' _kimi_is_utf8=1 ;;
  esac
  # As src/sys/paths.ts.
  _kimi_directory=${KIMI_RUNTIME_DIR:-${KIMI_SHARE_DIR:-$HOME/.kimi}/run}
  _kimi_now
  _kimi_pair=$_kimi_directory/shells/bash-$$-$_kimi_reply
  _kimi_remember_hooks
  _kimi_hook
  _kimi_hook_commands
  _kimi_read_key_name
  # A ble.sh that is loaded already may be attached before the first prompt, which settles whose keys they are.
  [[ -z $_kimi_key_sequence || -n ${BLE_VERSION-} ]] || _kimi_take_keys
}

# Saves PS0, PS2 and PROMPT_COMMAND as they were, and finds out what this bash supports in PS0.
_kimi_remember_hooks() {
  # Without a terminal as their output, bash-preexec does not count these as commands of the user's.
  _kimi_element='{ _kimi_open_list; trap -p DEBUG >|"$_kimi_list"; _kimi_prompt; } >/dev/null'
  # Until the first prompt only the names of functions tell of a DEBUG trap, as starship_preexec does.
  _kimi_traps='' _kimi_list=/dev/null
  _kimi_capture compgen -A function
  [[ $_kimi_reply != *preexec* ]] || _kimi_traps=likely
  _kimi_is_first_part='' _kimi_is_async='' _kimi_ps0='' _kimi_ps2='\[${_kimi_void:$((_kimi_is_continued=1,0)):0}${_kimi_is_below:+\e[K}'
  _kimi_ps2+='${_kimi_is_open:+${_kimi_void:$((_kimi_is_guarded=1,0)):0}$(_kimi_go_on)}\]'
  _kimi_had_ps0=${PS0+1}
  _kimi_had_array=
  [[ ${PROMPT_COMMAND@a} != *a* ]] || _kimi_had_array=1
  (( BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501 )) || _kimi_is_first_part=1
  shopt -q promptvars || return 0 # PS0 would be shown as it stands
  _kimi_ps0='${_kimi_void:$((_kimi_began=${EPOCHREALTIME/[.,]/},0)):0}'
  [[ -n ${EPOCHREALTIME-} ]] || _kimi_ps0='${_kimi_void:$((_kimi_began=SECONDS*1000000,0)):0}'
  # The second part clears the message below the buffer; the third tells the daemon before the command reads the terminal.
  _kimi_ps0+='${_kimi_is_below:+\e[J}${_kimi_is_open:+$(_kimi_accept)}'
  [[ ${KIMI_BASH_ASYNC-1} == 0 ]] || _kimi_is_async=1
}

# Removes everything that loading added: bindings, hooks, functions, variables.
_kimi_unload() {
  _kimi_run _kimi_leave "$_"
  local IFS=$'\n'
  # The line that loads this file sets KIMI_BIN where the user has not.
  [[ ${KIMI_BIN-} != "${_kimi_source%/*}/dist/kimi" || ${KIMI_BIN@a} == *x* ]] || unset -v KIMI_BIN
  unset -v KIMI_TASKS
  # shellcheck disable=SC2046 # IFS splits the list into one name a line
  unset -f $(compgen -A function _kimi_)
  unset -v "${!_kimi_@}"
}

_kimi_leave() {
  local keymap key
  _kimi_cancel
  _kimi_is_noting=
  _kimi_release
  _kimi_give_enter_back
  _kimi_unlisten
  ! declare -F _kimi_agent_unload >/dev/null || _kimi_agent_unload
  [[ -z $_kimi_is_ble ]] || _kimi_ble_end
  ! declare -F _kimi_ble_on_attach >/dev/null || blehook ATTACH-=_kimi_ble_on_attach
  if [[ -n $_kimi_timeout ]]; then
    _kimi_give_back key "$_kimi_key_sequence"
    for keymap in emacs-standard vi-insert vi-command; do
      bind -m "$keymap" -r '\e[7730~\034'
      for key in 1{0..9} 20 29 30 31; do
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

_kimi_unhook() {
  local place others=() rest
  for place in "${!PROMPT_COMMAND[@]}"; do
    rest=${PROMPT_COMMAND[place]#_kimi_prompt} rest=${rest#"$_kimi_element"}
    [[ $rest != "${PROMPT_COMMAND[place]}" ]] || continue
    PROMPT_COMMAND[place]=${rest#$'\n'}
    [[ -n $rest ]] || unset "PROMPT_COMMAND[$place]"
  done
  # Of an array that becomes unset, ble.sh would keep all but the first element.
  if [[ -z $_kimi_had_array && -z ${BLE_ATTACHED-} ]] && (( ${#PROMPT_COMMAND[@]} < 2 )); then
    local only=${PROMPT_COMMAND[*]-}
    unset PROMPT_COMMAND
    # shellcheck disable=SC2178 # it was a string before us
    [[ -z $only ]] || PROMPT_COMMAND=$only
  fi
  [[ -n ${precmd_functions+set} ]] || return 0
  for place in "${precmd_functions[@]}"; do [[ $place == _kimi_prompt ]] || others+=("$place"); done
  precmd_functions=("${others[@]}")
}

_kimi_run _kimi_load ''

[[ -n $_kimi_aliases ]] && shopt -s expand_aliases
unset -v _kimi_aliases
