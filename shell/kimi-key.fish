# kimi-key.fish: what the first press of Ctrl-X needs in fish, the first report of the terminal or the first notice: the question, the
# command line, the keys while asking, and the start of the daemon. Sourced by kimi-prompt.fish, whose names it shares.

set -g _kimi_has_keys
set -g _kimi_deaf 'the daemon is not answering: kimi daemon restart'
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

# Two presses within this many hundredths of a second are one double press.
set -g _kimi_twice 50
string match -rq '^\d{2,5}$' -- "$KIMI_CHORD_WINDOW_MS"; and set -g _kimi_twice (math --scale 0 $KIMI_CHORD_WINDOW_MS / 10)

# ---------------------------------------------------------------- the question

# Without /proc, assume that the daemon is listening.
function _kimi_is_deaf
    set -l stat
    test -f /proc/$_kimi_daemon/stat; and read stat </proc/$_kimi_daemon/stat
    string match -rq '^\d+ \(.*\) [Tt] ' -- $stat
end

# States: idle; asking (no proposal yet); ready (proposals, but the line has changed meanwhile); shown (a proposal, or
# with _kimi_at = 0 the typed line again, is in the command line). _kimi_is_open is set while the daemon may send more.
function _kimi_ask
    set -g _kimi_state asking
    set -g _kimi_asked (_kimi_now)
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
    if not _kimi_send ask $_kimi_id $PWD $_kimi_typed_point $_kimi_typed "$_kimi_aliases" "$COLUMNS" "$LINES"
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
        _kimi_say_more
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
            _kimi_say_more
    end
end

# Says what has come of the answer, unless an edit of the proposal has taken its message away.
function _kimi_say_more
    test "$(commandline -b)" != "$_kimi_shown"; or _kimi_say_shown
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
        if _kimi_find_placeholder
            _kimi_guard_enter
            _kimi_take backspace \x7f _kimi_backspace
        end
        _kimi_still_abbreviations
        commandline -f suppress-autosuggestion # fish's grey text would read as a part of the proposal; it comes back when more is typed
    end
    _kimi_say_shown
end

# fish expands the abbreviation under the cursor at Enter, so that a proposal that ends with one would run as other text than it is
# shown. Until its line ends each abbreviation that is a word of the proposal stands for itself. It is replaced and not erased: erasing
# one also erases what an older fish has kept in a universal variable. Sets _kimi_stilled to the words.
function _kimi_still_abbreviations
    set -g _kimi_stilled
    set -l words (string match -ar '[^\s;|&<>()"\']+' -- $_kimi_shown)
    set -l names (string join '|' -- (string escape --style=regex -- (string escape -- $words)))
    # `abbr --show` writes options, `--`, the name and the text, as fish quotes them.
    for definition in (abbr --show | string match -r ".* (?:--regex .*|-- (?:$names) .*)")
        eval "set -l parts $definition"
        set -l split (contains --index -- -- $parts); or continue
        set -l name $parts[(math $split + 1)]
        set -l pattern (string escape --style=regex -- $name)
        set -l at (contains --index -- --regex $parts[1..$split]); and set pattern $parts[(math $at + 1)]
        set -l found (string match -r "^(?:$pattern)\$" -- $words); or continue
        contains -- $found[1] $_kimi_stilled; or set -ga _kimi_stilled $found[1]
        test "$parts[(math $split + 2)]" = "$name"; and continue # an earlier proposal has stilled it
        set -ga _kimi_abbreviations $definition
        abbr --add -- $name $name
    end
end

# Gives the abbreviations back that a proposal has stilled.
function _kimi_free_abbreviations
    for definition in $_kimi_abbreviations
        eval $definition
    end
    set -g _kimi_abbreviations
    set -g _kimi_stilled
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
    set -l more
    set -q _kimi_stilled[1]; and set -a more "not your abbreviation: $_kimi_stilled"
    test -z "$_kimi_notes[$_kimi_at]"; or set -a more $_kimi_notes[$_kimi_at]
    test -z "$_kimi_remark"; or set -a more $_kimi_remark
    set -l keys
    test -z "$_kimi_is_taught"; or set keys "Enter runs it, $_kimi_key_name: the next, Ctrl-_: undo"
    # A narrow window shows the keys rather than all of the explanation.
    set -l text "$(string join '  ' -- $parts $more $keys)"
    test (string length --visible -- $text) -lt $COLUMNS; or set text "$(string join '  ' -- $parts $keys $more)"
    _kimi_say $text
    set -g _kimi_tint 33 $from (string length -- "$risk")
    test "$_kimi_tones[$_kimi_at]" = bad; and set _kimi_tint[1] 31
end

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

# ---------------------------------------------------------------- keys

