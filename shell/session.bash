# shellcheck shell=bash disable=SC2154,SC2016 # the caller sets __kimi_mark; PS0 and PS1 expand their text later
# session.bash: marks for the bash that a kimi session owns (`kimi`, Ctrl-X). Read after the user's own .bashrc, from the private
# start-up file that shell-syntax/session-start.ts writes. The marks are described in session.zsh.
#
# PS0 tells that a command begins, without a process and without a DEBUG trap. bash 4.4 is the first that has it.

# Runs before each prompt. The command's text is read from the history, where it stands when its number has changed.
__kimi_mark_prompt() {
  local last=$? end=$'\a'
  if [[ -n ${__kimi_mark_runs-} ]]; then
    if [[ ${HISTCMD-} != "${__kimi_mark_number-}" ]]; then
      printf '\e]133;L;kimi=%s\a' "$__kimi_mark"
      HISTTIMEFORMAT='' builtin history 1
      printf '\e]133;M;kimi=%s\a' "$__kimi_mark"
    fi
    printf '\e]133;D;%s;kimi=%s\a' "$last" "$__kimi_mark"
  fi
  __kimi_mark_runs='' __kimi_mark_number=${HISTCMD-}
  printf '\e]133;W;kimi=%s\a%s\e]133;M;kimi=%s\a\e]133;A;kimi=%s%s' "$__kimi_mark" "$PWD" "$__kimi_mark" "$__kimi_mark" "$end"
  __kimi_mark_begin
  return 0
} >/dev/tty 2>/dev/null

# Keeps the mark of a command's begin at the end of PS0. The expansion of its first part sets a flag, and shows nothing.
__kimi_mark_begin() {
  [[ ${PS0-} == *"$__kimi_mark_ps0"* ]] || PS0=${PS0-}$__kimi_mark_ps0
}

# Hooks into the prompt: through bash-preexec where that is loaded, since whatever runs behind its last hook counts as a command there;
# where PROMPT_COMMAND is read-only through PS1, which then tells everything but the directory and the command's text.
__kimi_mark_hook() {
  local kind='' # under `set -u` an unset variable has none
  [[ -z ${PROMPT_COMMAND+set} ]] || kind=${PROMPT_COMMAND@a}
  if [[ $kind == *r* ]]; then
    PS1='\[\e]133;D;$?;kimi='$__kimi_mark'\a\e]133;A;kimi='$__kimi_mark'\a\]'${PS1-}
  elif [[ -n ${bash_preexec_imported-}${__bp_imported-} ]]; then
    precmd_functions+=(__kimi_mark_prompt)
  elif (( BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501 )); then
    # Not as the first element, which other programs set as a string. bash keeps $? around each element.
    local -a places=(0 "${!PROMPT_COMMAND[@]}")
    PROMPT_COMMAND[places[${#places[@]} - 1] + 1]=__kimi_mark_prompt
  else
    PROMPT_COMMAND=__kimi_mark_prompt${PROMPT_COMMAND:+$'\n'$PROMPT_COMMAND}
  fi
  return 0
} 2>/dev/null

if (( BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 404 )); then
  shopt -s promptvars
  __kimi_mark_void='' __kimi_mark_runs='' __kimi_mark_number=''
  __kimi_mark_ps0='${__kimi_mark_void:$((__kimi_mark_runs=1,0)):0}\e]133;C;kimi='$__kimi_mark'\a'
  __kimi_mark_begin
  __kimi_mark_hook
else
  printf 'kimi: the shell mode needs bash 4.4 or later, and this is %s\n' "$BASH_VERSION" >&2
  exit 1
fi
