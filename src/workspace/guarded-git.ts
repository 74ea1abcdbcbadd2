// The options and variables with which git reads a repository but runs nothing that the repository configures: no hook, file
// watcher, pager, signature check or transport. Filters are not covered: do not ask git for the state or a diff of changed files.

/** To stand before git's subcommand. */
export const GIT_GUARD_OPTIONS: readonly string[] = [
  ...[
    'core.fsmonitor=false',
    'core.hooksPath=/dev/null',
    'log.showSignature=false',
    // A partial clone would fetch missing objects through any command that its configuration names.
    'protocol.allow=never',
  ].flatMap((setting) => ['-c', setting]),
  '--no-pager',
  '--no-optional-locks',
]

const GUARD_VARIABLES = { GIT_ALLOW_PROTOCOL: '', GIT_NO_LAZY_FETCH: '1', GIT_TERMINAL_PROMPT: '0' }

/** The environment without variables that direct git elsewhere, and with those that keep it from fetching and asking. */
export function guardGitEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !name.startsWith('GIT_'))
  return { ...Object.fromEntries(kept), ...GUARD_VARIABLES }
}
