# kimi-dumb.zsh: the key in a terminal that cannot move its cursor (TERM=dumb). No proposal can be drawn there: the first press says so in
# one line.

_kimi_explain() {
  emulate -L zsh
  [[ -z ${_kimi_is_explained-} ]] || return 0
  typeset -g _kimi_is_explained=1
  zle -I
  print -r -- 'kimi: Ctrl-X cannot draw with TERM=dumb; kimi suggest WORDS answers here too'
}

if [[ -n ${KIMI_KEY-^X} ]]; then
  zle -N _kimi-explain _kimi_explain
  bindkey -- "${KIMI_KEY-^X}" _kimi-explain
fi
