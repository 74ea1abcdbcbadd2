// Tasks as text: signs, states and the columns of a list. Text that a task or a model has written is sanitised.

import { isTerminal, type TaskView } from '../../protocol/task.ts'
import { sanitiseEnds, sanitiseLine, sanitiseText } from '../../safety/text/sanitiser.ts'
import { describeDuration } from '../../sys/duration-text.ts'
import { countTextCells } from '../cell-text.ts'
import { formatColumns } from '../columns.ts'
import { isUtf8 } from '../print-style.ts'

export interface Signs {
  running: string
  queued: string
  asks: string
  done: string
  failed: string
  stopped: string
  lost: string
}

const UNICODE: Signs = { running: '▶', queued: '⏸', asks: '?', done: '✓', failed: '✗', stopped: '■', lost: '…' }
const ASCII: Signs = { running: '>', queued: '=', asks: '?', done: '+', failed: 'x', stopped: '#', lost: '~' }

/** Signs outside ASCII only where the locale is UTF-8. */
export function chooseSigns(env: NodeJS.ProcessEnv): Signs {
  return isUtf8(env) ? UNICODE : ASCII
}

export function signOf({ status }: TaskView, signs: Signs): string {
  switch (status) {
    case 'created':
      return signs.queued
    case 'starting':
    case 'running':
      return signs.running
    case 'awaiting_approval':
      return signs.asks
    case 'completed':
      return signs.done
    case 'failed':
      return signs.failed
    case 'killed':
      return signs.stopped
    case 'lost':
      return signs.lost
  }
}

/** The state of a task in one to four words, without its reason. They are those of `describeState`. */
export function nameStatus(status: TaskView['status']): string {
  if (status === 'created') return 'waits for its place'
  if (status === 'awaiting_approval') return 'waits for you'
  if (status === 'completed') return 'done'
  return status === 'killed' ? 'stopped' : status
}

/** The state of a task in a few words, sanitised. `now` is in seconds since the epoch. */
export function describeState(task: TaskView, now: number): string {
  const since = (from: number | null) => (from === null ? '' : describeDuration((task.finishedAt ?? now) - from))
  switch (task.status) {
    case 'created':
      return ['waits for its place', firstLine(task.reason)].filter(Boolean).join(', ')
    case 'starting':
      return firstLine(task.reason) || 'starting'
    case 'awaiting_approval':
      return `asks: ${firstLine(task.waiting?.text ?? '')}`
    case 'running':
      return [since(task.startedAt), describeProgress(task, now)].filter(Boolean).join('  ')
    case 'completed':
      return `done in ${since(task.startedAt)}`
    case 'failed': {
      const exit = task.exitCode === null ? '' : ` (exit ${task.exitCode})`
      return [`failed${exit}`, firstLine(task.reason || task.lastLine)].filter(Boolean).join(': ')
    }
    case 'killed':
      return ['stopped', firstLine(task.reason)].filter(Boolean).join(': ')
    case 'lost':
      return ['lost', firstLine(task.reason)].filter(Boolean).join(': ')
  }
}

function describeProgress(task: TaskView, now: number): string {
  if (task.kind === 'watch' || task.kind === 'schedule') {
    const next = task.nextRunAt === null ? '' : `next in ${describeDuration(task.nextRunAt - now)}`
    return [`${task.runs} ${task.runs === 1 ? 'run' : 'runs'}`, next, firstLine(task.lastLine)]
      .filter(Boolean)
      .join('  ')
  }
  if (task.kind === 'bash') return firstLine(task.lastLine)
  const tokens = task.tokens < 1000 ? `${task.tokens}` : `${Math.round(task.tokens / 1000)}k`
  const tool = sanitiseLine(task.tool, TOOL_CELLS) // the model may have made the name up
  const parts = [task.steps > 0 ? `step ${task.steps}` : '', tool, task.tokens > 0 ? `${tokens} tokens` : '']
  return parts.filter(Boolean).join('  ')
}

/** Sign, short id, title and state: the columns of a list. Of a long title both ends are kept. */
export function describeRow(task: TaskView, signs: Signs, now: number, titleCells = TITLE_CELLS): string[] {
  return [signOf(task, signs), task.short, sanitiseEnds(task.title, titleCells), describeState(task, now)]
}

/** The list of tasks for a terminal with so many columns: a row a task, or two where it is too narrow for columns. */
export function describeTasks(tasks: readonly TaskView[], signs: Signs, now: number, columns: number): string {
  if (columns >= FEWEST_COLUMNS) return formatColumns(tasks.map((task) => describeRow(task, signs, now)))
  return tasks
    .map((task) => {
      const head = `${signOf(task, signs)} ${task.short} `
      const title = sanitiseEnds(task.title, Math.max(1, columns - 1 - countTextCells(head)))
      return `${head}${title}\n  ${sanitiseLine(describeState(task, now), Math.max(1, columns - 3))}\n`
    })
    .join('')
}

/** True when the list shows only a part of what the task is called or asks. */
export function isCut({ title, waiting }: TaskView, columns: number): boolean {
  const [titleCells, lineCells] = columns < FEWEST_COLUMNS ? [columns - 8, columns - 9] : [TITLE_CELLS, LINE_CELLS]
  const question = waiting?.text ?? ''
  return countTextCells(title) > titleCells || countTextCells(question) > lineCells || question.includes('\n')
}

const FEWEST_COLUMNS = 50
const TITLE_CELLS = 40
const LINE_CELLS = 120
const TOOL_CELLS = 40

function firstLine(text: string): string {
  return sanitiseLine(text.split('\n')[0] ?? '', LINE_CELLS)
}

/** Everything about a task, as `key: value` lines, with its question and the command that answers exactly that. */
export function describeTask(task: TaskView, now: number): string {
  const time = (at: number | null) => (at === null ? '' : new Date(at * 1000).toLocaleString('sv-SE'))
  const rows: [string, string][] = [
    ['task', `${task.short}  (${task.id})`],
    ['state', describeState(task, now)],
    ['title', task.title],
    [task.kind === 'agent' ? 'words' : 'command', task.command],
    ['directory', task.cwd],
    ['session', task.sessionId],
    ['began', time(task.startedAt ?? task.createdAt)],
    ['ended', time(task.finishedAt)],
    ['next run', isTerminal(task.status) ? '' : time(task.nextRunAt)],
    ['output', task.outputPath === '' ? '' : `${task.outputPath}  (${task.outputBytes} bytes)`],
  ]
  const question = task.waiting ? sanitiseText(task.waiting.text).split('\n') : []
  return [
    ...rows.filter(([, value]) => value !== '').map(([name, value]) => `${name}: ${sanitiseLine(value, 400)}\n`),
    ...question.map((line) => `  ${line}\n`),
    ...(task.waiting ? [`answer: kimi task approve ${task.short}:${task.waiting.request}\n`] : []),
  ].join('')
}
