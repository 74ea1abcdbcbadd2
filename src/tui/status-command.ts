// The user's own command whose first line stands below the prompt. It gets the facts as JSON on stdin, and has a limited time.

import { spawn } from 'node:child_process'
import { sanitiseLine } from '../safety/text/sanitiser.ts'

/** The command is killed after so long, and rests for so long behind each run. */
const LIMIT_MS = 300
const PAUSE_MS = 1_000
const LINE_CELLS = 200
const OUTPUT_BYTES = 4_096

export interface StatusCommand {
  /** The last line that the command has printed, safe to show; '' before the first. */
  line(): string
  /** Runs the command with these facts: at once, or, when it runs or has just run, a little later with the last facts. */
  refresh(command: string, facts: object): void
}

export function createStatusCommand(env: NodeJS.ProcessEnv, onChanged: () => void): StatusCommand {
  let line = ''
  let isResting = false
  let next: { command: string; input: string } | null = null
  const begin = async ({ command, input }: { command: string; input: string }): Promise<void> => {
    isResting = true
    const text = await run(command, input, env)
    setTimeout(() => {
      isResting = false
      const due = next
      next = null
      if (due) void begin(due)
    }, PAUSE_MS).unref()
    const shown = sanitiseLine(text.split('\n')[0] ?? '', LINE_CELLS)
    if (shown === line) return
    line = shown
    onChanged()
  }
  return {
    line: () => line,
    refresh(command, facts) {
      if (command === '') return
      const wish = { command, input: JSON.stringify(facts) }
      if (isResting) next = wish
      else void begin(wish)
    },
  }
}

/**
 * The output of the command; what it writes to stderr is dropped, so that nothing draws over the screen. A process that it leaves behind may
 * hold the pipe open for long: what was printed until the limit counts.
 */
function run(command: string, input: string, env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn('/bin/sh', ['-c', command], { env, stdio: ['pipe', 'pipe', 'ignore'], detached: true })
    let text = ''
    const timer = setTimeout(() => {
      endGroup(child.pid)
      child.stdout.destroy()
      child.stdin.destroy()
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

function endGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGKILL')
  } catch {
    // All processes of the group have ended.
  }
}
