// Lists everything that the daemon knows: tasks that wait for the user, running tasks, the sessions of all doors, and ended tasks.

import { isTerminal, type TaskView } from '../../protocol/task.ts'
import { nameStatus } from '../../view/tasks/task-text.ts'
import { shortenSessionId, type SessionView } from '../../protocol/session-view.ts'
import { sanitiseText } from '../../safety/text/sanitiser.ts'
import { describeAge } from '../../view/age-text.ts'
import { cutLine } from '../../view/cell-text.ts'
import { paint, type PrintStyle } from '../../view/print-style.ts'
import type { ChoiceItem } from '../../view/lists/choice-list.ts'
import type { AppContext } from '../app-context.ts'
import { createPicker } from './picker.ts'

/** Tasks that have ended, and sessions, that are listed. */
const LISTED = 50
/** Lines of a task's output that are printed. */
const OUTPUT_LINES = 20
/** Lines of a question below the list. */
const QUESTION_LINES = 8
/** The list is read anew so often while it is in sight. */
const READ_MS = 2_000

type WorkItem = ChoiceItem & { rank: number; at: number } & ({ task: TaskView } | { session: SessionView })

/** `onLeave`: called when the user leaves the list with Esc. */
export async function showTasks(app: AppContext, onLeave?: () => void): Promise<void> {
  const read = () => readWork(app)
  const picker = createPicker<WorkItem>(app, {
    title: 'Everything that waits, runs, or can be resumed',
    items: await read(),
    empty: 'nothing runs, and nothing was said yet',
    hint: 'Ctrl-D stops, Ctrl-Y allows, Ctrl-N refuses',
    onLeave,
    onPick: (item) => void open(app, item).catch(app.complain),
    onKey(name, item, isPreviewWhole) {
      const work = 'task' in item ? actOn(app, name, item.task, isPreviewWhole) : null
      if (!work) return false
      work.then(read).then(picker.update).catch(app.complain)
      return true
    },
    preview: (item) => ('task' in item ? describeWait(app, item.task) : []),
  })
  const timer = setInterval(() => void read().then(picker.update, () => {}), READ_MS).unref()
  app.show({ ...picker, onClosed: () => clearInterval(timer) })
}

async function readWork(app: AppContext): Promise<WorkItem[]> {
  const [{ tasks }, { sessions }] = await Promise.all([
    app.call('task/list', { ended: LISTED }),
    app.call('session/list', { limit: LISTED }),
  ])
  const busy = new Set(tasks.flatMap(({ kind, sessionId }) => (kind === 'agent' ? [sessionId] : [])))
  const items = [
    ...tasks.map(describeTask),
    ...sessions.filter(({ id }) => !busy.has(id)).map((session) => describeSession(session, app.book.session?.id)),
  ]
  return items.toSorted((one, other) => one.rank - other.rank || other.at - one.at)
}

function describeTask(task: TaskView): WorkItem {
  const { short, title, status, kind, lastLine, waiting, tool, finishedAt, createdAt } = task
  const rank = waiting ? 0 : isTerminal(status) ? 2 : 1
  const state = waiting ? 'waits for you' : nameStatus(status)
  const at = (finishedAt ?? createdAt) * 1_000
  const age = rank === 2 ? describeAge(Date.now() - at) : ''
  return {
    label: `${short} ${title}`,
    detail: [state, kind, age, tool, lastLine].filter(Boolean).join('  '),
    words: task.id,
    rank,
    at,
    task,
  }
}

function describeSession(session: SessionView, current: string | undefined): WorkItem {
  const { id, title, updatedAt, isAnswered, workDir } = session
  const state = id === current ? 'this session' : isAnswered ? 'session' : 'session without an answer'
  return {
    label: `${shortenSessionId(id).slice(0, 8)} ${title || '(no title)'}`,
    detail: [state, describeAge(Date.now() - updatedAt), workDir ?? ''].filter(Boolean).join('  '),
    words: id,
    rank: 2,
    at: updatedAt,
    session,
  }
}

/** The lines of the request that blocks a task, which are shown before the user allows it. */
function describeWait({ style }: AppContext, { waiting }: TaskView): string[] {
  if (!waiting) return []
  const lines = sanitiseText(waiting.text).split('\n')
  const more = lines.length - QUESTION_LINES
  return [
    ...lines.slice(0, QUESTION_LINES).map((line) => paint(style, 'yellow', `  ${cutWaiting(line, style)}`)),
    ...(more > 0 ? [paint(style, 'dim', `  ${style.marks.more} ${more} more lines: Enter opens its session`)] : []),
  ]
}

function cutWaiting(line: string, style: PrintStyle): string {
  return cutLine(style, line, style.width - 2)
}

/** True when the list shows each character of the request. */
function isShownWhole(text: string, style: PrintStyle): boolean {
  const lines = sanitiseText(text).split('\n')
  // Tabs are shown as blanks.
  const isWhole = (line: string) => cutWaiting(line, style).replaceAll(/\s/g, '') === line.replaceAll(/\s/g, '')
  return lines.length <= QUESTION_LINES && lines.every(isWhole)
}

function actOn(
  app: AppContext,
  name: string,
  { id, waiting, status }: TaskView,
  isPreviewWhole: boolean,
): Promise<unknown> | null {
  if (name === 'ctrl+d' && !isTerminal(status)) return app.call('task/stop', { id })
  if (!waiting || waiting.kind !== 'approval') return null
  const { request, text } = waiting
  if (name === 'ctrl+n') return app.call('task/answer', { id, request, answer: 'reject' })
  if (name !== 'ctrl+y') return null
  // A request can be allowed here only when its whole text has been shown.
  if (!isPreviewWhole || !isShownWhole(text, app.style)) {
    app.note('that is too long to allow here: Enter opens its session')
    return Promise.resolve()
  }
  return app.call('task/answer', { id, request, answer: 'approve' })
}

/** A session is opened here, also that of an agent's task; of a command the end of its output is printed. */
async function open(app: AppContext, item: WorkItem): Promise<void> {
  const current = app.book.session?.id
  if ('session' in item) {
    const { id, workDir } = item.session
    if (id !== current) await app.openSession({ id, workDir: workDir ?? app.book.facts.workDir })
    return
  }
  const { task } = item
  if (task.kind === 'agent' && task.sessionId !== '') {
    if (task.sessionId !== current) await app.openSession({ id: task.sessionId, workDir: task.cwd })
    return
  }
  const { bytes } = await app.call('task/output', { id: task.id, lines: OUTPUT_LINES })
  const output = sanitiseText(Buffer.from(bytes, 'base64').toString('utf8')).trimEnd()
  const { style } = app
  app.note(`${task.short} ${task.title}: ${nameStatus(task.status)}${output === '' ? ', no output' : ''}`)
  if (output === '') return
  app.print(output.split('\n').map((line) => paint(style, 'dim', `  ${cutLine(style, line, style.width - 2)}`)))
}
