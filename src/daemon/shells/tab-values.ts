// The values that Tab offers behind `kimi task show` and other commands. Shells ask the daemon: no process is started.

import type { SessionIndex } from '../../session/store/session-index.ts'
import type { Tasks } from '../../tasks/tasks.ts'

export interface TabValue {
  value: string
  about: string
}

const SESSIONS = 50
const TASKS = 100
const MODELS = 100

interface Deps {
  tasks: Tasks
  sessions: SessionIndex
  models: Record<string, { model: string }>
  /** Models that providers have told, with their host. */
  listed: readonly { id: string; host: string }[]
}

/** The values of `kind` (tasks, sessions, models), newest first; sessions only of `cwd` when it is given. */
export async function listTabValues(
  kind: string,
  { tasks, sessions, models, listed }: Deps,
  cwd: string | undefined,
): Promise<TabValue[]> {
  switch (kind) {
    case 'models':
      return [
        ...Object.entries(models).map(([value, { model }]) => ({ value, about: model })),
        ...listed.slice(0, MODELS).map(({ id, host }) => ({ value: id, about: host })),
      ]
    case 'tasks':
      return tasks.register
        .newestFirst()
        .slice(0, TASKS)
        .map(tasks.view)
        .map(({ short, title, status }) => ({ value: short, about: `${status}: ${title}` }))
    case 'sessions':
      return (await sessions.newest(SESSIONS, cwd)).map(({ id, title }) => ({ value: id, about: title }))
    default:
      return []
  }
}
