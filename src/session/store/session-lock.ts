// The lock that gives a session one writer among all processes of this program. Kimi CLI does not know it. Its file goes when the
// session is closed: a thousand sessions would leave a thousand files.

import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { discard, hasCode, makeDirectory } from '../../sys/files.ts'
import { takeLock, type Lock } from '../../sys/lock.ts'
import type { SessionPlace } from './session-layout.ts'

/**
 * Locks that this process holds. A POSIX lock belongs to the process, and opening and closing the file again would drop it:
 * a second request in this process is therefore answered from this set.
 */
const held = new Set<string>()

/** Outside the session's directory: the lock must outlive the directory's deletion, and Kimi CLI compares its contents. */
function lockPath({ share, hash, id }: SessionPlace): string {
  return join(lockDirectory(share), `${hash.slice(0, 12)}-${id.slice(0, 64)}.lock`)
}

function lockDirectory(share: string): string {
  return join(share, 'locks')
}

/** The lock of the session, or null while this process or another one holds it. */
export function lockSession(place: SessionPlace): Lock | null {
  return lockFile(lockPath(place))
}

function lockFile(path: string): Lock | null {
  if (held.has(path)) return null
  makeDirectory(dirname(path))
  const lock = takeLock(path)
  if (!lock) return null
  held.add(path)
  return {
    close() {
      if (!held.delete(path)) return
      discard(path) // before the lock is free: afterwards the file may be another holder's
      lock.close()
    },
  }
}

/** Removes the lock files of processes that were killed, and the journals of earlier releases. */
export async function sweepLocks(share: string): Promise<void> {
  for (const name of listNames(lockDirectory(share))) {
    const path = join(lockDirectory(share), name)
    if (name.endsWith('.lock')) lockFile(path)?.close()
    else if (/\.lock-(?:journal|wal|shm)$/.test(name)) discard(path)
    await yieldToOthers()
  }
}

function listNames(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return []
    throw error
  }
}

const WAIT_MS = 5_000
const PAUSE_MS = 5

/** Runs `change`, which should take milliseconds, while holding the lock. Throws when the lock is not free within 5 s. */
export function holdLock<T>(path: string, change: () => T): T {
  const end = performance.now() + WAIT_MS
  for (;;) {
    const lock = lockFile(path)
    if (!lock) {
      if (performance.now() > end) throw new Error(`${path} has been held for ${WAIT_MS / 1000} s`)
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
