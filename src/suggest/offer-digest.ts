// The last proposals of one shell and their outcomes, in a few short lines that go with its next question: with them the model
// understands "the same for tags" and a question repeated after a wrong proposal.

import { redactSecrets } from '../safety/text/redaction.ts'
import { sanitiseText } from '../safety/text/sanitiser.ts'

const ENTRIES_LIMIT = 3
const WORDS_CHARS = 60
const COMMAND_CHARS = 80

interface Entry {
  id: string
  words: string
  /** Commands by the index of their offer, from 1. */
  commands: string[]
  outcome: string
}

export interface Digest {
  /** Notes a new question; proposals for the one before that were not run count as dropped. */
  noteQuestion(id: string, line: string): void
  noteOffer(id: string, index: number, command: string): void
  /** Notes that a proposal was run; `how` is `run` or `edited`. The edited command itself is not kept. */
  noteUse(id: string, index: number, how: string): void
  /** The answered questions, a line for each, oldest first. */
  lines(): string[]
}

export function createDigest(): Digest {
  const entries: Entry[] = []
  const find = (id: string) => entries.findLast((entry) => entry.id === id)
  return {
    noteQuestion(id, line) {
      const last = entries.at(-1)
      if (last?.commands.length === 0) entries.pop()
      // A line that begins with a blank is private, and never sent again.
      if (/^\s+\S/.test(line)) return
      entries.push({ id, words: shorten(line, WORDS_CHARS), commands: [], outcome: 'dropped' })
      if (entries.length > ENTRIES_LIMIT + 1) entries.shift()
    },
    noteOffer(id, index, command) {
      const entry = find(id)
      if (entry) entry.commands[index] = shorten(command, COMMAND_CHARS)
    },
    noteUse(id, index, how) {
      const entry = find(id)
      const command = entry?.commands[index]
      if (!entry || command === undefined) return
      entry.commands[1] = command
      entry.outcome = how === 'run' ? 'run as proposed' : 'edited, then run'
    },
    lines: () =>
      entries
        .filter(({ commands }) => commands[1] !== undefined)
        .slice(-ENTRIES_LIMIT)
        .map(({ words, commands, outcome }) => `${words || '(fix)'} -> ${commands[1]} (${outcome})`),
  }
}

/** Removes secrets before it cuts: a secret cut in two would no longer be recognised. */
function shorten(text: string, limit: number): string {
  const line = redactSecrets(sanitiseText(text)).replaceAll(/\s+/g, ' ').trim()
  return line.length <= limit ? line : `${line.slice(0, limit - 1).toWellFormed()}…`
}
