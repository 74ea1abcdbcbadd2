// The whole conversation on the alternate screen, with all output and all thoughts: to scroll and search in. Turns before those in
// memory are read from the daemon when the user gets there.

import { fitLine } from '../../view/cell-text.ts'
import { paint, type PrintStyle } from '../../view/print-style.ts'
import { describeWholeTurn } from '../../view/turns/whole-lines.ts'
import { applyEvent, createTurnState, type TurnState } from '../../view/turns/turn-state.ts'
import { stripVTControlCharacters } from 'node:util'
import type { AppContext, Panel } from '../app-context.ts'

/** Turns that are read from the daemon at once. */
const READ_TURNS = 30
const HINT = 'arrows, PageUp, PageDown, g top, G end, / search, n next, q leaves'

interface View {
  /** Rows from the end of the conversation to the last row in sight. */
  below: number
  /** The text that is searched for, with `isTyped` true while the user types it; null without a search. */
  search: { text: string; isTyped: boolean } | null
}

export function openViewer(app: AppContext): void {
  let earlier: TurnState[] = []
  let before = app.transcript.current().historyStart
  let isReading = false
  let page = 10
  let view: View = { below: 0, search: null }
  const lines = createLineCache()
  const listRows = (style: PrintStyle) =>
    lines([...earlier, ...app.transcript.current().turns], app.transcript.current().turn, style)

  const readEarlier = async () => {
    if (isReading || before === 0) return
    isReading = true
    const { events, start } = await app.call('session/history', { turns: READ_TURNS, before })
    const turns: TurnState[] = []
    for (const event of events) {
      if (event.type === 'TurnBegin' || turns.length === 0) turns.push(createTurnState())
      applyEvent(turns.at(-1)!, event)
    }
    earlier = [...turns, ...earlier]
    before = start
    isReading = false
    app.refresh()
  }
  const panel: Panel = {
    isFull: true,
    render(style, rows) {
      page = Math.max(1, rows - 1)
      const all = listRows(style)
      view.below = Math.max(0, Math.min(view.below, all.length - page))
      const end = all.length - view.below
      if (end <= page && before > 0) void readEarlier().catch(app.complain)
      const shown = all.slice(Math.max(0, end - page), end)
      const blank = Array.from({ length: page - shown.length }, () => '')
      return [
        ...shown.map((row) => markFound(row, view.search?.text ?? '', style)),
        ...blank,
        describeState(view, end, all.length, style),
      ]
    },
    press(input) {
      const { name, text } = input.kind === 'key' ? input : { name: '', text: input.text }
      if (view.search?.isTyped) view = typeSearch(view, name, text, listRows(app.style), page)
      else if (['q', 'escape', 'ctrl+o', 'ctrl+c'].includes(name)) app.closePanel()
      else view = pressView(view, name, listRows(app.style), page)
      app.refresh()
    },
  }
  app.show(panel)
}

/** Rows of finished turns are made once for each width; those of the running turn anew. */
function createLineCache(): (turns: readonly TurnState[], running: TurnState, style: PrintStyle) => string[] {
  let cache = new Map<TurnState, string[]>()
  let width = 0
  return (turns, running, style) => {
    if (style.width !== width) cache = new Map()
    width = style.width
    return turns.flatMap((turn, at) => {
      const rows = cache.get(turn) ?? describeWholeTurn(turn, style)
      if (turn !== running || !turn.isRunning) cache.set(turn, rows)
      return at === 0 ? rows : ['', ...rows]
    })
  }
}

function pressView(view: View, name: string, rows: readonly string[], page: number): View {
  const move = (by: number) => ({ ...view, below: Math.max(0, view.below + by) })
  switch (name) {
    case 'up':
    case 'k':
      return move(1)
    case 'down':
    case 'j':
      return move(-1)
    case 'pageUp':
    case 'b':
      return move(page)
    case 'pageDown':
    case 'space':
      return move(-page)
    case 'g':
    case 'home':
      return { ...view, below: rows.length }
    case 'shift+g':
    case 'end':
      return { ...view, below: 0 }
    case '/':
      return { ...view, search: { text: '', isTyped: true } }
    case 'n':
      return view.search ? find(view, rows, page) : view
    default:
      return view
  }
}

function typeSearch(view: View, name: string, text: string, rows: readonly string[], page: number): View {
  const typed = view.search?.text ?? ''
  if (name === 'escape' || name === 'ctrl+c') return { ...view, search: null }
  if (name === 'enter')
    return find({ ...view, search: typed === '' ? null : { text: typed, isTyped: false } }, rows, page)
  const next = name === 'backspace' ? [...typed].slice(0, -1).join('') : typed + text
  return { ...view, search: { text: next, isTyped: true } }
}

/** Goes up to the next row that holds the words; from the top it begins at the end again. */
function find(view: View, rows: readonly string[], page: number): View {
  if (!view.search) return view
  const words = view.search.text.toLowerCase()
  const matches = rows.flatMap((row, at) => (stripVTControlCharacters(row).toLowerCase().includes(words) ? [at] : []))
  const top = Math.max(0, rows.length - view.below - page)
  const at = matches.findLast((match) => match < top) ?? matches.at(-1)
  return at === undefined ? view : { ...view, below: Math.max(0, rows.length - page - at) }
}

function markFound(row: string, words: string, style: PrintStyle): string {
  const plain = stripVTControlCharacters(row)
  const at = words === '' ? -1 : plain.toLowerCase().indexOf(words.toLowerCase())
  if (at < 0) return row
  const end = at + words.length
  return plain.slice(0, at) + paint(style, 'inverse', plain.slice(at, end)) + plain.slice(end)
}

function describeState({ below, search }: View, end: number, count: number, style: PrintStyle): string {
  if (search?.isTyped) return `/${search.text}`
  const place = below === 0 ? 'end' : `${Math.round((end / Math.max(1, count)) * 100)} %`
  return paint(style, 'inverse', fitLine(style, `${place}  ${HINT}`, style.width))
}
