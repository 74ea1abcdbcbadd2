// What happened at a shell's prompt, as its agent is told: commands with their status, each of them once.

import { redactSecrets } from '../../safety/text/redaction.ts'
import type { RecentCommand } from '../../suggest/prompt-question.ts'
import type { Shell } from './shell-state.ts'

const COMMAND_CHARS = 300

/** Tells each command once; '' when there is nothing new. */
export function createShellDigest(): (shell: Shell) => string {
  const told = new WeakSet<RecentCommand>()
  return ({ recent }) => {
    const fresh = recent.filter((command) => !told.has(command))
    for (const command of fresh) told.add(command)
    if (fresh.length === 0) return ''
    const lines = fresh.map(({ command, status }) => {
      const shown = redactSecrets(command.slice(0, COMMAND_CHARS))
      return `$ ${shown}${status === 0 ? '' : `  (status ${status})`}`
    })
    return `Meanwhile the user ran at the prompt:\n${lines.join('\n')}`
  }
}
