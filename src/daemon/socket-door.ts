// The Unix socket: bound under a temporary name and renamed into place, so that a daemon that closes late can never
// unlink the socket of the one that came after it (Node's close() removes the path it was bound to, whoever owns it now).

import { chmodSync, renameSync, rmSync, statSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { dirname, join } from 'node:path'

/** Bursts: with Node's 511 a blocked daemon answered 688 of 1,200 connects with EAGAIN. The kernel caps it at somaxconn. */
const BACKLOG = 4096
/** How often we look whether the path still leads to us. */
const WATCH_MS = 5_000

export interface SocketDoor {
  /** Removes the path if it is still ours: who connects from now on finds no daemon. What is accepted stays open. */
  hide(): void
  close(): void
}

/**
 * Listens on `path`. The caller holds the lock of the run directory, so whatever is at `path` is nobody's.
 * `lost` is called when another socket has taken the path.
 */
export async function openSocketDoor(
  path: string,
  accept: (socket: Socket) => void,
  lost: () => void,
): Promise<SocketDoor> {
  let server: Server
  let identity = ''
  const bind = async () => {
    server = createServer(accept)
    const temporary = join(dirname(path), `s.${process.pid}`)
    rmSync(temporary, { force: true })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ path: temporary, backlog: BACKLOG }, resolve)
    })
    server.on('error', () => {}) // EMFILE while accepting: those who are connected go on, the rest try again
    chmodSync(temporary, 0o600) // its mode follows the umask otherwise
    renameSync(temporary, path)
    identity = identify(path)
  }
  await bind()

  const watch = setInterval(() => {
    const now = identify(path)
    if (now === identity) return
    if (now !== '') return lost()
    server.close()
    bind().catch(lost)
  }, WATCH_MS)
  watch.unref()

  const hide = () => {
    clearInterval(watch)
    if (identify(path) === identity) rmSync(path, { force: true })
  }
  return {
    hide,
    close() {
      hide()
      server.close()
    },
  }
}

/** Device and inode, or '' when nothing is there. */
function identify(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false })
  return found ? `${found.dev}:${found.ino}` : ''
}
