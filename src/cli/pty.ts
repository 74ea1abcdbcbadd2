// A program in a pty: by node-pty where it could be built, else by script(1), which every system has.

import { spawn } from 'node:child_process'
import { KimiError } from '../protocol/errors.ts'

export interface Pty {
  write(text: string): void
  close(): void
}

export interface PtyOptions {
  program: string
  args: string[]
  cols: number
  rows: number
  cwd: string
  env: Record<string, string>
  /** What the program prints. */
  print(data: string | Uint8Array): void
}

/** Throws `shell.unsupported` when there is neither. */
export async function openPty(options: PtyOptions): Promise<Pty> {
  const { program, args, cols, rows, cwd, env, print } = options
  const pty = await import('node-pty').catch(() => null) // optional: compiled at install
  if (!pty) return openScript(options)
  const child = pty.spawn(program, args, { cols, rows, cwd, env })
  child.onData(print)
  return { write: (text) => child.write(text), close: () => child.kill('SIGHUP') }
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
  child.stdin.on('error', () => {}) // it has ended
  return new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(
        new KimiError('shell.unsupported', `no pty: neither node-pty nor script(1) (${error.message})`, {
          hint: 'npm rebuild node-pty',
        }),
      ),
    )
    child.once('spawn', () =>
      resolve({
        write: (text) => void child.stdin.write(text),
        close() {
          if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGHUP')
        },
      }),
    )
  })
}
