// The one command that an answer offers: a fenced block of a shell that holds a single line, and no second such block.

import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import type { TurnState } from './turn-state.ts'

const FENCE = /^[ \t]*(`{3,}|~{3,})[ \t]*(\S*)[^\n]*\n([^]*?)\n[ \t]*\1[`~]*[ \t]*$/gm
const SHELLS = ['sh', 'bash', 'zsh', 'fish', 'shell', 'console', 'shell-session']

/** The command of the last answer of a turn; null for none or several, and for one with characters that cannot be seen. */
export function offeredCommand({ items }: TurnState): string | null {
  const answer = items.findLast((item) => item.kind === 'text' && !item.isDiscarded)
  return answer?.kind === 'text' ? commandOf(answer.text) : null
}

/** The same of Markdown. A `$ ` in front of it is a prompt, and no part of the command. */
export function commandOf(markdown: string): string | null {
  const blocks = [...markdown.matchAll(FENCE)].filter(({ 2: language = '' }) => SHELLS.includes(language.toLowerCase()))
  if (blocks.length !== 1) return null
  const command = blocks[0]![3]!.trim().replace(/^\$ /, '')
  return command === '' || command.includes('\n') || sanitiseLine(command, Infinity) !== command ? null : command
}
