// The commands that the user ran at a shell's prompt, with their status, as its agent reads them: each is told once.

import { redactSecrets } from '../../safety/text/redaction.ts'
import type { RecentCommand } from '../../suggest/prompt-question.ts'
import type { Shell } from './shell-state.ts'

const COMMAND_CHARS = 300

/** The returned function describes the commands that it has not described before; '' when there is no such command. */
export function createShellDigest(): (shell: Shell) => string {
  const described = new WeakSet<RecentCommand>()
  return ({ recent }) => {
    const fresh = recent.filter((command) => !described.has(command))
    for (const command of fresh) described.add(command)
    if (fresh.length === 0) return ''
    const lines = fresh.map(({ command, status }) => {
      const shown = redactSecrets(command.slice(0, COMMAND_CHARS))
      return `$ ${shown}${status === 0 ? '' : `  (status ${status})`}`
    })
    return `Meanwhile the user ran at the prompt:\n${lines.join('\n')}`
  }
}
