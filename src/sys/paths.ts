// The paths of our files and sockets, computed from an environment. The shell files compute them in the same way.

import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { findHome, findOwnUser } from './own-user.ts'
import { join } from 'node:path'

/**
 * The longest path of a socket: sockaddr_un holds 108 bytes on Linux and 104 on macOS, with a NUL. Node cuts longer
 * ones silently.
 */
export const SOCKET_PATH_LIMIT_BYTES = 103

export interface Paths {
  home: string
  /** The caches of npm, pip and others for commands that run in the sandbox. */
  sandboxCache: string
  /** Kimi CLI's share directory: `$KIMI_SHARE_DIR`, else `~/.kimi`. */
  share: string
  config: string
  /** The user's additions to the offline engine. */
  knowledge: string
  log: string
  /** The run directory: sockets, fifos and locks, private to this user and share directory. */
  run: string
  socket: string
  /** The file that holds the socket's path when `run` is too long for a socket. The shell files read it. */
  socketPointer: string
  /** The fifo with which shells without sockets begin a connection. */
  control: string
  /** The directory of the fifos of such shells. */
  shells: string
  /** A file that is there while work waits for its user. The shell files look for it. */
  asks: string
  /** The lock that the running daemon holds. */
  lock: string
  /** The daemon's process id, for ending a daemon that does not answer. Only the lock tells whether one runs. */
  pid: string
}

export function findPaths(env: NodeJS.ProcessEnv): Paths {
  const home = env.HOME || findHome()
  const share = env.KIMI_SHARE_DIR || join(home, '.kimi')
  const run = env.KIMI_RUNTIME_DIR || join(share, 'run')
  const socket = join(run, 'sock')
  return {
    home,
    sandboxCache: sandboxCacheOf(home),
    share,
    config: join(share, 'config.toml'),
    knowledge: join(share, 'knowledge'),
    log: join(share, 'logs', 'daemon.log'),
    run,
    socket: Buffer.byteLength(socket) <= SOCKET_PATH_LIMIT_BYTES ? socket : shortSocket(run),
    socketPointer: join(run, 'address'),
    control: join(run, 'control'),
    shells: join(run, 'shells'),
    asks: join(run, 'asks'),
    lock: join(run, 'lock'),
    pid: join(run, 'pid'),
  }
}

export const sandboxCacheOf = (home: string): string => join(home, '.cache', 'kimi', 'sandbox')

/**
 * The socket's path in /tmp, in a directory named after the user and the run directory. TMPDIR does not count where there is /tmp:
 * programs of one user have different ones, and must find the same daemon.
 */
function shortSocket(run: string): string {
  // Loading crypto takes 5 ms, and hardly any command needs it.
  const { createHash } = process.getBuiltinModule('node:crypto')
  const hash = createHash('sha256').update(run).digest('hex').slice(0, 12)
  return join(existsSync('/tmp') ? '/tmp' : tmpdir(), `kimi-${findOwnUser().uid}-${hash}`, 'sock')
}
