// The daemon of the task commands: always the real one, never a hosted one, since tasks outlive the command that begins them.

import type { Client } from '../../client/peer.ts'
import { isTerminal, type TaskView } from '../../protocol/task.ts'
import { openAskClient } from '../daemon-client.ts'

export async function withDaemon<T>(env: NodeJS.ProcessEnv, use: (client: Client) => Promise<T>): Promise<T> {
  const client = await openAskClient({ daemon: true }, { ...env, CI: undefined })
  try {
    return await use(client)
  } finally {
    client.close()
  }
}

/** The tasks that have not ended, then at most `ended` of those that have, all by default: read page by page. */
export async function listTasks(client: Client, ended?: number): Promise<TaskView[]> {
  const found = new Map<string, TaskView>()
  let over = 0
  for (let after: string | undefined; ;) {
    const page = await client.call('task/list', {
      ...(ended === undefined ? {} : { ended: Math.max(0, ended - over) }),
      ...(after === undefined ? {} : { after }),
    })
    // A task that ended between two pages is in both: the later view is true.
    for (const task of page.tasks) {
      if (isTerminal(task.status) && !found.has(task.id)) over++
      found.set(task.id, task)
    }
    if (page.next === undefined) return [...found.values()]
    after = page.next
  }
}

/** The seconds of `90s`, `30m`, `2h` or `1d`; null for anything else. */
export function readDuration(text: string): number | null {
  const found = /^(\d+(?:\.\d+)?)(s|m|h|d)?$/.exec(text.trim())
  if (!found) return null
  const unit = { s: 1, m: 60, h: 3600, d: 86_400 }[found[2] ?? 's']
  return Number(found[1]) * unit!
}
