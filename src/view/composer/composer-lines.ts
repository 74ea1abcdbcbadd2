// The composer as lines of the screen: the prompt and the text, below it the menu or the search.

import { sanitiseEnds } from '../../safety/text/sanitiser.ts'
import { countTextCells, fitLine, padText } from '../cell-text.ts'
import { paint, type PrintStyle } from '../print-style.ts'
import type { ComposerState } from './composer-state.ts'
import { isMarkerCode, splitGraphemes } from './graphemes.ts'
import type { HistorySearch } from './history.ts'
import type { Menu, MenuItem } from './menu.ts'
import { drawCharacter, measure, showRows, type Row, type TextPlace } from './text-rows.ts'
import { selectionOf } from './vim/vim-mode.ts'
import type { Span } from './words.ts'

export interface ComposerFrame {
  /** Cells of the screen's width. */
  width: number
  /** Most rows that the text may take. */
  height: number
  /** The sign before the text, such as `> `. */
  prompt: string
  /** Shown in grey while the text is empty. */
  placeholder: string
  /** The index of the text at which the first shown row began in the last drawing. */
  top: number
  /** Put in at the caret: the mark that the renderer turns into the cursor's place, or ''. */
  caretMark: string
}

export interface ComposerDrawing {
  lines: string[]
  /** The caret: the index of its line, and the cells before it. */
  caret: { line: number; column: number }
  top: number
}

const MENU_ROWS = 8
/** Share of the width that the names in a menu may take. */
const NAME_SHARE = 0.5
const SEARCH_LABEL = 'history: '

/** The place of the text in a frame: one cell behind it is kept for the caret. */
export function placeOf({ width, prompt }: ComposerFrame, { objects }: ComposerState): TextPlace {
  return { columns: Math.max(1, width - countTextCells(prompt) - 1), objects }
}

export function drawComposer(state: ComposerState, given: ComposerFrame, style: PrintStyle): ComposerDrawing {
  if (state.search) return drawSearch(state.search, given, style)
  const frame = { ...given, prompt: promptOf(state, given, style) }
  const { edit } = state
  const place = placeOf(frame, state)
  const { rows, caretRow, caretColumn } = showRows(edit.text, edit.caret, frame.top, frame.height, place)
  const selection = state.vim && selectionOf(state.vim, edit)
  const indent = countTextCells(frame.prompt)
  const lines = rows.map((row, index) => {
    const sign = signOf(row, index, rows, edit.text, frame, style)
    const draw = (part: Row) => drawRow(edit.text, part, place, selection, style)
    if (index !== caretRow) return sign + draw(row)
    // Behind a blank that fills the last cell of the screen there is no place: the caret stands on it.
    const at = measure(edit.text.slice(row.from, edit.caret), place) > place.columns ? edit.caret - 1 : edit.caret
    return sign + draw({ from: row.from, to: at }) + frame.caretMark + draw({ from: at, to: row.to })
  })
  if (edit.text === '') lines[0] += paint(style, 'dim', fitLine(style, frame.placeholder, place.columns))
  if (state.menu) lines.push(...drawItems(state.menu, frame.width, style))
  return { lines, caret: { line: caretRow, column: indent + caretColumn }, top: rows[0]!.from }
}

/** The prompt; in vim's normal and visual mode another sign of the same width. */
function promptOf({ vim }: ComposerState, { prompt }: ComposerFrame, style: PrintStyle): string {
  if (!vim || vim.mode === 'insert') return prompt
  const sign = vim.mode === 'normal' ? (hasUnicode(style) ? '❮' : '<') : vim.mode === 'visual' ? 'v' : 'V'
  return padText(sign, countTextCells(prompt))
}

function hasUnicode({ marks }: PrintStyle): boolean {
  return marks.more === '…'
}

/** The prompt in the first row of the text; an arrow where rows above or below are not shown. */
function signOf(
  row: Row,
  index: number,
  rows: Row[],
  text: string,
  { prompt }: ComposerFrame,
  style: PrintStyle,
): string {
  const cells = countTextCells(prompt)
  const isUnicode = hasUnicode(style)
  if (row.from === 0) return prompt
  if (index === 0) return paint(style, 'dim', padText(isUnicode ? '↑' : '^', cells).slice(0, cells))
  const isCut = index === rows.length - 1 && row.to < text.length
  return isCut ? paint(style, 'dim', padText(isUnicode ? '↓' : 'v', cells).slice(0, cells)) : ' '.repeat(cells)
}

