// The keys of a proposal are named below the first few that a user sees. The count is kept for all shells, in a file.

import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'

const LESSONS = 3

/** Returns a function that counts a proposal seen, and is true for the first three. `path` is the file of the count. */
export function createKeyLessons(path: string): () => boolean {
  let seen: number | undefined
  return () => {
    seen ??= readCount(path)
    if (seen >= LESSONS) return false
    seen++
    void writeFile(path, `${seen}\n`, { mode: 0o600 }).catch(() => {}) // unwritten, the next daemon counts from before
    return true
  }
}

function readCount(path: string): number {
  try {
    return Number.parseInt(readFileSync(path, 'utf8')) || 0
  } catch {
    return 0
  }
}
