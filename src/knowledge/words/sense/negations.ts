// Reads negations, which may name things that are not meant or say how something is done: "not owned by root", "without asking".

import { ALL, type Word } from './exception-words.ts'
import { longPattern } from '../../../sys/words/long-pattern.ts'

/** Words of a negation, which may say how something is done as well. */
const NEGATES = longPattern()`
  ^(?:not|without|except|excepting|excluding|excludes?|excluded|never|don't|dont|doesn't|doesnt|isn't|aren't|didn't|haven't|hasn't|won't
  |wasn't|weren't|unless|avoid|avoiding|ignoring|omitting|nor|neither|non|none|skipping|lacking|lacks?|missing|besides|minus|barring
  |sans|outside|exempting|disregarding|bypassing)$
`

/** True when a word excludes what follows it: "without", "except", "not", "all but", "instead of", "other than". */
export function isExcluding(word: string, before: string, after: string): boolean {
  if (word === 'ignoring' && /^(?:case|upper|lower)$/.test(after)) return false
  if (/^(?:not|minus)$/.test(word) && /^(?:found|\d\w*)$/.test(after)) return false
  if (NEGATES.test(word)) return word !== 'missing' || before !== ''
  if (word === 'but') return ALL.test(before)
  if (/^(?:leave|leaves|leaving)$/.test(word)) return /^(?:out|off|aside)$/.test(after)
  if (/^(?:filter(?:s|ing)?|grep|sed|strip)$/.test(word) && after === 'out') return true
  if (/^(?:drop|hide|strip|suppress|remove|delete)$/.test(word) && before === 'but') return true
  if (/^(?:skip|skips|omit|omits|ignore|ignores)$/.test(word)) return /^(?:but|and|that|which|then|while)$/.test(before)
  if (word === 'no') return after !== '' && after !== 'longer'
  if (word === 'instead') return after === 'of'
  if (word === 'apart' || word === 'aside') return after === 'from' || before !== ''
  return (/^(?:other|rather)$/.test(word) && after === 'than') || /^non-\w{3}/.test(word)
}

/** True for the words of a phrase that excludes something; a request that does the same may mean it. */
export function excludes(words: readonly string[]): boolean {
  return words.some((word, at) => isExcluding(word, words[at - 1] ?? '', words[at + 1] ?? ''))
}

/** A negation ends before one of these, and behind this many words. */
const ENDS_NEGATION = /^(?:but|and|then|in|on|from|to|using|with|into|so|for|when|while|just|only)$/
const MAX_NEGATED = 5

/** The places of the words that a negation at a place takes in. */
export function readNegation(tokens: readonly Word[], at: number): number[] {
  const places = [at]
  if (/^non-/.test(tokens[at]!.lower)) return places
  for (let next = at + 1; next < tokens.length && next <= at + MAX_NEGATED; next += 1) {
    const isJoined = /^(?:ones?|those|anything|everything|files?|lines?|stuff)$/.test(tokens[next - 1]!.lower)
    const isPart = /^(?:start|begin|end|finish)/.test(tokens[next - 1]!.lower)
    const isPlace = (isJoined || isPart) && /^(?:in|on|with|using)$/.test(tokens[next]!.lower)
    if (next > at + 1 && !isPlace && ENDS_NEGATION.test(tokens[next]!.lower)) break
    places.push(next)
    if (/,$/.test(tokens[next]!.raw)) break
  }
  return places
}
