# kimi.zsh: Ctrl-X in zsh. The line goes to the daemon, proposed commands come back into the buffer. All but the wire and the hooks
# is in kimi-key.zsh and kimi-screen.zsh, which are read when one of its functions is called first.
#
# Speaks shell records (src/protocol/records.ts) over a Unix socket: connected while a prompt is shown, closed while a
# command runs, since zsh cannot mark a socket close-on-exec and children would inherit it. No process is started but
# the daemon, on the first Ctrl-X that finds none. The buffer stays the user's even when the daemon is gone, stopped or
# wrong: an answer is inserted only into the line that was asked about.
#
# Needs zsh 5.3. Everything is named _kimi_*; `_kimi_unload` takes all of it out again.

# zsh applies aliases and options when it parses code, so the file is read a second time, inside a function that has zsh's own
# options and no aliases. Quotes keep an alias from replacing the words up to there. A block around the whole file would
# take zsh three times as long to parse.
'builtin' '[' '-n' "${_kimi_is_reading-}" ']' || {
  # The file loads once, and only in a shell with a line editor and a terminal that can show its message. The descriptors say
  # nothing of that: plugin managers and instant prompts redirect them while a plugin is sourced.
  if [[ -o interactive && -n "${TTY-}" &&
    -z "${ZSH_EXECUTION_STRING-}${INSIDE_EMACS-}${KIMI_DISABLE-}${_kimi_pid-}" ]]; then
    _kimi_read() {
      'builtin' 'emulate' '-L' 'zsh' '-o' 'no_aliases'
      'builtin' 'typeset' '-g' '_kimi_is_reading=1'
      'builtin' 'source' "$1"
    }
    if [[ "${TERM-dumb}" == "dumb" ]]; then
      _kimi_read "${${(%):-%x}:h}/kimi-dumb.zsh"
    else
      _kimi_read "${(%):-%x}"
    fi
    'builtin' 'unset' '_kimi_is_reading'
    'builtin' 'unset' '-f' '_kimi_read'
  fi
  'builtin' 'return' '0'
}

# ---------------------------------------------------------------- the wire

# Sends one record: _kimi_send name field…  NUL, which ends a record, and US, which separates fields, are dropped.
_kimi_send() {
  emulate -L zsh
  [[ -n $_kimi_fd ]] || return 1
  local -a fields=("${(@)argv//[$'\0\x1f']/}")
  syswrite -o $_kimi_fd -- "${(pj:\x1f:)fields}"$'\0' 2>/dev/null || { _kimi_disconnect; return 1 }
}

# Connects unless there is a connection, and sends the record whose fields are the arguments, if there are any: in one write with the
# records that open a connection, since each call of a function and each write takes zsh tens of microseconds.
_kimi_connect() {
  emulate -L zsh
  local opening=
  if [[ -z $_kimi_fd ]]; then
    local REPLY name
    _kimi_open_socket || return 1
    typeset -g _kimi_fd=$REPLY _kimi_rest= _kimi_ghost_open=
    (( $+widgets[_kimi_receive] )) || zle -N _kimi_receive
    zle -F -w $_kimi_fd _kimi_receive
    local -a own=(hello 1 zsh "$_kimi_shell" $$ "$TTY" "${HISTFILE:+${HISTFILE:A}}" "${TMUX:+${TMUX%%,*} $TMUX_PANE}"
      "$_kimi_features" "${(@)_kimi_bound_to}")
    opening="${(pj:\x1f:)${(@)own//[$'\0\x1f']/}}"$'\0'
    own=(env)
    for name in $_kimi_variables; do (( ${(P)+name} )) && own+=("$name=${(P)name}"); done
    opening+="${(pj:\x1f:)${(@)own//[$'\0\x1f']/}}"$'\0'
  fi
  (( ! ARGC )) || opening+="${(pj:\x1f:)${(@)argv//[$'\0\x1f']/}}"$'\0'
  [[ -z $opening ]] || syswrite -o $_kimi_fd -- "$opening" 2>/dev/null || { _kimi_disconnect; return 1 }
}

