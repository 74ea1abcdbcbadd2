# For plugin managers: loads kimi.zsh, with the program of this checkout unless KIMI_BIN says otherwise.
[[ -x ${${(%):-%x}:A:h:h}/dist/kimi ]] && : ${KIMI_BIN:=${${(%):-%x}:A:h:h}/dist/kimi}
source ${${(%):-%x}:A:h}/kimi.zsh
