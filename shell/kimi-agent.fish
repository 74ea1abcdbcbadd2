# kimi-agent.fish: agent mode in fish. Ctrl-X on an empty line puts a mark behind the prompt; while it stands there, Enter
# sends the line as a turn of this shell's own session. The words are never parsed by fish and never in its history.
#
# fish itself runs the turn, as a command with a leading blank that it keeps out of its history: so the terminal is in
# order, and the next prompt is drawn below what was said. A turn is shown by `kimi agent-turn`, which reads the words
# from stdin and the keys from the terminal. Sourced by kimi.fish, whose names it shares.

function _kimi_agent_begin
    set -g _kimi_is_agent 1
    _kimi_take enter \r _kimi_agent_send
    _kimi_take newline \n _kimi_agent_send
    _kimi_take leave \cd _kimi_agent_end_of_file
end

# Leaves agent mode; the typed words stay as a command line.
function _kimi_agent_end
    set -g _kimi_is_agent
    _kimi_give_back enter \r
    _kimi_give_back newline \n
    _kimi_give_back leave \cd
end

function _kimi_agent_send
    set -g _kimi_words "$(commandline -b)"
    string match -rq '\S' -- $_kimi_words; or return
    commandline --replace ' _kimi_agent_turn'
    commandline -f execute
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

# Prints the words over the command line that fish has drawn for the command which runs this function.
function _kimi_agent_turn
    set -l last_status $_kimi_status
    set -l mode
    functions -q _kimi_users_fish_mode_prompt; and set mode "$(string join '' -- (_kimi_users_fish_mode_prompt))"
    set -l prompt $mode(string split \n -- $_kimi_prompt_text)[-1]$_kimi_agent_sign
    set -l width (string length --visible -- "$prompt _kimi_agent_turn")
    set -l words (string replace -ar '[\x00-\x1f\x7f-\x9f]' ' ' -- (string split \n -- $_kimi_words))
    printf '\e[%dA\r\e[J%s%s\n' (math "1 + floor($width / $COLUMNS)") $prompt "$(string join \n -- $words)"
    set -l program kimi
    test -n "$KIMI_BIN"; and set program $KIMI_BIN
    printf '%s\n' $_kimi_words | command $program agent-turn --shell-pid $fish_pid --work-dir $PWD 2>/dev/tty
    printf '\n'
    return $last_status
end

set -g _kimi_agent_sign 'kimi> '
test -z "$_kimi_is_utf8"; or set -g _kimi_agent_sign \u2728' '
