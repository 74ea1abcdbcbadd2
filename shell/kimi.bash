# kimi.bash: Ctrl-X in bash. The line goes to the daemon, proposed commands come back into the buffer. bash takes its time to parse
# a file, so this one holds only what a start-up file has to run: the hook and the key. kimi-prompt.bash, the wire and the
# hook's work, is read before the first prompt, and kimi-key.bash with five files beside it at the first key, or with the first notice of a task.
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
if [[ $- != *i* || $- == *c* || -n ${INSIDE_EMACS-}${KIMI_DISABLE-}${_kimi_pid-} ]]; then
  \return 0
fi
if [[ ! -o emacs && ! -o vi ]]; then \return 0; fi
{ \: </dev/tty; } 2>/dev/null || \return 0
if [[ ${TERM-dumb} == dumb ]]; then
  # shellcheck source=/dev/null
  [[ -n ${KIMI_KEY+set} ]] || \. "${BASH_SOURCE[0]%/*}/kimi-dumb.bash"
  \return 0
fi
if (( BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 404 )); then
  \printf 'kimi: Ctrl-X needs bash 4.4 or later, and this is %s\n' "$BASH_VERSION" >&2
  \return 0
fi

# bash expands aliases when it parses code, so they are off while this file is read. A backslash keeps an alias from
# replacing the words that switch them off.
\shopt -q expand_aliases && _kimi_aliases=1 || _kimi_aliases=
\shopt -u expand_aliases

# Runs before each prompt. bash keeps $? and $_ around an element of PROMPT_COMMAND; before 5.1 PROMPT_COMMAND is one
# string, whose other parts see the status that this function returns. Whatever prints opens the terminal itself: that takes
# as long as all else.
_kimi_prompt() {
  set -- "$?"
  _kimi_perform _kimi_on_prompt "$1" 2>/dev/null || :
  [[ -z $_kimi_is_first_part || $- == *e* ]] || return "$1"
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

# bash hides the DEBUG trap inside functions and sourced files. So it is listed at the prompt, into a file without a name.
_kimi_open_list() {
  _kimi_open_scratch _kimi_list_fd && _kimi_list=/proc/self/fd/$_kimi_list_fd
  [[ -w $_kimi_list ]] || _kimi_list=/dev/null
}

# Every other entry point runs through this function, with the terminal as its input and output. The last argument is `$_`, which
# thereby keeps its value.
_kimi_run() {
  _kimi_perform "$@" <>/dev/tty >&0 2>/dev/null || return 0
  [[ -n $_kimi_result ]] || return 0
  set -- "$_kimi_result"
  _kimi_result=
  return "$1"
}

# Runs a function, whose file is read when it is missing, with the user's options and IFS set aside.
_kimi_perform() {
  local -
  set +eEuxvfCk
  local IFS=$' \t\n'
  local is_case_ignored=
  if shopt -q nocasematch; then
    is_case_ignored=1
    shopt -u nocasematch
  fi
  _kimi_keymaps=(emacs-standard)
  [[ ! -o vi ]] || _kimi_keymaps=(vi-insert vi-command)
  if [[ -n $_kimi_has_keys || $1 == _kimi_load ]] || _kimi_read_for "$1"; then "$1" "${@:2}"; fi
  [[ -z $is_case_ignored ]] || shopt -s nocasematch
}

# Reads the files that function $1 is in.
_kimi_read_for() {
  [[ -n $_kimi_has_begun ]] || _kimi_read_file kimi-prompt.bash || return
  [[ $1 == _kimi_on_prompt ]] || declare -F "$1" >/dev/null || _kimi_read_keys
}

# Reads file $1 of the plugin without the user's aliases, which bash expands when it parses.
_kimi_read_file() {
  local had_aliases=
  ! shopt -q expand_aliases || had_aliases=1
  shopt -u expand_aliases
  # shellcheck source=/dev/null
  . "$_kimi_source/$1"
  set -- "$?"
  [[ -z $had_aliases ]] || shopt -s expand_aliases
  return "$1"
}

# Opens a file that has no name, and sets variable $1 to its descriptor. bash 5.0 makes one for each here-string, without a process;
# a later one does where it shall behave like that.
_kimi_open_scratch() {
  local BASH_COMPAT=5.0
  { exec {_kimi_reply}<<<''; } 2>/dev/null && printf -v "$1" %s "$_kimi_reply"
}

# Binds the key, and keeps a listing of what was bound there before. It is bound in all keymaps now: a start-up file that binds it
# further down shall keep its own. All else that the key takes is done by _kimi_take_keys before the first prompt.
_kimi_take_key() {
  local fd='' keymap
  _kimi_open_scratch fd && [[ -w /proc/self/fd/$fd ]] || return 0
  for keymap in emacs-standard vi-insert vi-command; do
    printf '\x1e%s\n' "$keymap"
    bind -m "$keymap" -X
    printf '\x1f\n'
    bind -m "$keymap" -s
    bind -m "$keymap" -x '"\e[7711~": _kimi_run _kimi_key "$_"'
    bind -m "$keymap" '"\e[7712~": ""' '"\C-x": "\e[7711~\e[7712~"'
  done 1<>/proc/self/fd/"$fd"
  IFS= read -r -d '' _kimi_key_listing </proc/self/fd/"$fd"
  exec {fd}<&-
}

# ---------------------------------------------------------------- loading

_kimi_load() {
  _kimi_pid=$BASHPID _kimi_result='' _kimi_has_begun='' _kimi_has_keys='' _kimi_timeout='' _kimi_held_timeout='' _kimi_key_listing=''
  _kimi_source=${BASH_SOURCE[0]%/*}
  [[ ${BASH_SOURCE[0]} == */* ]] || _kimi_source=.
  [[ $_kimi_source == /* ]] || _kimi_source=$PWD/$_kimi_source
  # Without a terminal as their output, bash-preexec does not count these as commands of the user's.
  _kimi_element='{ _kimi_open_list; trap -p DEBUG >|"$_kimi_list"; _kimi_prompt; } >/dev/null'
  # Until the first prompt only the names of functions tell of a DEBUG trap, as starship_preexec does.
  _kimi_traps='' _kimi_list=/dev/null _kimi_list_fd='' _kimi_is_first_part='' _kimi_had_array=''
  ! compgen -A function -X '!*preexec*' >/dev/null || _kimi_traps=likely
  [[ ${PROMPT_COMMAND@a} != *a* ]] || _kimi_had_array=1
  (( BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501 )) || _kimi_is_first_part=1
  _kimi_hook
  _kimi_key_sequence='\C-x'
  # A ble.sh that is loaded already may be attached before the first prompt, which settles whose keys they are.
  if [[ -n ${BLE_VERSION-} ]]; then return; fi
  if [[ -z ${KIMI_KEY+set} ]]; then _kimi_take_key
  elif _kimi_read_for _kimi_on_prompt && [[ -n $_kimi_key_sequence ]]; then _kimi_take_keys
  fi
}

# Removes everything that loading added: bindings, hooks, functions, variables.
_kimi_unload() {
  _kimi_run _kimi_leave "$_"
  _kimi_forget
}

_kimi_perform _kimi_load 2>/dev/null

[[ -n $_kimi_aliases ]] && shopt -s expand_aliases
unset -v _kimi_aliases