function _kimi_key
    test -z "$_kimi_is_running" -a $_kimi_undoing = 0; or return # a command's `read` has got the key
    if test -n "$_kimi_is_agent"
        # The key pressed twice begins agent mode: its second press does not leave it again.
        if test -n "$(commandline -b)"; or not _kimi_is_within 70 "$_kimi_agent_entered"
            _kimi_agent_end
        end
        _kimi_draw
        return
    end
    set -l line "$(commandline -b)"
    # On an empty line with no failed command and no waiting task, or pressed twice, the key enters agent mode.
    if test -z "$line"
        # A line that was emptied has nothing to do with the proposal, or the question, that stood in it.
        switch $_kimi_state
            case shown
                test -z "$_kimi_shown"; or _kimi_cancel
            case asking ready
                test -z "$_kimi_typed"; or _kimi_cancel
        end
        # A command that the user has ended (Ctrl-C, 130) or stopped (Ctrl-Z, 148, on macOS 146) has not failed. The file `asks` tells of
        # waiting tasks before the daemon has.
        set -l has_failed 1
        contains -- $_kimi_status 0 130 146 148; and set has_failed 0
        if test $_kimi_state = asking -o $_kimi_state = idle -a $has_failed = 0 -a $_kimi_waiting = 0 -a ! -e $_kimi_directory/asks
            _kimi_enter_agent
            _kimi_draw
            return
        end
    end
    if test $_kimi_state = shown -a -z "$_kimi_typed" -a "$line" = "$_kimi_shown"; and _kimi_is_within $_kimi_twice "$_kimi_asked"
        commandline --replace ''
        _kimi_enter_agent
        _kimi_draw
        return
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

# Succeeds within $1 hundredths of a second of $2, a time of _kimi_now: two presses that follow so soon are one wish.
function _kimi_is_within --argument-names limit then
    set -l now (_kimi_now)
    test -n "$now" -a -n "$then"; and test (math $now - $then) -lt $limit
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
    functions -q _kimi_agent_begin; or return
    if set -q _kimi_session_mode
        _kimi_agent_name_mode $_kimi_session_mode
        set -e _kimi_session_mode
    end
    _kimi_agent_begin
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
    set -l before "$_kimi_message$_kimi_notices$KIMI_TASKS"
    if test $_kimi_undoing != 0
        _kimi_step
    else if test -n "$_kimi_helper"
        _kimi_reached
    else
        if _kimi_connect
            _kimi_receive; and _kimi_tell
        else if test -n "$_kimi_is_open" -a $_kimi_state = asking
            _kimi_fail "the daemon has ended: $_kimi_key_name asks again"
        end
        _kimi_send seen '' # the report has arrived: the daemon need not ask for another
    end
    _kimi_listen
    test "$before" = "$_kimi_message$_kimi_notices$KIMI_TASKS"; or _kimi_draw
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

# Behind a placeholder Backspace takes it out as a whole, in one step of undo; elsewhere it is what it was.
function _kimi_backspace
    # In vi's normal mode fish's Backspace moves the cursor, and in visual mode it does nothing.
    if contains -- "$fish_bind_mode" default visual; and contains -- "$fish_key_bindings" fish_vi_key_bindings fish_hybrid_key_bindings
        set -l own backward-char
        test $fish_bind_mode = default; or set own
        _kimi_run_taken backspace \x7f $own
        return
    end
    set -l point (commandline -C)
    set -l line "$(commandline -b)"
    set -l before "$(string sub -l $point -- $line)"
    test -z "$_kimi_message"; or _kimi_edit
    for text in $_kimi_placeholders
        string match -q -- "*$text" $before; or continue
        set -l kept (math $point - (string length -- $text))
        commandline --replace -- "$(string sub -l $kept -- $line)$(string sub -s (math $point + 1) -- $line)"
        commandline --cursor -- $kept
        return
    end
    _kimi_run_taken backspace \x7f backward-delete-char
end

# Runs at Enter, which was taken under name $1.
function _kimi_accept --argument-names name
    set -l key \r
    test $name = accept_return; or set key \n
    # Enter does nothing in vi's visual mode, where fish has no binding for it.
    test "$fish_bind_mode" = visual -a -z "$(_kimi_find_taken $name $key)"; and return
    # fish would read <file> as a redirection.
    if not commandline --paging-mode; and _kimi_find_placeholder
        _kimi_say "$_kimi_placeholder is still to be filled in: Backspace takes it out"
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
            # The question ends with its line: its row would stay above that.
            contains -- $_kimi_state asking ready; and _kimi_edit
        end
    end
    _kimi_run_taken $name $key execute
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

# Runs at Ctrl-_: takes a proposal back out of the line, and else is what the key was. A message about the line goes as it does at
# each edit.
function _kimi_undo_proposal
    set -l own
    test "$_kimi_state" = shown -a "$_kimi_at" != 0; and test "$(commandline -b)" != "$_kimi_typed"; and set own undo
    set -l binding "$(_kimi_find_taken undo \c_)"
    if test -n "$own$binding" -a -n "$_kimi_message" -a -z "$_kimi_is_agent"; and not contains -- $_kimi_state asking ready
        _kimi_edit
    end
    _kimi_run_binding "$binding" $own
