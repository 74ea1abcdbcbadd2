// A lock that dies with its process. Node has no flock, and a pid file outlives a crash and lies after a reuse of the pid;
// SQLite's exclusive transaction is a kernel lock (fcntl) that Node ships.

import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

export interface Lock {
  close(): void
}

/** The lock on `path`, or null while another process holds it. Throws when the file cannot be made. */
export function takeLock(path: string): Lock | null {
  closeSync(openSync(path, 'a', 0o600)) // SQLite's own file would follow the umask
  const database = new DatabaseSync(path)
  try {
    database.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE')
    return { close: () => database.close() }
  } catch {
    database.close()
    return null // SQLITE_BUSY: held
  }
}
