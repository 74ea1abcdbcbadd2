# kimi.fish: Ctrl-X in fish. The line goes to the daemon, proposed commands come back into the command line.
#
# Speaks shell records (src/protocol/records.ts) through a pair of fifos that the daemon holds, as kimi.bash does. fish
# can neither open a fifo without waiting for the other end, nor test it for unread bytes. So a fifo is opened only while
# the daemon is known to hold it, and fish writes a mark of its own before it reads, and reads up to that mark. For an
# answer the daemon asks the terminal for a status report, and the terminal's reply is a key that is bound; Enter waits for
# replies that are on their way. No process is started but the daemon, at the first Ctrl-X that finds none.
#
# fish draws its prompt itself and must know the whole screen, so every message is a line above the prompt.
# Needs fish 3.6. Everything is named _kimi_*; `_kimi_unload` takes all of it out again.

# The file loads once, and only with a line editor and a terminal that can show its message. The descriptors say nothing of
# that: they are redirected where the file is sourced from a pipe. Field 7 of /proc/PID/stat is the terminal.
if not status is-interactive; or test "$TERM" = dumb; or set -q INSIDE_EMACS[1]
    return 0
end
if not test -t 0; and test -r /proc/$fish_pid/stat; and string match -rq '\) \S \d+ \d+ \d+ 0 ' </proc/$fish_pid/stat
    return 0
end
if test -n "$KIMI_DISABLE"; or set -q _kimi_pair
    return 0
end
if not string match -rq '^(3\.([6-9]|\d\d)|[4-9]|\d\d)' -- $version
    printf 'kimi: Ctrl-X needs fish 3.6 or later, and this is %s\n' $version >&2
    return 0
end

# ---------------------------------------------------------------- the wire

