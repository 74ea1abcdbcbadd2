// A lock that dies with its process. Node has no flock, and a pid file outlives a crash and lies after a reuse of the pid;
// SQLite's exclusive transaction is a kernel lock (fcntl) that Node ships.

import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

export interface Lock {
  close(): void
}

/** A database that nobody refers to is closed by the garbage collector, and its lock with it. */
const held = new Set<DatabaseSync>()

/**
 * The lock on `path`, or null while another process holds it. Throws when the file cannot be made. The holder must not
 * open the file in any other way: closing any descriptor of it would drop the lock (POSIX).
 */
export function takeLock(path: string): Lock | null {
  closeSync(openSync(path, 'a', 0o600)) // SQLite's own file would follow the umask
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
    return null // SQLITE_BUSY: held
  }
}
