// Matches requests against the user's own phrases: all words in their order, with values where the phrase has names.

import type { Candidate } from '../../protocol/proposals.ts'
import { escapeInQuotes, quoteValue } from '../../shell-syntax/word-quoting.ts'
import { readRequest } from '../words/words-request.ts'
import type { Token } from '../words/words-request.ts'
import { canonicalStem, isEmptyWord } from '../words/vocabulary.ts'
import type { OwnIntent } from './addition-files.ts'

/** Confidence of a complete match: the user's own commands come before all others. */
const FULL_MATCH = 0.97
const LOST_PER_WORD = 0.15
const MIN_CONFIDENCE = 0.7

/** Commands of the user's phrases that a request matches, the surest first. */
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
    const confidence = best ? FULL_MATCH - best.left * LOST_PER_WORD : 0
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

/** The values of a phrase's names, and the number of words that the phrase does not explain; null when a word is missing. */
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
    // Empty words such as "the" and "to" may be missing.
    if (next === -1 && isEmptyWord(lower)) continue
    if (next === -1) return null
    left += tokens.slice(at, next).filter((token) => !token.isStop).length
    at = next + 1
  }
  return { values, left: left + tokens.slice(at).filter((token) => !token.isStop).length }
}

/** Replaces each `{name}` by its value, quoted as one word for the shell, or by `<name>` without a value. */
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
