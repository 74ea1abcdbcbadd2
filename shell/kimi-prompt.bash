# kimi-prompt.bash: the wire, and what bash does before a prompt. Read before the first prompt by kimi.bash, whose names it shares.
#
# Single quotes hold text that readline, PS0 or PS2 expands later, and kimi.bash assigns the names that are only read here.
# shellcheck shell=bash disable=SC2016,SC2154,SC2034

# ---------------------------------------------------------------- the wire

# Sends one record: _kimi_send name field…  US, which separates fields, is dropped; a bash variable cannot hold NUL.
_kimi_send() {
  [[ -p $_kimi_pair.q ]] || return 1
  local IFS=$'\x1f'
  local record="${*//$'\x1f'/}"
  _kimi_reply=${#record}
  [[ $record != *[![:ascii:]]* ]] || _kimi_count_bytes "$record"
  # A write to a full fifo would hang the prompt. A stopped daemon leaves its records unread in the fifo. The kernel does
  # not fill pages, so the fifo may hold only half of its 64 KB.
  {
    (( (_kimi_unread += _kimi_reply + 1) < 10000 )) || read -t 0 -u 8 || _kimi_unread=$(( _kimi_reply + 1 ))
    (( _kimi_unread < 28000 )) || { (( _kimi_unread -= _kimi_reply + 1 )); return 1; }
    printf '%s\0' "$record" >&8
  } 8<>"$_kimi_pair.q"
}

# Another locale, even for a moment, takes as long as the rest of a record.
_kimi_count_bytes() {
  _kimi_reply=${#1}
  [[ $1 == *[![:ascii:]]* ]] || return 0
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
  fields+=("${_kimi_bound_to[@]//[$'\n\x1f']/}" "${waits-}")
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
      # The counts of a daemon that was killed are gone with it; this one tells its own next, where it has any.
      [[ -z ${KIMI_TASKS-} ]] || _kimi_on_tasks 0 0
      # The shell answers the greeting with its variables: the daemon learns from them which model to use.
      _kimi_sent_variables=
      _kimi_tell_variables
      ;;
    asking | offer | done | failed)
      [[ $2 == "$_kimi_id" && -n $_kimi_is_open ]] || return 0
      (( ++_kimi_seen ))
      "_kimi_on_$1" "${@:3}"
      ;;
    notice | tasks | ghost)
      _kimi_read_keys
      "_kimi_on_$1" "${@:2}"
      ;;
    list) _kimi_listed=${3-} ;;
    mode) _kimi_session_mode=${2-} ;;
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

# ---------------------------------------------------------------- hooks

_kimi_on_prompt() {
  [[ -z $_kimi_is_ble ]] || ! _kimi_ble_is_redraw || return 0
  (( BASHPID == _kimi_pid )) || return 0 # a subshell must not answer for its parent
  local ran=$_kimi_began was=$_kimi_status
  _kimi_status=$1 _kimi_duration=0 _kimi_began='' _kimi_is_told='' _kimi_is_recorded='' _kimi_used='' _kimi_is_continued=''
  [[ -z $_kimi_has_keys ]] || _kimi_leave_line
  # Ctrl-C at the prompt sets a status that no command has. That of a line which bash cannot read is 2.
  [[ -n $ran || -z $_kimi_ps0 || $1 == "$was" || $1 == 2 ]] || _kimi_status=0
  [[ -n $_kimi_has_settled ]] || _kimi_settle_hook
  [[ -z ${BLE_ATTACHED-}$_kimi_is_ble && -n $_kimi_timeout ]] || _kimi_settle_editor
  [[ "${PS0-}${PS2-}" == "$_kimi_ps0"*"$_kimi_ps2"* || -z $_kimi_ps0 ]] || _kimi_hook_commands
  [[ $_kimi_timeout == 6 && ! -o vi ]] || _kimi_choose_timeout
  if [[ -n $ran ]]; then
    _kimi_now
    _kimi_duration=$(( (_kimi_reply - ran) / 1000 ))
    # The history's number stays when the user's HISTCONTROL and HISTIGNORE kept the command out: it is private to us.
    [[ ${HISTCMD-} == "$_kimi_number" ]] || _kimi_is_recorded=1
    if [[ $_kimi_state == shown ]] && (( _kimi_at )); then _kimi_used=$_kimi_at; fi
  elif [[ $1 == 2 && $_kimi_number != "${HISTCMD-}" && ( $was != 2 || "${PROMPT_COMMAND[*]-}" != *history* ) ]]; then
    # PS0 is not expanded for that line either, but the history has it.
    _kimi_is_recorded=1
  elif [[ $_kimi_state == asking && $1 == 130 && -n $_kimi_is_async && -n $_kimi_typed ]]; then
    _kimi_is_restoring=1
  fi
  _kimi_number=${HISTCMD-}
  [[ -z $_kimi_has_keys ]] || _kimi_end_question
  _kimi_meet_daemon
}

