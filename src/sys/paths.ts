// Where things live. Every path is worked out from the environment given, the same way in the shell files.

import { homedir, tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

/** sockaddr_un holds 108 bytes on Linux and 104 on macOS, the NUL included; Node cuts a longer path silently. */
export const SOCKET_PATH_LIMIT_BYTES = 103

export interface Paths {
  home: string
  /** Kimi CLI's share directory: `$KIMI_SHARE_DIR`, else `~/.kimi`. */
  share: string
  config: string
  /** What the user added to the offline engine. */
  knowledge: string
  log: string
  /** Private to this user and share directory: socket, fifos, locks. */
  run: string
  socket: string
  /** Holds the socket's path when `run` is too long for one; the shell files read it then. */
  socketPointer: string
  control: string
  shells: string
  lock: string
  /** The daemon's process id: only to end one that does not answer; who it is, the lock says. */
  pid: string
}

export function findPaths(env: NodeJS.ProcessEnv): Paths {
  const home = env.HOME || homedir()
  const share = env.KIMI_SHARE_DIR || join(home, '.kimi')
  const run = env.KIMI_RUNTIME_DIR || join(share, 'run')
  const socket = join(run, 'sock')
  return {
    home,
    share,
    config: join(share, 'config.toml'),
    knowledge: join(share, 'knowledge'),
    log: join(share, 'logs', 'daemon.log'),
    run,
    socket: Buffer.byteLength(socket) <= SOCKET_PATH_LIMIT_BYTES ? socket : shortSocket(run),
    socketPointer: join(run, 'address'),
    control: join(run, 'control'),
    shells: join(run, 'shells'),
    lock: join(run, 'lock'),
    pid: join(run, 'pid'),
  }
}

/** A private directory of our own in the temporary directory, named by user and run directory. */
function shortSocket(run: string): string {
  // Loaded here alone: crypto costs a command 5 ms, and hardly any needs it.
  const { createHash } = process.getBuiltinModule('node:crypto')
  const hash = createHash('sha256').update(run).digest('hex').slice(0, 12)
  const dir = `kimi-${userInfo().uid}-${hash}`
  const usual = join(tmpdir(), dir, 'sock')
  return Buffer.byteLength(usual) <= SOCKET_PATH_LIMIT_BYTES ? usual : join('/tmp', dir, 'sock')
}
