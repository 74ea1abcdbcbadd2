// Tells from the exit status of a proposal whether it has failed, or has answered: 1 is what `grep` says of no match, and what tests say of
// the project.

import { findProgram, splitCommands } from '../../shell-syntax/shell-words.ts'
import { longPattern } from '../../sys/words/long-pattern.ts'

/** A program that does not exist, or cannot be run. */
const CANNOT_RUN: ReadonlySet<number> = new Set([126, 127])
/** From this status on a signal has ended the command: Ctrl-C, or the end of who read its output. */
const BY_SIGNAL = 128

/** Programs whose status 1 says what they have found, or that some of it could not be read, and systemctl, whose 3 says that nothing runs. */
const ANSWERS =
  /^(?:e?grep|fgrep|z?grep|rg|ag|ack|diff|cmp|comm|test|\[|\[\[|pgrep|pidof|find|du|ls|which|type|command|systemctl|ping|nc|lsof|fuser|expr|let)$/
/** Programs that run what the project holds: they fail by what they find there. */
const RUNS = longPattern()`
  ^(?:npm|npx|yarn|pnpm|bun|node|deno|make|just|task|cargo|go|mvn|gradle|gradlew|python\d?|pytest|tox|ruby|bundle|rake|php|composer|perl
  |bash|sh|zsh|fish|docker|terraform|tsc|eslint|mypy|ruff|shellcheck)$
`

/**
 * Tells in which directory the failure of a proposal that was run counts: '' for all, as where its program is not there; `here`, when it
 * failed by what lies in the directory; undefined where it has not failed.
 * @param isRepair true for a proposal to a failed command, whose own failure may be that of the work it does
 */
export function failedIn(
  { command, status, cwd = '' }: { command: string; status: number; cwd?: string | undefined },
  isRepair: boolean,
): string | undefined {
  if (CANNOT_RUN.has(status)) return ''
  if (isRepair || status === 0 || status > BY_SIGNAL || cwd === '') return undefined
  const { words = [] } = splitCommands(command).at(-1) ?? {}
  const program = words[findProgram(words)]?.value ?? ''
  if (RUNS.test(program) || program.includes('/')) return undefined
  return (status === 1 || (status === 3 && program === 'systemctl')) && ANSWERS.test(program) ? undefined : cwd
}
