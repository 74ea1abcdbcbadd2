// The words of the shell's grammar that may stand before a plain command: those of `if`, and `time`.

import { type PlainCommand, type PlainWord, textOfWord } from './plain-line.ts'

const KEYWORDS = new Set(['if', 'then', 'elif', 'else', 'time'])

/** The words behind such keywords; none for `fi` alone. */
export function takeKeywords({ words, isRedirectedFirst }: PlainCommand): readonly PlainWord[] {
  if (isRedirectedFirst) return words
  if (words.length === 1 && textOfWord(words[0]!) === 'fi') return []
  const from = words.findIndex((word) => !KEYWORDS.has(textOfWord(word) ?? ''))
  return words.slice(Math.max(0, from))
}

/** True when each `if` has its `then` and its `fi`. In another order they are a mistake, and the shell runs nothing of the line. */
export function hasWholeConditions(commands: readonly PlainCommand[]): boolean {
  const count = { if: 0, elif: 0, then: 0, fi: 0 }
  for (const { words, isRedirectedFirst } of commands) {
    if (isRedirectedFirst) continue
    for (const word of words) {
      const text = textOfWord(word) ?? ''
      if (!KEYWORDS.has(text) && text !== 'fi') break
      if (Object.hasOwn(count, text)) count[text as keyof typeof count]++
    }
  }
  return count.if === count.fi && count.then === count.if + count.elif
}
