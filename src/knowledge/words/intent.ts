// The form of an intent, and the reader of the tables of intents.
//
// A line is `phrase ; phrase => command || command ## explanation`. Phrases hold typed slots (`{file}`), commands the
// same slots, with an optional default (`{dir|.}`). A slot without a value is left as `<file>`.

import { excludes } from './request-sense.ts'
import { isSlot, slotKind } from './slot-kinds.ts'
import type { SlotKind } from './slot-kinds.ts'
import { canonicalStem, isEmptyWord, joinWords, stripContext } from './vocabulary.ts'

export interface Slot {
  /** As written: `file`, `file2`. */
  name: string
  kind: SlotKind
  /** Words of the phrase right before and after the slot, lower case: its cues. */
  before: string
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
  phrases: Phrase[]
  /** The slots of the commands. A phrase that does not hold one of them takes its value where the request shows it. */
  slots: Slot[]
}

/** @throws on a line that it cannot read, which is a mistake in the tables */
export function readIntents(tables: readonly string[]): Intent[] {
  return tables.flatMap((table) =>
    table
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('//'))
      .map(readIntent),
  )
}

function readIntent(line: string): Intent {
  const [head, tail] = line.split(' => ')
  if (head === undefined || tail === undefined) throw new Error(`intents: cannot read "${line}"`)
  const [commands = '', explanation = ''] = tail.split(' ## ')
  const intent: Intent = {
    commands: commands.split(' || ').map((item) => item.trim()),
    explanation: explanation.trim(),
    phrases: [],
    slots: [],
  }
  const names = new Set([...commands.matchAll(/\{(\w+)(?:\|[^}]*)?\}/g)].map((match) => match[1] ?? '').filter(isSlot))
  intent.slots = [...names].map((name) => ({ name, kind: slotKind(name), before: '', after: '' }))
  intent.phrases = head.split(' ; ').map((text) => readPhrase(text.trim(), intent))
  return intent
}

function readPhrase(text: string, intent: Intent): Phrase {
  const words = stripContext(joinWords(text)).split(/\s+/)
  const stems: string[] = []
  const slots: Slot[] = []
  for (const [i, word] of words.entries()) {
    const name = /^\{(\w+)\}$/.exec(word)?.[1]
    if (name !== undefined) {
      const plain = (item: string | undefined): string => (item === undefined || item.startsWith('{') ? '' : item)
      slots.push({ name, kind: slotKind(name), before: plain(words[i - 1]), after: plain(words[i + 1]) })
    } else if (!isEmptyWord(word)) stems.push(canonicalStem(word))
  }
  return { stems, slots, intent, excludes: excludes(words) }
}
