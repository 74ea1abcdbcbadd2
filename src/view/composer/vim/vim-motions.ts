// Vim's motions: from a place in the text to another.

import { lineEnd, lineStart } from '../edit-state.ts'
import { isMarkerCode, nextBoundary, previousBoundary } from '../graphemes.ts'
import type { VimCommand } from './vim-command.ts'

export interface Motion {
  to: number
  /** The text that an operator takes: up to `to`, with the character at `to`, or whole lines. */
  reach: 'exclusive' | 'inclusive' | 'lines'
}

/** The last f, F, t or T, which `;` and `,` repeat. */
export interface LastFind {
  verb: string
  character: string
}

type CharacterClass = 'blank' | 'word' | 'sign'

const PAIRS: Record<string, string> = { '(': ')', '[': ']', '{': '}' }
const OPENERS: Record<string, string> = { ')': '(', ']': '[', '}': '{' }

/** The class of the character at `at`: words are runs of the same class. With `isBig` all visible characters are alike. */
export function classOf(text: string, at: number, isBig: boolean): CharacterClass {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0x20)
  if (/\s/u.test(character)) return 'blank'
  if (isBig) return 'word'
  return /[\p{L}\p{N}\p{M}_]/u.test(character) || isMarkerCode(character.charCodeAt(0)) ? 'word' : 'sign'
}

/** The place that a motion leads to; null when it leads nowhere. `find` is the last f, F, t or T. */
export function findMotion(text: string, caret: number, command: VimCommand, find: LastFind | null): Motion | null {
  const { verb, character } = command
  const count = command.count ?? 1
  const repeat = (step: (at: number) => number) => {
    let at = caret
    for (let done = 0; done < count; done++) {
      const next = step(at)
      if (next === at) break
      at = next
    }
    return at
  }
  const isBig = verb.endsWith('W') || verb.endsWith('B') || verb.endsWith('E')
  switch (verb) {
    case 'h':
      return { to: repeat((at) => Math.max(lineStart(text, at), previousBoundary(text, at))), reach: 'exclusive' }
    case 'l':
    case ' ':
      return { to: repeat((at) => Math.min(lineEnd(text, at), nextBoundary(text, at))), reach: 'exclusive' }
    case 'w':
    case 'W':
      return { to: repeat((at) => nextWord(text, at, isBig)), reach: 'exclusive' }
    case 'b':
    case 'B':
      return { to: repeat((at) => wordBegin(text, at, isBig)), reach: 'exclusive' }
    case 'e':
    case 'E':
      return { to: repeat((at) => wordLast(text, at, isBig)), reach: 'inclusive' }
    case 'ge':
    case 'gE':
      return { to: repeat((at) => lastOfWordBefore(text, at, isBig)), reach: 'inclusive' }
    case '{':
      return { to: repeat((at) => paragraphBefore(text, at)), reach: 'exclusive' }
    case '}':
      return { to: repeat((at) => paragraphBehind(text, at)), reach: 'exclusive' }
    case 'f':
    case 'F':
    case 't':
    case 'T':
      return findCharacter(text, caret, verb, character!, count, false)
    case ';':
    case ',':
      if (!find) return null
      return findCharacter(text, caret, verb === ';' ? find.verb : swapCase(find.verb), find.character, count, true)
    default:
      return findLineMotion(text, caret, command)
  }
}

/** The first visible character of the line that holds `at`. */
export function firstVisible(text: string, at: number): number {
  const start = lineStart(text, at)
  return start + /^[ \t]*/.exec(text.slice(start, lineEnd(text, at)))![0].length
}

/** Motions within a line and by lines. */
function findLineMotion(text: string, caret: number, { verb, count }: VimCommand): Motion | null {
  const by = count ?? 1
  switch (verb) {
    case '0':
      return { to: lineStart(text, caret), reach: 'exclusive' }
    case '^':
      return { to: firstVisible(text, caret), reach: 'exclusive' }
    case '_':
      return { to: firstVisible(text, lineBelow(text, caret, by - 1) ?? text.length), reach: 'lines' }
    case '$': {
      const line = by > 1 ? (lineBelow(text, caret, by - 1) ?? text.length) : caret
      const end = lineEnd(text, line)
      return { to: Math.max(lineStart(text, end), previousBoundary(text, end)), reach: 'inclusive' }
    }
    case 'j':
    case 'k': {
      const line = verb === 'j' ? lineBelow(text, caret, by) : lineAbove(text, caret, by)
      return line === null ? null : { to: line, reach: 'lines' }
    }
    case 'gg':
    case 'G': {
      const line = count === null ? (verb === 'gg' ? 0 : text.length) : (lineBelow(text, 0, count - 1) ?? text.length)
      return { to: firstVisible(text, line), reach: 'lines' }
    }
    case '%':
      return findPair(text, caret)
    default:
      return null
  }
}

