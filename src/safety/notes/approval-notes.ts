// Notes below a command that is to be approved: facts that the user should know besides its bytes. They are made from what is on this
// machine, never from the model's words.

import { findOtherHands } from '../rules/other-hands.ts'
import { classifyCommand } from '../lines/line-risk.ts'
import { holdsUnshown } from '../text/exact-text.ts'
import { describeHosts } from '../text/host-names.ts'
import { findLookalike } from '../text/lookalikes.ts'
import { nameCharacter } from '../text/sanitiser.ts'
import { describeDeletion, listDeleted } from './deletion-count.ts'
import { describeLinks } from './link-targets.ts'

export interface NotedAct {
  kind: 'command' | 'edit' | 'read' | 'url' | 'other'
  /** The command, the path, the URL. */
  value: string
}

/** A command of so many characters is worth a word: its end may be far from its beginning. */
const LONG_CHARACTERS = 1_000

/** The lines about one act, the most important first. `ensureGrammar()` must have been awaited for a command. */
export async function describeAct({ kind, value }: NotedAct, place: { cwd: string; home: string }): Promise<string[]> {
  if (kind === 'url') return describeHosts(value)
  if (kind !== 'command') return describeName(value)
  const { labels } = classifyCommand(value, 'bash')
  const isReader = labels.includes('safe-readonly')
  const hands = isReader ? null : findOtherHands(value)
  const deletion = isReader ? null : await describeDeletion(value, place)
  const lines = value.split('\n').length
  return [
    ...(deletion === null ? [] : [deletion]),
    ...(hands === null
      ? []
      : [`makes another program act (${hands}): what that does is no longer known as the agent's`]),
    ...(isReader ? [] : describeLinks(value, place.cwd)),
    ...describeHosts(value, labels.includes('network')),
    ...describeName(value),
    ...(value.length > LONG_CHARACTERS
      ? [`${value.length.toLocaleString('en')} characters in ${lines} ${lines === 1 ? 'line' : 'lines'}`]
      : []),
  ]
}

/**
 * The present targets of the names in a command, as a text to compare: the files that its patterns find to delete, and links out of the folder. A
 * text that has changed while a question stood means another act than the one that was shown. '' for all but commands.
 */
export function lookAtGround({ kind, value }: NotedAct, place: { cwd: string; home: string }): string {
  return kind === 'command' ? JSON.stringify([listDeleted(value, place), describeLinks(value, place.cwd)]) : ''
}

function describeName(text: string): string[] {
  const lookalike = findLookalike(text)
  return [
    ...(holdsUnshown(text) ? ['holds characters that are not seen: they are named as <U+…>'] : []),
    ...(lookalike === null ? [] : [`holds ${nameCharacter(lookalike)}, which only looks like another character`]),
  ]
}
