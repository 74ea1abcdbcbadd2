// The folders for temporary files, in which every program of every user writes.

import { realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'

/** Their real paths. */
export function temporaryFolders(): string[] {
  const shared = ['/tmp', '/var/tmp'].flatMap((path) => realOf(path) ?? [])
  // A folder in those belongs to them, wherever its name leads by now: a command may have put a link there.
  const own = ['/tmp', '/var/tmp', ...shared].some((path) => tmpdir().startsWith(`${path}/`)) ? null : realOf(tmpdir())
  return [...new Set(own === null ? shared : [...shared, own])]
}

/** Null for what is not there, or may not be reached. */
export function realOf(path: string): string | null {
  try {
    return realpathSync.native(path)
  } catch {
    return null
  }
}
