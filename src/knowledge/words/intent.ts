// The form of an intent, and the reader of the tables of intents.
//
// A line is `phrase ; phrase => command || command ## explanation`. Phrases hold typed slots (`{file}`), commands the
// same slots, with an optional default (`{dir|.}`). A slot without a value is left as `<file>`.

import { excludes } from './sense/negations.ts'
import { isSlot, slotKind } from './slot-kinds.ts'
import type { SlotKind } from './slot-kinds.ts'
import { canonicalStem, isEmptyWord } from './vocabulary.ts'

export interface Slot {
  /** As written: `file`, `file2`. */
  name: string
  kind: SlotKind
  /** Words of the phrase right before and after the slot, lower case: its cues. */
  before: string
  /** The stem of the word before. */
  beforeStem: string
  after: string
}

export interface Phrase {
  stems: string[]
  slots: Slot[]
  intent: Intent
  /** True when the phrase excludes something, as "without" and "except" do. */
  excludes: boolean
}

export interface Intent {
  commands: string[]
  explanation: string
  /** The slots of the commands. A phrase that does not hold one of them takes its value where the request shows it. */
  slots: Slot[]
  /** The phrases as written, and those that were read already. */
  texts: string[]
  read: (Phrase | undefined)[]
}

/** @throws on a line that it cannot read, which is a mistake in the tables */
export function readIntent(line: string): Intent {
  const [head, tail] = line.split(' => ')
  if (head === undefined || tail === undefined) throw new Error(`intents: cannot read "${line}"`)
  const [commands = '', explanation = ''] = tail.split(' ## ')
  const names = new Set(
    [...commands.matchAll(/\{(\w+)(?:\+1)?(?:\|[^}]*)?\}/g)].map((match) => match[1] ?? '').filter(isSlot),
  )
  return {
    commands: commands.split(' || ').map((item) => item.trim()),
    explanation: explanation.trim(),
    slots: [...names].map((name) => ({ name, kind: slotKind(name), before: '', beforeStem: '', after: '' })),
    texts: head.split(' ; '),
    read: [],
  }
}

/** The words of a phrase, slots among them. Phrases are written as `joinWords` and `stripContext` leave requests. */
export const readWords = (text: string): string[] => text.trim().split(' ')
const slotOf = (word: string): string | undefined => /^\{(\w+)\}$/.exec(word)?.[1]

/** The stems of words, without slots and empty words. */
export const stemsOf = (words: readonly string[]): string[] =>
  words
    .filter((word) => slotOf(word) === undefined && !isEmptyWord(word))
    .map((word) => canonicalStem(word.toLowerCase()))

/** True when a phrase of the intent holds the word or its stem; nothing is cut for it, since a request asks it thousandfold. */
export const isSaid = ({ texts }: Intent, word: string, stem: string): boolean =>
  texts.some((text) => text.includes(word) || text.includes(stem))

/** The phrase of an intent, read when it is asked for. @throws for a slot without a kind */
export function readPhrase(intent: Intent, place: number): Phrase {
  const known = intent.read[place]
  if (known) return known
  const words = readWords(intent.texts[place] ?? '')
  const slots = words.flatMap((word, i): Slot[] => {
    const name = slotOf(word)
    if (name === undefined) return []
    const plain = (item: string | undefined): string => (item === undefined || item.startsWith('{') ? '' : item)
    const before = plain(words[i - 1])
    return [{ name, kind: slotKind(name), before, beforeStem: canonicalStem(before), after: plain(words[i + 1]) }]
  })
  return (intent.read[place] = { stems: stemsOf(words), slots, intent, excludes: excludes(words) })
}
