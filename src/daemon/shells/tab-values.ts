// The values that Tab offers behind `kimi task show` and other commands. Shells ask the daemon: no process is started.

import { listSessions } from '../../session/store/session-catalog.ts'
import type { Tasks } from '../../tasks/tasks.ts'

export interface TabValue {
  value: string
  about: string
}

const SESSIONS = 50
const TASKS = 100

/** The values of `kind` (tasks, sessions, models), newest first; sessions only of `cwd` when it is given. */
export function listTabValues(
  kind: string,
  {
    tasks,
    models,
    share,
    cwd,
  }: { tasks: Tasks; models: Record<string, { model: string }>; share: string; cwd?: string },
): TabValue[] {
  switch (kind) {
    case 'models':
      return Object.entries(models).map(([value, { model }]) => ({ value, about: model }))
    case 'tasks':
      return tasks.register
        .newestFirst()
        .slice(0, TASKS)
        .map(tasks.view)
        .map(({ short, title, status }) => ({ value: short, about: `${status}: ${title}` }))
    case 'sessions':
      return listSessions(share, cwd === undefined ? {} : { workDir: cwd })
        .slice(0, SESSIONS)
        .map(({ id, title }) => ({ value: id, about: title }))
    default:
      return []
  }
}
