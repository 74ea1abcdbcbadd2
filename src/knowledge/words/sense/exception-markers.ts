// Finds the words that begin an exception: "except", "but not", "apart from", "leave … alone", "with the exception of".

import { actOf } from './action-verbs.ts'
import { ALL, isValue, LEFT_ALONE, type Word } from './exception-words.ts'

/** Words behind "all files but" that begin no exception: "but sorted by size", "but only here". */
const GOES_ON =
  /^(?:only|just|also|do|then|with|without|in|on|by|it|i|we|you|show|list|print|this|that|is|are|recursively|\w{3,}(?:ed|ing|ly))$/
const DOES_NOT = /^(?:don't|dont|never|not)$/
/** Acts that are denied of what stays: "don't touch the docs", "not counting hidden files". */
const DENIED = /^(?:touch\w*|delet\w*|remov\w*|includ\w*|copy\w*|mov\w*|count\w*|chang\w*|eras\w*)$/

const ARTICLE = /^(?:the|a|an|any|all|my|our|for|those|ones|in|on|of|below|under|inside|its|files?|with|extension)$/

/** True when a thing follows that is told by its name: "the readme.md", "those in docs/", "the tests folder". */
function namesNext(tokens: readonly Word[], at: number): boolean {
  let next = at
  while (next < at + 4 && tokens[next] && !isValue(tokens[next]!) && ARTICLE.test(tokens[next]!.lower)) next += 1
  const token = tokens[next]
  if (!token) return false
  const isNoun = /^(?:folders?|director(?:y|ies)|dirs?)$/.test(tokens[next + 1]?.lower ?? '')
  const isInside = next > at && /^(?:in|inside|under|below)$/.test(tokens[next - 1]!.lower)
  return isValue(token) || ((isNoun || isInside) && token.shapes.has('name'))
}

/** The number of words that begin an exception at a place; 0 where none begins. */
export function readMarker(tokens: readonly Word[], at: number): number {
  const lowerAt = (place: number): string => tokens[place]?.lower ?? ''
  const [word, before, after] = [lowerAt(at), lowerAt(at - 1), lowerAt(at + 1)]
  const isApart =
    /[,;]$/.test(tokens[at - 1]?.raw ?? '') || /^(?:and|but|though|although|yet|while|just|ones?)$/.test(before)
  if (at > 0 && /^(?:except|excepting|excluding|exempting|barring|besides|unless)$/.test(word)) return 1
  if (word === 'bar') return isAmongAll(tokens, at) && tokens[at + 1] ? 1 : 0
  if (/^(?:minus|sans)$/.test(word)) return at > 1 && tokens[at + 1]?.shapes.has('number') === false ? 1 : 0
  if (word === 'with' && after === 'no') return at > 1 && namesNext(tokens, at + 2) ? 2 : 0
  if (word === 'with') return after === 'exception' ? 2 : after === 'the' && lowerAt(at + 2) === 'exception' ? 3 : 0
  if (word === 'short') return after === 'of' && isAmongAll(tokens, at) ? 2 : 0
  if (/^(?:apart|aside)$/.test(word)) return after === 'from' ? 2 : 0
  if (word === 'outside') return at > 0 && namesNext(tokens, at + 1 + Number(after === 'of')) ? 1 : 0
  if (word === 'other') return after === 'than' && tokens[at + 2]?.shapes.has('number') === false ? 2 : 0
  if (STAYS.test(word) && isAllThatStays(tokens, at)) return after === 'only' ? 2 : 1
  if (word === 'save') return readSave(tokens, at)
  // "without the readme" names something, "without asking" says how.
  if (word === 'without') return after === 'those' || namesNext(tokens, at + 1) ? 1 : 0
  if (word === 'but') return readBut(tokens, at)
  if (/^leav(?:e|es|ing)$/.test(word))
    return /^(?:out|off|aside)$/.test(after) ? 2 : readLeave(tokens, at, isApart) ? 1 : 0
  if (at === 0 && LEFT_OUT.test(word) && namesNext(tokens, 1) && actsBehind(tokens, /./)) return 1
  if (/^(?:keep|keeping|spare|sparing|preserve|preserving)$/.test(word) && after !== 'only')
    return isApart || /ing$/.test(word) ? 1 : 0
  if (/^(?:skip|omit|ignore|exclude|exempt|disregard)$/.test(word)) return at > 0 && isApart ? 1 : 0
  if (/^(?:skipping|omitting|ignoring|disregarding|bypassing)$/.test(word)) return at > 0 ? 1 : 0
  if (DOES_NOT.test(word) && DENIED.test(after)) return at > 0 ? 2 : 0
  if (word === 'not' || word === 'never') return readNot(tokens, at, isApart)
  return /^(?:aren't|isn't)$/.test(word) && (isNotOfKind(tokens, at) || isPlace(tokens, at + 1)) ? 1 : 0
}

function readNot(tokens: readonly Word[], at: number, isApart: boolean): number {
  const after = tokens[at + 1]?.lower ?? ''
  if (/^(?:in|inside|under|those|named|called|ending)$/.test(after) || isNotOfKind(tokens, at)) return 1
  return isApart && at > 1 && (/^(?:the|those)$/.test(after) || namesNext(tokens, at + 1)) ? 1 : 0
}

const isPlace = (tokens: readonly Word[], at: number): boolean =>
  /^(?:in|inside|under|named|called)$/.test(tokens[at]?.lower ?? '')

/** "all the files save the readme", and not "all the files, and save the list to a.txt". */
function readSave(tokens: readonly Word[], at: number): number {
  if (at < 2) return 0
  if (tokens[at + 1]?.lower === 'for' || namesNext(tokens, at + 1)) return 1
  const isAct = /^(?:and|then|to|or)$/.test(tokens[at - 1]!.lower) || /[,;]$/.test(tokens[at - 1]!.raw)
  const leads = tokens.slice(at + 1).some(({ lower }) => /^(?:to|as|in|into)$/.test(lower))
  return isAmongAll(tokens, at) && tokens[at + 1] && !isAct && !leads ? 1 : 0
}

/** "leave the photos alone", "only leave a.txt", and behind the rest of a request also ", leaving those in venv". */
function readLeave(tokens: readonly Word[], at: number, isApart: boolean): boolean {
  if (isLeftAlone(tokens, at) || isOnlyOne(tokens, at)) return true
  const isLast = at > 1 && (isApart || tokens[at]!.lower === 'leaving')
  return isLast && tokens[at + 1] !== undefined && !/^(?:only|just|it|them)$/.test(tokens[at + 1]!.lower)
}

/** "only leave a.txt" */
const isOnlyOne = (tokens: readonly Word[], at: number): boolean =>
  (/^(?:only|just)$/.test(tokens[at - 1]?.lower ?? '') && namesNext(tokens, at + 1)) ||
  (tokens[at + 1]?.lower === 'only' && namesNext(tokens, at + 2))

/** "but not", "but keep", and "all files but". */
function readBut(tokens: readonly Word[], at: number): number {
  const after = tokens[at + 1]
  if (!after) return 0
  if (/^(?:not|never|keep|leave|skip|spare|preserve|ignore|exclude|omit|exempt|disregard)$/.test(after.lower)) return 2
  if (/^(?:don't|dont)$/.test(after.lower)) return 3
  if (after.lower === 'in' && ALL.test(tokens[at - 1]?.lower ?? '')) return 1
  if (/^(?:this|that)$/.test(after.lower) && tokens[at + 2] === undefined) return 1
  // "delete the old kernels but the current one"
  if (/^(?:the|my|that)$/.test(after.lower) && tokens.slice(at + 2, at + 5).some(({ lower }) => /^ones?$/.test(lower)))
    return 1
  return isAmongAll(tokens, at) && !GOES_ON.test(after.lower) && actOf(after.stem) === undefined ? 1 : 0
}

const STAYS = /^(?:keep|leave|save|spare|preserve|retain|protect|exempt)$/
const LEFT_OUT = /^(?:skip|omit|ignore|exclude|disregard|bypass)$/
const TAKES_AWAY =
  /^(?:delet|remov|eras|trash|drop|discard|wip|clear|empty|clean|reset|revert|restor|undo|purg|kill|stop|clos|uninstall|throw|overwrit)/
/** Words for all else. Beside them the thing that stays may have any name: "keep the pdfs, delete the rest". */
const REST = /^(?:the )?(?:rest|others?|everything else|anything else|all else|all others|remaining\b.*|other \w+)\b/

/** True at the beginning of a request whose next clause takes all else away: "spare a.txt, remove the rest", "save a.txt and delete b.txt". */
function isAllThatStays(tokens: readonly Word[], at: number): boolean {
  const act = actsBehind(tokens, TAKES_AWAY, at)
  if (act === 0) return false
  const things = tokens
    .slice(act + 1)
    .map(({ lower }) => lower)
    .join(' ')
  return REST.test(things) || REST.test(things.replace(/^\w+ /, '')) || (at === 0 && namesNext(tokens, 1))
}

/** The place of an act that begins a further clause behind a place; 0 without one. */
function actsBehind(tokens: readonly Word[], acts: RegExp, from = 0): number {
  const at = tokens.findIndex(
    ({ lower, stem, quoted }, place) =>
      place > from + 1 &&
      !quoted &&
      (actOf(stem) !== undefined || acts.source !== '.') &&
      acts.test(lower) &&
      (/[,;:]$/.test(tokens[place - 1]!.raw) || /^(?:and|but|then|while)$/.test(tokens[place - 1]!.lower)),
  )
  return Math.max(at, 0)
}

const isAmongAll = (tokens: readonly Word[], at: number): boolean =>
  tokens.slice(0, at).some(({ lower }) => ALL.test(lower))

/** True where "alone", "untouched" or the like follows: "leave the photos alone". */
export const isLeftAlone = (tokens: readonly Word[], at: number): boolean =>
  tokens.slice(at + 1).some(({ lower }) => LEFT_ALONE.test(lower))

/** "that are not videos": a kind of file follows. */
function isNotOfKind(tokens: readonly Word[], at: number): boolean {
  const next = tokens.slice(at + 1).find(({ lower }) => !/^(?:an?|the)$/.test(lower))
  return (
    next !== undefined &&
    isValue(next) &&
    [tokens[at], tokens[at - 1]].some((token) => /^(?:are|is|aren't|isn't)$/.test(token?.lower ?? ''))
  )
}
