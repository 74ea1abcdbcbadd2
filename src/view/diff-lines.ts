// A change of a file as lines: the path and the number of lines that go and come, then these lines with their numbers, and
// the lines around them. In a line that was changed the changed words are marked.

import { diffArrays } from 'diff/lib/diff/array.js'
import { diffWordsWithSpace } from 'diff/lib/diff/word.js'
import { UNSEEN, type DisplayBlock } from '../protocol/wire.ts'
import { showExact } from '../safety/text/exact-text.ts'
import { sanitiseText } from '../safety/text/sanitiser.ts'
import { cutInPieces, cutParts, fitLine } from './cell-text.ts'
import { describeExactText } from './exact-rows.ts'
import { paint, type PrintStyle } from './print-style.ts'

export type DiffBlock = Extract<DisplayBlock, { type: 'diff' }>

const DIFF_LINES = 24
/** A sign and a blank stand before the text of a line. */
const SIGN_CELLS = 2
/** A longer line is shown without marks: comparing its words takes too long. */
const MARKED_CHARACTERS = 500
/** Lines that share less than this part of their text are different lines: marks would be all over them. */
const MARKED_SHARE = 0.4
/** Past so many changed lines the search for the shortest difference ends, and all lines count as changed. */
const SEARCHED_LINES = 400

interface Line {
  sign: ' ' | '-' | '+'
  number: number
  text: string
  /** Parts of the text, every second one changed, beginning with an unchanged one; null without marks. */
  parts: string[] | null
}

/** In a narrower room the terminal wraps a line, and its other rows have no gutter. */
const FEWEST_CELLS = 4

/** Long changes are cut, and the cut is named. */
export function describeDiff(block: DiffBlock, style: PrintStyle): string[] {
  return describeDiffLines(block, style).flat()
}

/** The same, each line with its rows. The number of lines does not depend on the style's width. */
export function describeDiffLines(block: DiffBlock, style: PrintStyle): string[][] {
  const { marks, pieceCells } = style
  const isWhole = pieceCells !== undefined
  const lines = compareLines(block, isWhole)
  const count = (sign: Line['sign']) => lines.filter((line) => line.sign === sign).length
  const counts = block.is_summary ? '' : `  +${count('+')} ${marks.minus}${count('-')}`
  const digits = String(lines.reduce((most, { number }) => Math.max(most, number), 1)).length
  const shown = isWhole ? lines : lines.slice(0, DIFF_LINES)
  const rest = lines.length - shown.length
  return [
    ...describePath(block, counts, style),
    ...shown.flatMap((line) => cutLong(line, style)).map((line) => describeLine(line, digits, style)),
    ...(rest > 0 ? [[paint(style, 'dim', `  ${marks.more} ${rest} more lines`)]] : []),
    ...(isWhole && block.is_summary ? describeExactText(UNSEEN, { ...style, pieceCells }, 'yellow') : []),
  ]
}

/** A path that the user approves is shown in full. */
function describePath({ path }: DiffBlock, counts: string, style: PrintStyle): string[][] {
  const { pieceCells } = style
  if (pieceCells !== undefined)
    return describeExactText(
      `${showExact(path).replaceAll('\n', '<newline>')}${counts}`,
      { ...style, pieceCells },
      'dim',
    )
  return [[paint(style, 'dim', `  ${fitLine(style, path, style.width - 2 - counts.length)}${counts}`)]]
}

function compareLines(block: DiffBlock, isWhole: boolean): Line[] {
  const before = splitLines(block.old_text, isWhole)
  const after = splitLines(block.new_text, isWhole)
  const changes = diffArrays(before, after, { maxEditLength: SEARCHED_LINES }) ?? [
    { value: before, removed: true, added: false },
    { value: after, removed: false, added: true },
  ]
  const lines: Line[] = []
  let [oldAt, newAt] = [block.old_start, block.new_start]
  for (const { value, added, removed } of changes) {
    const sign = added ? '+' : removed ? '-' : ' '
    for (const text of value) {
      lines.push({ sign, number: removed ? oldAt : newAt, text, parts: null })
      if (!added) oldAt++
      if (!removed) newAt++
    }
  }
  markWords(lines)
  return dropEnd(lines)
}

