// The ZIP file of a session, written at the path that a client names, with the rights and the umask of this process.

import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { KimiError } from '../../protocol/errors.ts'
import type { SessionInfo } from '../../session/store/session-catalog.ts'
import { hasCode, makeDirectory } from '../../sys/files.ts'

/** `skipped`: files that were too large. Throws `usage.invalid` when the file exists, unless `replaces`, or cannot be written. */
export async function exportChosen(
  session: SessionInfo,
  path: string,
  replaces: boolean,
): Promise<{ id: string; files: number; skipped: string[] }> {
  if (existsSync(path) && !replaces) throw new KimiError('usage.invalid', `${path} exists already`, { hint: HINT })
  const { exportSession } = await import('../../session/store/session-export.ts')
  try {
    makeDirectory(dirname(path), 0o777)
    return { id: session.id, ...exportSession(session, path) }
  } catch (error) {
    if (!hasCode(error, 'EACCES', 'EROFS', 'ENOSPC', 'EISDIR', 'ENOTDIR', 'EEXIST')) throw error
    throw new KimiError('usage.invalid', `cannot write ${path}: ${(error as Error).message}`, { hint: HINT })
  }
}

const HINT = 'kimi export -o FILE'
