// A program in a pty: made by node-pty where it has a build for this system, else by script(1), which every system has.

import { spawn } from 'node:child_process'
import { KimiError } from '../../protocol/errors.ts'
import { loadPty } from '../../sys/pty.ts'

export interface Pty {
  write(text: string): void
  /** Hangs up; resolves when the program has ended. */
  close(): Promise<void>
}

export interface PtyOptions {
  program: string
  args: string[]
  cols: number
  rows: number
  cwd: string
  env: Record<string, string>
  /** Called with the output of the program. */
  print(data: string | Uint8Array): void
}

/** Throws `shell.unsupported` when the system has neither node-pty nor script(1). */
export async function openPty(options: PtyOptions): Promise<Pty> {
  const { program, args, cols, rows, cwd, env, print } = options
  const pty = await loadPty()
  if (!pty) return openScript(options)
  const child = pty.spawn(program, args, { cols, rows, cwd, env })
  child.onData(print)
  const ended = new Promise<void>((resolve) => child.onExit(() => resolve()))
  return { write: (text) => child.write(text), close: () => hangUp(ended, (signal) => child.kill(signal)) }
}

/** script(1) makes a pty without a size: stty gives it one before the program starts. */
function openScript({ program, args, cols, rows, cwd, env, print }: PtyOptions): Promise<Pty> {
  const line = [`stty cols ${cols} rows ${rows};`, 'exec', program, ...args].join(' ')
  const words =
    process.platform === 'darwin' ? ['-q', '/dev/null', '/bin/sh', '-c', line] : ['-qfec', line, '/dev/null']
  const child = spawn('script', words, {
    cwd,
    env: { ...env, SHELL: '/bin/sh' },
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  })
  child.stdout.on('data', print)
  child.stdin.on('error', () => {}) // the program has ended
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(
        new KimiError('shell.unsupported', `no pty: neither node-pty nor script(1) (${error.message})`, {
          hint: 'npm install -g kimi-companion',
        }),
      ),
    )
    child.once('spawn', () =>
      resolve({
        write: (text) => void child.stdin.write(text),
        close: () => hangUp(ended, (signal) => process.kill(-child.pid!, signal)),
      }),
    )
  })
}

const HANGUP_GRACE_MS = 300

/** SIGKILL follows, since a bash that gets SIGHUP just before it waits for a key misses the signal and would stay. */
async function hangUp(ended: Promise<void>, kill: (signal: 'SIGHUP' | 'SIGKILL') => void): Promise<void> {
  const send = (signal: 'SIGHUP' | 'SIGKILL') => {
    try {
      kill(signal)
    } catch {
      // ESRCH: the program has just ended
    }
  }
  send('SIGHUP')
  const timer = setTimeout(() => send('SIGKILL'), HANGUP_GRACE_MS)
  await ended
  clearTimeout(timer)
}