# Sets REPLY to a descriptor of the daemon's socket, where the run directory and the socket are this user's, and no other user can
# enter the directory. A root shell may have another user's HOME, and must not tell that user's daemon its keys. The qualifiers
# ask lstat alone.
_kimi_open_socket() {
  emulate -L zsh
  local -a own=($_kimi_run(N/Uf:go-rwx:) ${_kimi_socket:h}(N/Uf:go-rwx:) $_kimi_socket(N=U))
  (( $#own == 3 )) && zsocket "$_kimi_socket" 2>/dev/null
}

# Closes the connection and removes its handler together: a handler left on a closed descriptor would be called for the
# next file that gets the same number.
_kimi_disconnect() {
  emulate -L zsh
  [[ -n $_kimi_fd ]] || return 0
  zle -F $_kimi_fd
  exec {_kimi_fd}>&-
  typeset -g _kimi_fd=
}

# Called by ZLE when the daemon has sent something, or is gone. Runs as a widget (-w), so that it may edit the buffer.
_kimi_receive() {
  emulate -L zsh
  local data
  if (( ARGC > 1 )) || ! sysread -i $1 -s 65536 data 2>/dev/null; then
    _kimi_disconnect
    [[ $_kimi_state == asking ]] && _kimi_fail 'the daemon went away; Ctrl-X asks again'
    return 0
  fi
  _kimi_rest+=$data
  local record; local -a fields
  while [[ $_kimi_rest == *$'\0'* ]]; do
    record=${_kimi_rest%%$'\0'*}
    _kimi_rest=${_kimi_rest#*$'\0'}
    fields=("${(@ps:\x1f:)record}")
    case $fields[1] in
      hello)
        [[ $fields[2] == 1 ]] || typeset -g _kimi_protocol=$fields[3]
        # The counts of a daemon that was killed are gone with it; this one tells its own next, where it has any.
        [[ -z ${KIMI_TASKS-} ]] || _kimi_on_tasks 0 0 ;;
      asking|offer|done|failed) [[ $fields[2] == "$_kimi_id" ]] && _kimi_on_$fields[1] "${(@)fields[3,-1]}" ;;
      mode) typeset -g _kimi_session_mode=$fields[2] ;;
      notice|tasks|ghost) _kimi_on_$fields[1] "${(@)fields[2,-1]}" ;;
    esac
  done
}

# ---------------------------------------------------------------- hooks

# Does nothing and keeps the status: after an INT trap that has returned another status than zero, zsh skips the body of the
# first function that it calls.
_kimi_pass() { return $? }

