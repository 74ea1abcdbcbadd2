// A daemon in which file operations fail when they are told to.

import { spawn } from 'node:child_process'
import { connect } from 'node:net'
import { join } from 'node:path'
import { ROOT, type Home } from '../support/kimi.ts'

export type Kind = 'write' | 'fsync' | 'rename' | 'open' | 'mkdir' | 'remove'

/** The Nth operation of a kind, from now on, fails with this code; with `forever` all behind it, too. */
export interface Fault {
  kind: Kind
  code: 'ENOSPC' | 'EDQUOT' | 'EIO' | 'EROFS' | 'EMFILE' | 'ENFILE'
  n: number
  forever: boolean
}

export interface FaultyDaemon {
  pid: number
  arm(fault: Fault): Promise<void>
  /** Ends the faults; tells how many there were. */
  disarm(): Promise<number>
  /** Moves its wall clock to so many milliseconds ahead of the true time, or behind. */
  moveClock(clockMs: number): Promise<void>
  isAlive(): boolean
}

/** Starts a daemon that can be armed. Resolves with what it printed when it did not get ready. */
export function startFaultyDaemon(
  home: Home,
  first?: Fault,
): Promise<FaultyDaemon | { said: string; status: number | null }> {
  const socket = join(home.dir, `faults-${Math.random().toString(36).slice(2)}`)
  const preload = join(import.meta.dirname, 'faulty-files.cjs')
  const child = spawn(process.execPath, ['--require', preload, join(ROOT, 'dist', 'daemon.js')], {
    env: { ...home.env, FAULTS_SOCKET: socket, ...(first ? { FAULTS: JSON.stringify(first) } : {}) },
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let said = ''
  let isAlive = true
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const tell = (wish: object) =>
    new Promise<number>((resolve, reject) => {
      const peer = connect(socket)
      let answer = ''
      peer.on('error', reject)
      peer.on('data', (chunk) => (answer += chunk.toString()))
      peer.on('end', () => resolve((JSON.parse(answer) as { hit: number }).hit))
      peer.write(JSON.stringify(wish))
    })
  return new Promise((resolve) => {
    child.once('close', (status) => {
      isAlive = false
      resolve({ said, status })
    })
    child.once('message', () =>
      resolve({
        pid: child.pid!,
        arm: async (fault) => void (await tell(fault)),
        disarm: () => tell({}),
        moveClock: async (clockMs) => void (await tell({ clockMs })),
        isAlive: () => isAlive,
      }),
    )
  })
}