# Takes the message away that still stands, which is about the line of before. Ctrl-C may have ended the line, and with it the mark of agent mode.
_kimi_leave_line() {
  _kimi_release
  [[ -z $_kimi_held_int ]] || _kimi_give_trap_back
  [[ -z $_kimi_is_below ]] || printf '\e[J' >/dev/tty
  _kimi_is_restoring=$_kimi_is_agent _kimi_message='' _kimi_is_below='' _kimi_is_pressed='' _kimi_is_prompt_read='' _kimi_cursor_row=0 \
    _kimi_is_count_new=''
}

# Cancels what is still open at a new prompt, and gives back the keys that the question took.
_kimi_end_question() {
  [[ $_kimi_state == idle && -z $_kimi_is_open ]] || _kimi_cancel
  _kimi_is_guarded=
  [[ -n $_kimi_is_enter_taken${_kimi_search_keymaps-}$_kimi_is_undo_taken${_kimi_is_typed_kept-}$_kimi_is_rub_taken$_kimi_is_listening$_kimi_is_escape_taken ]] || return 0
  [[ -n $_kimi_is_noting$_kimi_is_agent ]] || _kimi_give_enter_back
  _kimi_give_undo_back
  _kimi_give_rub_back
  _kimi_unlisten
}

# Tells the daemon of this prompt, shows its notices, and lets it wake the shell where more may come.
_kimi_meet_daemon() {
  # A daemon younger than the shell may have notices as soon as it has made the fifos.
  local waits=
  if [[ -n $_kimi_has_prompted$_kimi_is_ble && -n $_kimi_is_async && -p $_kimi_directory/control && ! -p $_kimi_pair.q ]]; then
    waits=notices
    [[ -z $_kimi_is_restoring ]] || waits=line
    [[ -n $_kimi_is_ble ]] || { _kimi_read_keys; _kimi_await_notices; }
  fi
  _kimi_has_prompted=1
  # The daemon's mark file says that a notice is on its way: waiting up to 50 ms shows it before the prompt is drawn.
  local due=
  [[ ! -e $_kimi_pair.n ]] || due=1
  if _kimi_connect; then
    _kimi_tell
    [[ -z $due ]] || { _kimi_read_keys; _kimi_await_record notice 0.05; }
  fi
  [[ -z $_kimi_is_restoring ]] || _kimi_wake_soon >/dev/tty
  ! _kimi_is_unread "$_kimi_pair.a" || _kimi_receive
  if [[ -n $_kimi_is_ble ]]; then _kimi_ble_on_prompt >/dev/tty; return; fi
  (( ${#_kimi_notices[@]} == 0 )) || { due=''; _kimi_show_notices >/dev/tty; }
  # The notice that is due comes to the prompt that stands, also when no task is left.
  if [[ -n ${KIMI_TASKS-}$due && -n $_kimi_is_async ]]; then
    _kimi_read_keys
    _kimi_await_notices
  elif [[ $_kimi_is_noting == 1 && -z $waits ]]; then
    _kimi_is_noting=last # the terminal's answer to a report asked for before this prompt may still come
  elif [[ -n $_kimi_is_noting && -z $waits$_kimi_is_restoring$_kimi_is_agent ]]; then
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
    _kimi_read_keys
    _kimi_read_file kimi-ble.bash && _kimi_ble_begin
  fi
}

# Tells the daemon of this prompt, once: status, duration, directory, and the command unless it is private.
_kimi_tell() {
  [[ -z $_kimi_is_told ]] || return 0
  local command=
  (( ++_kimi_prompts % 16 && _kimi_prompts & _kimi_prompts - 1 )) || _kimi_is_key_told=
  if [[ -n $_kimi_is_recorded ]]; then
    _kimi_capture _kimi_print_last
    [[ $_kimi_reply =~ ^\ *[0-9]+[*\ ]\ (.*)$ ]] && command=${BASH_REMATCH[1]}
    [[ $command != [[:blank:]]* && ( -n $ran || $command != \#* ) ]] || command=
    command=${command:0:4000}
    [[ ! $command =~ (^|[[:blank:]\;\&\|])(bind|source|\.|set|eval)[[:blank:]] ]] || _kimi_is_key_told=
  fi
  if [[ -n $command && -n $_kimi_used ]]; then
    local how=edited
    [[ $command != "$_kimi_shown" ]] || how=run
    _kimi_send used "$_kimi_id" "$_kimi_used" "$how" "$command"
  fi
  _kimi_is_told=1 _kimi_is_recorded='' _kimi_used=
  # Only a command changes variables; the answer to a daemon's hello tells them too.
  [[ -z $ran ]] || _kimi_tell_variables
  [[ -n $_kimi_is_key_told ]] || _kimi_tell_key
  _kimi_send prompt "$_kimi_status" "$_kimi_duration" "$PWD" "$command"
}

# Tells the daemon the variables that choose the model and its key, unless it has heard of the same before.
_kimi_tell_variables() {
  _kimi_read_variables
  [[ $_kimi_reply != "$_kimi_sent_variables" ]] || return 0
  _kimi_sent_variables=$_kimi_reply
  local name own=()
  for name in "${_kimi_variables[@]}"; do [[ ! -v $name ]] || own+=("$name=${!name}"); done
  _kimi_send env "${own[@]}"
}

# Defines _kimi_read_variables, which sets _kimi_reply to all of the variables that are set: one expansion of a text takes a quarter of
# a loop's time.
_kimi_write_reader() {
  local name text=
  for name in "${_kimi_variables[@]}"; do text+="\${$name+$name=\$$name;}"; done
  eval "_kimi_read_variables() { _kimi_reply=\"$text\"; }"
}

# Tells the daemon what the key runs here, for `kimi doctor`: while that runs the shell cannot answer. Listing the bindings
# takes 0.5 ms, so bash does it for its hello, after a command that may have changed one, and again at prompts 1, 2, 4, 8,
# 16, 32, 48 and so on.
_kimi_tell_key() {
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

# Sets the current time in microseconds.
_kimi_now() {
  local now=${EPOCHREALTIME-$SECONDS.000000}
  _kimi_reply=${now/[.,]/}
}

# Keeps this plugin's text at the beginning of PS0, which bash expands when a command starts (an expansion's side effects
# need no process), and of PS2, which is drawn over the message. A value that the user sets later is kept behind it.
_kimi_hook_commands() {
  [[ ${PS0-} == *"$_kimi_ps0"* ]] || PS0=$_kimi_ps0${PS0-}
  [[ ${PS2-} == *"$_kimi_ps2"* ]] || PS2=$_kimi_ps2${PS2-}
}

# Reads the functions of the first key.
_kimi_read_keys() {
  [[ -z $_kimi_has_keys ]] || return 0
  local part
  for part in line screen taken widget wake key; do _kimi_read_file "kimi-$part.bash" || return; done
  # Without the hook no prompt has taken the keys.
  if [[ -n ${BLE_ATTACHED-} || -z $_kimi_key_sequence ]]; then return; fi
  if [[ -n $_kimi_timeout ]]; then _kimi_take_private_keys; else _kimi_take_keys; fi
}

# At the first prompt all start-up files have been read, and the hook looks for its place again.
_kimi_settle_hook() {
  _kimi_has_settled=1
  [[ "${PROMPT_COMMAND[*]-}" == *_kimi_open_list* ]] || return 0
  _kimi_read_list
  _kimi_unhook
  _kimi_element=${_kimi_element/_kimi_open_list*_kimi_prompt/_kimi_prompt}
  _kimi_hook
}

# Sets _kimi_traps to the list. Without /proc a DEBUG trap is assumed.
_kimi_read_list() {
  [[ $_kimi_list != /dev/null ]] || { _kimi_traps=unknown; return; }
  IFS= read -r -d '' _kimi_traps <"$_kimi_list"
  exec {_kimi_list_fd}<&-
  _kimi_list=/dev/null
}

# Changes keyseq-timeout from $1 to $2 ms if it is $1. Testing it with readline's own condition needs no process.
_kimi_change_timeout() {
  [[ $_kimi_held_timeout != "$1" ]] || _kimi_held_timeout=$2 # what it will be again when the message goes
  bind "\$if keyseq-timeout == $1" "set keyseq-timeout $2" '$endif'
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

# ---------------------------------------------------------------- bindings

# Sets _kimi_reply to what a command prints. A file in the daemon's private directory does it without a process. It is written over
# and read up to a NUL: emptying it first takes the kernel longer than all else, and `read` takes its time for each character.
_kimi_capture() {
  local file=$_kimi_pair.t fd='' printed=()
  # Before the first daemon the directory is missing.
  if [[ ! -d $_kimi_directory/shells || ! -O $_kimi_directory/shells ]]; then
    _kimi_open_scratch fd && file=/proc/self/fd/$fd
  fi
  if { { "$@"; printf '\0'; } 1<>"$file"; } 2>/dev/null; then
    mapfile -d '' -n 1 -t printed <"$file"
    _kimi_reply=${printed[0]-}
  else
    _kimi_reply=$("$@")
  fi
  [[ -z $fd ]] || exec {fd}<&-
  _kimi_reply=${_kimi_reply%$'\n'}
}

# Binds sequence $2 to macro $3 in the keymaps in use, and saves its old binding under name $1. Functions are listed once for all
# calls of a caller with a variable `_kimi_functions`, since that takes 3 ms for each keymap; bash's own bindings below Ctrl-X are known
# without it.
_kimi_take() {
  local keymap listing=${_kimi_functions-} kinds=-ps
  [[ $2 != '\C-x' ]] || kinds=-s
  if [[ -z $listing ]]; then
    _kimi_capture _kimi_list_keymaps "$kinds"
    listing=$_kimi_reply
    [[ -z ${_kimi_functions+set} ]] || _kimi_functions=$listing
  fi
  for keymap in "${_kimi_keymaps[@]}"; do
    if ! _kimi_find_binding "$keymap" "$2"; then
      # The listing of the caller is of other keymaps, as that of emacs mode for a key of vi's.
      _kimi_capture _kimi_list_keymaps "$kinds"
      listing+=$_kimi_reply
      [[ -z ${_kimi_functions+set} ]] || _kimi_functions=$listing
      _kimi_find_binding "$keymap" "$2"
    fi
    _kimi_saved[$keymap $1]=$_kimi_reply
    bind -m "$keymap" "\"$2\": \"$3\""
  done
}

# Sets _kimi_reply to the binding of sequence $2 in keymap $1, in the form that _kimi_bind_as takes: `-x` or nothing, a
# blank, and the binding as bind prints it; empty for an unbound sequence. Uses `listing` and `kinds` of _kimi_take. Fails where the
# listing has no such keymap.
#
# Regular expressions cut the listing: bash takes a time that grows with the square of a text's length to remove what a pattern such as
# `*text` matches, a tenth of a second for each key.
_kimi_find_binding() {
  local pattern=$'\x1e'$1$'(\n[^\x1e\x1f]*)\x1f(\n[^\x1e]*)'
  [[ $listing =~ $pattern ]] || { _kimi_reply=; return 1; }
  local commands=${BASH_REMATCH[1]} functions=${BASH_REMATCH[2]}
  _kimi_pick "$2" "$commands"
  if [[ -n $_kimi_reply ]]; then
    _kimi_reply=-x$_kimi_reply
  else
    _kimi_pick "$2" "$functions"
    [[ -n $_kimi_reply || $kinds$1 != -svi-insert ]] || _kimi_reply=' self-insert'
  fi
  return 0
}

# Sets _kimi_reply to the line for sequence $1 in listing $2. bind lists a sequence that is also a prefix with \000 added.
_kimi_pick() {
  local sequence rest=$'([^\n]*)'
  _kimi_reply=
  for sequence in "$1" "$1\\000"; do
    [[ $2 =~ $'\n"'"$sequence"'": '$rest ]] || continue
    _kimi_reply=" ${BASH_REMATCH[1]}"
    return
  done
}

# Prints the keymaps in use: RS and a name, the commands of bind -x, US, and the bindings that `bind $1` lists.
_kimi_list_keymaps() {
  local keymap
  for keymap in "${_kimi_keymaps[@]}"; do
    printf '\x1e%s\n' "$keymap"
    bind -m "$keymap" -X
    printf '\x1f\n'
    bind -m "$keymap" "$1"
  done
}

# Binds the private keys (see kimi-taken.bash) in every keymap, then the key itself.
_kimi_take_keys() {
  local keymap listing _kimi_functions='' _kimi_keymaps=(emacs-standard vi-insert vi-command)
  [[ -z $_kimi_has_keys ]] || _kimi_take_private_keys
  if [[ -n $_kimi_key_listing ]]; then
    # The key has been taken while the plugin was sourced.
    local kinds=-s
    listing=$_kimi_key_listing _kimi_key_listing=
    for keymap in "${_kimi_keymaps[@]}"; do
      _kimi_find_binding "$keymap" '\C-x'
      _kimi_saved[$keymap key]=$_kimi_reply
    done
  else
    for keymap in "${_kimi_keymaps[@]}"; do
      bind -m "$keymap" -x '"\e[7711~": _kimi_run _kimi_key "$_"'
      bind -m "$keymap" '"\e[7712~": ""'
    done
    _kimi_take key "$_kimi_key_sequence" '\e[7711~\e[7712~'
  fi
  [[ $_kimi_key_sequence != '\C-x' ]] || { _kimi_take_twice; _kimi_take_enter_behind; }
  _kimi_change_timeout 500 51 # else the user has chosen one
  _kimi_timeout=51
  _kimi_choose_timeout
}

# Takes the chord that two presses are to readline, unless the user has bound it.
_kimi_take_twice() {
  _kimi_capture bind -m emacs-standard -q exchange-point-and-mark
  [[ $_kimi_reply == *'"\C-x\C-x"'* ]] || return 0
  _kimi_saved['emacs-standard twice']=' exchange-point-and-mark'
  bind -m emacs-standard -x '"\e[7733~": _kimi_run _kimi_key_twice "$_"'
  bind -m emacs-standard '"\C-x\C-x": "\e[7733~\e[7712~"'
}

# Ctrl-X and Enter that come in one packet, as from a slow line, are Enter alone. Without a binding readline would run the key, and then
# with Enter the proposal that nobody has seen. A macro or a command of the user's stays.
_kimi_take_enter_behind() {
  local key
  for key in '\C-m' '\C-j'; do
    [[ $listing == *"\"\\C-x$key\""* ]] || bind -m emacs-standard "\"\\C-x$key\": \"$key\""
  done
}

# ---------------------------------------------------------------- loading

# Reads KIMI_KEY, written as in zsh (^G) or readline (\C-g, \ek). Sets the key's sequence, byte and name in messages.
_kimi_read_key_name() {
  local key=$KIMI_KEY letter
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

# Sets the texts for PS0 and PS2, and finds out what this bash supports in PS0.
_kimi_describe_commands() {
  _kimi_is_async='' _kimi_ps0='' _kimi_had_ps0=${PS0+1}
  _kimi_ps2='\[${_kimi_void:$((_kimi_is_continued=1,0)):0}${_kimi_is_below:+\e[K}'
  _kimi_ps2+='${_kimi_is_open:+${_kimi_void:$((_kimi_is_guarded=1,0)):0}$(_kimi_go_on)}\]'
  shopt -q promptvars || return 0 # PS0 would be shown as it stands
  _kimi_ps0='${_kimi_void:$((_kimi_began=${EPOCHREALTIME/[.,]/},0)):0}'
  [[ -n ${EPOCHREALTIME-} ]] || _kimi_ps0='${_kimi_void:$((_kimi_began=SECONDS*1000000,0)):0}'
  # The second part clears the message below the buffer; the third tells the daemon before the command reads the terminal.
  _kimi_ps0+='${_kimi_is_below:+\e[J}${_kimi_is_open:+$(_kimi_accept)}'
  [[ ${KIMI_BASH_ASYNC-1} == 0 ]] || _kimi_is_async=1
}

# The variables that only the files of the first key need are set in kimi-key.bash.
_kimi_state=idle _kimi_is_open='' _kimi_is_linked='' _kimi_protocol='' _kimi_rest='' _kimi_reply='' _kimi_void=
_kimi_id=0 _kimi_at=0 _kimi_seen=0 _kimi_unread=0 _kimi_typed='' _kimi_shown='' _kimi_listed='' _kimi_notices=()
_kimi_is_below='' _kimi_is_prompt_read='' _kimi_cursor_row=0 _kimi_held_int='' _kimi_is_count_new='' _kimi_is_heard='' _kimi_is_ble=
_kimi_began='' _kimi_status=0 _kimi_duration=0 _kimi_is_told='' _kimi_is_recorded='' _kimi_used='' _kimi_number=${HISTCMD-}
_kimi_is_listening='' _kimi_report_keymaps='' _kimi_is_escape_taken='' _kimi_is_interrupt_taken='' _kimi_is_enter_taken='' _kimi_is_undo_taken='' _kimi_is_rub_taken='' _kimi_is_restoring='' _kimi_is_pressed=
_kimi_is_agent='' _kimi_record_count=0 _kimi_has_prompted='' _kimi_sent_variables='' _kimi_is_noting=
_kimi_has_settled='' _kimi_is_continued='' _kimi_is_key_told=1 _kimi_prompts=0 _kimi_bound_to=() _kimi_is_guarded='' _kimi_reports=0
declare -gA _kimi_saved=()
# The list is CLIENT_VARIABLES of src/protocol/methods.ts; test/shell-variables.test.ts compares them.
_kimi_variables=(PATH LANG KIMI_API_KEY KIMI_CODER_API_KEY KIMI_BASE_URL KIMI_MODEL_NAME KIMI_MODEL_MAX_CONTEXT_SIZE KIMI_MODEL_TEMPERATURE
  KIMI_MODEL_TOP_P KIMI_MODEL_MAX_TOKENS KIMI_MODEL_MAX_COMPLETION_TOKENS KIMI_MODEL_CAPABILITIES
  KIMI_MODEL_API_KEY KIMI_MODEL_BASE_URL KIMI_MODEL_PROVIDER_TYPE KIMI_MODEL_MAX_OUTPUT_SIZE
  KIMI_MODEL_THINKING_EFFORT KIMI_MODEL_THINKING_KEEP KIMI_CODE_BASE_URL KIMI_CODE_PROTOCOL
  KIMI_CODE_CUSTOM_HEADERS OPENAI_API_KEY OPENAI_BASE_URL MOONSHOT_API_KEY MOONSHOT_BASE_URL ANTHROPIC_API_KEY
  ANTHROPIC_BASE_URL OPENROUTER_API_KEY OPENROUTER_BASE_URL GEMINI_API_KEY GOOGLE_API_KEY HTTPS_PROXY HTTP_PROXY
  ALL_PROXY NO_PROXY https_proxy http_proxy all_proxy no_proxy SSL_CERT_FILE NODE_EXTRA_CA_CERTS
  KIMI_SUGGEST_OFFLINE KIMI_SUGGEST_OFFLINE_AFTER_MS KIMI_SUGGEST_MODEL KIMI_SUGGEST_PROPOSALS
  KIMI_SUGGEST_HISTORY KIMI_SUGGEST_FILES KIMI_SUGGEST_LOOK KIMI_SUGGEST_TERMINAL_OUTPUT)
_kimi_write_reader
# As src/sys/paths.ts.
_kimi_directory=${KIMI_RUNTIME_DIR:-${KIMI_SHARE_DIR:-$HOME/.kimi}/run}
_kimi_now
_kimi_pair=$_kimi_directory/shells/bash-$$-$_kimi_reply
_kimi_describe_commands
[[ -z $_kimi_ps0 ]] || _kimi_hook_commands
_kimi_key_byte=$'\x18' _kimi_key_name=Ctrl-X
[[ -z ${KIMI_KEY+set} ]] || _kimi_read_key_name
_kimi_has_begun=1
