# session.fish: marks for the fish that a kimi session owns (`kimi`, Ctrl-X). Read after the user's own config.fish, from the private
# start-up file that shell-syntax/session-start.ts writes. The marks are described in session.zsh.
#
# fish tells the status of the command before for a line that ends with `&` or that Ctrl-Z has stopped, and 0 for `fg`: the mark then
# says 148, as the other shells do for a stopped command, or nothing.

function __kimi_mark_prompt --on-event fish_prompt
    printf '\e]133;W;kimi=%s\a%s\e]133;M;kimi=%s\a\e]133;A;kimi=%s\a' $__kimi_mark $PWD $__kimi_mark $__kimi_mark
end

function __kimi_mark_command --on-event fish_preexec
    set -g __kimi_mark_stopped (count (jobs | string match -r '\bstopped\b'))
    printf '\e]133;L;kimi=%s\a%s\e]133;M;kimi=%s\a\e]133;C;kimi=%s\a' $__kimi_mark "$argv[1]" $__kimi_mark $__kimi_mark
end

function __kimi_mark_end --on-event fish_postexec
    set -l last $status
    if test (count (jobs | string match -r '\bstopped\b')) -gt $__kimi_mark_stopped
        set last 148
    else if string match -qr '&\s*$|^\s*fg\b' -- "$argv[1]"
        set last ''
    end
    printf '\e]133;D;%s;kimi=%s\a' "$last" $__kimi_mark
end
