// Breaks running text into rows between words, and between Chinese or Japanese characters. A row is final as soon as the
// next word does not fit into it, so text can be printed while it streams.

import { countCells, splitDrawn } from '../../safety/text/display-cells.ts'
import { spellHosts } from '../../safety/text/host-names.ts'
import { countTextCells } from '../cell-text.ts'
import { paint, type Format, type PrintStyle } from '../print-style.ts'

/** A piece of text in one look. */
export interface Span {
  text: string
  formats: readonly Format[]
}

export interface WrapOptions {
  /** The style as it is now, for text that goes on when the terminal is resized. */
  style: PrintStyle | (() => PrintStyle)
  /** Text before the first row. The other rows begin with `nextLead`, or with as many blanks. */
  lead?: string
  nextLead?: string
  /** A word that is wider than a row is cut: by default it goes on behind the row's end, so that an address can be copied. */
  cutsWords?: boolean
}

export interface Wrapper {
  /** Takes more text and returns the rows that are final now. */
  push(spans: readonly Span[]): string[]
  /** The rows that are not final yet, as if `rest` were the end. Changes nothing. */
  preview(rest: readonly Span[]): string[]
  /** Returns the last row and goes on below it. */
  end(): string[]
}

/** Longer rows are tiring to read. */
const MOST_CELLS = 100
/** Characters that do not begin a row, and characters that do not end one. */
const CLOSING = /[、。，．：；！？）」』】》〉”’…)\]}.,:;!?]/
const OPENING = /[（「『【《〈“‘([{]/

interface Row {
  spans: Span[]
  cells: number
  /** Blanks that stand before the next word if it is in this row, too. */
  gap: Span | null
  word: Span[]
  wordCells: number
  last: string
  isFirst: boolean
}

/** The look of the rows of one text: of the first, and of the others. */
interface Frame {
  style: PrintStyle
  leads: readonly [string, string]
  widths: readonly [number, number]
  cutsWords: boolean
}

export function createWrapper({ style, lead = '', nextLead, cutsWords = false }: WrapOptions): Wrapper {
  const leads = [lead, nextLead ?? ' '.repeat(countTextCells(lead))] as const
  let frame = makeFrame(readStyle(style), leads, cutsWords)
  let row = beginRow(true)
  /** The open row in the frame of the terminal as it is now; rows that are full there go into `rows`. */
  const refit = (open: Row, rows: string[]): Row => {
    const now = readStyle(style)
    if (now.width === frame.style.width) return open
    frame = makeFrame(now, leads, cutsWords)
    const spans = [...open.spans, ...(open.gap ? [open.gap] : []), ...open.word]
    return feedSpans(frame, beginRow(open.isFirst), spans, rows)
  }
  return {
    push(spans) {
      const rows: string[] = []
      row = feedSpans(frame, refit(row, rows), spans, rows)
      return rows
    },
    preview(rest) {
      const rows: string[] = []
      const copy = { ...row, spans: row.spans.map(copySpan), word: row.word.map(copySpan) }
      const before = frame
      const shown = endRow(frame, feedSpans(frame, refit(copy, rows), rest, rows), rows)
      frame = before // the row itself is refitted when its text goes on
      return shown
    },
    end() {
      const rows: string[] = []
      const ended = endRow(frame, refit(row, rows), rows)
      row = beginRow(false)
      return ended
    },
  }
}

function readStyle(style: WrapOptions['style']): PrintStyle {
  return typeof style === 'function' ? style() : style
}

function makeFrame(style: PrintStyle, leads: Frame['leads'], cutsWords: boolean): Frame {
  const room = (text: string) => Math.max(1, Math.min(style.width, MOST_CELLS) - countTextCells(text))
  return { style, leads, widths: [room(leads[0]), room(leads[1])], cutsWords }
}

/** Text as rows. */
export function wrapText(text: string, options: WrapOptions): string[] {
  const wrapper = createWrapper(options)
  return [...wrapper.push([{ text, formats: [] }]), ...wrapper.end()]
}

function beginRow(isFirst: boolean): Row {
  return { spans: [], cells: 0, gap: null, word: [], wordCells: 0, last: '', isFirst }
}

/** Adds text to a row; full rows go into `rows`. Returns the row that is open afterwards. */
function feedSpans(frame: Frame, start: Row, spans: readonly Span[], rows: string[]): Row {
  let row = start
  for (const { text, formats } of spans) {
    for (const character of splitDrawn(text)) {
      if (character === ' ' || character === '\t') {
        row = placeWord(frame, row, rows)
        row.gap = { text: (row.gap?.text ?? '') + ' ', formats }
      } else {
        if (row.last !== '' && mayBreak(row.last, character)) row = placeWord(frame, row, rows)
        addSpan(row.word, { text: character, formats })
        row.wordCells += countCells(character)
      }
      row.last = character
    }
  }
  return row
}

/** A host that is written in another alphabet is shown in its ASCII form: terminals make links of addresses. */
function spellWord(word: Span[]): Span[] {
  const text = word.map((span) => span.text).join('')
  const spelled = spellHosts(text)
  return spelled === text ? word : [{ text: spelled, formats: word[0]!.formats }]
}

/** Puts the word that has ended into the row, or into a new one. */
function placeWord(frame: Frame, row: Row, rows: string[]): Row {
  if (row.word.length === 0) return row
  const word = spellWord(row.word)
  const cells = word === row.word ? row.wordCells : countSpanCells(word)
  const isCut = frame.cutsWords && cells > frame.widths[1]
  const into = isCut
    ? cutWord(word, frame.widths[1]).reduce<Row>((open, piece) => placePiece(frame, open, piece, rows), row)
    : placePiece(frame, row, { spans: word, cells }, rows)
  return Object.assign(into, { word: [], wordCells: 0, gap: null })
}

/** A word, or a part of one, and its width. */
interface Piece {
  spans: Span[]
  cells: number
}

function placePiece(frame: Frame, row: Row, { spans, cells }: Piece, rows: string[]): Row {
  const { gap } = row
  const gapCells = row.cells === 0 ? 0 : (gap?.text.length ?? 0)
  const isFull = row.cells > 0 && row.cells + gapCells + cells > frame.widths[row.isFirst ? 0 : 1]
  if (isFull) rows.push(finishRow(frame, row))
  const into = isFull ? beginRow(false) : row
  if (gap && gapCells > 0 && !isFull) addSpan(into.spans, gap)
  for (const span of spans) addSpan(into.spans, span)
  into.cells += (isFull ? 0 : gapCells) + cells
  into.gap = null
  return into
}

/** A word in pieces that fit into a row each. */
function cutWord(word: readonly Span[], width: number): Piece[] {
  const pieces: Piece[] = [{ spans: [], cells: 0 }]
  for (const { text, formats } of word) {
    for (const character of splitDrawn(text)) {
      const cells = countCells(character)
      if (pieces.at(-1)!.cells + cells > width) pieces.push({ spans: [], cells: 0 })
      const piece = pieces.at(-1)!
      addSpan(piece.spans, { text: character, formats })
      piece.cells += cells
    }
  }
  return pieces.filter(({ spans }) => spans.length > 0)
}

function countSpanCells(spans: readonly Span[]): number {
  return spans.reduce((sum, { text }) => sum + countTextCells(text), 0)
}

function endRow(frame: Frame, row: Row, rows: string[]): string[] {
  const last = placeWord(frame, row, rows)
  const isShown = last.spans.length > 0 || (last.isFirst && frame.leads[0].trim() !== '')
  return isShown ? [...rows, finishRow(frame, last).trimEnd()] : rows
}

function finishRow({ style, leads }: Frame, { isFirst, spans }: Row): string {
  const shown = spans.map(({ text, formats }) => (formats.length > 0 ? paint(style, [...formats], text) : text))
  return paint(style, 'dim', leads[isFirst ? 0 : 1]) + shown.join('')
}

/** True when a row may end between two characters that are not blanks. */
function mayBreak(before: string, after: string): boolean {
  if (countCells(before) < 2 && countCells(after) < 2) return false
  return !CLOSING.test(after) && !OPENING.test(before) && countCells(after) > 0
}

function addSpan(spans: Span[], { text, formats }: Span): void {
  const last = spans.at(-1)
  if (last && (last.formats === formats || last.formats.join() === formats.join())) last.text += text
  else spans.push({ text, formats })
}

function copySpan(span: Span): Span {
  return { ...span }
}
