// A lock that ends with its process. Node has no flock, and a pid file outlives a crash and is wrong once the pid is
// used again. An exclusive transaction of SQLite, which Node ships, is a kernel lock (fcntl).

import { closeSync, openSync, realpathSync, statSync, truncateSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Lock {
  close(): void
}

/** Keeps databases referenced: the garbage collector closes an unreferenced one and so drops its lock. */
const held = new Set<DatabaseSync>()
/** The real paths of the files of the locks that this process holds. */
const heldPaths = new Set<string>()

/**
 * True for the real path of a lock that this process holds. Whoever reads files of any name asks before opening one: the process would lose
 * the lock as soon as the file is closed again (POSIX).
 */
export function isHeldLock(path: string): boolean {
  return heldPaths.has(path)
}

/** Results of SQLite, from its list of result codes. */
const BUSY = 5
const LOCKED = 6
const FULL = 13
const NOT_A_DATABASE = 26

/**
 * Takes the lock on `path`; null while another process holds it. Throws when the file cannot be made or the disk is full
 * (with the code ENOSPC). The holder must not open the file in any other way: closing any of its descriptors would drop the
 * lock (POSIX).
 */
export function takeLock(path: string): Lock | null {
  closeSync(openSync(path, 'a', 0o600)) // SQLite would make the file with a mode by the umask
  const file = identify(path)
  // The last holder may remove the file while it is opened here: then another file has the name, or none.
  const isReplaced = () => identify(path) !== file
  let result: Lock | null | 'damaged'
  try {
    result = tryLock(path)
  } catch (error) {
    if (isReplaced()) return takeLock(path)
    throw error
  }
  if (result === null) return null
  if (result === 'damaged') return mendLock(path)
  if (!isReplaced()) return result
  result.close()
  return takeLock(path)
}

const POLL_MS = 50

/** Takes the lock as `takeLock` does, waiting at most `limitMs` for its holder; null when that one keeps it longer. */
export async function waitForLock(path: string, limitMs: number): Promise<Lock | null> {
  const limit = performance.now() + limitMs
  for (;;) {
    const lock = takeLock(path)
    if (lock !== null || performance.now() > limit) return lock
    await sleep(POLL_MS)
  }
}

/** SQLite found no holder before it read the file, and a lock file holds nothing of worth. */
function mendLock(path: string): Lock | null {
  truncateSync(path)
  const mended = tryLock(path)
  if (mended === 'damaged') throw new Error(`${path} is damaged, and cannot be mended`)
  return mended
}

/** A text that differs for each file that has had this name; '' when there is no such file. */
function identify(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true })
  return found ? `${found.dev}:${found.ino}:${found.birthtimeNs}` : ''
}

function tryLock(path: string): Lock | null | 'damaged' {
  const database = new DatabaseSync(path)
  try {
    // SQLite keeps no journal on disk. Node refuses the mode OFF, and then silently makes a file for it.
    database.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
    held.add(database)
    const real = realpathSync(path)
    heldPaths.add(real)
    return {
      close() {
        if (!held.delete(database)) return
        heldPaths.delete(real)
        database.close()
      },
    }
  } catch (error) {
    database.close()
    const { errcode } = error as { errcode?: number }
    if (errcode === BUSY || errcode === LOCKED) return null
    if (errcode === NOT_A_DATABASE) return 'damaged'
    if (errcode === FULL) throw Object.assign(new Error(`no space left for ${path}`), { code: 'ENOSPC', path })
    throw error
  }
}
