// Reads the marks that some servers leave in a text: `<think>` around the thoughts at its beginning, and calls in Kimi's own
// form at its end. All other text passes through as it comes, whatever it says about marks.

import { createPlace, isShown, moveBehind, type MarkdownPlace } from './markdown-place.ts'
import { RAW_MARKS, readRawSection, type RawCall } from './raw-calls.ts'

/** The text that one channel of an answer brings: its content, or its separate thoughts. */
export interface MarkedText {
  kind: 'text' | 'think'
  /**
   * `start`: only blanks came so far. `thoughts`: inside `<think>`. `gap`: only blanks came since `</think>`. `held`: the
   * pending text may be a section of calls.
   */
  phase: 'start' | 'thoughts' | 'gap' | 'plain' | 'held'
  /** Text that has not been passed on: it may be, or become, a mark. */
  pending: string
  /** The phase in which the held section began. */
  before: 'thoughts' | 'plain'
  /** The text behind an opening tag, kept for the case that the tag is never closed. */
  thoughts: string
  place: MarkdownPlace
  /** The names that calls in a section may have; null where sections are plain text. */
  names: ReadonlySet<string> | null
}

export interface MarkedPiece {
  type: 'text' | 'think'
  text: string
}

export function createMarkedText(kind: 'text' | 'think', names: ReadonlySet<string> | null): MarkedText {
  const phase = kind === 'text' ? 'start' : 'plain'
  return { kind, phase, pending: '', before: 'plain', thoughts: '', place: createPlace(), names }
}

const OPENING = ['<think>', '<thinking>']
const CLOSING = ['</think>', '</thinking>']
/** A held section longer than this is looked at only when a mark may have ended. */
const HELD_CHARS = 1_000

/** Takes the next piece, and gives what can be passed on. */
export function takeText(marked: MarkedText, text: string): MarkedPiece[] {
  const { phase, pending } = marked
  marked.pending += text
  const isWaiting = phase === 'held' && pending.length > HELD_CHARS && !`${pending.at(-1)}${text}`.includes('|>')
  return isWaiting ? [] : advanceAll(marked)
}

/**
 * The text has ended. `wish` says what becomes of a section of calls: they are made (the answer ended well, and called in no
 * other form), dropped (the server has read them too, and sent them as calls) or shown. Gives the rest of the text.
 */
export function endText(
  marked: MarkedText,
  wish: 'call' | 'drop' | 'show',
): { pieces: MarkedPiece[]; calls: RawCall[] } {
  const pieces = advanceAll(marked)
  const { phase, pending, kind, thoughts } = marked
  const section = phase === 'held' && marked.names ? readRawSection(pending, marked.names) : null
  if (section?.state === 'whole' && wish !== 'show') return { pieces, calls: wish === 'call' ? section.calls : [] }
  const isInThoughts = phase === 'thoughts' || (phase === 'held' && marked.before === 'thoughts')
  if (phase !== 'gap') pieces.push(...toPieces(isInThoughts ? 'think' : kind, pending))
  // A tag that is never closed was no tag: the whole answer is text.
  if (isInThoughts && wish === 'call') pieces.push({ type: 'text', text: `${OPENING[0]}${thoughts}${pending}` })
  marked.pending = ''
  return { pieces, calls: [] }
}

function advanceAll(marked: MarkedText): MarkedPiece[] {
  const pieces: MarkedPiece[] = []
  while (STEPS[marked.phase](marked, pieces));
  return pieces
}

/** Each takes a part of the pending text, and returns false when more text has to come first. */
const STEPS: Record<MarkedText['phase'], (marked: MarkedText, pieces: MarkedPiece[]) => boolean> = {
  start(marked) {
    const text = marked.pending.trimStart()
    const tag = [...OPENING, ...CLOSING].find((each) => text.startsWith(each))
    if (tag !== undefined) {
      marked.pending = text.slice(tag.length)
      marked.phase = OPENING.includes(tag) ? 'thoughts' : 'gap'
      return true
    }
    if (text === '' || [...OPENING, ...CLOSING].some((each) => each.startsWith(text))) return false
    marked.phase = 'plain'
    return true
  },
  thoughts(marked, pieces) {
    const closing = findFirst(marked.pending, CLOSING)
    const mark = marked.names ? findFirst(marked.pending, RAW_MARKS) : null
    const found = mark && (!closing || mark.at < closing.at) ? mark : closing
    const end = found ? found.at : marked.pending.length - tailOf(marked.pending, [...CLOSING, ...RAW_MARKS])
    const text = cut(marked, end)
    marked.thoughts += text
    pieces.push(...toPieces('think', text))
    if (!found) return false
    if (found === mark) return hold(marked, 'thoughts')
    cut(marked, found.mark.length)
    marked.phase = 'gap'
    marked.thoughts = ''
    return true
  },
  gap(marked) {
    marked.pending = marked.pending.trimStart()
    if (marked.pending === '') return false
    marked.phase = 'plain'
    return true
  },
  plain(marked, pieces) {
    const { names, kind, pending, place } = marked
    const found = names ? findFirst(pending, RAW_MARKS) : null
    const text = cut(marked, found ? found.at : pending.length - (names ? tailOf(pending, RAW_MARKS) : 0))
    if (names) moveBehind(place, text)
    pieces.push(...toPieces(kind, text))
    if (!found) return false
    if (!isShown(place)) return hold(marked, 'plain')
    const mark = cut(marked, found.mark.length)
    moveBehind(place, mark)
    pieces.push(...toPieces(kind, mark))
    return true
  },
  held(marked, pieces) {
    if (readRawSection(marked.pending, marked.names!).state !== 'none') return false
    const mark = cut(marked, RAW_MARKS.find((each) => marked.pending.startsWith(each))!.length)
    marked.phase = marked.before
    if (marked.before === 'thoughts') marked.thoughts += mark
    else moveBehind(marked.place, mark)
    pieces.push(...toPieces(marked.before === 'thoughts' ? 'think' : marked.kind, mark))
    return true
  },
}

function hold(marked: MarkedText, before: MarkedText['before']): true {
  Object.assign(marked, { phase: 'held', before })
  return true
}

/** Takes the first characters of the pending text. */
function cut(marked: MarkedText, length: number): string {
  const text = marked.pending.slice(0, length)
  marked.pending = marked.pending.slice(length)
  return text
}

function findFirst(text: string, marks: readonly string[]): { at: number; mark: string } | null {
  const found = marks.map((mark) => ({ at: text.indexOf(mark), mark })).filter(({ at }) => at >= 0)
  return found.length === 0 ? null : found.reduce((first, each) => (each.at < first.at ? each : first))
}

/** The length of the longest end of the text with which a mark begins. */
function tailOf(text: string, marks: readonly string[]): number {
  const begin = text.lastIndexOf('<')
  return begin >= 0 && marks.some((mark) => mark.startsWith(text.slice(begin))) ? text.length - begin : 0
}

function toPieces(type: MarkedPiece['type'], text: string): MarkedPiece[] {
  return text === '' ? [] : [{ type, text }]
}
