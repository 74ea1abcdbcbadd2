// What a task tells its user: one line that no terminal minds, with the command that shows more.

import type { TaskView } from '../protocol/task.ts'
import { sanitiseLine } from '../safety/text/sanitiser.ts'
import { describeDuration } from '../sys/duration-text.ts'

export type Tone = 'good' | 'bad' | 'asks'

export interface Notice {
  /** Equal ones are told once. */
  key: string
  tone: Tone
  /** `build finished in 3m12s (exit 0) — kimi task output b3k9` */
  text: string
  /** For the desktop, which has no commands. */
  title: string
  /** Seconds since the epoch. */
  at: number
  /** Who hears of it, while it lives. */
  shell: { pid: number; started: string | null } | null
}

const TITLE_CELLS = 48
const DETAIL_CELLS = 72

/** How a task has ended, or what it asks; null when there is nothing to say. */
export function describeTaskNotice(view: TaskView, shell: Notice['shell']): Notice | null {
  const { short, status, waiting } = view
  const title = sanitiseLine(view.title, TITLE_CELLS)
  const at = Date.now() / 1000
  if (waiting) {
    const what = waiting.kind === 'approval' ? `asks: ${first(waiting.text)}` : `has a question: ${first(waiting.text)}`
    const text = `${title} ${what} — kimi task approve ${short}`
    return { key: `${view.id}:asks:${waiting.request}`, tone: 'asks', text, title: `${title} waits for you`, at, shell }
  }
  const took =
    view.finishedAt === null || view.startedAt === null ? '' : describeDuration(view.finishedAt - view.startedAt)
  const exit = view.exitCode === null ? '' : ` (exit ${view.exitCode})`
  const notice = (tone: Tone, said: string, command: string): Notice => ({
    key: `${view.id}:${status}`,
    tone,
    text: `${title} ${said} — kimi ${command}`,
    title: `${title} ${said}`,
    at,
    shell,
  })
  switch (status) {
    case 'completed':
      return notice('good', `finished${took && ` in ${took}`}${exit}`, `task output ${short}`)
    case 'killed':
      return notice('bad', `was stopped${took && ` after ${took}`}${detail(view.reason)}`, `task output ${short}`)
    case 'lost':
      return notice('bad', `was lost${detail(view.reason)}`, `task retry ${short}`)
    case 'failed': {
      const hasNoKey = /API key|login|unauthori[sz]ed|not configured/i.test(view.reason)
      const why = view.reason === '' ? view.lastLine : view.reason
      const command = hasNoKey ? 'doctor' : `task output ${short}`
      return notice('bad', `failed${took && ` after ${took}`}${exit}${detail(why)}`, command)
    }
    default:
      return null
  }
}

/** A run of a watch or schedule. */
export function describeRunNotice(view: TaskView, shell: Notice['shell']): Notice {
  const { id, short, runs, exitCode, lastLine } = view
  const isGood = exitCode === 0
  const said = `${sanitiseLine(view.title, TITLE_CELLS)} ${isGood ? 'ran' : 'failed'} (exit ${exitCode ?? 'unknown'})`
  return {
    key: `${id}:run:${runs}`,
    tone: isGood ? 'good' : 'bad',
    text: `${said}${isGood ? '' : detail(lastLine)} — kimi task output ${short}`,
    title: said,
    at: Date.now() / 1000,
    shell,
  }
}

/** One line for many. */
export function foldNotices(notices: readonly Notice[]): { tone: Tone; text: string } {
  const [only] = notices
  if (notices.length === 1) return { tone: only!.tone, text: only!.text }
  const count = (tone: Tone) => notices.filter((notice) => notice.tone === tone).length
  const parts = [
    [count('good'), 'finished'],
    [count('bad'), 'did not'],
    [count('asks'), count('asks') === 1 ? 'asks for you' : 'ask for you'],
  ] as const
  const said = parts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`)
  const tone = count('asks') > 0 ? 'asks' : count('bad') > 0 ? 'bad' : 'good'
  return { tone, text: `${notices.length} tasks: ${said.join(', ')} — kimi task list` }
}

function first(text: string): string {
  return sanitiseLine(text.split('\n')[0] ?? '', DETAIL_CELLS)
}

function detail(reason: string): string {
  const line = first(reason)
  return line === '' ? '' : `: ${line}`
}
