// Requests of the user's own: the words in their order, the names between them.

import type { Candidate } from '../../protocol/proposals.ts'
import { escapeInQuotes, quoteValue } from '../../shell-syntax/word-quoting.ts'
import { readRequest } from '../words/words-request.ts'
import type { Token } from '../words/words-request.ts'
import { canonicalStem, isEmptyWord } from '../words/vocabulary.ts'
import type { OwnIntent } from './addition-files.ts'

/** Who wrote it down for themselves means it: before everything else that is known. */
const SURE = 0.97
const LOST_PER_WORD = 0.15
const MIN_CONFIDENCE = 0.7

/** Commands of the user's own lines that a request means, the surest first. */
export function matchOwn(line: string, cwd: string, intents: readonly OwnIntent[]): Candidate[] {
  const tokens = readRequest(line).tokens
  const out: Candidate[] = []
  for (const intent of intents) {
    if (intent.dir !== undefined && cwd !== intent.dir && !cwd.startsWith(`${intent.dir}/`)) continue
    let best: { values: Map<string, string>; left: number } | null = null
    for (const words of intent.words) {
      const found = alignWords(words, tokens)
      if (found && (!best || found.left < best.left)) best = found
    }
    const confidence = best ? SURE - best.left * LOST_PER_WORD : 0
    if (best && confidence >= MIN_CONFIDENCE)
      out.push({
        command: fill(intent.command, best.values),
        explanation: intent.note,
        source: intent.file,
        confidence,
      })
  }
  return out.toSorted((a, b) => b.confidence - a.confidence)
}

/** Every word of the phrase in its order, a name right where it stands; null when one is missing. */
function alignWords(words: string, tokens: readonly Token[]): { values: Map<string, string>; left: number } | null {
  const values = new Map<string, string>()
  let at = 0
  let left = 0
  for (const word of words.trim().split(/\s+/)) {
    const slot = /^\{([a-z]\w*)\}$/i.exec(word)?.[1]
    if (slot !== undefined) {
      while (tokens[at]?.isStop) at += 1
      const token = tokens[at]
      if (!token) return null
      values.set(slot, token.value)
      at += 1
      continue
    }
    const lower = word.toLowerCase()
    const wanted = canonicalStem(lower)
    const next = tokens.findIndex((token, i) => i >= at && (token.lower === lower || token.stem === wanted))
    // "the", "to" and their like may be left out.
    if (next === -1 && isEmptyWord(lower)) continue
    if (next === -1) return null
    left += tokens.slice(at, next).filter((token) => !token.isStop).length
    at = next + 1
  }
  return { values, left: left + tokens.slice(at).filter((token) => !token.isStop).length }
}

/** `{name}` becomes the value, one word for the shell; without a value it is left as `<name>`. */
export function fill(command: string, values: ReadonlyMap<string, string>): string {
  return command.replace(/(?<!\$)\{([a-z]\w*)\}/gi, (_, name: string, at: number) => {
    const value = values.get(name)
    if (value === undefined) return `<${name.toLowerCase()}>`
    const before = command.slice(0, at)
    if ((before.split("'").length - 1) % 2 === 1) return escapeInQuotes(value)
    const inDouble = (before.replace(/'[^']*'/g, '').split('"').length - 1) % 2 === 1
    return inDouble ? value.replace(/["$`\\]/g, '\\$&') : quoteValue(value)
  })
}
