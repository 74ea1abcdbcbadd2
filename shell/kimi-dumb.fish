# kimi-dumb.fish: the key in a terminal that cannot move its cursor (TERM=dumb). No proposal can be drawn there: the first press says so
# in one line.

function _kimi_explain
    set -q _kimi_is_explained; and return
    set -g _kimi_is_explained 1
    printf '\n%s\n' 'kimi: Ctrl-X cannot draw with TERM=dumb; kimi suggest WORDS answers here too'
    commandline -f repaint
end

bind \cx _kimi_explain
