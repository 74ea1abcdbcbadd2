// The folders for temporary files, in which every program of every user writes.

import { realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'

/** Their real paths. */
export function temporaryFolders(): string[] {
  return [...new Set(['/tmp', '/var/tmp', tmpdir()].flatMap((path) => realOf(path) ?? []))]
}

/** Null for what is not there, or may not be reached. */
export function realOf(path: string): string | null {
  try {
    return realpathSync.native(path)
  } catch {
    return null
  }
}