function nextWord(text: string, from: number, isBig: boolean): number {
  let at = from
  const own = classOf(text, at, isBig)
  if (own !== 'blank') while (at < text.length && classOf(text, at, isBig) === own) at = nextBoundary(text, at)
  while (at < text.length && classOf(text, at, isBig) === 'blank') {
    // An empty line is a word.
    if (at > from && text[at] === '\n' && text[at - 1] === '\n') return at
    at = nextBoundary(text, at)
  }
  return at
}

function wordBegin(text: string, from: number, isBig: boolean): number {
  let at = from
  while (at > 0 && classOf(text, previousBoundary(text, at), isBig) === 'blank') {
    at = previousBoundary(text, at)
    if (at > 0 && at < from && text[at] === '\n' && text[at - 1] === '\n') return at
  }
  if (at === 0) return 0
  const own = classOf(text, previousBoundary(text, at), isBig)
  while (at > 0 && classOf(text, previousBoundary(text, at), isBig) === own) at = previousBoundary(text, at)
  return at
}

function wordLast(text: string, from: number, isBig: boolean): number {
  let at = nextBoundary(text, from)
  while (at < text.length && classOf(text, at, isBig) === 'blank') at = nextBoundary(text, at)
  if (at >= text.length) return from < text.length ? previousBoundary(text, text.length) : from
  const own = classOf(text, at, isBig)
  for (let next = nextBoundary(text, at); next < text.length && classOf(text, next, isBig) === own;) {
    at = next
    next = nextBoundary(text, at)
  }
  return at
}

function lastOfWordBefore(text: string, from: number, isBig: boolean): number {
  let at = from
  const own = classOf(text, at, isBig)
  if (own !== 'blank') while (at > 0 && classOf(text, at, isBig) === own) at = previousBoundary(text, at)
  while (at > 0 && classOf(text, at, isBig) === 'blank') {
    // An empty line is a word.
    if (at < from && text[at] === '\n' && text[at - 1] === '\n') return at
    at = previousBoundary(text, at)
  }
  return at
}

/** The start of the line that is `by` lines below, or of the last line before that; null when no line is below. */
function lineBelow(text: string, from: number, by: number): number | null {
  let at = from
  for (let done = 0; done < by; done++) {
    const end = text.indexOf('\n', at)
    if (end < 0) return done === 0 ? null : at
    at = end + 1
  }
  return at
}

function lineAbove(text: string, from: number, by: number): number | null {
  let at = lineStart(text, from)
  for (let done = 0; done < by; done++) {
    if (at === 0) return done === 0 ? null : at
    at = lineStart(text, at - 1)
  }
  return at
}

function paragraphBehind(text: string, from: number): number {
  const found = /[^\n]\n(?=\n)/.exec(text.slice(from))
  return found ? from + found.index + 2 : text.length
}

/** The empty line before this paragraph, or before the one above when the caret is on an empty line. */
function paragraphBefore(text: string, from: number): number {
  const isEmpty = (at: number) => lineStart(text, at) === lineEnd(text, at)
  let at = lineStart(text, from)
  while (at > 0 && isEmpty(at)) at = lineStart(text, at - 1)
  while (at > 0 && !isEmpty(at)) at = lineStart(text, at - 1)
  return at
}

function findCharacter(
  text: string,
  caret: number,
  verb: string,
  character: string,
  count: number,
  isRepeated: boolean,
): Motion | null {
  const forward = verb === 'f' || verb === 't'
  const stops = verb === 't' || verb === 'T'
  const start = lineStart(text, caret)
  const end = lineEnd(text, caret)
  let at = caret
  // A repeated t must not find again the character that it stands before.
  if (stops && isRepeated) at = forward ? nextBoundary(text, at) : Math.max(start, previousBoundary(text, at))
  for (let done = 0; done < count; done++) {
    at = forward ? text.indexOf(character, nextBoundary(text, at)) : at === 0 ? -1 : text.lastIndexOf(character, at - 1)
    if (at < start || at >= end) return null
  }
  if (!stops) return { to: at, reach: forward ? 'inclusive' : 'exclusive' }
  return forward
    ? { to: previousBoundary(text, at), reach: 'inclusive' }
    : { to: nextBoundary(text, at), reach: 'exclusive' }
}

/** The bracket that belongs to the one at the caret or behind it in the line. */
function findPair(text: string, caret: number): Motion | null {
  const offset = text.slice(caret, lineEnd(text, caret)).search(/[()[\]{}]/)
  if (offset < 0) return null
  const from = caret + offset
  const own = text[from]!
  const isOpener = own in PAIRS
  const other = isOpener ? PAIRS[own]! : OPENERS[own]!
  let depth = 0
  for (let at = from; at >= 0 && at < text.length; at += isOpener ? 1 : -1) {
    if (text[at] === own) depth++
    else if (text[at] === other && --depth === 0) return { to: at, reach: 'inclusive' }
  }
  return null
}

function swapCase(letter: string): string {
  return letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()
}
