// One writer for each session, whichever process it lives in. Kimi CLI has no such lock; two of us have.

import { mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { takeLock, type Lock } from '../../sys/lock.ts'
import type { SessionPlace } from './session-layout.ts'

/**
 * Held by this process. SQLite's lock is the process's: to open the file once more would drop it (POSIX), so whoever
 * asks again is answered from here.
 */
const held = new Set<string>()

/** Not in the session's directory: other programs compare what that holds, and a deleted session must stay locked. */
function lockPath({ share, hash, id }: SessionPlace): string {
  return join(share, 'locks', `${hash.slice(0, 12)}-${id.slice(0, 64)}.lock`)
}

/** The right to write the session, or null while somebody has it: this process, or another. */
export function lockSession(place: SessionPlace): Lock | null {
  return lockFile(lockPath(place))
}

function lockFile(path: string): Lock | null {
  if (held.has(path)) return null
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const lock = takeLock(path)
  if (!lock) return null
  held.add(path)
  return {
    close() {
      if (held.delete(path)) lock.close()
    },
  }
}

/** For a session that is gone; its lock is held while this runs. */
export function forgetLock(place: SessionPlace): void {
  rmSync(lockPath(place), { force: true })
}

const WAIT_MS = 5_000
const PAUSE_MS = 5

/** Runs `change` while no other process does the same with this lock; what it guards takes milliseconds. */
export function holdLock<T>(path: string, change: () => T): T {
  const end = Date.now() + WAIT_MS
  for (;;) {
    const lock = lockFile(path)
    if (!lock) {
      if (Date.now() > end) throw new Error(`${path} has been held for ${WAIT_MS / 1000} s`)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS)
      continue
    }
    try {
      return change()
    } finally {
      lock.close()
    }
  }
}
