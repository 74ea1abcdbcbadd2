// Notices: everything that tasks tell their user, from the event to the acknowledgement, exactly once.
//
// A change of a task arrives at `onTaskChanged`. notice-text.ts words it; this file and outside-notice.ts decide who hears
// of it (config/quiet-hours.ts); notice-journal.ts writes it down; notice-delivery.ts hands it to a shell and repeats it until that
// shell has acknowledged it. The daemon gives the ways out: a shell's connection, its terminal, the desktop (NoticeDoors).
//
// The border: what the model reads of a task does not belong here. The session publishes that in Kimi CLI's files
// (session/task-notice.ts, session/store/notice-store.ts), and agent/notice-messages.ts words it.

import { join } from 'node:path'
import type { Settings } from '../config/settings.ts'
import { isTerminal, type TaskView } from '../protocol/task.ts'
import type { Proposal } from '../protocol/proposals.ts'
import type { Paths } from '../sys/paths.ts'
import { handleInSlices } from '../sys/time-slices.ts'
import type { Task } from '../tasks/task-directory.ts'
import type { TaskChange, Tasks } from '../tasks/tasks.ts'
import { createNoticeDelivery, type NoticeDelivery } from './notice-delivery.ts'
import { createNoticeJournal, type NoticeJournal } from './notice-journal.ts'
import {
  describeMovedFiles,
  describeRequest,
  describeRunNotice,
  describeTaskNotice,
  foldNotices,
  isRequestKey,
  noticeKey,
  type Notice,
} from './notice-text.ts'
import { showOutside, type NoticeDoors } from './outside-notice.ts'
import { createTaskCounter } from './task-counter.ts'
import { offerAnswers } from './waiting-answers.ts'

export interface TaskNoticesDeps {
  paths: Paths
  settings(): Settings
  tasks(): Pick<Tasks, 'register' | 'view'>
  /** True when a client is attached to this session: its user sees there what its tasks do. */
  isWatched(sessionId: string): boolean
  /** The turns that are no task, have lost their last client, and wait for their user. */
  desertedTurns(): TaskView[]
  doors: NoticeDoors
  /** Called once with each new notice. `shellPid`: the process id of the shell that shows it at its prompt; null without one. */
  onPublished(notice: Notice, shellPid: number | null): void
}

export interface TaskNotices {
  onTaskChanged(change: TaskChange): void
  /** The turn of this session has begun or ceased to wait for its user, or a client has come or gone while it waits. */
  onTurnWaitChanged(sessionId: string): void
  /** Files that a command had left behind were moved aside; `moved` has a line for each. */
  onMovedAside(moved: readonly string[]): void
  /** A shell can show notices again. */
  onShellConnected(): void
  /** A shell has shown this delivery. */
  onNoticeShown(delivery: string): void
  /** A terminal of ours that runs in the notice's shell has shown the notice with this key. */
  onShownElsewhere(key: string): void
  /** Publishes what ended while no daemon ran. Call it once, after the tasks are loaded. */
  catchUp(): Promise<void>
  /** The answers to tasks that wait for the user, as commands for the prompt: first to those that the shell has begun. */
  offers(shellPid: number): Proposal[]
  close(): void
}

export function createTaskNotices(deps: TaskNoticesDeps): TaskNotices {
  const { paths, settings, tasks, doors } = deps
  const file = join(paths.share, 'tasks', 'notices.jsonl')
  const journal = createNoticeJournal({ file, acknowledgedFile: join(paths.run, 'seen') })
  const shells = () => (settings()['notifications.prompt'] ? doors.shells() : [])
  const delivery = createNoticeDelivery({ journal, shells })
  const counter = createTaskCounter(
    () => tasks().register.active(),
    () => deps.desertedTurns().length,
    () => settings()['background.max_running_tasks'],
    doors.tellTaskCounts,
  )
  const { show, publish, publishStatus, publishTurn, publishRun } = createPublisher(deps, delivery)
  const withdraw = (keyStart: string) => journal.withdraw((key) => key.startsWith(keyStart))

  return {
    onTaskChanged({ type, task, view }) {
      if (type === 'run') {
        withdraw(`${noticeKey(task.id, 'run')}:`)
        return show(publishRun(task, view), isLoudTask(task))
      }
      const isWaiting = view.status === 'awaiting_approval'
      // A task that has just begun is counted at once: the shell that began it listens from its next prompt on.
      counter.count(isWaiting || view.status === 'created')
      if (!isWaiting) withdraw(`${noticeKey(task.id, 'asks')}:`)
      if (isWaiting || isTerminal(view.status)) show(publishStatus(task, view), isLoudTask(task))
    },
    onTurnWaitChanged(sessionId) {
      counter.count(true)
      const turn = deps.desertedTurns().find(({ id }) => id === sessionId)
      if (turn) show(publishTurn(turn), false)
      else withdraw(`${noticeKey(sessionId, 'asks')}:`)
    },
    onMovedAside: (moved) => show(publish(describeMovedFiles(moved)), false),
    onShellConnected: delivery.onShellConnected,
    onNoticeShown: delivery.onNoticeShown,
    onShownElsewhere: delivery.onShownElsewhere,
    async catchUp() {
      const { register } = tasks()
      journal.withdraw(isRequestKey) // the requests of the last daemon's turns: this daemon's turns ask anew
      journal.compact((id) => register.get(id) !== undefined)
      counter.count(false)
      const missed = await publishMissed(tasks(), journal, publishStatus)
      show(
        joinMissed(missed.map(({ notice }) => notice)),
        missed.some(({ isLoud }) => isLoud),
      )
    },
    offers(shellPid) {
      const { register, view } = tasks()
      const waiting = register.active().filter(({ runtime }) => runtime.status === 'awaiting_approval')
      return [...putOwnFirst(waiting, shellPid).map(view), ...deps.desertedTurns()].flatMap(offerAnswers)
    },
    close() {
      counter.close()
      delivery.close()
    },
  }
}