end

# Runs what key $2, which was taken under name $1, does without kimi: the user's own binding, fish's, or where neither is listed the
# action $3.
function _kimi_run_taken --argument-names name key own
    _kimi_run_binding "$(_kimi_find_taken $name $key)" $own
end

# Prints the binding that key $2, which was taken under name $1, has in this mode without kimi: the user's or fish's, or nothing.
function _kimi_find_taken --argument-names name key
    set -l mode default
    test -z "$fish_bind_mode"; or set mode $fish_bind_mode
    set -l bindings _kimi_taken_$name
    set bindings $$bindings
    set -l at (contains --index -- $mode $_kimi_modes); or set at 1
    test -z "$bindings[$at]"; and _kimi_find_preset $key; or printf '%s\n' $bindings[$at]
end

# Prints fish's own binding of a key in this mode, or nothing. It is asked for when it is needed: the user may have gone from one set of
# keys to the other.
function _kimi_find_preset --argument-names key
    set -l mode default
    test -z "$fish_bind_mode"; or set mode $fish_bind_mode
    bind --preset -M $mode -- $key 2>/dev/null
    return 0
end

# Runs binding $1, a line as fish lists them, or the action $2 for none.
function _kimi_run_binding --argument-names binding own
    set -l words bind
    test -z "$binding"; or eval "set words $binding"
    set -e words[1]
    set -l next
    while string match -q -- '-*' $words[1]
        test $words[1] = -m; and set next $words[2]
        contains -- $words[1] -m -M; and set -e words[1]
        set -e words[1]
    end
    set -e words[1] # the key
    set -q words[1]; or set words $own
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
    # A look at the name takes fish a sixth of a call, and every prompt comes here.
    set -q _kimi_taken_escape; and _kimi_give_back escape \e
    set -q _kimi_taken_interrupt; and _kimi_give_back interrupt \cc
    return 0
end

# ---------------------------------------------------------------- the daemon

# Prints the name or path of the program, which need not be there.
function _kimi_find_program
    if test -n "$KIMI_BIN"
        echo $KIMI_BIN
    else
        echo kimi
    end
end

# Starts the daemon in the background, makes it create this shell's fifos, and wakes the shell, since fish has no timer.
function _kimi_reach
    set -l program (_kimi_find_program)
    if not command -q $program
        _kimi_fail "no daemon, and no program $program to start one: set KIMI_BIN"
        return
    end
    # The file is made anew or not at all (>?), without the process that mktemp would be.
    set -l directory /tmp
    test -n "$TMPDIR"; and set directory $TMPDIR
    set -l file $directory/kimi-(path basename $_kimi_pair)-(random)
    if not test -w $directory; or test -e $file -o -L $file; or not true >?$file
        _kimi_fail 'the daemon cannot be started: no room for temporary files'
        return
    end
    set -g _kimi_helper $file
    set -g _kimi_tries 40 # 10 s
    _kimi_say "starting$_kimi_ellipsis Esc cancels"
    command sh -c '
        exec 3>&1 >"$1" 2>&1
        if "$2" daemon start; then
            [ -p "$3/control" ] && printf "%s\0" "$5" 1<>"$3/control"
            # Each look is a process: a hundred shells that look more often keep the daemon from its work.
            for pause in 0.05 0.1 0.2 0.4 0.8 1.6; do [ -p "$4.a" ] || sleep "$pause"; done
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
        # The daemon has not made the fifos yet: a report of the terminal makes fish try again. A crowd of shells that tries again at
        # once keeps the daemon from its work.
        test $_kimi_tries -gt 37; or command sleep 0.25
        set -g _kimi_tries (math $_kimi_tries - 1)
        printf '\e[5n' >/dev/tty
        return
    end
    set -l reason $_kimi_deaf
    # A daemon that runs has had no processor time to make the fifos.
    test -n "$_kimi_daemon"; and test -d /proc/$_kimi_daemon; and not _kimi_is_deaf; and set reason "the daemon is busy: $_kimi_key_name asks again"
    test -s $_kimi_helper; and read reason <$_kimi_helper
    set -g _kimi_helper
    test $_kimi_state = asking; or return
    if test -n "$_kimi_is_linked"
        _kimi_post
    else
        _kimi_fail (string replace -r '^kimi: ' '' -- $reason)
    end
end

# ---------------------------------------------------------------- the end of a line

# At the end of a line forgets the message above its prompt, which is now ordinary text on the screen.
function _kimi_forget
    set -g _kimi_notices
    set -g _kimi_message
    set -g _kimi_is_clearing
    set -q _kimi_abbreviations[1]; and _kimi_free_abbreviations
    _kimi_drop_grey
    _kimi_unwatch_line
    _kimi_cancel
    _kimi_unwrap
end