/** Drops the empty line behind a last newline, unless that newline is the change. */
function dropEnd(lines: Line[]): Line[] {
  const last = lines.at(-1)
  const isOnly = last?.sign !== ' ' && lines.filter(({ sign }) => sign !== ' ').length === 1
  return last?.text === '' && !isOnly ? lines.slice(0, -1) : lines
}

function splitLines(text: string, isWhole: boolean): string[] {
  return text === '' ? [] : (isWhole ? showExact(withoutLineEnds(text)) : sanitiseText(text)).split('\n')
}

/** The text without the carriage returns of its line ends, where all lines have one: a single one changes what a line means to a shell. */
function withoutLineEnds(text: string): string {
  return /(?<!\r)\n/.test(text) ? text : text.replaceAll('\r\n', '\n')
}

/** Compares lines that went with the lines that came in their place, one by one, when they are as many. */
function markWords(lines: Line[]): void {
  for (let at = 0; at < lines.length;) {
    const old = takeRun(lines, at, '-')
    const fresh = takeRun(lines, at + old.length, '+')
    if (old.length === fresh.length) old.forEach((line, index) => markPair(line, fresh[index]!))
    at += Math.max(1, old.length + fresh.length)
  }
}

function takeRun(lines: readonly Line[], from: number, sign: Line['sign']): Line[] {
  let end = from
  while (lines[end]?.sign === sign) end++
  return lines.slice(from, end)
}

function markPair(old: Line, fresh: Line): void {
  const most = Math.max(old.text.length, fresh.text.length)
  if (most > MARKED_CHARACTERS) return
  const changes = diffWordsWithSpace(old.text, fresh.text)
  const same = changes.filter(({ added, removed }) => !added && !removed)
  if (same.reduce((sum, { value }) => sum + value.trim().length, 0) < most * MARKED_SHARE) return
  const partsOf = (side: 'added' | 'removed', other: 'added' | 'removed') => {
    const parts = ['']
    for (const change of changes) {
      if (change[other]) continue
      const isMarked = parts.length % 2 === 0
      if (change[side] === isMarked) parts[parts.length - 1] += change.value
      else parts.push(change.value)
    }
    return parts
  }
  old.parts = partsOf('removed', 'added')
  fresh.parts = partsOf('added', 'removed')
}

/** A long line in pieces, where all of it is shown. */
function cutLong(line: Line, { pieceCells }: PrintStyle): Line[] {
  if (pieceCells === undefined) return [line]
  const pieces = cutInPieces(line.text, pieceCells)
  return pieces.length === 1 ? [line] : pieces.map((text) => ({ ...line, text, parts: null }))
}

/** The rows of a line: the number and the sign stand before the first, and blanks in their place before the others. */
function describeLine({ sign, number, text, parts }: Line, digits: number, style: PrintStyle): string[] {
  const lead = `  ${String(number).padStart(digits)} `
  const room = style.width - lead.length - SIGN_CELLS
  const pieces = parts ?? [text]
  const rows = room < FEWEST_CELLS ? [pieces] : cutParts(pieces, room)
  const colour = sign === '-' ? 'red' : sign === '+' ? 'green' : 'dim'
  return rows.map((row, at) => {
    const shown = row.map((part, index) => paint(style, index % 2 === 1 ? [colour, 'inverse'] : colour, part)).join('')
    const gutter =
      at === 0
        ? `${paint(style, 'dim', lead)}${paint(style, colour, `${sign} `)}`
        : ' '.repeat(lead.length + SIGN_CELLS)
    return sign === ' ' ? `${gutter}${shown}`.trimEnd() : gutter + shown
  })
}
