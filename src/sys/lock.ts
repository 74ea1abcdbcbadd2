// A lock that ends with its process. Node has no flock, and a pid file outlives a crash and is wrong once the pid is
// used again. An exclusive transaction of SQLite, which Node ships, is a kernel lock (fcntl).

import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

export interface Lock {
  close(): void
}

/** Keeps databases referenced: the garbage collector closes an unreferenced one and so drops its lock. */
const held = new Set<DatabaseSync>()

/**
 * Takes the lock on `path`; null while another process holds it. Throws when the file cannot be made. The holder must
 * not open the file in any other way: closing any of its descriptors would drop the lock (POSIX).
 */
export function takeLock(path: string): Lock | null {
  closeSync(openSync(path, 'a', 0o600)) // SQLite would make the file with a mode by the umask
  const database = new DatabaseSync(path)
  try {
    database.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE')
    held.add(database)
    return {
      close() {
        if (held.delete(database)) database.close()
      },
    }
  } catch {
    database.close()
    return null // SQLITE_BUSY: another process holds it
  }
}
