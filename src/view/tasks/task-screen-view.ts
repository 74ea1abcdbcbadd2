// The screen of tasks: groups, a cursor, and a panel for a question or for output. Tasks in, rows out; no terminal here.

import { styleText } from 'node:util'
import { isTerminal, type TaskView } from '../../protocol/task.ts'
import { countCells, splitDrawn } from '../../safety/text/display-cells.ts'
import { sanitiseLine, sanitiseText } from '../../safety/text/sanitiser.ts'
import { layPanel, titleOf, type Panel, type Size } from './task-screen-panel.ts'
import { countTextCells } from '../cell-text.ts'
import { describeRow, type Signs } from './task-text.ts'

export interface Screen {
  /** The outcome of the last key. */
  message: string
  /** The reason why the list may be old; '' when it is not. */
  trouble: string
  /** Shown in place of the list. */
  panel: Panel | null
  update(tasks: TaskView[]): void
  groups(): [name: string, tasks: TaskView[]][]
  selected(): TaskView | undefined
  move(by: number): void
  openQuestion(verb?: 'approve' | 'reject'): void
  /** Opens the panel of the selected task's output; its text comes by `showOutput`. */
  openOutput(): void
  /** Shows the end of the selected task's output, if its panel is open. `raw`: the bytes as the task has printed them. */
  showOutput(raw: string): void
}

const LAST_ENDED = 20
/** The keys, for screens of different widths: what answers, stops and leaves is shown on the narrowest. */
const KEYS = [
  '↑↓ choose  Enter attach  a approve  r reject  s stop  o output  q leave',
  'a approve  r reject  s stop  q leave',
  's stop  q leave',
] as const

export function createScreen(): Screen {
  let tasks: TaskView[] = []
  let chosen = ''

  const order = () => groupTasks(tasks).flatMap(([, list]) => list)
  const indexOf = (list: TaskView[]) => list.findIndex(({ id }) => id === chosen)
  const choose = (list: TaskView[], at: number) => (chosen = list[Math.min(list.length - 1, Math.max(0, at))]?.id ?? '')

  const screen: Screen = {
    message: '',
    trouble: '',
    panel: null,
    update(next) {
      const at = indexOf(order())
      tasks = next
      // The cursor stays on its task: a key never means a task that has just come in its place.
      const list = order()
      if (indexOf(list) < 0) choose(list, at)
      closeAnswered(screen)
    },
    groups: () => groupTasks(tasks),
    selected: () => order().find(({ id }) => id === chosen),
    move(by) {
      screen.panel = null
      const list = order()
      choose(list, indexOf(list) + by)
    },
    openQuestion(verb = 'approve') {
      const opened = makeQuestionPanel(screen.selected(), verb)
      if (typeof opened === 'string') screen.message = opened
      else screen.panel = opened
    },
    openOutput() {
      const task = screen.selected()
      if (!task) return
      screen.panel = { verb: 'read', short: task.short, text: '', request: '', options: [], top: Infinity }
    },
    showOutput(raw) {
      if (screen.panel?.verb === 'read') screen.panel.text = readOutput(raw)
    },
  }
  return screen
}

/** Tasks by what they want, those that wait for the user first. Empty groups are left out. */
function groupTasks(tasks: TaskView[]): [name: string, tasks: TaskView[]][] {
  const inState = (...statuses: TaskView['status'][]) => tasks.filter(({ status }) => statuses.includes(status))
  const all: [string, TaskView[]][] = [
    ['waiting for you', inState('awaiting_approval')],
    ['running', inState('running', 'starting')],
    ['waiting for their place', inState('created')],
    ['done', inState('completed').slice(0, LAST_ENDED)],
    ['failed', inState('failed', 'lost').slice(0, LAST_ENDED)],
    ['stopped', inState('killed').slice(0, LAST_ENDED)],
  ]
  return all.filter(([, list]) => list.length > 0)
}

/** Closes the panel of a question that was answered elsewhere: it must not answer another one. */
function closeAnswered(screen: Screen): void {
  const { panel } = screen
  if (!panel || panel.verb === 'read' || screen.selected()?.waiting?.request === panel.request) return
  screen.panel = null
  screen.message = `${panel.short} no longer waits for that`
}

/** The panel of the task's question, or a message for the user where the screen cannot ask it. */
function makeQuestionPanel(task: TaskView | undefined, verb: 'approve' | 'reject'): Panel | string {
  if (!task?.waiting) return 'it waits for nothing'
  const { short, waiting } = task
  const { kind, request, options, text } = waiting
  // A question without options is answered with words, which this screen cannot read.
  if (verb === 'approve' && kind === 'question' && options.length === 0) return `kimi task approve ${short}`
  return {
    verb: kind === 'question' && verb === 'approve' ? 'answer' : verb,
    short,
    text: sanitiseText(text),
    request,
    options,
    top: 0,
  }
}

/** The output as it is on a terminal in the end: of lines that were written over, only the last text counts. */
function readOutput(raw: string): string {
  const plain = sanitiseText(raw.replaceAll('\r\n', '\n').replaceAll(/[^\n]*\r(?!\n)/g, '')).trimEnd()
  return plain === '' ? 'nothing yet' : plain
}

/** The screen as rows of text, as many as the terminal has. */
export function drawScreen(screen: Screen, signs: Signs, size: Size, now: number): string[] {
  const { columns, rows } = size
  const fit = (text: string) => sanitiseLine(text, columns - 1)
  const body = Math.max(1, rows - 2)
  const lines = screen.panel ? drawPanel(screen.panel, size) : drawList(screen, signs, body, columns, now)
  while (lines.length < body) lines.push('')
  const head = styleText('bold', fit(headOf(screen)), { validateStream: false })
  const foot = styleText('dim', fit(screen.message || screen.trouble) || keysFor(columns), { validateStream: false })
  return [head, ...lines.slice(0, body), foot].slice(0, rows)
}

function keysFor(columns: number): string {
  return KEYS.find((keys) => countTextCells(keys) < columns) ?? sanitiseLine(KEYS.at(-1)!, columns - 1)
}

function headOf(screen: Screen): string {
  const counts = screen.groups().map(([name, list]) => `${list.length} ${name}`)
  return `kimi tasks: ${counts.length === 0 ? 'none' : counts.join(', ')}`
}

function drawPanel(panel: Panel, size: Size): string[] {
  const title = sanitiseLine(titleOf(panel, size), size.columns - 1)
  return [styleText('yellow', title, { validateStream: false }), ...layPanel(panel, size).shown]
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
  const width = Math.max(8, Math.min(40, Math.floor(columns / 3)))
  const [sign, short, title, state] = describeRow(task, signs, now, width) as [string, string, string, string]
  const ended =
    isTerminal(task.status) && task.finishedAt ? new Date(task.finishedAt * 1000).toTimeString().slice(0, 5) : ''
  return `${sign} ${short} ${pad(title, width)} ${state}${ended && `  ${ended}`}`
}

/** The text in exactly `width` cells: cut, or filled with blanks. */
function pad(text: string, width: number): string {
  let cells = 0
  let fits = ''
  for (const character of splitDrawn(text)) {
    const next = cells + countCells(character)
    if (next > width) break
    cells = next
    fits += character
  }
  return fits + ' '.repeat(width - cells)
}
