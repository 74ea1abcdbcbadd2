// Where sessions lie: Kimi CLI's layout below the share directory.

import { createHash } from 'node:crypto'
import { join } from 'node:path'

const ID_LIMIT_CHARS = 128

/** The directory of all sessions of one working directory. */
export function sessionsOf(share: string, workDir: string): string {
  return join(share, 'sessions', hashWorkDir(workDir))
}

export function sessionDir(share: string, workDir: string, id: string): string {
  return join(sessionsOf(share, workDir), id)
}

/** MD5 of the absolute path, as Kimi CLI names the directories. */
export function hashWorkDir(workDir: string): string {
  return createHash('md5').update(workDir).digest('hex')
}

/** Ids become file names: any text that is one, and nothing else. */
export function isSessionId(id: string): boolean {
  return id.length > 0 && id.length <= ID_LIMIT_CHARS && /^[\w.@:+-]+$/.test(id) && !/^\.+$/.test(id)
}

export function plansDir(share: string): string {
  return join(share, 'plans')
}
