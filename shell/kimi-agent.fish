# kimi-agent.fish: agent mode in fish. Ctrl-X on an empty line puts a mark behind the prompt; while it stands there, Enter
# sends the line as a turn of this shell's own session. The words are never parsed by fish and never in its history.
#
# Enter runs an empty line, and the turn is a part of the next prompt: so the terminal is in order, the prompt is drawn
# below what was said, and no command of ours is in the history, not even for a moment. A turn is shown by `kimi
# agent-turn`, which reads the words from stdin and the keys from the terminal. Sourced by kimi.fish, whose names it
# shares.

function _kimi_agent_begin
    set -g _kimi_is_agent 1
    set -g _kimi_agent_at 0
    _kimi_take enter \r _kimi_agent_send
    _kimi_take newline \n _kimi_agent_send
    _kimi_take leave \cd _kimi_agent_end_of_file
    for at in 1 2 3
        _kimi_take up$at $_kimi_agent_ups[$at] _kimi_agent_up
        _kimi_take down$at $_kimi_agent_downs[$at] _kimi_agent_down
    end
    # vi's normal mode has letters for this; one that the user has bound is left alone.
    for letter in k j
        bind --user -M default -- $letter >/dev/null 2>&1; and continue
        string match -rq ' (up|down)-or-search$' -- (bind --preset -M default -- $letter 2>/dev/null); or continue
        set -l action _kimi_agent_up
        test $letter = k; or set action _kimi_agent_down
        _kimi_take agent_$letter $letter $action default
    end
    # fish would suggest commands behind words.
    set -g _kimi_agent_suggests unset
    set -qg fish_autosuggestion_enabled; and set -g _kimi_agent_suggests $fish_autosuggestion_enabled
    set -g fish_autosuggestion_enabled 0
    _kimi_agent_still_abbreviations
    _kimi_agent_hint
end

# An abbreviation would change words for the agent, at a blank or at Enter: while the mark stands each stands for itself. It is replaced
# and not erased, as in _kimi_still_abbreviations.
function _kimi_agent_still_abbreviations
    _kimi_free_abbreviations
    set -g _kimi_agent_abbreviations (abbr --show)
    for name in (abbr --list)
        abbr --add -- $name $name
    end
end

function _kimi_agent_hint
    _kimi_say "to the agent: Enter sends, $_kimi_key_name or Ctrl-D leaves"
end

# Leaves agent mode; the typed words stay as a command line.
function _kimi_agent_end
    set -g _kimi_is_agent
    # fish leaves a row behind when the prompt loses one: the line above it stays.
    test -z "$_kimi_message"; or _kimi_say 'agent mode is left'
    _kimi_give_back enter \r
    _kimi_give_back newline \n
    _kimi_give_back leave \cd
    for at in 1 2 3
        _kimi_give_back up$at $_kimi_agent_ups[$at]
        _kimi_give_back down$at $_kimi_agent_downs[$at]
    end
    for letter in k j
        _kimi_give_back agent_$letter $letter default
    end
    if test "$_kimi_agent_suggests" = unset
        set -eg fish_autosuggestion_enabled
    else
        set -g fish_autosuggestion_enabled $_kimi_agent_suggests
    end
    for definition in $_kimi_agent_abbreviations
        eval $definition
    end
    set -e _kimi_agent_abbreviations
    test -z "$_kimi_is_guarded"; or _kimi_guard_enter
end

function _kimi_agent_send
    set -l words "$(commandline -b)"
    string match -rq '\S' -- $words; or return
    set -g _kimi_agent_entered # the key leaves from now on
    if string match -rq '^\s*/(exit|quit)\s*$' -- $words
        commandline --replace ''
        _kimi_agent_end
        _kimi_draw
        return
    end
    set -l program (_kimi_find_program)
    if not command -q $program
        _kimi_say "no program $program to send this with: set KIMI_BIN"
        _kimi_draw
        return
    end
    _kimi_await_reports; or return
    commandline --replace ''
    set -g _kimi_words $words
    # In vi's normal mode fish's own Enter also goes back to insert mode.
    _kimi_run_binding "$(_kimi_find_preset \r)" execute
end

# Leaves agent mode at Ctrl-D on an empty line.
function _kimi_agent_end_of_file
    if test -n "$(commandline -b)"
        commandline -f delete-char
        return
    end
    _kimi_agent_end
    _kimi_draw
end

