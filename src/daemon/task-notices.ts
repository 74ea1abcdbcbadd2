// What tasks tell their users: at the prompt, in the terminal's own way when nobody looks at the prompt, on the desktop.

import { execFile } from 'node:child_process'
import { closeSync, constants, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Settings } from '../config/settings.ts'
import { isTerminal, type TaskView } from '../protocol/task.ts'
import type { Proposal } from '../protocol/proposals.ts'
import { sanitiseLine } from '../safety/text/sanitiser.ts'
import type { Paths } from '../sys/paths.ts'
import { isAlive, isForeground } from '../sys/processes.ts'
import { describeDesktopCommand, describeTerminalNotice } from '../notices/desktop-notice.ts'
import { describeRunNotice, describeTaskNotice, type Notice } from '../notices/notice-text.ts'
import { createNotices, type Hearer } from '../notices/notices.ts'
import { isQuiet } from '../notices/quiet-hours.ts'
import type { Task } from '../tasks/task-register.ts'
import type { Tasks } from '../tasks/tasks.ts'
import type { Shell } from './shells.ts'

export interface TaskNoticesDeps {
  paths: Paths
  shells(): Shell[]
  settings(): Settings
  tasks(): Tasks
  /** Whether somebody looks at a turn of this session: they are told there. */
  isWatched(sessionId: string): boolean
  tellTasks(running: number, waiting: number): void
  /** Called with each notice once, when it is new. */
  onPublished(notice: Notice): void
}

export interface TaskNotices {
  /** A task has begun, gone on, or ended. */
  changed(task: Task, view: TaskView): void
  asks(task: Task, view: TaskView): void
  /** A watch or schedule has run once more. */
  ran(task: Task, view: TaskView): void
  /** After a start: what ended while nobody was there. */
  catchUp(): void
  came(shell: Shell): void
  seen(delivery: string): void
  /** Approvals that wait, as commands for the prompt. */
  offers(): Proposal[]
  close(): void
}

/** Who has not touched their prompt for so long is away. */
const AWAY_MS = 60_000
const COUNT_PAUSE_MS = 100
const NOTE_CELLS = 160