/** Publishes for the prompt, and shows outside it. What is published is returned if it is new. */
function createPublisher({ settings, isWatched, doors, onPublished }: TaskNoticesDeps, delivery: NoticeDelivery) {
  function publish(notice: Notice | null): Notice | null {
    if (!notice || !delivery.publish(notice)) return null
    onPublished(notice, delivery.shellOf(notice)?.pid ?? null)
    return notice
  }
  return {
    publish,
    /** A quiet task publishes only its requests. */
    publishStatus(task: Task, view: TaskView): Notice | null {
      if (!isForUser(task, isWatched) || (isQuietTask(task) && !view.waiting)) return null
      return publish(describeTaskNotice(view, task))
    },
    /** Publishes what a turn without a client waits for. */
    publishTurn: (view: TaskView): Notice | null => view.waiting && publish(describeRequest(view, view.waiting, null)),
    publishRun(task: Task, view: TaskView): Notice | null {
      // A turn of the agent that the run has begun is a task of its own, with its own notices.
      if (isQuietTask(task) || task.spec.kind_payload['prompt'] !== undefined) return null
      return publish(describeRunNotice(view, task))
    },
    show(notice: Notice | null, isWanted: boolean): void {
      if (notice) showOutside(notice, isWanted, settings(), doors)
    },
  }
}

/** Publishes the ends of tasks of which no daemon has told, and returns their notices. */
async function publishMissed(
  { register, view }: Pick<Tasks, 'register' | 'view'>,
  journal: NoticeJournal,
  publish: (task: Task, view: TaskView) => Notice | null,
): Promise<{ notice: Notice; isLoud: boolean }[]> {
  const missed: { notice: Notice; isLoud: boolean }[] = []
  await handleInSlices(register.all(), (task) => {
    const { status } = task.runtime
    if (!isTerminal(status) || journal.isPublished(noticeKey(task.id, status))) return
    const notice = publish(task, view(task))
    if (notice) missed.push({ notice, isLoud: isLoudTask(task) })
  })
  return missed
}

/** A single notice for outside the prompt of all that was missed; null when nothing was. */
function joinMissed(notices: Notice[]): Notice | null {
  const last = notices.at(-1)
  return last && notices.length > 1 ? { ...last, title: foldNotices(notices).text } : (last ?? null)
}

/** True for a task begun with `--notify`. */
function isLoudTask({ spec }: Task): boolean {
  return spec.kimi.notify === 'always'
}

/** The tasks that this shell has begun, then the others. */
function putOwnFirst(tasks: Task[], shellPid: number): Task[] {
  const isOwn = ({ spec }: Task) => spec.kimi.shell?.pid === shellPid
  return [...tasks.filter(isOwn), ...tasks.filter((task) => !isOwn(task))]
}

function isQuietTask({ spec }: Task): boolean {
  return spec.kimi.notify === 'quiet'
}

/** False for the tasks that a task has begun for itself, and for those of a session that its user watches. */
function isForUser({ spec }: Task, isWatched: TaskNoticesDeps['isWatched']): boolean {
  if (spec.session_id === '' || spec.kimi.turn) return true
  return spec.kimi.shell !== undefined && !isWatched(spec.session_id)
}
