// The lock that gives a session one writer among all processes of this program. Kimi CLI does not know it.

import { mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { takeLock, type Lock } from '../../sys/lock.ts'
import type { SessionPlace } from './session-layout.ts'

/**
 * Locks that this process holds. A POSIX lock belongs to the process, and opening and closing the file again would drop it:
 * a second request in this process is therefore answered from this set.
 */
const held = new Set<string>()

/** Outside the session's directory: the lock must outlive the directory's deletion, and Kimi CLI compares its contents. */
function lockPath({ share, hash, id }: SessionPlace): string {
  return join(share, 'locks', `${hash.slice(0, 12)}-${id.slice(0, 64)}.lock`)
}

/** The lock of the session, or null while this process or another one holds it. */
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

/** Removes the lock file of a deleted session. The caller holds the lock. */
export function forgetLock(place: SessionPlace): void {
  rmSync(lockPath(place), { force: true })
}

const WAIT_MS = 5_000
const PAUSE_MS = 5

/** Runs `change`, which should take milliseconds, while holding the lock. Throws when the lock is not free within 5 s. */
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