_kimi_precmd() {
  local code=$? is_ghostly=1 # before anything can change it
  [[ ! -o sh_glob ]] || is_ghostly=
  [[ -z ${_kimi_ghost_shown-} ]] || _kimi_ghost_interrupted
  emulate -L zsh -o extended_glob
  [[ -n $_kimi_has_begun ]] || _kimi_begin || return code
  (( _kimi_pid == ${sysparams[pid]} )) || return code # a subshell must not answer for its parent
  [[ $is_ghostly == "$_kimi_is_ghostly" ]] || _kimi_take_ghost $is_ghostly
  # Plugins that are loaded late bind chords too. Listing the bindings takes longer than all else here, and counting the widgets as
  # long as all else. So the bindings are listed at the first prompts, after a command that may have bound a key, at each
  # sixteenth prompt, and where the count has changed at each fourth.
  if (( ++_kimi_prompts < 8 || _kimi_prompts % 16 == 0 )) ||
    { (( _kimi_prompts % 4 == 0 )) && (( $#widgets != _kimi_widget_count )) } ||
    [[ $_kimi_command == *(bind|source|zle|eval|load|plug)* || $_kimi_command == [[:space:]]#.[[:space:]]* ]]; then
    _kimi_adopt_chords
    typeset -gi _kimi_widget_count=$#widgets
  fi
  [[ $_kimi_state == asking ]] && { [[ -n $_kimi_began ]] || _kimi_take_back; _kimi_send cancel $_kimi_id }
  (( ! $#_kimi_stilled )) || _kimi_free_aliases
  [[ -z $_kimi_keymap$_kimi_said$_kimi_traps[WINCH] ]] || _kimi_leave_line
  (( ! $+functions[_kimi_placeholder_end] )) || _kimi_placeholder_end
  typeset -g _kimi_state=idle
  # No hook sees a line that zsh cannot read. It has a number in the history, and a status of 1 where that of before was 0. Ctrl-C has
  # 130, which then also a line behind it has.
  local unread=
  if [[ -z $_kimi_began && -n $_kimi_number && $HISTCMD != $_kimi_number && $code != 0 && ( $code != 130 || $_kimi_code == 130 ) ]] &&
    [[ $code != ($_kimi_status|130) || ! -o share_history ]]; then
    unread=$history[$(( HISTCMD - 1 ))]
    [[ $unread == [[:space:]]#\#* ]] && unread= || typeset -g _kimi_command=$unread
  fi
  typeset -g _kimi_number=$HISTCMD _kimi_code=$code
  # Ctrl-C at the prompt sets a status that no command has.
  [[ -z $_kimi_began$unread && $code != $_kimi_status ]] && typeset -g _kimi_status=0 || typeset -g _kimi_status=$code
  [[ -z $unread ]] || typeset -g _kimi_status=1
  local -i milliseconds=0
  local command=
  if [[ -n $_kimi_began$unread ]]; then
    [[ -n $unread ]] || (( milliseconds = (EPOCHREALTIME - _kimi_began) * 1000 ))
    # A command that the user keeps out of the history is not sent to the daemon.
    if [[ $_kimi_command != [[:space:]]* ]] && [[ -z ${HISTORY_IGNORE-} || $_kimi_command != ${~HISTORY_IGNORE} ]]; then
      command=${_kimi_command[1,4000]}
    fi
  fi
  typeset -g _kimi_began= _kimi_command=$command
  # The daemon's mark file says that a notice is on its way: waiting up to 50 ms shows it before the prompt is drawn.
  local due=
  [[ ! -e $_kimi_run/shells/$_kimi_shell.n ]] || { zmodload zsh/zselect && due=$_kimi_noticed; }
  # The last field asks for the next command, in grey.
  [[ -z $command || -z ${_kimi_ghost_style-} ]] || typeset -g _kimi_ghost_next=$(( ++_kimi_ghost_id ))
  _kimi_connect prompt $_kimi_status $milliseconds "$PWD" "$command" ${_kimi_ghost_next-}
  while [[ -n $_kimi_fd && -n $due && $due == "$_kimi_noticed" ]] && zselect -t 5 -r $_kimi_fd 2>/dev/null; do
    _kimi_receive $_kimi_fd
  done
  [[ -z $_kimi_notices ]] || _kimi_show_notices
  return code
}

# Ctrl-C is the next command's from here on, and the message goes with its line.
_kimi_leave_line() {
  emulate -L zsh
  _kimi_listen_end
  _kimi_unsay
}

# Gives the global aliases back that a proposal has disabled: not before the command has ended, as zsh reads what stands in $( ) when
# it runs that.
_kimi_free_aliases() {
  emulate -L zsh
  (( ! $#_kimi_stilled )) || enable -a -- $_kimi_stilled
  typeset -ga _kimi_stilled=()
}

_kimi_preexec() {
  emulate -L zsh
  [[ -n $_kimi_has_begun ]] && (( _kimi_pid == ${sysparams[pid]} )) || return 0
  typeset -g _kimi_command=$1 _kimi_began=$EPOCHREALTIME
  [[ -z $_kimi_keymap$_kimi_said$_kimi_traps[WINCH] ]] || _kimi_leave_line
  if [[ $_kimi_state == shown ]] && (( _kimi_at )); then
    # Closing the connection while an answer is on its way would lose the records sent just before.
    local -A ready
    [[ -z $_kimi_fd || -z $_kimi_ghost_open ]] || zselect -t 1 -A ready -r $_kimi_fd 2>/dev/null
    local how=edited
    [[ $1 == "$_kimi_shown" ]] && how=run
    _kimi_send used $_kimi_id $_kimi_at $how "$1"
  fi
  # Another plugin's hooks may have bound the key since this prompt's hello.
  [[ $3 != *doctor* ]] || { _kimi_list_bindings; _kimi_send key "${(@)_kimi_bound_to}" }
  [[ -n $_kimi_fd ]] || return 0
  syswrite -o $_kimi_fd -- $'exec\0' 2>/dev/null
  _kimi_disconnect
}

# Tells the daemon that this shell ends: while a command runs there is no connection whose end would tell it.
_kimi_zshexit() {
  emulate -L zsh
  [[ -n $_kimi_has_begun ]] && (( _kimi_pid == ${sysparams[pid]} )) && _kimi_connect bye
}

# ---------------------------------------------------------------- keymaps

_kimi_take_keys() {
  emulate -L zsh
  [[ -n $KIMI_KEY ]] || return 0
  local keymap
  for keymap in emacs viins vicmd; do
    bindkey -N _kimi_chords_$keymap $keymap
    bindkey -M $keymap -rp "$KIMI_KEY" 2>/dev/null
    zle -N _kimi-$keymap _kimi_key
    bindkey -M $keymap "$KIMI_KEY" _kimi-$keymap
  done
  # Ctrl-_ undoes a proposal in vi mode too, unless the user has bound it.
  local REPLY
  typeset -gA _kimi_undo_bound=()
  for keymap in emacs viins vicmd; do
    _kimi_capture bindkey -M $keymap '^_' && [[ $REPLY == *' '(self-insert|undefined-key|undo)$'\n' ]] || continue
    _kimi_undo_bound[$keymap]=${${REPLY##* }%$'\n'}
    zle -N _kimi-undo-$keymap _kimi_undo_proposal
    bindkey -M $keymap '^_' _kimi-undo-$keymap
  done
}

# Takes a proposal back out of the line, and leaves the typed line that stands among the proposals. Without these, Ctrl-_ runs the widget it was
# bound to before.
_kimi_undo_proposal() {
  emulate -L zsh
  if [[ $_kimi_state == shown && $BUFFER == "$_kimi_typed" ]] && (( ! _kimi_at )); then _kimi_cancel; _kimi_say ''; return; fi
  if [[ $_kimi_state == shown && $BUFFER != "$_kimi_typed" ]]; then zle undo; return; fi
  zle ${_kimi_undo_bound[${WIDGET#_kimi-undo-}]}
}

# Loads grey text, the likely rest of the line, whose file is read only when the user wants it. Where $1 is empty there is no
# grey text: zsh's own dispatcher of hooks, which it needs, fails in emulations of sh and ksh.
_kimi_take_ghost() {
  emulate -L zsh -o no_aliases
  typeset -g _kimi_is_ghostly=$1
  [[ -n $1 ]] || (( ! $+functions[_kimi_unlook] )) || _kimi_unlook
  (( ! $+functions[_kimi_agent_hook] )) || if [[ -n $1 ]]; then _kimi_agent_hook; else _kimi_agent_unhook; fi
  if (( $+functions[_kimi_ghost_begin] )); then
    if [[ -n $1 ]]; then _kimi_ghost_begin; else _kimi_ghost_unload; (( ++_kimi_ghost_id )); fi
  elif [[ -n $1 && ${(L)KIMI_GHOST_ENABLED-} != (0|off|no|false) ]]; then
    source $_kimi_directory/kimi-ghost.zsh
  fi
}

# Copies the chords bound since the last prompt, by plugins loaded late or by hand, into the key's own keymap.
_kimi_adopt_chords() {
  emulate -L zsh
  _kimi_list_bindings || return 0
  local keymap
  for keymap in emacs viins vicmd; do
    _kimi_list_chords $keymap || continue
    _kimi_rebind _kimi_chords_$keymap
    bindkey -M $keymap -rp "$KIMI_KEY"
    bindkey -M $keymap "$KIMI_KEY" _kimi-$keymap
  done
  _kimi_list_bindings
}

# Succeeds when a sequence in one of the keymaps begins with the key. Sets _kimi_bound_to to the fields of the record `key`, what
# the key runs here, for `kimi doctor`: while that runs, the shell cannot answer.
_kimi_list_bindings() {
  emulate -L zsh
  local REPLY
  typeset -ga _kimi_bound_to=("$_kimi_key_name" '' '')
  [[ -n $KIMI_KEY ]] && _kimi_capture _kimi_print_bindings || return 1
  local -a lines=("${(@f)REPLY%$'\n'}")
  local bound=${lines[-1]#*\" }
  _kimi_bound_to[2,3]=("${${(M)bound:#_kimi-*}#_kimi-}" "$bound")
  (( $#lines > 1 ))
}

_kimi_print_bindings() {
  local keymap
  for keymap in emacs viins vicmd; do bindkey -M $keymap -L -p "$KIMI_KEY"; done
  bindkey -M main -- "$KIMI_KEY"
}

# Sets `reply` to the bindkey commands of keymap $1 whose sequences begin with the key; fails without such a sequence.
_kimi_list_chords() {
  emulate -L zsh
  local REPLY
  _kimi_capture bindkey -M $1 -L -p "$KIMI_KEY" || return 1
  typeset -ga reply=("${(@f)REPLY}")
}

# Sets REPLY to the output of a builtin; fails when the output is empty. The output goes through a deleted file, which
# needs no process: 47 µs, against 1.2 ms through $( ).
_kimi_capture() {
  sysseek -u $_kimi_scratch 0
  "$@" >&$_kimi_scratch
  local -i size=$(( systell(_kimi_scratch) ))
  (( size )) || return 1
  sysseek -u $_kimi_scratch 0
  sysread -i $_kimi_scratch -s $size REPLY
}

# Applies the bindkey commands in `reply` to keymap $1. zsh has quoted them itself.
_kimi_rebind() {
  emulate -L zsh
  local line
  local -a words
  for line in $reply; do
    words=("${(@Q)${(z)line}}")
    case $words[2] in
      -s) bindkey -M $1 -s -- "$words[-2]" "$words[-1]" ;;
      -R) bindkey -M $1 -R -- "$words[-2]" "$words[-1]" ;;
      *) [[ $words[-1] == _kimi-* ]] || bindkey -M $1 -- "$words[-2]" "$words[-1]" ;;
    esac
  done
}

# ---------------------------------------------------------------- loading

# Reads the functions that are not needed before.
_kimi_read_keys() {
  emulate -L zsh -o no_aliases
  source $_kimi_directory/kimi-screen.zsh && source $_kimi_directory/kimi-key.zsh
}

_kimi_key _kimi_on_notice _kimi_on_tasks _kimi_ask_once _kimi_list _kimi_unhook _kimi_unload() {
  emulate -L zsh
  local name=$funcstack[1]
  _kimi_read_keys && $name "$@"
}

# Runs before the first prompt. A module takes zsh longer to load than this whole file, so none is loaded while the file is sourced.
_kimi_begin() {
  emulate -L zsh -o extended_glob
  _kimi_prepare || { _kimi_unload; return 1 } 2>/dev/null
  _kimi_take_keys
  typeset -g _kimi_has_begun=1
}

_kimi_prepare() {
  emulate -L zsh -o extended_glob
  typeset -g _kimi_directory=${_kimi_directory:A}
  zmodload zsh/net/socket zsh/system zsh/datetime zsh/parameter || return 1
  zmodload -F zsh/files b:zf_rm || return 1
  typeset -g KIMI_KEY=${KIMI_KEY-^X}
  typeset -g _kimi_shell=zsh-$$-$RANDOM _kimi_fd= _kimi_rest= _kimi_starting= _kimi_protocol=
  typeset -g _kimi_state=idle _kimi_said= _kimi_said_of= _kimi_bell= _kimi_rope= _kimi_is_tall= _kimi_heard=
  typeset -g _kimi_typed= _kimi_shown= _kimi_total= _kimi_remark= _kimi_keymap= _kimi_is_searching= _kimi_said_rows= _kimi_undo=0 _kimi_shown_change=0
  typeset -g _kimi_user_aborted=
  typeset -gA _kimi_traps=()
  typeset -g _kimi_began= _kimi_number= _kimi_command= _kimi_status=0 _kimi_code=0 _kimi_is_ghostly= _kimi_noticed=' '
  typeset -gi _kimi_waiting=0 _kimi_prompts=0 _kimi_widget_count=0
  typeset -ga _kimi_notices=()
  typeset -gA _kimi_tones=(good $'\e[32m' bad $'\e[31m' asks $'\e[33m')
  # The parts of a prompt that take no cell: colours and cursor (CSI), marks and titles for the terminal (OSC), and control characters.
  typeset -g _kimi_unseen=$'(\e\\[[0-9;:?]#[[:alpha:]]|\e\\][^\a\e]#(\a|\e\\\\)|[[:cntrl:]])'
  # Variables that name the terminal, for notices on the desktop.
  typeset -g _kimi_features="${TERM_PROGRAM-}${KITTY_WINDOW_ID:+ kitty}${WEZTERM_PANE:+ wezterm}${VTE_VERSION:+ vte}${TMUX:+ tmux} ${TERM%%-*}"
  typeset -gi _kimi_id=0 _kimi_at=0 _kimi_typed_cursor=0
  typeset -gF _kimi_window=0.3 _kimi_twice=0.5
  [[ ${KIMI_CHORD_WINDOW_MS-} == <0-99999> ]] && _kimi_window=$(( KIMI_CHORD_WINDOW_MS / 1000.0 )) _kimi_twice=$(( KIMI_CHORD_WINDOW_MS / 1000.0 ))
  typeset -ga _kimi_commands=() _kimi_notes=() _kimi_risks=() _kimi_tones_of=() _kimi_said_tint=() _kimi_bound_to=()
  typeset -g _kimi_is_taught=
  typeset -ga _kimi_stilled=() _kimi_stilled_here=()
  typeset -g _kimi_key_bytes=${(g:ceo:)KIMI_KEY} _kimi_key_name=${KIMI_KEY/#\^/Ctrl-}
  # The list is CLIENT_VARIABLES of src/protocol/methods.ts; test/shell-variables.test.ts compares them.
  typeset -ga _kimi_variables=(PATH LANG KIMI_API_KEY KIMI_CODER_API_KEY KIMI_BASE_URL KIMI_MODEL_NAME KIMI_MODEL_MAX_CONTEXT_SIZE KIMI_MODEL_TEMPERATURE
    KIMI_MODEL_TOP_P KIMI_MODEL_MAX_TOKENS KIMI_MODEL_MAX_COMPLETION_TOKENS KIMI_MODEL_CAPABILITIES
    KIMI_MODEL_API_KEY KIMI_MODEL_BASE_URL KIMI_MODEL_PROVIDER_TYPE KIMI_MODEL_MAX_OUTPUT_SIZE
    KIMI_MODEL_THINKING_EFFORT KIMI_MODEL_THINKING_KEEP KIMI_CODE_BASE_URL KIMI_CODE_PROTOCOL
    KIMI_CODE_CUSTOM_HEADERS OPENAI_API_KEY OPENAI_BASE_URL MOONSHOT_API_KEY MOONSHOT_BASE_URL ANTHROPIC_API_KEY
    ANTHROPIC_BASE_URL OPENROUTER_API_KEY OPENROUTER_BASE_URL GEMINI_API_KEY GOOGLE_API_KEY HTTPS_PROXY HTTP_PROXY
    ALL_PROXY NO_PROXY https_proxy http_proxy all_proxy no_proxy SSL_CERT_FILE NODE_EXTRA_CA_CERTS
    KIMI_SUGGEST_OFFLINE KIMI_SUGGEST_OFFLINE_AFTER_MS KIMI_SUGGEST_MODEL KIMI_SUGGEST_PROPOSALS
    KIMI_SUGGEST_HISTORY KIMI_SUGGEST_FILES KIMI_SUGGEST_LOOK KIMI_SUGGEST_TERMINAL_OUTPUT)
  typeset -g _kimi_ellipsis='...' _kimi_warning='!' _kimi_bullet='*' _kimi_dash=- _kimi_running='>'
  if [[ ${LC_ALL:-${LC_CTYPE:-${LANG-}}} == (#i)*utf(-|)8* ]]; then
    _kimi_ellipsis=$'\u2026' _kimi_warning=$'\u26a0' _kimi_bullet=$'\u25cf' _kimi_dash=$'\u2014' _kimi_running=$'\u25b6'
  fi
  _kimi_find_socket
  sysopen -rw -o cloexec -u _kimi_tty /dev/tty 2>/dev/null || return 1 # not $TTY: after su that is another's
  local scratch=${TMPPREFIX:-/tmp/zsh}-kimi-$$-$RANDOM
  sysopen -rw -o cloexec,creat,excl -m 600 -u _kimi_scratch $scratch 2>/dev/null || return 1
  zf_rm -f $scratch
}

# Finds the socket as src/sys/paths.ts does, in the run directory of the share directory. For a path too long for a socket
# the daemon writes the path that it uses into the file `address`.
_kimi_find_socket() {
  emulate -L zsh -o no_multibyte
  typeset -g _kimi_run=${KIMI_RUNTIME_DIR:-${KIMI_SHARE_DIR:-$HOME/.kimi}/run}
  typeset -g _kimi_socket=$_kimi_run/sock
  (( $#_kimi_socket > 103 )) && [[ -r $_kimi_run/address ]] && read -r _kimi_socket <$_kimi_run/address
  return 0
}

# All else that loading takes is done before the first prompt.
_kimi_load() {
  emulate -L zsh
  typeset -g _kimi_pid=$$ _kimi_has_begun= _kimi_directory=$1 _kimi_had_key=${KIMI_KEY+1}
  typeset -ga precmd_functions preexec_functions zshexit_functions
  precmd_functions=(_kimi_pass _kimi_precmd $precmd_functions) # first: a later one would see another hook's $?
  preexec_functions+=(_kimi_preexec)
  zshexit_functions+=(_kimi_zshexit)
  # Sourced while ZLE runs, by a widget, a timer or a handler: the next key comes before the next prompt.
  ! zmodload -e zsh/zle || ! builtin zle || _kimi_precmd
  return 0
}

_kimi_load "${${(%):-%x}:a:h}"