function drawRow(text: string, row: Row, place: TextPlace, selection: Span | null, style: PrintStyle): string {
  let line = ''
  let plain = ''
  let at = row.from
  const end = () => {
    line += plain
    plain = ''
  }
  for (const character of splitGraphemes(text.slice(row.from, row.to))) {
    const isSelected = selection !== null && at >= selection.from && at < selection.to
    const isMarker = character.length === 1 && isMarkerCode(character.charCodeAt(0))
    const drawn = drawCharacter(character, place).text
    if (isSelected || isMarker) {
      end()
      line += paint(style, isSelected ? 'inverse' : 'cyan', drawn)
    } else plain += drawn
    at += character.length
  }
  end()
  return line
}

function drawItems({ items, selected }: Menu, width: number, style: PrintStyle): string[] {
  const { from, shown } = windowAround(items, selected)
  const names = shown.map(({ label }) => countTextCells(fitLine(style, label, width)))
  const most = Math.min(Math.max(8, Math.floor(width * NAME_SHARE)), Math.max(1, width - 2))
  const nameCells = Math.min(Math.max(...names, 0), most)
  const lines = shown.map((item, index) => drawItem(item, from + index === selected, nameCells, width, style))
  if (items.length > shown.length) {
    lines.push(paint(style, 'dim', `  ${fitLine(style, `(${selected + 1}/${items.length})`, Math.max(1, width - 2))}`))
  }
  return lines
}

function drawItem(item: MenuItem, isSelected: boolean, nameCells: number, width: number, style: PrintStyle): string {
  const sign = isSelected ? '> ' : '  '
  if (item.detail === '')
    return paintItem(style, isSelected, sign + fitLabel(style, item.label, Math.max(1, width - 3)))
  const name = padText(fitLabel(style, item.label, Math.min(nameCells, Math.max(1, width - 3))), nameCells)
  const room = width - nameCells - 5
  const detail = room < 4 ? '' : `  ${fitLine(style, item.detail, room)}`
  return paintItem(style, isSelected, sign + name) + paint(style, 'dim', detail)
}

/** A name in at most `cells`: of a long one both ends are shown, since paths differ at their ends. */
function fitLabel(style: PrintStyle, label: string, cells: number): string {
  return hasUnicode(style) ? sanitiseEnds(label, cells) : fitLine(style, label, cells)
}

function paintItem(style: PrintStyle, isSelected: boolean, text: string): string {
  return isSelected ? paint(style, ['bold', 'cyan'], text) : text
}

function drawSearch(
  search: HistorySearch,
  { width, top, caretMark }: ComposerFrame,
  style: PrintStyle,
): ComposerDrawing {
  const { matches, selected, query } = search
  const room = Math.max(1, width - SEARCH_LABEL.length - 1)
  const shownQuery = fitEnd(query, room)
  const label = paint(style, 'dim', SEARCH_LABEL.slice(0, width - 1))
  const lines = [label + (width > SEARCH_LABEL.length ? shownQuery : '') + caretMark]
  const { from, shown } = windowAround(matches, selected)
  for (const [index, match] of shown.entries()) {
    const isSelected = from + index === selected
    lines.push(paintItem(style, isSelected, (isSelected ? '> ' : '  ') + fitLine(style, match, Math.max(1, width - 3))))
  }
  if (matches.length === 0)
    lines.push(
      paint(style, 'dim', `  ${fitLine(style, 'no earlier message holds these words', Math.max(1, width - 3))}`),
    )
  const column = Math.min(width - 1, SEARCH_LABEL.length + measure(shownQuery, { columns: width, objects: [] }))
  return { lines, caret: { line: 0, column }, top }
}

/** The end of a text, at most `cells` wide. */
function fitEnd(text: string, cells: number): string {
  const place: TextPlace = { columns: cells, objects: [] }
  const drawn = splitGraphemes(text).map((character) => drawCharacter(character, place))
  let used = 0
  let from = drawn.length
  while (from > 0 && used + drawn[from - 1]!.cells <= cells) used += drawn[--from]!.cells
  return drawn
    .slice(from)
    .map((each) => each.text)
    .join('')
}

function windowAround<Item>(items: readonly Item[], selected: number): { from: number; shown: readonly Item[] } {
  const from = Math.max(0, Math.min(selected - Math.floor(MENU_ROWS / 2), items.length - MENU_ROWS))
  return { from, shown: items.slice(from, from + MENU_ROWS) }
}
