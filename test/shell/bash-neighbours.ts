// Stand-ins of ours for what other programs do to bash to hear of commands: they count how often their own hooks run.

/**
 * bash-preexec's rules in short: a command is what the DEBUG trap sees first after the last part of PROMPT_COMMAND, unless
 * it stands in PROMPT_COMMAND or has no terminal. `ran` holds the commands, `asked` a dot for each prompt.
 */
export const PREEXEC = `
bash_preexec_imported=defined ran= asked= ready=
own_precmd() { local f; for f in "\${precmd_functions[@]}"; do $f; done; asked+=.; }
own_debug() {
  [[ -t 1 && -z \${READLINE_POINT-} && -n $ready ]] || return 0
  ready=
  [[ $'\\n'$PROMPT_COMMAND$'\\n' != *$'\\n'"$BASH_COMMAND"$'\\n'* ]] || return 0
  ran+="<$BASH_COMMAND>"
}
own_ready() { ready=1; }
own_install() {
  PROMPT_COMMAND=\${PROMPT_COMMAND/own_install/own_precmd}
  PROMPT_COMMAND+=$'\\nown_ready'
  trap own_debug DEBUG
  own_precmd
  own_ready
}
declare -ft own_install
PROMPT_COMMAND=\${PROMPT_COMMAND:+$PROMPT_COMMAND$'\\n'}own_install
`

/** starship's rules in short: the first command after its prompt hook starts the clock. */
export const STARSHIP = `
ran= asked= ready=
own_preexec() { [[ -z $ready ]] || ran+="<$BASH_COMMAND>"; ready=; }
own_precmd() { asked+="$?."; ready=1; }
trap own_preexec DEBUG
PROMPT_COMMAND=own_precmd
`