export function createTaskNotices(deps: TaskNoticesDeps): TaskNotices {
  const { paths, settings } = deps
  const notices = createNotices({
    file: join(paths.share, 'tasks', 'notices.jsonl'),
    seenFile: join(paths.run, 'seen'),
    hearers: () =>
      settings()['notifications.prompt']
        ? deps
            .shells()
            .filter(({ pid }) => isAlive(pid))
            .map(hearerOf)
        : [],
  })
  let countTimer: NodeJS.Timeout | undefined
  let isCountDue = false

  const flagOf = (shell: Shell) => join(paths.shells, `${shell.id}.n`)

  function hearerOf(shell: Shell): Hearer {
    return {
      pid: shell.pid,
      started: shell.started,
      usedAt: shell.usedAt,
      tell(delivery, tone, text) {
        if (shell.send) shell.send('notice', delivery, tone, text)
        // A zsh that runs a command looks for this before its next prompt, and waits a moment for us then.
        else writeQuietly(flagOf(shell))
        return shell.send !== undefined
      },
    }
  }

  function publish(task: Task, view: TaskView): void {
    const { notify, shell } = task.spec.kimi
    if (!isForUser(task)) return
    if (notify === 'quiet' && !view.waiting) return
    const notice = describeTaskNotice(view, shell ?? null)
    if (!notice || !notices.publish(notice)) return
    deps.onPublished(notice)
    notifyOutside(notice, notify === 'always')
  }

  /** What a task of the user's has begun for itself is its own affair. */
  function isForUser({ spec }: Task): boolean {
    if (spec.session_id === '' || spec.kimi.turn) return true
    return spec.kimi.shell !== undefined && !deps.isWatched(spec.session_id)
  }

  function notifyOutside(notice: Notice, isWanted: boolean): void {
    const { ['notifications.terminal']: terminal, ['notifications.desktop']: desktop } = settings()
    if (!isWanted && isQuiet(settings()['notifications.quiet_hours'], new Date())) return
    const shell = deps.shells().find(({ pid }) => pid === notice.shell?.pid)
    if (terminal && shell && (isWanted || isAway(shell))) {
      const sequence = describeTerminalNotice(shell.features, 'kimi', notice.title)
      if (sequence) writeToTerminal(shell.tty, sequence)
    }
    if (!desktop && !isWanted) return
    const command = describeDesktopCommand(process.platform, 'kimi', notice.title)
    if (command) execFile(command.program, command.args, () => {}) // nobody has a desktop to show it on
  }

  /**
   * At once, so that a bash whose command has begun a task knows at its next prompt; a burst is counted at its end again.
   * What waits for the user is urgent: their Ctrl-X offers it from then on.
   */
  function count(isUrgent = false): void {
    if (countTimer && !isUrgent) return void (isCountDue = true)
    clearTimeout(countTimer)
    const active = deps.tasks().register.all().filter(isCounted)
    const waiting = active.filter(({ runtime }) => runtime.status === 'awaiting_approval').length
    deps.tellTasks(active.length - waiting, waiting)
    countTimer = setTimeout(() => {
      countTimer = undefined
      if (isCountDue) count()
    }, COUNT_PAUSE_MS).unref()
    isCountDue = false
  }

  return {
    changed(task, view) {
      count()
      if (view.status !== 'awaiting_approval') notices.withdraw(`${task.id}:asks:`)
      if (isTerminal(view.status)) publish(task, view)
    },
    asks(task, view) {
      count(true)
      publish(task, view)
    },
    ran(task, view) {
      // A turn of the agent that it has begun is a task, and speaks for itself.
      if (task.spec.kimi.notify === 'quiet' || task.spec.kind_payload['prompt'] !== undefined) return
      notices.withdraw(`${task.id}:run:`)
      const notice = describeRunNotice(view, task.spec.kimi.shell ?? null)
      if (!notices.publish(notice)) return
      deps.onPublished(notice)
      notifyOutside(notice, task.spec.kimi.notify === 'always')
    },
    catchUp() {
      const { register, view } = deps.tasks()
      notices.tidy((id) => register.get(id) !== undefined)
      for (const task of register.all()) {
        const { status } = task.runtime
        notices.withdraw(`${task.id}:asks:`) // what the last daemon's turns asked, this one's ask anew
        if (isTerminal(status) && !notices.isPublished(`${task.id}:${status}`)) publish(task, view(task))
      }
      count()
    },
    came(shell) {
      rmSync(flagOf(shell), { force: true })
      notices.came()
    },
    seen: notices.seen,
    offers() {
      const { register, view } = deps.tasks()
      const waiting = register.all().filter(({ runtime }) => runtime.status === 'awaiting_approval')
      return waiting.flatMap((task) => offerAnswers(view(task)))
    },
    close() {
      clearTimeout(countTimer)
      notices.close()
    },
  }
}

/** Watches and schedules are always there: they would hide what counts. */
function isCounted({ spec, runtime }: Task): boolean {
  return !isTerminal(runtime.status) && (spec.kind === 'bash' || spec.kind === 'agent')
}

function isAway(shell: Shell): boolean {
  const isBusy = shell.door === 'socket' ? !shell.atPrompt : isForeground(shell.pid) === false
  return isBusy || Date.now() - shell.usedAt > AWAY_MS
}

/** Two commands, each for this very request and no other. */
function offerAnswers({ short, title, waiting }: TaskView): Proposal[] {
  if (!waiting) return []
  const note = sanitiseLine(`${title}: ${waiting.text.replaceAll('\n', ' ')}`, NOTE_CELLS)
  const proposal = (verb: string): Proposal => {
    const command = `kimi task ${verb} ${short}:${waiting.request}`
    // No label: what it would allow is what stands beside it.
    return { command, explanation: `${verb}: ${note}`, source: 'task', confidence: 1, labels: [], reasons: [] }
  }
  return [proposal('approve'), proposal('reject')]
}

function writeQuietly(path: string): void {
  try {
    writeFileSync(path, '', { mode: 0o600 })
  } catch {
    // Then the notice comes a moment after its next prompt.
  }
}

/** One write, never waiting: a terminal that is stopped or gone loses it. */
function writeToTerminal(tty: string, text: string): void {
  if (!/^\/dev\/(pts\/\d+|tty[\w]*)$/.test(tty)) return
  try {
    const fd = openSync(tty, constants.O_WRONLY | constants.O_NOCTTY | constants.O_NONBLOCK)
    try {
      writeSync(fd, text)
    } finally {
      closeSync(fd)
    }
  } catch {
    // As above.
  }
}