# Sets _kimi_door to a path by which fifo $1 of the run directory opens at once; fails when no daemon holds the fifo. With
# /proc the path is the daemon's own descriptor, which is gone when the daemon dies: opening it then fails without waiting.
function _kimi_find_door --argument-names fifo
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
    # The two descriptors found last are tried first, since testing a descriptor takes 30 µs.
    set -l known (string match "/proc/$_kimi_daemon/*" -- $_kimi_doors)
    for door in $known /proc/$_kimi_daemon/fd/*
        test "$(path resolve -- $door)" = $real; or continue
        contains -- $door $known; or set -g _kimi_doors $door $known[1]
        set -g _kimi_door $door
        return 0
    end
    return 1
end

# Sends one record: _kimi_send name field…  US, which separates fields, is dropped; a fish variable cannot hold NUL.
function _kimi_send
    test -n "$_kimi_is_linked"; or return 1
    set -l fields
    for field in $argv
        set -a fields "$(string replace --all \x1f '' -- $field)"
    end
    set -l record "$(string join \x1f -- $fields)"
    # A write to a full fifo would hang the prompt, and only half of its 64 KB is certain to fit. Everything sent before
    # an answered hello has been read. An escaped text is at least as long as its bytes.
    set -l size (string length -- "$(string escape --style=url -- $record)")
    test (math $_kimi_unread + $size) -lt 28000; or return 1
    _kimi_find_door $_kimi_pair.q; or return 1
    printf '%s\0' $record >$_kimi_door
    set -g _kimi_unread (math $_kimi_unread + $size)
    if test $_kimi_unread -gt 10000 -a -z "$_kimi_marked"
        set -g _kimi_marked $_kimi_unread
        printf 'hello\x1f1\x1ffish\x1f%s\x1f%s\x1f\x1f\x1f\x1f\0' (path basename $_kimi_pair) $fish_pid >$_kimi_door
    end
end

# Fails until the daemon has made this shell's fifos and sent its hello; requests both.
function _kimi_connect
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

# Without /proc, assume that the daemon is listening.
function _kimi_is_deaf
    set -l stat
    test -f /proc/$_kimi_daemon/stat; and read stat </proc/$_kimi_daemon/stat
    string match -rq '^\d+ \(.*\) [Tt] ' -- $stat
end

# Reads the records that have arrived, up to a mark that fish writes behind them. The daemon may be in the middle of a long
# record, whose first part is kept until the rest arrives. The mark contains US, so no field can contain the mark.
function _kimi_receive
    set -g _kimi_mark (math $_kimi_mark + 1)
    _kimi_find_door $_kimi_pair.a; or return 1
    begin
        printf '\x1f\x1f\x1f\x1f\x1fend%d\x1f\0' $_kimi_mark >$_kimi_pair.a
        while read --local --null --delimiter \x1f --array fields
            set -q _kimi_rest[1]; and set fields $_kimi_rest[1..-2] $_kimi_rest[-1]$fields[1] $fields[2..]
            set -g _kimi_rest
            if not string match -rq '^    end\d+ $' -- "$fields[-6..-1]"
                _kimi_on_record $fields
                continue
            end
            set -g _kimi_rest $fields[1..-7]
            test $fields[-2] = end$_kimi_mark; and break # another mark is of a read that Ctrl-C has ended
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
            test -n "$_kimi_is_linked" -a -n "$_kimi_marked"; or set -g _kimi_marked $_kimi_unread
            set -g _kimi_unread (math $_kimi_unread - $_kimi_marked)
            set -g _kimi_marked
            set -g _kimi_is_linked $_kimi_daemon
            # The shell answers the greeting with its variables: the daemon learns from them which model to use.
            set -g _kimi_sent_variables
            _kimi_tell_variables
        case asking offer done failed
            test "$argv[2]" = $_kimi_id -a -n "$_kimi_is_open"; or return
            set -g _kimi_seen (math $_kimi_seen + 1)
            _kimi_on_$argv[1] $argv[3..]
        case notice tasks
            _kimi_on_$argv[1] $argv[2..]
        case list
            set -g _kimi_listed $argv[3]
        case held
            set -g _kimi_held "$argv[2]"
    end
end

# For Tab: prints the tasks, sessions or models, as $1 says, as lines of a value, a tab and a description. The daemon
# answers within a millisecond; fish cannot wait for it other than by reading again.
function _kimi_list --argument-names kind
    set -e _kimi_listed
    _kimi_connect; and _kimi_send list $kind ''; or return
    set -l looks 400
    while not set -q _kimi_listed; and test $looks != 0
        _kimi_receive
        set looks (math $looks - 1)
    end
    test -z "$_kimi_listed"; or printf '%s\n' $_kimi_listed
end

# ---------------------------------------------------------------- the question

# States: idle; asking (no proposal yet); ready (proposals, but the line has changed meanwhile); shown (a proposal, or
# with _kimi_at = 0 the typed line again, is in the command line). _kimi_is_open is set while the daemon may send more.
function _kimi_ask
    set -g _kimi_state asking
    set -g _kimi_given_up
    set -g _kimi_typed "$(commandline -b)"
    set -g _kimi_typed_point (commandline -C)
    set -g _kimi_commands
    set -g _kimi_notes
    set -g _kimi_risks
    set -g _kimi_tones
    set -g _kimi_is_taught
    set -g _kimi_total
    set -g _kimi_remark
    set -g _kimi_at 0
    if test (string length -- "$(string escape --style=url -- $_kimi_typed)") -gt 16000
        _kimi_fail 'the line is too long to ask about'
    else if _kimi_connect
        _kimi_post
    else
        _kimi_reach
    end
end

# Sends the question once a daemon is connected.
function _kimi_post
    if test -n "$_kimi_protocol"
        _kimi_fail "the daemon is kimi $_kimi_protocol and speaks another protocol: kimi daemon restart"
        return
    end
    _kimi_receive # the daemon takes the record `wait` to mean that all records have been read
    _kimi_tell
    set -g _kimi_id (math $_kimi_id + 1)
    set -g _kimi_is_open 1
    set -g _kimi_seen 0
    if not _kimi_send ask $_kimi_id $PWD $_kimi_typed_point $_kimi_typed "$_kimi_aliases"
        _kimi_fail $_kimi_deaf
    else if _kimi_is_deaf
        _kimi_give_up
    else
        _kimi_say "asking$_kimi_ellipsis Esc cancels"
    end
    _kimi_listen
end

# The daemon has received the question and names the model it asks.
function _kimi_on_asking --argument-names source
    test $_kimi_state = asking; or return
    _kimi_say "$(string join ' ' -- asking $source)$_kimi_ellipsis Esc cancels"
end

function _kimi_on_offer --argument-names index command note risk tone
    string match -rq '^[1-9][0-9]?$' -- $index; or return
    # fish draws control bytes as they are; the daemon sends no control bytes.
    set -g _kimi_commands[$index] "$(string replace -ar '[\x00-\x08\x0b-\x1f\x7f-\x9f]' '' -- $command)"
    set -g _kimi_notes[$index] $note
    set -g _kimi_risks[$index] $risk
    set -g _kimi_tones[$index] "$tone"
    if test $_kimi_state = shown
        _kimi_say_shown
    else if test $_kimi_state = asking
        # A proposal is inserted only while the line is still the one that was asked about, and not long after the message that
        # the daemon does not answer.
        if test "$(commandline -b)" = "$_kimi_typed" -a (commandline -C) = $_kimi_typed_point; and not _kimi_is_late
            _kimi_show 1
        else
            set -g _kimi_state ready
            _kimi_say "ready: $_kimi_key_name inserts  "(string split -m 1 \n -- $_kimi_commands[1])[1]
        end
    end
end

# Says that the daemon does not answer, while the answer is still waited for. Three seconds after that the line no longer changes
# by itself.
function _kimi_give_up
    _kimi_say $_kimi_deaf
    test -n "$_kimi_given_up"; or set -g _kimi_given_up (_kimi_now)
end

function _kimi_is_late
    test -n "$_kimi_given_up"; and test (math (_kimi_now) - $_kimi_given_up) -gt 300
end

function _kimi_on_done --argument-names total remark is_taught
    set -g _kimi_is_taught $is_taught
    set -g _kimi_total $total
    set -g _kimi_remark $remark
    set -g _kimi_is_open
    switch $_kimi_state
        case asking
            test -n "$remark"; or set remark 'nothing found'
            _kimi_fail $remark
        case shown
            _kimi_say_shown
    end
end

function _kimi_on_failed --argument-names reason
    _kimi_fail $reason
end

function _kimi_fail --argument-names reason
    set -g _kimi_state idle
    set -g _kimi_is_open
    _kimi_say $reason
end

# Ends the question. The line and the cursor have not changed.
function _kimi_cancel
    test -z "$_kimi_is_open"; or _kimi_send cancel $_kimi_id
    set -g _kimi_state idle
    set -g _kimi_is_open
    set -g _kimi_undoing 0
    _kimi_release
end

# ---------------------------------------------------------------- the command line

# Puts proposal $1 into the command line, or the typed line for 0. The line is replaced: if the text were sent as keys, its
# first newline would run it.
function _kimi_show --argument-names at
    set -g _kimi_at $at
    set -g _kimi_state shown
    if test $at = 0
        commandline --replace -- $_kimi_typed
        commandline --cursor -- $_kimi_typed_point
        set -g _kimi_shown $_kimi_typed
        set -g _kimi_placeholders
    else
        commandline --replace -- $_kimi_commands[$at]
        set -g _kimi_shown $_kimi_commands[$at]
        set -g _kimi_placeholders (string match -ar '<[a-z](?:[a-z -]*[a-z])?>' -- $_kimi_shown)
        _kimi_find_placeholder; and _kimi_guard_enter
    end
    _kimi_say_shown
end

# The next proposal replaces the typed line, not the previous proposal, so that one undo restores the typed line. fish runs
# its own undo after this function, and the terminal's report then shows the next proposal.
function _kimi_next
    if test $_kimi_at = 0
        _kimi_show 1
        return
    end
    set -e _kimi_is_pressed
    set -g _kimi_undoing 8
    _kimi_undo
end

function _kimi_undo
    set -g _kimi_undoing (math $_kimi_undoing - 1)
    commandline -f undo
    printf '\e[5n' >/dev/tty
end

# After the last proposal comes the typed line again.
function _kimi_step
    if test "$(commandline -b)" != "$_kimi_typed" -a $_kimi_undoing != 0
        _kimi_undo
        return
    end
    set -g _kimi_undoing 0
    set -l at (math $_kimi_at + 1)
    test $at -le (count $_kimi_commands); or set at 0
    _kimi_show $at
end

function _kimi_say_shown
    if test $_kimi_at = 0
        _kimi_say "your line; $_kimi_key_name: proposal 1/"(count $_kimi_commands)
        return
    end
    set -l total $_kimi_total
    test -n "$total"; or set total $_kimi_ellipsis
    set -l parts $_kimi_at/$total
    set -l risk $_kimi_risks[$_kimi_at]
    set -l from (math (string length -- $parts) + 3)
    test -z "$_kimi_tones[$_kimi_at]"; or set risk "$_kimi_warning $risk"
    test -z "$risk"; or set -a parts $risk
    test -z "$_kimi_notes[$_kimi_at]"; or set -a parts $_kimi_notes[$_kimi_at]
    test -z "$_kimi_remark"; or set -a parts $_kimi_remark
    test -z "$_kimi_is_taught"; or set -a parts "Enter runs it, $_kimi_key_name: the next, Ctrl-_: undo"
    _kimi_say (string join '  ' -- $parts)
    set -g _kimi_tint 33 $from (string length -- "$risk")
    test "$_kimi_tones[$_kimi_at]" = bad; and set _kimi_tint[1] 31
end

# ---------------------------------------------------------------- notices of tasks

# Receives a notice, a line about a task, which is shown once: a notice whose name came before has been shown.
function _kimi_on_notice --argument-names delivery tone text
    if not contains -- $delivery $_kimi_noticed
        set -ga _kimi_noticed $delivery
        set -l colour 33
        test "$tone" = good; and set colour 32
        test "$tone" = bad; and set colour 31
        set text (_kimi_clean $text)
        set -l width (math "max(10, $COLUMNS - 3)")
        set -l part (string shorten -m $width -c '' -- $text)
        if test -n "$NO_COLOR"
            set -ga _kimi_notices "$_kimi_bullet $part"
        else
            set -ga _kimi_notices (printf '\e[%dm%s\e[m %s' $colour $_kimi_bullet $part)
        end
        # fish cuts what does not fit into a row.
        while set text (string sub -s (math (string length -- $part) + 1) -- $text); and test -n "$text"
            set part (string shorten -m $width -c '' -- $text)
            test -n "$part"; or break
            set -ga _kimi_notices "  $part"
        end
        # The name goes into a file too, which outlives this shell and the daemon, so that no other shell shows the notice.
        printf '%s\n' $delivery >>$_kimi_directory/seen
    end
    _kimi_send seen $delivery
end

# Sets KIMI_TASKS, which the user's prompt may show: `2▶ 1?` for two running and one waiting, empty for no tasks.
function _kimi_on_tasks --argument-names running waiting
    set -g _kimi_waiting $waiting
    set -l parts
    test "$running" = 0; or set -a parts $running$_kimi_running
    test "$waiting" = 0; or set -a parts "$waiting?"
    set -gx KIMI_TASKS "$parts"
end

# ---------------------------------------------------------------- the screen

# Sets the message, one line above the prompt, which _kimi_draw draws.
function _kimi_say --argument-names text
    set -g _kimi_message (_kimi_clean $text)
    set -e _kimi_tint
end

# Prints the message cut to one row. The risk of a proposal has a colour, all else is dim.
function _kimi_print_message
    set -l text (string shorten -m (math "max(10, $COLUMNS - 1)") -- $_kimi_message)
    if test -n "$NO_COLOR"
        printf '%s\n' $text
    else if set -q _kimi_tint[3]; and test $_kimi_tint[3] != 0
        set -l behind (math $_kimi_tint[2] + $_kimi_tint[3])
        printf '\e[2m%s\e[m\e[%dm%s\e[m\e[2m%s\e[m\n' "$(string sub -l (math $_kimi_tint[2] - 1) -- $text)" $_kimi_tint[1] \
            "$(string sub -s $_kimi_tint[2] -l $_kimi_tint[3] -- $text)" "$(string sub -s $behind -- $text)"
    else
        printf '\e[2m%s\e[m\n' $text
    end
end

# A message goes with the line that it is about: while it stands, the keys that edit remove it first. Only bindings of fish
# itself are extended, for keys that the user has not bound, and every key that runs `undo` alone, as our own does in vi mode.
function _kimi_watch_line
    set -q _kimi_watched; and return
    set -g _kimi_watched
    set -l key "((?:-M \S+ )?)((?:-m \S+ )?)(-k \S+|'.*?'|(?!-[kmM] )\S+)"
    set -l edits '(?:[a-z-]+ )*?[a-z-]*(?:insert|abbr|kill|delete|undo|redo|yank|transpose|case|capitalize|history|accept)[a-z-]*'
    set -l scripts 'up-or-search|down-or-search|delete-or-exit|fish_clipboard_paste|__fish_stop_bracketed_paste'
    set -l bound (bind --user)
    set -l users (string replace -rf "^bind $key .*" '$1$3' -- $bound)
    for line in (string match -- '* undo' $bound) (bind --preset | string match -rv -- '-M paste .*insert')
        set -l parts (string match -rg "^bind (?:--preset )?+$key ($edits(?: [a-z-]+)*|$scripts)\$" -- $line); or continue
        if not string match -q 'bind --preset *' -- $line
            set -ga _kimi_undoers $line
        else if contains -- $parts[1]$parts[3] $users
            continue
        end
        set -l action "_kimi_edit; commandline -f $parts[4]"
        if string match -rq "^($scripts)\$" -- $parts[4]
            set action "_kimi_edit; $parts[4]"
        else if test $parts[3] = "''"
            set action _kimi_edit # takes this binding away, and fish then looks for another one of the character
        else if string match -q "'?'" -- $parts[3]
            set action "_kimi_edit; commandline -i -- $parts[3]; commandline -f expand-abbr" # self-insert has lost this key
        end
        eval "bind --user $parts[1]$parts[2]$parts[3] $(string escape -- $action)"
        set -ga _kimi_watched $parts[1]$parts[3]
    end
end

function _kimi_unwatch_line
    for key in $_kimi_watched
        eval "bind --user --erase $key"
    end
    for binding in $_kimi_undoers
        eval $binding
    end
    set -e _kimi_watched
    set -e _kimi_undoers
end

# In a paste fish changes its mode, draws the prompt twice and forgets the row that is no longer part of it: the prompt
# clears it.
function _kimi_edit
    set -g _kimi_message
    set -g _kimi_is_clearing 1
    _kimi_draw
end

# Prints text $1 without control bytes, and as ASCII in a locale that has no more: a model's text is data.
function _kimi_clean --argument-names text
    set text (string replace -ar '[\x00-\x1f\x7f-\x9f\x{2028}\x{2029}]' ' ' -- "$text")
    test -n "$_kimi_is_utf8"; or set text (string replace -ar '[^ -~]' '?' -- (string replace -a — - -- $text))
    printf '%s\n' $text
end

# Makes fish draw the prompt again, below the message and the notices.
function _kimi_draw
    _kimi_wrap
    # Agent mode's message is about the mode, and stays with it.
    if test -n "$_kimi_message" -a -z "$_kimi_is_agent"; and not contains -- $_kimi_state asking ready
        _kimi_watch_line
    else
        _kimi_unwatch_line
    end
    commandline -f repaint
end

# Wraps the user's prompt only while there is a message above it. The prompt's output is kept while the same line is
# edited, so that the prompt's processes do not run again.
function _kimi_wrap
    if test -z "$_kimi_notices$_kimi_message$_kimi_is_agent$_kimi_is_clearing"
        _kimi_unwrap
        return
    end
    functions -q _kimi_users_fish_prompt; and return
    functions -q fish_prompt; or return
    functions --copy fish_prompt _kimi_users_fish_prompt
    function fish_prompt --description 'the prompt of before, below a line of kimi'
        _kimi_draw_prompt $status
    end
    if functions -q fish_mode_prompt
        functions --copy fish_mode_prompt _kimi_users_fish_mode_prompt
        function fish_mode_prompt --description 'kimi draws it behind its line'
        end
    end
end

function _kimi_unwrap
    set -e _kimi_prompt_text
    for name in fish_prompt fish_mode_prompt
        functions -q _kimi_users_$name; or continue
        # The user may have set another prompt meanwhile.
        if string match -q '*kimi*' -- (functions --details --verbose $name)[5]
            functions --erase $name
            functions --copy _kimi_users_$name $name
        end
        functions --erase _kimi_users_$name
    end
end

function _kimi_draw_prompt --argument-names last_status
    test -z "$_kimi_is_clearing"; or printf '\e[J'
    for line in $_kimi_notices
        printf '%s\n' $line
    end
    if test -n "$_kimi_message"
        _kimi_print_message
    end
    # fish puts the lines of a mode prompt into one.
    functions -q _kimi_users_fish_mode_prompt; and printf %s (_kimi_users_fish_mode_prompt)
    if not set -q _kimi_prompt_text
        set -g _kimi_prompt_text "$(_kimi_return $last_status; _kimi_users_fish_prompt)"
    end
    printf %s $_kimi_prompt_text
    test -z "$_kimi_is_agent"; or printf %s $_kimi_agent_sign
end

function _kimi_return --argument-names code
    return $code
end

# ---------------------------------------------------------------- keys

function _kimi_key
    test -z "$_kimi_is_running" -a $_kimi_undoing = 0; or return # a command's `read` has got the key
    if test -n "$_kimi_is_agent"
        # The key pressed twice begins agent mode: its second press does not leave it again.
        if test -n "$(commandline -b)"; or not _kimi_is_just_entered
            _kimi_agent_end
        end
        _kimi_draw
        return
    end
    set -l line "$(commandline -b)"
    # On an empty line with no failed command and no waiting task, or pressed twice, the key enters agent mode.
    if test -z "$line"
        if test $_kimi_state = asking -o $_kimi_state = idle -a $_kimi_status = 0 -a $_kimi_waiting = 0
            _kimi_enter_agent
            _kimi_draw
            return
        end
    end
    switch $_kimi_state
        case shown
            if test "$line" = "$_kimi_shown"
                _kimi_next
            else
                _kimi_cancel
                _kimi_ask
            end
        case ready
            # The answer belongs to its question: words that have nothing to do with it are a question of their own.
            if _kimi_is_about $line
                set -g _kimi_typed $line
                set -g _kimi_typed_point (commandline -C)
                _kimi_show 1
            else
                _kimi_cancel
                _kimi_ask
            end
        case asking
            if test "$line" = "$_kimi_typed"
                _kimi_ask_after
            else
                _kimi_cancel
                _kimi_ask
            end
        case '*'
            _kimi_ask
    end
    _kimi_draw
end

# Succeeds when the line goes on with the line that was asked about, or is a part of it.
function _kimi_is_about --argument-names line
    set -l length (string length -- "$line")
    test $length != 0; or return
    set -l typed (string length -- "$_kimi_typed")
    test $length -le $typed; and set typed $length
    test "$(string sub -l $typed -- "$line")" = "$(string sub -l $typed -- "$_kimi_typed")"
end

# The time since the machine has started, in hundredths of a second; nothing without /proc.
function _kimi_now
    test -r /proc/uptime; or return
    read -l uptime rest </proc/uptime
    string replace . '' -- $uptime
end

# Succeeds within 0.7 s of the key that has begun agent mode.
function _kimi_is_just_entered
    set -l now (_kimi_now)
    test -n "$now" -a -n "$_kimi_agent_entered"; and test (math $now - $_kimi_agent_entered) -lt 70
end

# Enters agent mode, whose file is read at the first use.
function _kimi_enter_agent
    set -g _kimi_agent_entered (_kimi_now)
    _kimi_cancel
    _kimi_unwatch_line
    set -l is_guarded $_kimi_is_guarded
    _kimi_unguard_enter
    set -g _kimi_is_guarded $is_guarded
    _kimi_say ''
    functions -q _kimi_agent_begin; or source $_kimi_source/kimi-agent.fish
    functions -q _kimi_agent_begin; and _kimi_agent_begin
end

# The key was pressed again while asking. A daemon that was killed meanwhile must be found out here.
function _kimi_ask_after
    if test -n "$_kimi_helper"
        _kimi_say "starting$_kimi_ellipsis Esc cancels"
    else if not _kimi_connect
        _kimi_cancel
        _kimi_ask
    else
        _kimi_is_deaf; and _kimi_give_up; or _kimi_say "still asking$_kimi_ellipsis Esc cancels"
        _kimi_listen
    end
end

# Cancels the question at Esc or Ctrl-C.
function _kimi_escape
    _kimi_cancel
    _kimi_say cancelled
    _kimi_draw
end

# Runs at the terminal's report: the daemon has sent records, or another program has asked for the report.
function _kimi_pull
    test -z "$_kimi_is_running"; or return
    if test -n "$_kimi_unsent"
        commandline --replace -- "$_kimi_unsent$(commandline -b)"
        set -g _kimi_unsent
        return
    end
    set -l before "$_kimi_message$_kimi_notices"
    if test $_kimi_undoing != 0
        _kimi_step
    else if test -n "$_kimi_helper"
        _kimi_reached
    else
        _kimi_connect; and _kimi_receive; and _kimi_tell
        _kimi_send seen '' # the report has arrived: the daemon need not ask for another
    end
    _kimi_listen
    test "$before" = "$_kimi_message$_kimi_notices"; or _kimi_draw
end

# Binds Esc and Ctrl-C while there is a question to cancel. The daemon may wake the shell for more of the answer, or for
# notices while tasks run, after checking that the shell waits at its prompt.
function _kimi_listen
    if test $_kimi_state = asking
        _kimi_take escape \e _kimi_escape
        _kimi_take interrupt \cc _kimi_escape
    else
        _kimi_release
    end
    # The notice of the last task may arrive when no task is counted any more.
    test -z "$KIMI_TASKS"; or set -g _kimi_is_noting 1
    if test -n "$_kimi_is_open"
        _kimi_guard_enter
        _kimi_send wait $_kimi_id $_kimi_seen
    else if test -n "$_kimi_is_noting"
        _kimi_guard_enter
        _kimi_send wait '' $_kimi_record_count
    end
end

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
    _kimi_give_back accept_return \r
    _kimi_give_back accept_newline \n
end

# Runs at Enter, which was taken under name $1.
# A placeholder such as <file> stands for a word that only the user knows. The cursor goes behind the first placeholder that
# is left; fails when no placeholder is left.
function _kimi_find_placeholder
    set -l line "$(commandline -b)"
    for text in $_kimi_placeholders
        set -l parts (string split -m 1 -- $text $line)
        set -q parts[2]; or continue
        commandline --cursor -- (string length -- "$parts[1]$text")
        set -g _kimi_placeholder $text
        return 0
    end
    return 1
end

function _kimi_accept --argument-names name
    # fish would read <file> as a redirection.
    if not commandline --paging-mode; and _kimi_find_placeholder
        _kimi_say "$_kimi_placeholder is still to be filled in"
        _kimi_draw
        return
    end
    # The next proposal is not in the line yet; if the terminal does not answer, a second Enter runs what stands there.
    if test $_kimi_undoing != 0; and not set -q _kimi_is_pressed
        set -g _kimi_is_pressed
        return
    end
    # Enter may also choose from a list, or begin the next row of an unfinished command.
    if not commandline --paging-mode; and not commandline --search-mode
        if test -z "$(commandline -b)"; or commandline --is-valid
            _kimi_await_reports; or return
        end
    end
    _kimi_run_taken $name
end

# Takes the daemon's permission back. Sets _kimi_held to the number of reports that are on their way, 0 if the daemon does
# not tell. The question has ended: an answer that comes now must not change the line.
function _kimi_hold
    set -g _kimi_held
    test -n "$_kimi_is_guarded"; or return
    set -g _kimi_is_guarded
    set -g _kimi_is_open
    set -l before "$_kimi_notices"
    if _kimi_connect; and _kimi_send hold; and not _kimi_is_deaf
        # The answer takes a millisecond or two, on a crowded machine hundreds. Without /proc a stopped daemon is not known.
        set -l looks 400
        test -d /proc/self; or set looks 60
        while test -z "$_kimi_held" -a $looks != 0
            _kimi_receive; or break
            set looks (math $looks - 1)
        end
    end
    test "$before" = "$_kimi_notices"; or _kimi_draw
end

# Before Enter runs anything: reads the reports that are on their way. The terminal takes time to answer, and keys that come
# before its report belong to the next line. Another Enter ends the waiting. Fails at Ctrl-C.
function _kimi_await_reports
    _kimi_hold
    set -l left $_kimi_held
    test -n "$left"; or set left 0
    test -z "$_kimi_unsent"; or set left (math $left + 1) # this report was asked for by the shell itself
    set -l keys
    while test $left -gt 0
        read --null --nchars 1 --local key </dev/tty; or return
        set keys "$keys$key"
        switch $keys
            case '*'\e'[0n'
                set keys (string sub --end -4 -- $keys)
                set left (math $left - 1)
                _kimi_send seen ''
            case '*'\r '*'\n
                break
            case '*'\cc
                return 1
        end
    end
    set -g _kimi_unsent "$_kimi_unsent$(string replace -ar '[\x00-\x1f\x7f]' '' -- $keys)"
    return 0
end

# Runs the user's own binding of a key that was taken under name $1, or fish's own of Enter.
function _kimi_run_taken --argument-names name
    set -l mode default
    test -z "$fish_bind_mode"; or set mode $fish_bind_mode
    set -l bindings _kimi_taken_$name
    set bindings $$bindings
    set -l words bind
    set -l binding $bindings[(contains --index -- $mode $_kimi_modes; or echo 1)]
    test -z "$binding"; or eval "set words -- $binding"
    set -e words[1]
    set -l next
    while string match -q -- '-*' $words[1]
        test $words[1] = -m; and set next $words[2]
        contains -- $words[1] -m -M; and set -e words[1]
        set -e words[1]
    end
    set -e words[1] # the key
    set -q words[1]; or set words execute
    for action in $words
        if contains -- $action (bind --function-names)
            commandline -f $action
        else
            eval $action
        end
    end
    test -z "$next"; or set fish_bind_mode $next
end

# Asks the terminal for the report at which the keys that came too early go into the line: fish takes text only then.
function _kimi_ask_for_unsent
    _kimi_guard_enter
    printf '\e[5n' >/dev/tty
end

function _kimi_release
    _kimi_give_back escape \e
    _kimi_give_back interrupt \cc
end

# Binds key $2 to $3 in every mode, and saves the user's bindings of it under name $1.
function _kimi_take --argument-names name key action
    set -q _kimi_taken_$name; and return
    set -g _kimi_taken_$name
    for mode in $_kimi_modes
        set -ga _kimi_taken_$name "$(bind --user -M $mode -- $key 2>/dev/null)"
        bind --user -M $mode -- $key $action
    end
end

function _kimi_give_back --argument-names name key
    set -l taken _kimi_taken_$name
    set -q $taken; or return
    for mode in $_kimi_modes
        bind --user -M $mode --erase -- $key
    end
    for binding in $$taken
        eval $binding # the user's own binding, quoted by fish
    end
    set -e $taken
end

# ---------------------------------------------------------------- the daemon

# Starts the daemon in the background, makes it create this shell's fifos, and wakes the shell, since fish has no timer.
function _kimi_reach
    set -l program kimi
    test -n "$KIMI_BIN"; and set program $KIMI_BIN
    if not command -q $program
        _kimi_fail "no daemon, and no program $program to start one: set KIMI_BIN"
        return
    end
    set -l file (command mktemp)
    if test -z "$file"
        _kimi_fail 'the daemon cannot be started: no room for temporary files'
        return
    end
    set -g _kimi_helper $file
    set -g _kimi_tries 200
    _kimi_say "starting$_kimi_ellipsis Esc cancels"
    command sh -c '
        exec 3>&1 >"$1" 2>&1
        if "$2" daemon start; then
            [ -p "$3/control" ] && printf "%s\0" "$5" 1<>"$3/control"
            left=100
            until [ -p "$4.a" ] || [ "$left" = 0 ]; do sleep 0.02; left=$((left - 1)); done
        else
            printf "kimi: the daemon cannot be started\n"
        fi
        # The report must not reach a command that the user has started meanwhile.
        stat=
        [ -r "/proc/$PPID/stat" ] && read -r stat <"/proc/$PPID/stat"
        is_foreground() { set -- ${1##*) }; [ "${3-}" = "${6-}" ]; }
        is_foreground "$stat" && printf "\033[5n" >&3
        exec 3>&-
        sleep 5 # fish cannot remove the file itself while a command runs: the terminal cannot wake it then
        rm -f -- "$1"
    ' sh $file $program $_kimi_directory $_kimi_pair (_kimi_greeting) </dev/null >/dev/tty 2>/dev/null &
    disown $last_pid 2>/dev/null
    _kimi_listen
end

# Reads the output of `kimi daemon start`: empty when a daemon runs, else the reason of the failure.
function _kimi_reached
    if test $_kimi_state = asking; and not _kimi_connect; and not test -s $_kimi_helper; and test $_kimi_tries != 0
        # The fifos exist and the greeting has not come yet: a report of the terminal makes fish try again.
        set -g _kimi_tries (math $_kimi_tries - 1)
        printf '\e[5n' >/dev/tty
        return
    end
    set -l reason $_kimi_deaf
    test -s $_kimi_helper; and read reason <$_kimi_helper
    set -g _kimi_helper
    test $_kimi_state = asking; or return
    if test -n "$_kimi_is_linked"
        _kimi_post
    else
        _kimi_fail (string replace -r '^kimi: ' '' -- $reason)
    end
end

# ---------------------------------------------------------------- hooks

function _kimi_on_preexec --on-event fish_preexec
    set -g _kimi_is_running 1
    _kimi_hold # a key that is not ours has run the line
    _kimi_unguard_enter # the command may bind keys
    _kimi_unwatch_line
    set -g _kimi_used
    if test $_kimi_state = shown -a $_kimi_at != 0
        set -g _kimi_used $_kimi_at edited
        test "$argv[1]" = "$_kimi_shown"; and set -g _kimi_used[2] run
    end
    if string match -rq '\b(bind|source|doctor)\b|_key_bindings|^\s*\. ' -- $argv[1]
        set -g _kimi_is_key_stale
        string match -q '*doctor*' -- $argv[1]; and _kimi_connect; and _kimi_send key (_kimi_find_key)
    end
    _kimi_send exec
end

# Succeeds when the command is private: fish keeps it out of its history.
function _kimi_on_postexec --on-event fish_postexec
    set -g _kimi_status $status
    set -g _kimi_duration $CMD_DURATION
    set -g _kimi_command "$(string sub -l 4000 -- $argv[1])"
    set -g _kimi_is_told
    if string match -q ' *' -- $argv[1]; or test -n "$fish_private_mode"
        set -g _kimi_command
    else if functions -q fish_should_add_to_history; and not fish_should_add_to_history $argv[1]
        set -g _kimi_command
    end
end

function _kimi_on_prompt --on-event fish_prompt
    set -g _kimi_is_noting
    test -z "$_kimi_words"; or _kimi_agent_turn
    set -g _kimi_is_running
    set -g _kimi_placeholders
    _kimi_unguard_enter
    _kimi_forget
    test -z "$_kimi_unsent"; or _kimi_ask_for_unsent
    if _kimi_connect
        _kimi_receive
        set -q _kimi_is_key_stale; and _kimi_send key (_kimi_find_key)
        set -e _kimi_is_key_stale
        _kimi_tell
    else if test -n "$_kimi_greeted" -a "$_kimi_greeted" = "$_kimi_daemon"
        _kimi_guard_enter # it may wake the shell for notices as soon as it has made the fifos
    end
    _kimi_listen
    _kimi_wrap
end

# Prints the fields of the record `key`, what the key runs here, for `kimi doctor`: while that runs the shell cannot answer.
# It takes 0.3 ms, so fish does it for its hello, for a doctor that is about to run, and after a command that may have
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

# At the end of a line forgets the message above its prompt, which is now ordinary text on the screen.
function _kimi_forget
    set -g _kimi_notices
    set -g _kimi_message
    set -g _kimi_is_clearing
    _kimi_unwatch_line
    _kimi_cancel
    _kimi_unwrap
end

function _kimi_on_cancel --on-event fish_cancel
    _kimi_forget
    test -n "$_kimi_is_agent"; or return
    _kimi_agent_hint
    _kimi_draw
end

# Tells the daemon of this prompt, once: status, duration, directory, and the command unless it is private.
# Tells the daemon the variables that choose the model and its key, unless it has heard of the same before.
function _kimi_tell_variables
    set -l own
    for name in $_kimi_variables
        set -q $name; and set -a own "$name=$$name"
    end
    test "$own" != "$_kimi_sent_variables"; or return 0
    set -g _kimi_sent_variables $own
    _kimi_send env $own
end

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
    set -g _kimi_key ^X
    set -q KIMI_KEY; and set _kimi_key $KIMI_KEY
    set -g _kimi_key_name $_kimi_key
    set -l letter (string match -rg '^(?:\^|\\\\[Cc]-?)(.)$' -- $_kimi_key); or return
    set -g _kimi_key_name Ctrl-(string upper -- $letter)
    set -l code (contains --index -- (string lower -- $letter) (string split '' -- abcdefghijklmnopqrstuvwxyz[\\]^_)); or return
    set -g _kimi_key (printf "\\x$(printf %02x $code)")
end

function _kimi_load --argument-names source
    # The list is CLIENT_VARIABLES of src/protocol/methods.ts; test/shell-variables.test.ts compares them.
    set -g _kimi_variables PATH LANG KIMI_API_KEY KIMI_BASE_URL KIMI_MODEL_NAME KIMI_MODEL_MAX_CONTEXT_SIZE KIMI_MODEL_TEMPERATURE \
        KIMI_MODEL_TOP_P KIMI_MODEL_MAX_TOKENS KIMI_MODEL_MAX_COMPLETION_TOKENS KIMI_MODEL_CAPABILITIES \
        KIMI_MODEL_API_KEY KIMI_MODEL_BASE_URL KIMI_MODEL_PROVIDER_TYPE KIMI_MODEL_MAX_OUTPUT_SIZE \
        KIMI_MODEL_THINKING_EFFORT KIMI_MODEL_THINKING_KEEP KIMI_CODE_BASE_URL KIMI_CODE_PROTOCOL \
        KIMI_CODE_CUSTOM_HEADERS OPENAI_API_KEY OPENAI_BASE_URL MOONSHOT_API_KEY MOONSHOT_BASE_URL \
        ANTHROPIC_API_KEY ANTHROPIC_BASE_URL OPENROUTER_API_KEY OPENROUTER_BASE_URL GEMINI_API_KEY GOOGLE_API_KEY \
        HTTPS_PROXY HTTP_PROXY ALL_PROXY NO_PROXY https_proxy http_proxy all_proxy no_proxy SSL_CERT_FILE \
        NODE_EXTRA_CA_CERTS KIMI_SUGGEST_OFFLINE KIMI_SUGGEST_OFFLINE_AFTER_MS KIMI_SUGGEST_MODEL \
        KIMI_SUGGEST_PROPOSALS KIMI_SUGGEST_HISTORY KIMI_SUGGEST_FILES KIMI_SUGGEST_LOOK \
        KIMI_SUGGEST_TERMINAL_OUTPUT
    set -g _kimi_deaf 'the daemon is not answering: kimi daemon restart'
    set -g _kimi_modes default insert visual
    set -g _kimi_state idle
    for number in id at seen unread mark undoing status duration waiting
        set -g _kimi_$number 0
    end
    set -g _kimi_ellipsis ...
    set -g _kimi_warning '!'
    set -g _kimi_bullet '*'
    set -g _kimi_running '>'
    set -l locale $LC_ALL $LC_CTYPE $LANG
    if string match -riq 'utf-?8' -- $locale[1]
        set -g _kimi_is_utf8 1
        set -g _kimi_ellipsis \u2026
        set -g _kimi_warning \u26a0
        set -g _kimi_bullet \u25cf
        set -g _kimi_running \u25b6
    end
    # As src/sys/paths.ts.
    set -g _kimi_directory $HOME/.kimi/run
    test -n "$KIMI_SHARE_DIR"; and set _kimi_directory $KIMI_SHARE_DIR/run
    test -n "$KIMI_RUNTIME_DIR"; and set _kimi_directory $KIMI_RUNTIME_DIR
    set -g _kimi_pair $_kimi_directory/shells/fish-$fish_pid-(random)
    set -g _kimi_source $source
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
    # Ctrl-_ undoes in vi mode too, unless the user has bound it.
    bind -M insert -- \c_ >/dev/null 2>&1; or bind --user -- \c_ >/dev/null 2>&1; or _kimi_take undo \c_ undo
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

_kimi_load (path resolve -- (status dirname))
