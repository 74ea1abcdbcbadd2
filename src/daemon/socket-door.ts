// The Unix socket. It is bound under a temporary name and renamed into place: Node's close() removes the path it was bound
// to, whoever owns it by then, so a daemon that closes late would otherwise unlink the socket of its successor.

import { chmodSync, type FSWatcher, renameSync, rmSync, statSync, watch } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { basename, dirname, join } from 'node:path'
import { discard } from '../sys/files.ts'

/** For bursts: with Node's 511 a blocked daemon answered 688 of 1,200 connects with EAGAIN. The kernel caps it at somaxconn. */
const BACKLOG = 4096
/** Interval of the check that the path still leads to this socket, beside the look at each change of its directory. */
const WATCH_MS = 5_000
/** The directory itself may be on its way out: a socket made anew would stand in the way of `rm -r`. */
const SETTLE_MS = 300

export interface SocketDoor {
  /** Removes the path if it is still ours: new clients find no daemon. Accepted connections stay open. */
  hide(): void
  close(): void
}

/**
 * Listens on `path`. The caller holds the lock of the run directory, so no living daemon owns what lies at `path`.
 * Calls `onLost` when another socket has taken the path.
 */
export async function openSocketDoor(
  path: string,
  onConnection: (socket: Socket) => void,
  onLost: () => void,
): Promise<SocketDoor> {
  let server: Server
  let identity = ''
  const bind = async () => {
    // A client that has sent all it has to say still reads its answers.
    server = createServer({ allowHalfOpen: true }, onConnection)
    const temporary = join(dirname(path), `s.${process.pid}`)
    rmSync(temporary, { force: true })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ path: temporary, backlog: BACKLOG }, resolve)
    })
    server.on('error', () => {}) // EMFILE while accepting: connected clients are served, others try again
    chmodSync(temporary, 0o600) // otherwise its mode follows the umask
    renameSync(temporary, path)
    identity = identify(path)
  }
  await bind()

  const check = () => {
    const now = identify(path)
    if (isHidden || now === identity) return
    if (now !== '') return onLost()
    server.close()
    bind().catch(onLost)
  }
  const interval = setInterval(check, WATCH_MS).unref()
  let settling: NodeJS.Timeout | undefined
  const changes = watchName(path, () => {
    clearTimeout(settling)
    settling = setTimeout(check, SETTLE_MS).unref()
  })
  let isHidden = false

  const hide = () => {
    isHidden = true
    clearInterval(interval)
    clearTimeout(settling)
    changes?.close()
    if (identify(path) === identity) discard(path)
  }
  return {
    hide,
    close() {
      hide()
      server.close()
    },
  }
}

/** Calls `onChange` when something comes to the path or goes from it. Null where the system has no watches left. */
function watchName(path: string, onChange: () => void): FSWatcher | null {
  try {
    const changes = watch(dirname(path), { persistent: false }, (_, name) => {
      if (name === basename(path)) onChange()
    })
    return changes.on('error', () => changes.close())
  } catch {
    return null
  }
}

/** Device and inode as text; '' when nothing is at `path`. */
function identify(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false })
  return found ? `${found.dev}:${found.ino}` : ''
}
