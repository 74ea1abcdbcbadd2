# kimi-dumb.bash: the key in a terminal that cannot move its cursor (TERM=dumb). No proposal can be drawn there: the first press says so
# in one line.
# shellcheck shell=bash

_kimi_explain() {
  [[ -z ${_kimi_is_explained-} ]] || return 0
  _kimi_is_explained=1
  builtin printf '%s\n' 'kimi: Ctrl-X cannot draw with TERM=dumb; kimi suggest WORDS answers here too'
}

bind -x '"\e[7711~": _kimi_explain'
bind '"\C-x": "\e[7711~"'
