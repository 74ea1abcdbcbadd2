# session.zsh: marks for the zsh that a kimi session owns (`kimi`, Ctrl-X). Read after the user's own .zshrc, from the private start-up
# files that shell-syntax/session-start.ts writes.
#
# A mark is OSC 133 with the secret id of this shell, which its programs never learn: A the prompt begins, C a command's output begins,
# D;STATUS the command has ended. Between L and M stands the command's text, between W and M the working directory, as they are; the
# daemon takes them out of the output (src/session/user-shell/mark-scanner.ts).
#
# The caller sets __kimi_mark, and reads this file under zsh's own options without aliases, which the functions keep.

# Runs before each prompt; the first of the hooks, since it tells the status.
__kimi_mark_prompt() {
  local last=$? ended=
  [[ -n ${__kimi_mark_runs-} ]] && ended=$'\e]133;D;'$last";kimi=$__kimi_mark"$'\a'
  typeset -g __kimi_mark_runs=
  print -rn -- $ended$'\e]133;W;kimi='$__kimi_mark$'\a'$PWD$'\e]133;M;kimi='$__kimi_mark$'\a\e]133;A;kimi='$__kimi_mark$'\a' >$TTY
  # A theme that was loaded later may stand in front.
  [[ ${precmd_functions[1]} == __kimi_mark_prompt ]] || precmd_functions=(__kimi_mark_prompt ${precmd_functions:#__kimi_mark_prompt})
} 2>/dev/null

# Runs before each command line, which is $1; $3 is it where the history is off.
__kimi_mark_command() {
  typeset -g __kimi_mark_runs=1
  print -rn -- $'\e]133;L;kimi='$__kimi_mark$'\a'${1:-$3}$'\e]133;M;kimi='$__kimi_mark$'\a\e]133;C;kimi='$__kimi_mark$'\a' >$TTY
} 2>/dev/null

typeset -ga precmd_functions preexec_functions
precmd_functions=(__kimi_mark_prompt $precmd_functions)
preexec_functions+=(__kimi_mark_command)
