// The words of a notice: one line without control characters, which ends with the command that shows more.

import type { TaskView, TaskWait } from '../protocol/task.ts'
import { sanitiseEnds, sanitiseLine } from '../safety/text/sanitiser.ts'
import { describeDuration } from '../sys/duration-text.ts'
import type { Task } from '../tasks/task-directory.ts'

export type Tone = 'good' | 'bad' | 'asks'

/** The process of a shell. `started` tells it from a later process with the same id; null where the system cannot tell. */
export interface ShellProcess {
  pid: number
  started: string | null
}

export interface Notice {
  /** Notices with the same key are told once: see `noticeKey`. */
  key: string
  tone: Tone
  /** `build finished in 3m12s (exit 0) — kimi task output b3k9` */
  text: string
  /** The same without the command, for the desktop, where nobody can type it. */
  title: string
  /** Seconds since the epoch. */
  at: number
  /** The shell that began the task: it hears of it while it lives. Null when no shell did. */
  shell: ShellProcess | null
}

const TITLE_CELLS = 48
const DETAIL_CELLS = 72
/** Room for two paths; of longer ones both ends are kept. */
const MOVED_CELLS = 240
/** The errors of a model call that a look at the configuration explains. */
const CONFIGURATION_ERRORS = ['model.not_configured', 'model.auth']

/** `event` is `asks` with the request, `run` with the run's number, or the status that ended the task. */
export function noticeKey(taskId: string, event: string, detail?: string | number): string {
  return detail === undefined ? `${taskId}:${event}` : `${taskId}:${event}:${detail}`
}

/** True for the key of a request: `<task>:asks:<request>`. */
export function isRequestKey(key: string): boolean {
  return key.split(':')[1] === 'asks'
}

/** The notice of a task that asks or has ended; null while there is nothing to say. */
export function describeTaskNotice(view: TaskView, task: Task): Notice | null {
  if (view.waiting) return describeRequest(view, view.waiting, shellOf(task))
  const { short, status, exitCode } = view
  const took =
    view.finishedAt === null || view.startedAt === null ? '' : describeDuration(view.finishedAt - view.startedAt)
  const exit = exitCode === null ? '' : ` (exit ${exitCode})`
  const notice = (tone: Tone, event: string, command: string) =>
    makeNotice(shellOf(task), noticeKey(view.id, status), tone, `${titleOf(view)} ${event}`, command)
  switch (status) {
    case 'completed':
      return notice('good', `finished${took && ` in ${took}`}${exit}`, `task output ${short}`)
    case 'killed':
      return notice('bad', `was stopped${took && ` after ${took}`}${detail(view.reason)}`, `task output ${short}`)
    case 'lost':
      return notice('bad', `was lost${detail(view.reason)}`, `task retry ${short}`)
    case 'failed': {
      const command = isConfigurationError(task) ? 'doctor' : `task output ${short}`
      const reason = view.reason === '' ? view.lastLine : view.reason
      return notice('bad', `failed${took && ` after ${took}`}${exit}${detail(reason)}`, command)
    }
    default:
      return null
  }
}

/** The notice of what a task, or a turn without a client, waits for. `shell`: the shell that began it; null where no shell did. */
export function describeRequest(view: TaskView, { kind, request, text }: TaskWait, shell: ShellProcess | null): Notice {
  const verb = kind === 'approval' ? 'asks' : 'has a question'
  return {
    ...makeNotice(
      shell,
      noticeKey(view.id, 'asks', request),
      'asks',
      `${titleOf(view)} ${verb}: ${firstLine(text)}`,
      `task approve ${view.short}`,
    ),
    title: `${titleOf(view)} waits for you`,
  }
}

/** The notice of one more run of a watch or schedule. */
export function describeRunNotice(view: TaskView, task: Task): Notice {
  const { id, short, runs, exitCode, lastLine } = view
  const isGood = exitCode === 0
  const title = `${titleOf(view)} ${isGood ? 'ran' : 'failed'} (exit ${exitCode ?? 'unknown'})`
  const text = `${title}${isGood ? '' : detail(lastLine)}`
  return {
    ...makeNotice(shellOf(task), noticeKey(id, 'run', runs), isGood ? 'good' : 'bad', text, `task output ${short}`),
    title,
  }
}

/**
 * The notice of files of a cut-off command that were moved aside (safety/sandbox): the task or turn that would have said so has died.
 * `moved`: a line for each.
 */
export function describeMovedFiles(moved: readonly string[]): Notice {
  const [first = ''] = moved
  const more = moved.length > 1 ? ` (and ${moved.length - 1} more)` : ''
  const title = `${sanitiseEnds(first.replace(/\.$/, ''), MOVED_CELLS)}${more}`
  const key = noticeKey('sandbox', 'moved', first)
  return { key, tone: 'bad', text: `${title} — kimi daemon logs`, title, at: Date.now() / 1000, shell: null }
}

/** Describes several notices that are told together in one line. */
export function foldNotices(notices: readonly Notice[]): { tone: Tone; text: string } {
  const [only] = notices
  if (notices.length === 1) return { tone: only!.tone, text: only!.text }
  const count = (tone: Tone) => notices.filter((notice) => notice.tone === tone).length
  const parts = [
    [count('good'), 'finished'],
    [count('bad'), 'failed or stopped'],
    [count('asks'), count('asks') === 1 ? 'asks for you' : 'ask for you'],
  ] as const
  const counts = parts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`)
  const tone = count('asks') > 0 ? 'asks' : count('bad') > 0 ? 'bad' : 'good'
  return { tone, text: `${notices.length} tasks: ${counts.join(', ')} — kimi task list` }
}

function makeNotice(shell: ShellProcess | null, key: string, tone: Tone, title: string, command: string): Notice {
  return { key, tone, text: `${title} — kimi ${command}`, title, at: Date.now() / 1000, shell }
}

function shellOf({ spec }: Task): ShellProcess | null {
  return spec.kimi.shell ?? null
}

function isConfigurationError({ runtime }: Task): boolean {
  return CONFIGURATION_ERRORS.includes(runtime.kimi.errorCode ?? '')
}

function titleOf({ title }: TaskView): string {
  return sanitiseEnds(title, TITLE_CELLS)
}

function firstLine(text: string): string {
  return sanitiseLine(text.split('\n')[0] ?? '', DETAIL_CELLS)
}

function detail(reason: string): string {
  const line = firstLine(reason)
  return line === '' ? '' : `: ${line}`
}
