// The list of tasks, kept up to date by the daemon's events: taken once, changed by each event, taken anew after a reset.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '../../client/peer.ts'
import { toKimiError } from '../../protocol/errors.ts'
import type { EventCursor, TaskEvent } from '../../protocol/events.ts'
import type { TaskView } from '../../protocol/task.ts'
import { PROTOCOL, VERSION } from '../../protocol/version.ts'
import { listTasks, withDaemon } from './task-client.ts'

export interface TaskFeedListener {
  onTasks(tasks: TaskView[]): void
  /** Called with the reason why the list may be old; with '' when it is not. */
  onTrouble(text: string): void
}

/** The number of ended tasks in the list: more than any screen shows. */
const RECENT = 60
const RETRY_MS = 500
/** A daemon that does not answer for so long is reported. */
const LATE_MS = 2_000
const ALIVE_MS = 1_000

/** Follows the daemon, and waits for it when it goes. Returns the function that ends it. */
export function followTasks(env: NodeJS.ProcessEnv, { onTasks, onTrouble }: TaskFeedListener): () => void {
  const closed = new AbortController()
  const { signal } = closed
  let tasks: TaskView[] = []
  let cursor: EventCursor | undefined

  async function follow(client: Client): Promise<void> {
    // A daemon that does not answer must not keep the screen open.
    signal.addEventListener('abort', () => client.close(), { once: true })
    const refresh = async () => {
      tasks = await listTasks(client, RECENT)
      if (!signal.aborted) onTasks(tasks)
    }
    const take = () => void refresh().catch(() => {}) // when the connection is lost, watchAlive rejects
    await client.subscribe(
      { topics: ['tasks'], ...(cursor ? { since: cursor } : {}) },
      {
        onReset(next) {
          cursor = next
          take()
        },
        onEvent(event, next) {
          cursor = next
          if (event.topic !== 'tasks' || signal.aborted) return
          const changed = applyEvent(tasks, event)
          if (!changed) return take()
          tasks = changed
          onTasks(tasks)
        },
      },
    )
    await watchAlive(client, signal, onTrouble)
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      try {
        await withDaemon(env, follow)
      } catch (error) {
        if (signal.aborted) return
        onTrouble(toKimiError(error).message)
        await sleep(RETRY_MS, undefined, { ref: false })
      }
    }
  }
  void run()
  return () => closed.abort()
}

/** The list after an event; null for a task that is not in the list. */
function applyEvent(tasks: readonly TaskView[], event: TaskEvent): TaskView[] | null {
  if (event.change === 'removed') return tasks.filter(({ id }) => id !== event.id)
  const { task } = event
  return tasks.some(({ id }) => id === task.id) ? tasks.map((known) => (known.id === task.id ? task : known)) : null
}

/** Rejects when the connection ends. A stopped daemon closes nothing, so it is asked for a sign of life now and then. */
async function watchAlive(client: Client, signal: AbortSignal, onTrouble: (text: string) => void): Promise<void> {
  while (!signal.aborted) {
    const late = setTimeout(() => onTrouble('the daemon does not answer: kimi daemon restart'), LATE_MS)
    await client.call('daemon/hello', { protocol: PROTOCOL, version: VERSION }).finally(() => clearTimeout(late))
    onTrouble('')
    await sleep(ALIVE_MS, undefined, { ref: false })
  }
}
