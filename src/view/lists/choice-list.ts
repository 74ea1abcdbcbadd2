// A list from which the user chooses one item: a filter that is typed, the item that is chosen now, and the part of the list that is
// in sight. A plain value: keys in, a new value out.

import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import { countTextCells, cutLine, fitLine, padText } from '../cell-text.ts'
import { wrapText } from '../markdown/word-wrap.ts'
import { paint, type PrintStyle } from '../print-style.ts'

export interface ChoiceItem {
  /** The first column. From outside: sanitised when it is drawn. */
  label: string
  /** The second column, drawn dim. */
  detail: string
  /** Also searched by the filter, but not shown. */
  words?: string
}

export interface ChoiceList<T extends ChoiceItem> {
  items: readonly T[]
  filter: string
  /** Index among the items that the filter leaves. */
  selected: number
}

/** Widest first column. */
const LABEL_CELLS = 44

export function createChoiceList<T extends ChoiceItem>(items: readonly T[], selected = 0): ChoiceList<T> {
  return { items, filter: '', selected }
}

/** The items with all words of the filter, in their order. */
export function shownItems<T extends ChoiceItem>({ items, filter }: ChoiceList<T>): readonly T[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return items
  return items.filter(({ label, detail, words: more = '' }) => {
    const text = `${label} ${detail} ${more}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/** The item that is chosen now; undefined in an empty list. */
export function selectedItem<T extends ChoiceItem>(list: ChoiceList<T>): T | undefined {
  return shownItems(list)[list.selected]
}

/** Takes a key, by its name and the text that it types. Null when the key means nothing to a list. `page`: rows of a page. */
export function pressList<T extends ChoiceItem>(
  list: ChoiceList<T>,
  name: string,
  text: string,
  page: number,
): ChoiceList<T> | null {
  const count = shownItems(list).length
  const move = (to: number) => ({ ...list, selected: Math.max(0, Math.min(count - 1, to)) })
  switch (name) {
    case 'up':
    case 'ctrl+p':
      return list.selected === 0 ? move(count - 1) : move(list.selected - 1)
    case 'down':
    case 'ctrl+n':
      return list.selected >= count - 1 ? move(0) : move(list.selected + 1)
    case 'pageUp':
      return move(list.selected - page)
    case 'pageDown':
      return move(list.selected + page)
    case 'home':
      return move(0)
    case 'end':
      return move(count - 1)
    case 'backspace':
      return { ...list, filter: [...list.filter].slice(0, -1).join(''), selected: 0 }
    case 'ctrl+u':
      return { ...list, filter: '', selected: 0 }
    default:
      return text === '' ? null : { ...list, filter: list.filter + text, selected: 0 }
  }
}

/** The items in sight, and the widths of their columns. */
interface Layout<T extends ChoiceItem> {
  first: number
  shown: readonly T[]
  labels: string[]
  labelCells: number
  detailCells: number
}

function layOut<T extends ChoiceItem>(list: ChoiceList<T>, style: PrintStyle, rows: number): Layout<T> {
  const items = shownItems(list)
  const room = Math.max(1, rows)
  const first = Math.max(0, Math.min(list.selected - Math.floor(room / 2), items.length - room))
  const shown = items.slice(first, first + room)
  const most = Math.min(LABEL_CELLS, Math.max(10, Math.floor(style.width / 2)))
  const labels = shown.map(({ label }) => fitLine(style, label, most))
  const labelCells = Math.max(0, ...labels.map(countTextCells))
  return { first, shown, labels, labelCells, detailCells: Math.max(0, style.width - labelCells - 4) }
}

/** The whole text of the chosen item, where its row shows only a part of it: at most `WHOLE_ROWS` rows; else none. */
export function describeChosen<T extends ChoiceItem>(list: ChoiceList<T>, style: PrintStyle, rows: number): string[] {
  const { first, shown, labels, detailCells } = layOut(list, style, rows)
  const at = list.selected - first
  const item = shown[at]
  if (!item) return []
  const [label, detail] = [item.label, item.detail].map((text) => sanitiseLine(text, Infinity)) as [string, string]
  if (labels[at] === label && countTextCells(detail) <= detailCells) return []
  const wrapped = wrapText([label, detail].filter(Boolean).join('  '), { style, lead: '  ', nextLead: '  ' })
  return wrapped.slice(0, WHOLE_ROWS).map((row) => paint(style, 'dim', row))
}

const WHOLE_ROWS = 4

/** The items in sight, at most `rows` rows; the chosen one is marked. */
export function describeList<T extends ChoiceItem>(list: ChoiceList<T>, style: PrintStyle, rows: number): string[] {
  const { first, shown, labels, labelCells, detailCells } = layOut(list, style, rows)
  return shown.map(({ detail }, at) => {
    const isChosen = first + at === list.selected
    const label = padText(labels[at]!, labelCells)
    const rest = fitLine(style, detail, detailCells)
    const sign = isChosen ? `${style.marks.prompt} ` : '  '
    return (
      paint(style, isChosen ? 'bold' : 'dim', `${sign}${isChosen ? label : ''}`) +
      (isChosen ? '' : label) +
      paint(style, 'dim', `  ${rest}`)
    )
  })
}

/** The filter as it is typed, or what to do: in as many rows as the width needs, and `most`, of which the last one is cut. */
export function describeFilter(
  { filter }: { filter: string },
  hint: string,
  style: PrintStyle,
  most: number,
): string[] {
  if (filter !== '') return [`filter: ${sanitiseLine(filter, style.width - 10)}`]
  const rows = wrapText(hint, { style, nextLead: '  ' })
  const shown =
    rows.length <= most
      ? rows
      : [
          ...rows.slice(0, most - 1),
          rows
            .slice(most - 1)
            .map((row) => row.trim())
            .join(' '),
        ]
  return shown.map((row) => paint(style, 'dim', cutLine(style, row, style.width)))
}
