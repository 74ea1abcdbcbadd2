# kimi-prompt.fish: the wire, and what fish does before a prompt. Read before the first prompt by kimi.fish, whose names it shares.

# ---------------------------------------------------------------- the wire

# Sets _kimi_door to a path by which fifo $1 of the run directory opens at once; fails when no daemon holds the fifo. With
# /proc the path is the daemon's own descriptor, which is gone when the daemon dies: opening it then fails without waiting.
#
# Each substitution of a command takes fish a tenth of a millisecond. So the prompt's hook finds both doors of the pair at once.
function _kimi_find_door --argument-names fifo
    if set -q _kimi_open_doors[2]
        set -g _kimi_door $_kimi_open_doors[1]
        test $fifo = $_kimi_pair.a; and set _kimi_door $_kimi_open_doors[2]
        return 0
    end
    set -g _kimi_daemon
    test -p $fifo -a -O $fifo -a -f $_kimi_directory/pid; or return 1
    read -g _kimi_daemon <$_kimi_directory/pid
    string match -rq '^\d+$' -- $_kimi_daemon; or return 1
    if not test -d /proc/self
        set -g _kimi_door $fifo
        command kill -0 $_kimi_daemon 2>/dev/null
        return
    end
    set -l real (path resolve -- $fifo)
    # The daemon writes the number of its descriptor beside the fifo; one of an earlier version does not.
    set -l number
    test -f $fifo.fd; and read number <$fifo.fd
    set -g _kimi_door /proc/$_kimi_daemon/fd/$number
    if not string match -rq '^\d+$' -- "$number"; or test (path resolve -- $_kimi_door) != $real
        set -l doors /proc/$_kimi_daemon/fd/*
        set -l at (contains --index -- $real (path resolve -- $doors)); or return 1
        set _kimi_door $doors[$at]
    end
    switch $fifo
        case $_kimi_pair.q
            set -g _kimi_door_q $_kimi_door $real
        case $_kimi_pair.a
            set -g _kimi_door_a $_kimi_door $real
    end
end

# Sets _kimi_open_doors to the doors of both fifos of the pair where these are still what they were; the caller erases it.
function _kimi_open_doors
    test -n "$_kimi_door_q" -a -n "$_kimi_door_a"; or return 1
    set -l real (path resolve -- $_kimi_door_q[1] $_kimi_door_a[1])
    test "$real[1]" = "$_kimi_door_q[2]" -a "$real[2]" = "$_kimi_door_a[2]"; or return 1
    set -g _kimi_open_doors $_kimi_door_q[1] $_kimi_door_a[1]
end

# Sends one record: _kimi_send name field…  US, which separates fields, is dropped; a fish variable cannot hold NUL.
function _kimi_send
    test -n "$_kimi_is_linked"; or return 1
    if string match -q -- '*'\x1f'*' $argv
        set -l fields
        for field in $argv
            set -a fields "$(string replace --all \x1f '' -- $field)"
        end
        set argv $fields
    end
    # A write to a full fifo would hang the prompt, and only half of its 64 KB is certain to fit. Everything sent before
    # an answered hello has been read. An escaped text is at least as long as its bytes; a short one is counted as one unit of 250.
    if string match -rq '^[\x20-\x7e]{0,200}$' -- "$argv"
        set -ga _kimi_unread .
    else
        set -l size (string length -- "$(string escape --style=url -- "$argv")")
        set -l units (math "ceil(($size + 50) / 250)")
        test (math (count $_kimi_unread) + $units) -lt 112; or return 1
        set -ga _kimi_unread (string split '' -- (string repeat -n $units .))
    end
    test (count $_kimi_unread) -lt 112; or begin
        set -e _kimi_unread[-1]
        return 1
    end
    _kimi_find_door $_kimi_pair.q; or return 1
    begin
        printf %s $argv[1]
        set -q argv[2]; and printf '\x1f%s' $argv[2..]
        printf '\0'
        if set -q _kimi_unread[40]; and test -z "$_kimi_marked"
            set -g _kimi_marked (count $_kimi_unread)
            printf 'hello\x1f1\x1ffish\x1f%s\x1f%s\x1f\x1f\x1f\x1f\0' (path basename $_kimi_pair) $fish_pid
        end
    end >$_kimi_door
end

# Fails until the daemon has made this shell's fifos and sent its hello; requests both.
function _kimi_connect
    set -q _kimi_open_doors[2]; and test -n "$_kimi_is_linked"; and return 0
    if not _kimi_find_door $_kimi_pair.q
        set -g _kimi_is_linked
        _kimi_hello
        return 1
    end
    test "$_kimi_is_linked" = $_kimi_daemon; and return 0
    set -g _kimi_is_linked # a new daemon has to send its hello before it reads records
    _kimi_receive
    test -n "$_kimi_is_linked"
end

# The request is one write of at most 4,096 bytes, which the kernel does not mix with the writes of other shells. It is
# sent once to each daemon: repeated requests would fill the fifo of a stopped one.
function _kimi_hello
    _kimi_find_door $_kimi_directory/control; or return 1
    test "$_kimi_greeted" != $_kimi_daemon; or return 1
    set -l greeting (_kimi_greeting)
    set -g _kimi_greeted $_kimi_daemon
    set -g _kimi_rest
    printf '%s\0' $greeting >$_kimi_door
end

function _kimi_greeting
    set -l data $HOME/.local/share
    test -n "$XDG_DATA_HOME"; and set data $XDG_DATA_HOME
    set -l session fish
    set -q fish_history; and set session $fish_history
    set -l histfile
    test -n "$session"; and set histfile $data/fish/{$session}_history
    set -l tmux
    test -n "$TMUX"; and set tmux (string split -f 1 , -- $TMUX)" $TMUX_PANE"
    set -l terminal "$TERM_PROGRAM "(string split -f 1 -- - $TERM)
    set -q KITTY_WINDOW_ID; and set terminal "kitty $terminal"
    set -q WEZTERM_PANE; and set terminal "wezterm $terminal"
    set -q VTE_VERSION; and set terminal "vte $terminal"
    test -n "$TMUX"; and set terminal "tmux $terminal"
    set -l optional (string replace -ar '[\n\x1f]' '' -- "$histfile" "$tmux" "$terminal" (_kimi_find_key))
    test (string length -- "$optional") -lt 1000; or set optional '' '' '' '' '' ''
    string join \x1f -- hello 1 fish (path basename $_kimi_pair) $fish_pid '' $optional 1
end

# Reads the records that have arrived, up to a mark that fish writes behind them. The daemon may be in the middle of a long
# record, whose first part is kept until the rest arrives. The mark contains US, so no field can contain the mark.
function _kimi_receive
    set -g _kimi_marks $_kimi_marks[2..] $_kimi_marks[1]
    _kimi_find_door $_kimi_pair.a; or return 1
    begin
        printf '\x1f\x1f\x1f\x1f\x1fend%d\x1f\0' $_kimi_marks[1] >$_kimi_pair.a
        while read --local --null --delimiter \x1f --array fields
            set -q _kimi_rest[1]; and set fields $_kimi_rest[1..-2] $_kimi_rest[-1]$fields[1] $fields[2..]
            set -g _kimi_rest
            if not string match -rq '^    end\d+ $' -- "$fields[-6..-1]"
                _kimi_on_record $fields
                continue
            end
            set -g _kimi_rest $fields[1..-7]
            test $fields[-2] = end$_kimi_marks[1]; and break # another mark is of a read that Ctrl-C has ended
        end
    end <$_kimi_door
end

function _kimi_on_record
    set -g _kimi_record_count (math 0$_kimi_record_count + 1)
    switch $argv[1]
        case hello
            set -g _kimi_record_count 1
            set -g _kimi_protocol
            test "$argv[2]" = 1; or set -g _kimi_protocol "$argv[3]"
            # Records sent after the hello that this answers are still unread; a daemon that has just started got no record.
            test -n "$_kimi_is_linked" -a -n "$_kimi_marked"; or set -g _kimi_marked (count $_kimi_unread)
            test "$_kimi_marked" = 0; or set -e _kimi_unread[1..$_kimi_marked]
            set -g _kimi_marked
            set -g _kimi_is_linked $_kimi_daemon
            # The counts of a daemon that was killed are gone with it; this one tells its own next, where it has any.
            test -z "$KIMI_TASKS"; or _kimi_on_tasks 0 0
            # The shell answers the greeting with its variables: the daemon learns from them which model to use.
            set -g _kimi_are_variables_told
            _kimi_tell_variables
        case asking offer done failed
            test "$argv[2]" = $_kimi_id -a -n "$_kimi_is_open"; or return
            set -g _kimi_seen (math $_kimi_seen + 1)
            _kimi_on_$argv[1] $argv[3..]
        case notice tasks
            _kimi_on_$argv[1] $argv[2..]
        case next
            test "$argv[2]" = "$_kimi_next_id"; and set -g _kimi_next $argv[3..]
        case list
            set -g _kimi_listed $argv[3]
        case held
            set -g _kimi_held "$argv[2]"
        case mode
            set -g _kimi_session_mode $argv[2]
    end
end

# ---------------------------------------------------------------- keys

# The terminal's report must not reach the command that Enter starts. From the first record `wait` of a line on, Enter
# takes the permission to ask for reports back from the daemon, and reads the reports that are on their way.
function _kimi_guard_enter
    set -g _kimi_is_guarded 1
    test -z "$_kimi_is_agent"; or return 0 # its Enter does the same
    _kimi_take accept_return \r '_kimi_accept accept_return'
    _kimi_take accept_newline \n '_kimi_accept accept_newline'
end

function _kimi_unguard_enter
    set -g _kimi_is_guarded
    set -q _kimi_taken_accept_return; and _kimi_give_back accept_return \r
    set -q _kimi_taken_accept_newline; and _kimi_give_back accept_newline \n
    set -q _kimi_taken_backspace; and _kimi_give_back backspace \x7f
    return 0
end

# Binds key $2 to $3 in mode $4, or without one in every mode, and saves the user's bindings of it under name $1. The keys of the grey text
# are given back before: they would be taken for the user's, and this binding away with them.
function _kimi_take --argument-names name key action modes
    set -q _kimi_taken_$name; and return
    test -z "$_kimi_grey"; or _kimi_drop_grey
    test -n "$modes"; or set modes $_kimi_modes
    set -g _kimi_taken_$name
    for mode in $modes
        set -l own "$(bind --user -M $mode -- $key 2>/dev/null)"
        string match -q -- '*_kimi_*' $own; and set own '' # ours, while a message stands
        set -ga _kimi_taken_$name $own
        bind --user -M $mode -- $key $action
    end
end

# Takes the binding of _kimi_take away, which had the same mode, and gives the user's own back.
function _kimi_give_back --argument-names name key modes
    set -l taken _kimi_taken_$name
    set -q $taken; or return
    test -n "$modes"; or set modes $_kimi_modes
    for mode in $modes
        bind --user -M $mode --erase -- $key
    end
    for binding in $$taken
        eval $binding # the user's own binding, quoted by fish
    end
    set -e $taken
end

# ---------------------------------------------------------------- hooks

function _kimi_on_preexec --on-event fish_preexec
    set -g _kimi_is_running 1
    set -e _kimi_open_doors # Ctrl-C may have ended the prompt's hook
    if test -n "$_kimi_is_guarded"
        _kimi_hold # a key that is not ours has run the line
        _kimi_unguard_enter # the command may bind keys
    end
    set -q _kimi_has_keys; and _kimi_unwatch_line
    set -q _kimi_abbreviations[1]; and _kimi_free_abbreviations
    set -g _kimi_used
    if test $_kimi_state = shown -a $_kimi_at != 0
        set -g _kimi_used $_kimi_at edited
        test "$argv[1]" = "$_kimi_shown"; and set -g _kimi_used[2] run
    end
    if string match -rq '\b(bind|source|doctor)\b|_key_bindings|^\s*\. ' -- $argv[1]
        set -g _kimi_is_key_stale
        string match -q '*doctor*' -- $argv[1]; and _kimi_connect; and _kimi_send key (_kimi_find_key)
    end
    _kimi_open_doors
    # Asks for the command that comes next, in grey: the answer has come when this command has ended, so that no prompt waits.
    set -g _kimi_next
    if test "$KIMI_GHOST_ENABLED" = 0; or _kimi_is_private $argv[1]
        _kimi_send exec
    else
        set -g _kimi_next_id (math 0$_kimi_next_id + 1)
        _kimi_send exec $_kimi_next_id "$(string sub -l 4000 -- $argv[1])"
    end
    set -e _kimi_open_doors
end

# Succeeds when the command is private: fish keeps it out of its history.
function _kimi_on_postexec --on-event fish_postexec
    set -g _kimi_status $status
    set -g _kimi_duration $CMD_DURATION
    set -g _kimi_command "$(string sub -l 4000 -- $argv[1])"
    set -g _kimi_is_told
    _kimi_is_private $argv[1]; and set -g _kimi_command
    return 0
end

# Succeeds for a command that fish keeps out of its history.
function _kimi_is_private
    if string match -q ' *' -- $argv[1]; or test -n "$fish_private_mode"
        return 0
    end
    functions -q fish_should_add_to_history; and not fish_should_add_to_history $argv[1]
end

function _kimi_on_prompt --on-event fish_prompt
    set -g _kimi_is_noting
    test -z "$_kimi_words"; or _kimi_agent_turn
    set -g _kimi_is_running
    if set -q _kimi_has_keys
        set -g _kimi_placeholders
        _kimi_unguard_enter
        _kimi_forget
        test -z "$_kimi_unsent"; or _kimi_ask_for_unsent
    end
    _kimi_open_doors
    if _kimi_connect
        _kimi_receive
        set -q _kimi_is_key_stale; and _kimi_send key (_kimi_find_key)
        set -q _kimi_is_key_stale; and set -e _kimi_grey_binds
        set -e _kimi_is_key_stale
        # The daemon's mark file says that a notice is on its way: a few looks for it show it before the prompt is drawn.
        set -l looks 0
        test -e $_kimi_pair.n; and set looks 60
        _kimi_tell
        while test $looks != 0 -a -z "$_kimi_notices"
            _kimi_receive
            set looks (math $looks - 1)
            test $looks != 0; or set -g _kimi_is_noting 1 # the notice comes to the prompt that stands
        end
    else if test -n "$_kimi_greeted" -a "$_kimi_greeted" = "$_kimi_daemon"
        _kimi_guard_enter # it may wake the shell for notices as soon as it has made the fifos
    end
    set -e _kimi_open_doors
    if set -q _kimi_has_keys; or test -n "$_kimi_is_noting"
        _kimi_listen
    end
    set -q _kimi_next[2]; and _kimi_show_next
    set -g _kimi_next
    set -q _kimi_has_keys; and _kimi_wrap
end

# Prints the fields of the record `key`, what the key runs here, for `kimi doctor`: while that runs the shell cannot answer.
# Finding them takes 0.3 ms, so fish does it for its hello, for a doctor that is about to run, and after a command that may have
# changed a binding.
function _kimi_find_key
    if test -z "$_kimi_key"
        printf '\n\n\n'
        return
    end
    set -l mode default
    test -z "$fish_bind_mode"; or set mode $fish_bind_mode
    set -l bound (bind --user -M $mode -- $_kimi_key 2>/dev/null; or bind -M $mode -- $_kimi_key 2>/dev/null)
    printf '%s\n' $_kimi_key_name $mode (string replace -r '^bind (?:--preset )?(?:-M \S+ )?(?:-m \S+ )?\S+ ' '' -- "$bound[1]")
end

# fish has drawn the next prompt as it was before Ctrl-C, with the message above it.
function _kimi_on_cancel --on-event fish_cancel
    set -q _kimi_has_keys; or return
    set -l had $_kimi_message $_kimi_notices
    set -l was_wrapped
    functions -q _kimi_users_fish_prompt; and set was_wrapped 1
    _kimi_forget
    test -z "$_kimi_is_agent"; or _kimi_agent_hint
    if test -n "$had$_kimi_is_agent"
        set -g _kimi_is_clearing 1 # fish forgets the rows of notices that the prompt has lost
        _kimi_draw
    else if test -n "$was_wrapped"
        commandline -f repaint # below kimi's line the mode stands in the prompt itself, and fish draws its own before it
    end
end

# Tells the daemon the variables that choose the model and its key, unless it has heard of the same before.
function _kimi_tell_variables
    test -z "$_kimi_are_variables_told"; or return 0
    set -g _kimi_are_variables_told 1
    set -l own
    for name in $_kimi_variables
        set -q $name; and set -a own "$name=$$name"
    end
    _kimi_send env $own
end

# Tells the daemon of this prompt, once: status, duration, directory, and the command unless it is private.
function _kimi_tell
    test -z "$_kimi_is_told"; or return
    set -g _kimi_is_told 1
    if test -n "$_kimi_command" -a -n "$_kimi_used"
        _kimi_send used $_kimi_id $_kimi_used $_kimi_command
    end
    _kimi_tell_variables
    _kimi_send prompt $_kimi_status $_kimi_duration $PWD "$_kimi_command"
    set -g _kimi_command
    set -g _kimi_used
end

# ---------------------------------------------------------------- loading

# Reads KIMI_KEY, written as in zsh (^G), readline (\C-g) or fish (\cg). Sets the key's bytes and its name in messages.
function _kimi_read_key_name
    set -g _kimi_key \cx
    set -g _kimi_key_name Ctrl-X
    set -q _kimi_wanted_key; or set -q KIMI_KEY; or return
    set -q _kimi_wanted_key; or set -g _kimi_wanted_key "$KIMI_KEY"
    set _kimi_key $_kimi_wanted_key
    set _kimi_key_name $_kimi_key
    set -l letter (string match -rg '^(?:\^|\\\\[Cc]-?)(.)$' -- $_kimi_key); or return
    set _kimi_key_name Ctrl-(string upper -- $letter)
    set -l code (contains --index -- (string lower -- $letter) (string split '' -- abcdefghijklmnopqrstuvwxyz[\\]^_)); or return
    set _kimi_key (printf "\\x$(printf %02x $code)")
end

function _kimi_load
    # The list is CLIENT_VARIABLES of src/protocol/methods.ts; test/shell-variables.test.ts compares them.
    set -g _kimi_variables PATH LANG KIMI_API_KEY KIMI_CODER_API_KEY KIMI_BASE_URL KIMI_MODEL_NAME KIMI_MODEL_MAX_CONTEXT_SIZE KIMI_MODEL_TEMPERATURE \
        KIMI_MODEL_TOP_P KIMI_MODEL_MAX_TOKENS KIMI_MODEL_MAX_COMPLETION_TOKENS KIMI_MODEL_CAPABILITIES \
        KIMI_MODEL_API_KEY KIMI_MODEL_BASE_URL KIMI_MODEL_PROVIDER_TYPE KIMI_MODEL_MAX_OUTPUT_SIZE \
        KIMI_MODEL_THINKING_EFFORT KIMI_MODEL_THINKING_KEEP KIMI_CODE_BASE_URL KIMI_CODE_PROTOCOL \
        KIMI_CODE_CUSTOM_HEADERS OPENAI_API_KEY OPENAI_BASE_URL MOONSHOT_API_KEY MOONSHOT_BASE_URL \
        ANTHROPIC_API_KEY ANTHROPIC_BASE_URL OPENROUTER_API_KEY OPENROUTER_BASE_URL GEMINI_API_KEY GOOGLE_API_KEY \
        HTTPS_PROXY HTTP_PROXY ALL_PROXY NO_PROXY https_proxy http_proxy all_proxy no_proxy SSL_CERT_FILE \
        NODE_EXTRA_CA_CERTS KIMI_SUGGEST_OFFLINE KIMI_SUGGEST_OFFLINE_AFTER_MS KIMI_SUGGEST_MODEL \
        KIMI_SUGGEST_PROPOSALS KIMI_SUGGEST_HISTORY KIMI_SUGGEST_FILES KIMI_SUGGEST_LOOK \
        KIMI_SUGGEST_TERMINAL_OUTPUT
    # fish says when one of them changes: looking at all of them takes half a millisecond.
    function _kimi_on_variable --on-variable=$_kimi_variables
        set -g _kimi_are_variables_told
    end
    set -g _kimi_modes default insert visual
    set -g _kimi_state idle
    for number in id at seen undoing status duration waiting
        set -g _kimi_$number 0
    end
    set -g _kimi_marks 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16
    set -g _kimi_unread
    # As src/sys/paths.ts.
    set -g _kimi_directory $HOME/.kimi/run
    test -n "$KIMI_SHARE_DIR"; and set _kimi_directory $KIMI_SHARE_DIR/run
    test -n "$KIMI_RUNTIME_DIR"; and set _kimi_directory $KIMI_RUNTIME_DIR
    set -g _kimi_pair $_kimi_directory/shells/fish-$fish_pid-(random)
    set -g _kimi_source (path resolve -- $_kimi_source)
    _kimi_read_key_name
    test -n "$_kimi_key"; or return
    _kimi_take report \e\[0n _kimi_pull
    _kimi_take key $_kimi_key _kimi_key
    # fish's own Ctrl-X copies the line: that moves to Alt-X.
    set -l clipboard \ex
    set -q KIMI_CLIPBOARD_KEY; and set clipboard $KIMI_CLIPBOARD_KEY
    if test $_kimi_key = \cx -a -n "$clipboard"; and not bind -- $clipboard >/dev/null 2>&1
        set -g _kimi_clipboard $clipboard
        _kimi_take clipboard $clipboard fish_clipboard_copy
    end
    # Ctrl-_ undoes a proposal in vi mode too, where fish binds nothing to it, unless the user has bound it.
    bind -M insert -- \c_ >/dev/null 2>&1; or bind --user -- \c_ >/dev/null 2>&1; or _kimi_take undo \c_ _kimi_undo_proposal
end

function _kimi_on_exit --on-event fish_exit
    _kimi_send bye
end

# Removes everything that loading added: bindings, hooks, functions, variables.
function _kimi_unload
    test -z "$_kimi_is_agent"; or _kimi_agent_end
    _kimi_on_cancel
    _kimi_unguard_enter
    _kimi_send bye
    _kimi_give_back report \e\[0n
    _kimi_give_back key $_kimi_key
    _kimi_give_back clipboard $_kimi_clipboard
    _kimi_give_back undo \c_
    set -e KIMI_TASKS
    # The line that loads this file sets KIMI_BIN where the user has not.
    if set -qg KIMI_BIN; and not set -qgx KIMI_BIN; and test "$KIMI_BIN" = (path dirname $_kimi_source)/dist/kimi
        set -eg KIMI_BIN
    end
    for name in (set --names | string match '_kimi_*')
        set -e $name
    end
    functions --erase (functions --all --names | string match '_kimi_*')
end

# The first call of one of these reads the files of all the others.
for name in _kimi_show_next _kimi_key _kimi_pull _kimi_undo_proposal _kimi_accept _kimi_hold _kimi_on_notice _kimi_on_tasks _kimi_list _kimi_listen
    function $name --inherit-variable name
        for part in screen next key
            source $_kimi_source/kimi-$part.fish
        end
        $name $argv
    end
end

_kimi_load
