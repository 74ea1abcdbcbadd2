# kimi-screen.fish: the message above the prompt in fish, how it is printed and goes away, and the notices of tasks. Read with
# kimi-key.fish, whose names it shares.

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
    set -l edits '(?:[a-z-]+ )*?[a-z-]*(?:insert|abbr|kill|delete|undo|redo|yank|transpose|case|capitalize|history|accept|complete)[a-z-]*'
    set -l scripts 'up-or-search|down-or-search|fish_clipboard_paste|__fish_stop_bracketed_paste|__fish_toggle_comment_commandline'
    # Alt-Enter, Alt-P, Alt-S, Alt-E, Alt-D, Ctrl-Space: whole scripts of fish, quoted in the list of bindings.
    set -l written '.*(?:commandline.? -i|commandline -f kill-word|fish_commandline_prepend|__fish_paginate|edit_command_buffer).*'
    set -l bound (bind --user)
    set -l users (string replace -rf "^bind $key .*" '$1$3' -- $bound)
    for line in (string match -- '* undo' $bound) (bind --preset | string match -rv -- '-M paste .*insert')
        set -l parts (string match -rg "^bind (?:--preset )?+$key ($edits(?: [a-z-]+)*|$scripts|$written)\$" -- $line); or continue
        if not string match -q 'bind --preset *' -- $line
            set -ga _kimi_undoers $line
        else if contains -- $parts[1]$parts[3] $users
            continue
        end
        set -l action "_kimi_edit; commandline -f $parts[4]"
        if string match -rq "^($scripts)\$" -- $parts[4]
            set action "_kimi_edit; $parts[4]"
        else if string match -rq "^($written)\$" -- $parts[4]
            string match -q -- '*-M paste*' $parts[1]; and continue
            eval "set -l script $parts[4]"
            set -q script[2]; and continue # fish 3.6 runs no binding of several scripts
            set action "_kimi_edit; $script"
        else if test $parts[3] = "''"
            # Takes this binding away, and fish then looks for another one of the character, in the mode that stands.
            set action _kimi_edit
            set parts[2] ''
        else if string match -q "'?'" -- $parts[3]; and string match -q 'self-insert*' -- $parts[4]
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
    test -z "$_kimi_notices$_kimi_message$_kimi_is_agent"; or _kimi_drop_grey
    _kimi_wrap
    # Agent mode's message is about the mode, and stays with it.
    if test -n "$_kimi_message" -a -z "$_kimi_is_agent"; and not contains -- $_kimi_state asking ready
        _kimi_watch_line
    else
        _kimi_unwatch_line
    end
    set -g _kimi_is_redrawing 1
    commandline -f repaint
end

# Wraps the user's prompt only while there is a message above it. The prompt's output is kept for the times that kimi draws it again,
# so that the prompt's processes do not run then. When others have it drawn again, as a prompt that is computed in the background, a
# binding that shortens it at Enter, or another width of the window, it may say something else: then it runs.
function _kimi_wrap
    if test -z "$_kimi_notices$_kimi_message$_kimi_is_agent$_kimi_is_clearing$_kimi_grey"
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
    set -e _kimi_is_redrawing
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
    set -g _kimi_mode_text
    functions -q _kimi_users_fish_mode_prompt; and set _kimi_mode_text "$(string join '' -- (_kimi_users_fish_mode_prompt))"
    printf %s $_kimi_mode_text
    if not set -q _kimi_prompt_text; or not set -q _kimi_is_redrawing
        set -g _kimi_prompt_text "$(_kimi_return $last_status; _kimi_users_fish_prompt)"
    end
    set -e _kimi_is_redrawing
    printf %s $_kimi_prompt_text
    test -z "$_kimi_is_agent"; or printf %s $_kimi_agent_sign
end

function _kimi_return --argument-names code
    return $code
end

# ---------------------------------------------------------------- notices of tasks, and Tab

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
    test "$parts" = "$KIMI_TASKS"; or set -e _kimi_prompt_text # the prompt may show it
    set -gx KIMI_TASKS "$parts"
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