# Runs the turn that Enter has asked for, when fish begins a prompt. The words are printed over the empty line.
function _kimi_agent_turn
    set -l said $_kimi_words
    set -g _kimi_words
    set -g _kimi_agent_at 0
    set -l mode
    functions -q _kimi_users_fish_mode_prompt; and set mode "$(string join '' -- (_kimi_users_fish_mode_prompt))"
    # After Ctrl-C the prompt was drawn before it was wrapped.
    set -q _kimi_prompt_text; or set -g _kimi_prompt_text "$(_kimi_users_fish_prompt)"
    set -l prompt (string split \n -- $mode$_kimi_prompt_text)[-1]$_kimi_agent_sign # the mode stands before the first row
    set -l width (string length --visible -- "$prompt")
    set -l words (string replace -ar '[\x00-\x1f\x7f-\x9f]' ' ' -- (string split \n -- $said))
    printf '\e[%dA\r\e[J%s%s\n' (math "1 + floor($width / $COLUMNS)") $prompt "$(string join \n -- $words)"
    set -l program (_kimi_find_program)
    _kimi_send exec
    # A high descriptor: fish opens the terminal at a low one, and would put the pipe over it.
    set -l reply (printf '%s\n' $said | command $program agent-turn --shell-pid $fish_pid --work-dir $PWD --state-fd 60 60>&1 >/dev/tty 2>/dev/tty)
    set -g _kimi_is_told
    set -g _kimi_command
    printf '\n'
    # fish has switched the marks of a paste on before its prompt, and the program has switched them off: without them fish would run
    # the lines of a paste as they come.
    printf '\e[?2004h' >/dev/tty
    set -q reply[1]; or return
    _kimi_agent_name_mode $reply[1]
    set -e reply[1]
    set -q reply[1]; or return
    set -g _kimi_unsent "$(string join \n -- $reply)" # typed during the turn, and not sent
end

# Names a mode of the session in the mark; the usual one is not named.
function _kimi_agent_name_mode --argument-names mode
    set -l name
    switch $mode
        case bypass
            set name 'yolo: '
        case auto
            set name 'afk: '
        case plan
            set name 'plan: '
        case accept-edits
            set name 'edits: '
    end
    set -g _kimi_agent_sign "$_kimi_agent_usual_sign$name"
end

# ---------------------------------------------------------------- what was said before

function _kimi_agent_up
    if commandline --paging-mode; or test (commandline -L) != 1
        commandline -f up-line
    else
        _kimi_agent_recall 1
    end
end

function _kimi_agent_down
    if commandline --paging-mode; or test (commandline -L) != (commandline -b | count)
        commandline -f down-line
    else
        _kimi_agent_recall -1
    end
end

# Goes $by entries back, and to the words of before behind the last one.
function _kimi_agent_recall --argument-names by
    if test $_kimi_agent_at = 0
        test $by = 1; or return
        set -g _kimi_agent_draft "$(commandline -b)"
        _kimi_agent_read_said
    end
    set -l at (math $_kimi_agent_at + $by)
    test $at -le (count $_kimi_agent_said); or return
    set -g _kimi_agent_at $at
    if test $at = 0
        commandline --replace -- $_kimi_agent_draft
    else
        set -l index (math (count $_kimi_agent_said) + 1 - $at)
        set -l words (string replace -a '\\"' '"' -- $_kimi_agent_said[$index])
        set words "$(printf %b $words)"
        commandline --replace -- $words
    end
end

# Reads what was said to the agent in this directory, in any shell: a file in Kimi CLI's format, named by a hash.
function _kimi_agent_read_said
    set -g _kimi_agent_said
    set -l hash
    for program in md5sum md5
        command -q $program; or continue
        set hash (printf %s (pwd -P) | command $program | string split ' ')
        break
    end
    set -l share $HOME/.kimi
    test -n "$KIMI_SHARE_DIR"; and set share $KIMI_SHARE_DIR
    set -l file $share/user-history/$hash[1].jsonl
    test -r $file; or return
    set -g _kimi_agent_said (string match -rg '^\{"content": *"(.*)"\}$' <$file)
end

set -g _kimi_agent_usual_sign 'kimi> '
test -z "$_kimi_is_utf8"; or set -g _kimi_agent_usual_sign \u2728' '
set -g _kimi_agent_sign $_kimi_agent_usual_sign
set -g _kimi_agent_ups \e\[A \eOA \cp
set -g _kimi_agent_downs \e\[B \eOB \cn
if string match -q '[4-9]*' -- $version
    set _kimi_agent_ups[1] up
    set _kimi_agent_downs[1] down
end
