// A panel in which the user picks one item of a list: type to filter, arrows to move, Enter to pick, Esc to leave.

import {
  createChoiceList,
  describeChosen,
  describeFilter,
  describeList,
  pressList,
  selectedItem,
  shownItems,
  type ChoiceItem,
} from '../../view/lists/choice-list.ts'
import { fitLine } from '../../view/cell-text.ts'
import { paint } from '../../view/print-style.ts'
import type { AppContext, Panel } from '../app-context.ts'

const PAGE_ROWS = 10
/** The title and a blank row. */
const FRAME_ROWS = 2
/** The keys take more than one row only where the list has as much room. */
const MOST_KEY_ROWS = 3
const ROWS_FOR_ONE = 4

export interface PickerOptions<T extends ChoiceItem> {
  title: string
  items: readonly T[]
  /** Index of the item that is chosen at first. */
  selected?: number
  /** The text that is shown in place of an empty list. */
  empty: string
  /** The keys besides Enter and Esc, as they are told to the user: `Ctrl-D deletes`. */
  hint?: string
  onPick(item: T): void
  /** Esc was pressed, and nothing was picked. */
  onLeave?: (() => void) | undefined
  /** Takes further keys; true when the key was one of them. `isPreviewWhole`: the terminal has room for all lines about the item. */
  onKey?(name: string, item: T, isPreviewWhole: boolean): boolean
  /** Lines about the chosen item, below the list. */
  preview?(item: T): readonly string[]
}

export interface Picker<T extends ChoiceItem> extends Panel {
  /** Shows other items, as after one was removed. */
  update(items: readonly T[]): void
}

export function createPicker<T extends ChoiceItem>(app: AppContext, options: PickerOptions<T>): Picker<T> {
  const { title, empty, hint, onPick, onLeave, onKey, preview } = options
  let list = createChoiceList(options.items, options.selected ?? 0)
  let isPreviewWhole = false
  const keys = ['Enter picks', ...(hint ? [hint] : []), 'Esc leaves', 'type to filter'].join(', ')
  return {
    update(items) {
      list = { ...list, items, selected: Math.min(list.selected, Math.max(0, items.length - 1)) }
      app.refresh()
    },
    render(style, rows) {
      const item = selectedItem(list)
      const own = item && preview ? preview(item) : []
      const foot = describeFilter(
        list,
        keys,
        style,
        Math.max(1, Math.min(MOST_KEY_ROWS, Math.floor(rows / ROWS_FOR_ONE))),
      )
      const frame = FRAME_ROWS + foot.length
      const about = own.length > 0 ? own : describeChosen(list, style, rows - frame)
      const room = Math.max(1, rows - frame - about.length)
      const shown = describeList(list, style, room)
      isPreviewWhole = frame + Math.max(1, shown.length) + about.length <= rows
      return [
        paint(style, 'bold', fitLine(style, `${title} (${shownItems(list).length})`, style.width)),
        ...(shown.length > 0
          ? shown
          : [paint(style, 'dim', `  ${list.items.length === 0 ? empty : 'nothing matches'}`)]),
        ...about,
        ...foot,
      ]
    },
    press(input) {
      if (input.kind === 'paste') return
      const { name, text } = input
      const item = selectedItem(list)
      if (name === 'escape' || name === 'ctrl+c') {
        app.closePanel()
        onLeave?.()
      } else if (name === 'enter') {
        if (!item) return
        app.closePanel()
        onPick(item)
      } else if (!(item && onKey?.(name, item, isPreviewWhole))) list = pressList(list, name, text, PAGE_ROWS) ?? list
      app.refresh()
    },
  }
}
