// The user's own command whose first line stands below the prompt. It gets the facts as JSON on stdin, and has a limited time.

import { spawn } from 'node:child_process'
import { sanitiseLine } from '../safety/text/sanitiser.ts'

/** The command is killed after so long, and run again at most so often. */
const LIMIT_MS = 300
const PAUSE_MS = 1_000
const LINE_CELLS = 200
const OUTPUT_BYTES = 4_096

export interface StatusCommand {
  /** The last line that the command has printed, safe to show; '' before the first. */
  line(): string
  /** Runs the command with these facts, unless it has just run. */
  refresh(command: string, facts: object): void
}

export function createStatusCommand(env: NodeJS.ProcessEnv, onChanged: () => void): StatusCommand {
  let line = ''
  let ranAt = -Infinity
  let isRunning = false
  return {
    line: () => line,
    refresh(command, facts) {
      if (command === '' || isRunning || performance.now() - ranAt < PAUSE_MS) return
      isRunning = true
      ranAt = performance.now()
      run(command, JSON.stringify(facts), env).then(
        (text) => {
          isRunning = false
          const next = sanitiseLine(text.split('\n')[0] ?? '', LINE_CELLS)
          if (next === line) return
          line = next
          onChanged()
        },
        () => void (isRunning = false),
      )
    },
  }
}

/** The output of the command; what it writes to stderr is dropped, so that nothing draws over the screen. */
function run(command: string, input: string, env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn('/bin/sh', ['-c', command], { env, stdio: ['pipe', 'pipe', 'ignore'], detached: true })
    let text = ''
    const timer = setTimeout(() => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    }, LIMIT_MS)
    child.stdout.setEncoding('utf8')
    child.stdout.on('data', (part: string) => (text = (text + part).slice(0, OUTPUT_BYTES)))
    child.on('error', () => resolve(''))
    child.on('close', () => {
      clearTimeout(timer)
      resolve(text)
    })
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
}
