# kimi.fish: Ctrl-X in fish. The line goes to the daemon, proposed commands come back into the command line. fish takes its time to
# parse a file, so this one only has kimi-prompt.fish, the wire and the hooks, read before the first prompt. All else is in
# kimi-key.fish, kimi-screen.fish and kimi-next.fish, which are read when one of their functions is called first.
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
if not status is-interactive; or set -q INSIDE_EMACS[1]
    return 0
end
if not test -t 0; and test -r /proc/$fish_pid/stat; and string match -rq '\) \S \d+ \d+ \d+ 0 ' </proc/$fish_pid/stat
    return 0
end
if test -n "$KIMI_DISABLE"; or set -q _kimi_source
    return 0
end
if test "$TERM" = dumb
    set -q KIMI_KEY; or source (status dirname)/kimi-dumb.fish
    return 0
end
switch $version
    case '0.*' '1.*' '2.*' '3.0.*' '3.1.*' '3.2.*' '3.3.*' '3.4.*' '3.5.*'
        printf 'kimi: Ctrl-X needs fish 3.6 or later, and this is %s\n' $version >&2
        return 0
end

function _kimi_begin
    functions --erase _kimi_on_start
    source $_kimi_source/kimi-prompt.fish
end

# By the first prompt fish and the user have bound their keys.
function _kimi_on_start --on-event fish_prompt
    _kimi_begin
    _kimi_on_prompt
end

function _kimi_unload
    _kimi_begin
    _kimi_unload
end

set -g _kimi_source (status dirname)
# KIMI_KEY may be set for the start-up alone, as where a session owns this fish.
set -q KIMI_KEY; and set -g _kimi_wanted_key "$KIMI_KEY"
string match -q '/*' -- $_kimi_source; or set _kimi_source $PWD/$_kimi_source
# Sourced by hand, from a key perhaps: the next key comes before the next prompt.
functions -q __fish_on_interactive; or _kimi_begin
