// What one shell was offered lately and what became of it: a few short lines that go with its next question, so that
// "the same for tags" or asking again after a wrong proposal is understood.

import { redactSecrets } from '../safety/text/redaction.ts'
import { sanitiseText } from '../safety/text/sanitiser.ts'

const KEPT = 3
const WORDS_CHARS = 60
const COMMAND_CHARS = 80

interface Entry {
  id: string
  words: string
  /** By index, from 1. */
  commands: string[]
  outcome: string
}

export interface Digest {
  /** A question was asked; what was offered for the one before and not run by then was dropped. */
  asked(id: string, line: string): void
  offered(id: string, index: number, command: string): void
  /** `how` is run or edited. What the user made of it is not kept: the shell tells it, or keeps it to itself. */
  used(id: string, index: number, how: string): void
  /** Oldest first, without a question that was not answered yet. */
  lines(): string[]
}

export function createDigest(): Digest {
  const entries: Entry[] = []
  const find = (id: string) => entries.findLast((entry) => entry.id === id)
  return {
    asked(id, line) {
      const last = entries.at(-1)
      if (last?.commands.length === 0) entries.pop()
      // A line that begins with a blank is private: it is not told again.
      if (/^\s+\S/.test(line)) return
      entries.push({ id, words: shorten(line, WORDS_CHARS), commands: [], outcome: 'dropped' })
      if (entries.length > KEPT + 1) entries.shift()
    },
    offered(id, index, command) {
      const entry = find(id)
      if (entry) entry.commands[index] = shorten(command, COMMAND_CHARS)
    },
    used(id, index, how) {
      const entry = find(id)
      const command = entry?.commands[index]
      if (!entry || command === undefined) return
      entry.commands[1] = command
      entry.outcome = how === 'run' ? 'run as proposed' : 'edited, then run'
    },
    lines: () =>
      entries
        .filter(({ commands }) => commands[1] !== undefined)
        .slice(-KEPT)
        .map(({ words, commands, outcome }) => `${words || '(fix)'} -> ${commands[1]} (${outcome})`),
  }
}

/** Secrets are taken out before the cut, which could make them unrecognisable. */
function shorten(text: string, limit: number): string {
  const line = redactSecrets(sanitiseText(text)).replaceAll(/\s+/g, ' ').trim()
  return line.length <= limit ? line : `${line.slice(0, limit - 1).toWellFormed()}…`
}
