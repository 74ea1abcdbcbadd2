// What the screen of tasks shows: groups, a cursor, and a panel for what is asked or printed. No terminal here.

import { styleText } from 'node:util'
import { isTerminal, type TaskView } from '../protocol/tasks.ts'
import { countCells } from '../safety/cells.ts'
import { sanitiseLine, sanitiseText } from '../safety/sanitise.ts'
import { readLogTail } from '../tools/output-log.ts'
import { describeRow, type Signs } from './task-text.ts'

export interface Screen {
  message: string
  /** What is shown in place of the list; `request` when it can be answered. */
  panel: { title: string; lines: string[]; request: string } | null
  update(tasks: TaskView[]): void
  groups(): [name: string, tasks: TaskView[]][]
  selected(): TaskView | undefined
  move(by: number): void
  openQuestion(): void
  openOutput(): void
}

const LAST_ENDED = 20
const PANEL_BYTES = 16 * 1024
const KEYS = '↑↓ choose  Enter attach  a approve  r reject  s stop  o output  q leave'

export function createScreen(): Screen {
  let tasks: TaskView[] = []
  let chosen = ''

  const groups = (): [string, TaskView[]][] => {
    const inState = (...statuses: TaskView['status'][]) => tasks.filter(({ status }) => statuses.includes(status))
    const all: [string, TaskView[]][] = [
      ['waiting for you', inState('awaiting_approval')],
      ['running', inState('running', 'starting')],
      ['waiting for their place', inState('created')],
      ['done', inState('completed').slice(0, LAST_ENDED)],
      ['failed', inState('failed', 'killed', 'lost').slice(0, LAST_ENDED)],
    ]
    return all.filter(([, list]) => list.length > 0)
  }
  const order = () => groups().flatMap(([, list]) => list)

  const screen: Screen = {
    message: '',
    panel: null,
    update(next) {
      tasks = next
      const task = screen.selected()
      // What was asked has been answered elsewhere: the panel must not answer something else.
      if (screen.panel?.request && task?.waiting?.request !== screen.panel.request) screen.panel = null
    },
    groups,
    selected: () => order().find(({ id }) => id === chosen) ?? order()[0],
    move(by) {
      screen.panel = null
      const list = order()
      const at = list.findIndex(({ id }) => id === screen.selected()?.id)
      chosen = list[Math.min(list.length - 1, Math.max(0, at + by))]?.id ?? ''
    },
    openQuestion() {
      const task = screen.selected()
      if (!task?.waiting) return void (screen.message = 'it waits for nothing')
      chosen = task.id
      const { waiting } = task
      if (waiting.kind === 'question') return void (screen.message = `kimi task approve ${task.short}`)
      const lines = sanitiseText(waiting.text).split('\n')
      screen.panel = { title: `${task.short} asks — y allows, n refuses, Esc closes`, lines, request: waiting.request }
    },
    openOutput() {
      const task = screen.selected()
      if (!task) return
      chosen = task.id
      const text = readLogTail(task.outputPath, PANEL_BYTES).text
      const lines = sanitiseText(text.replaceAll(/[^\n]*\r(?!\n)/g, ''))
        .trimEnd()
        .split('\n')
      screen.panel = { title: `${task.short} has printed — Esc closes`, lines, request: '' }
    },
  }
  return screen
}

/** One text for each row of the terminal. */
export function drawScreen(
  screen: Screen,
  signs: Signs,
  { columns, rows }: { columns: number; rows: number },
  now: number,
): string[] {
  const fit = (text: string) => sanitiseLine(text, columns - 1)
  const body = Math.max(1, rows - 2)
  const lines = screen.panel ? drawPanel(screen.panel, body, fit) : drawList(screen, signs, body, columns, now)
  while (lines.length < body) lines.push('')
  const head = styleText('bold', fit(headOf(screen)), { validateStream: false })
  const foot = styleText('dim', fit(screen.message || KEYS), { validateStream: false })
  return [head, ...lines.slice(0, body), foot].slice(0, rows)
}

function headOf(screen: Screen): string {
  const counts = screen.groups().map(([name, list]) => `${list.length} ${name}`)
  return `kimi tasks: ${counts.length === 0 ? 'none' : counts.join(', ')}`
}

function drawPanel(panel: NonNullable<Screen['panel']>, body: number, fit: (text: string) => string): string[] {
  // Of what is to be approved the beginning matters, of what was printed the end.
  const room = body - 2
  const shown = panel.request ? panel.lines.slice(0, room) : panel.lines.slice(-room)
  const cut =
    panel.request && panel.lines.length > room ? `… ${panel.lines.length - room} more lines: kimi task approve` : ''
  const title = styleText('yellow', fit(panel.title), { validateStream: false })
  return [title, ...shown.map((line) => fit(`  ${line}`)), ...(cut ? [fit(cut)] : [])]
}

/** The part of the list around the cursor. */
function drawList(screen: Screen, signs: Signs, body: number, columns: number, now: number): string[] {
  const chosen = screen.selected()?.id
  const lines: string[] = []
  let cursor = 0
  for (const [name, tasks] of screen.groups()) {
    lines.push(styleText('dim', sanitiseLine(name, columns - 1), { validateStream: false }))
    for (const task of tasks) {
      if (task.id === chosen) cursor = lines.length
      const line = pad(drawRow(task, signs, columns, now), columns - 1)
      lines.push(task.id === chosen ? styleText('inverse', line, { validateStream: false }) : line)
    }
  }
  const from = Math.max(0, Math.min(cursor - Math.floor(body / 2), lines.length - body))
  return lines.slice(from, from + body)
}

function drawRow(task: TaskView, signs: Signs, columns: number, now: number): string {
  const [sign, short, title, state] = describeRow(task, signs, now) as [string, string, string, string]
  const width = Math.max(8, Math.min(40, Math.floor(columns / 3)))
  const ended =
    isTerminal(task.status) && task.finishedAt ? new Date(task.finishedAt * 1000).toTimeString().slice(0, 5) : ''
  return `${sign} ${short} ${pad(title, width)} ${state}${ended && `  ${ended}`}`
}

/** As wide as that, cut or filled with blanks. */
function pad(text: string, width: number): string {
  let cells = 0
  let fits = ''
  for (const character of text) {
    const next = cells + countCells(character)
    if (next > width) break
    cells = next
    fits += character
  }
  return fits + ' '.repeat(width - cells)
}
