// The one command that an answer offers: a fenced block of a shell that holds a single line, and no second such block.

import { prepareInsertion } from '../../safety/text/buffer-insertion.ts'
import { fitsAtPrompt, type PromptScreen } from '../../safety/text/prompt-room.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import type { TurnState } from './turn-state.ts'

const FENCE = /^[ \t]*(`{3,}|~{3,})[ \t]*(\S*)[^\n]*\n([^]*?)\n[ \t]*\1[`~]*[ \t]*$/gm
const SHELLS = ['sh', 'bash', 'zsh', 'fish', 'shell', 'console', 'shell-session']

/** The user's own shell may be any of these. */
const USER_SHELLS = ['zsh', 'bash', 'fish'] as const

/**
 * The command of the last answer of a turn, as it may be typed at a prompt on this screen; null for none or several, for one that cannot be
 * seen whole, and for one that a shell would rewrite.
 */
export function offeredCommand({ items }: TurnState, screen: PromptScreen): string | null {
  const answer = items.findLast((item) => item.kind === 'text' && !item.isDiscarded)
  return answer?.kind === 'text' ? commandOf(answer.text, screen) : null
}

/** The same of Markdown. A `$ ` in front of it is a prompt, and no part of the command. */
export function commandOf(markdown: string, screen: PromptScreen): string | null {
  const blocks = [...markdown.matchAll(FENCE)].filter(({ 2: language = '' }) => SHELLS.includes(language.toLowerCase()))
  if (blocks.length !== 1) return null
  const said = blocks[0]![3]!.trim().replace(/^\$ /, '')
  if (said === '' || said.includes('\n') || sanitiseLine(said, Infinity) !== said) return null
  const prepared = USER_SHELLS.map((shell) => prepareInsertion(said, { shell }))
  const [command = null, ...others] = new Set(prepared.map((each) => (each.ok ? each.command : null)))
  return command !== null && others.length === 0 && fitsAtPrompt(command, 'zsh', screen) ? command : null
}
