// The session that a turn in the background runs in: how to open it, from a user's wish or again from the task's files.

import type { OpenSession } from '../../protocol/methods.ts'
import type { TaskWish } from '../../protocol/task.ts'
import type { Task } from '../task-directory.ts'
import { readEnvironment } from '../task-files.ts'
import { LIMIT_S } from './tracked-work.ts'

/** Names of variables that may hold a secret: those are not written to disk. */
const SECRET_NAME = /KEY|TOKEN|SECRET|PASS|CREDENTIAL|AUTH/i

/** The environment without variables whose names are those of secrets. */
export function dropSecrets(env: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !SECRET_NAME.test(name)))
}

/** The new session `id` of a turn that a user wishes for. It waits for its own background tasks before the turn ends. */
export function openForWish({ cwd, env, shellEnv, umask, mode, model }: TaskWish, id: string): OpenSession {
  const open: OpenSession = { workDir: cwd, env, shellEnv, id, settlesWithinS: LIMIT_S }
  if (umask !== undefined) open.umask = umask
  if (mode !== undefined) open.mode = mode
  if (model !== undefined) open.model = model
  return open
}

/** The session of a turn that another process has begun. Keys are not on disk: a shell has to bring them. */
export function openAgain({ spec, dir }: Task): OpenSession {
  const { turn, umask } = spec.kimi
  const open: OpenSession = {
    workDir: spec.cwd,
    env: {},
    shellEnv: readEnvironment(dir) ?? {},
    id: spec.session_id,
    settlesWithinS: LIMIT_S,
  }
  if (umask !== undefined) open.umask = umask
  if (turn?.mode) open.mode = turn.mode as NonNullable<OpenSession['mode']>
  if (turn?.model) open.model = turn.model
  return open
}
