// Telling a bash or fish at its prompt that an answer is waiting: the terminal is asked for a status report (DSR, ESC[5n),
// its answer ESC[0n arrives as a key, and the key's binding reads the fifo. Without TIOCSTI, without a signal.
//
// A foreground program would read the report as its input, so it is sent only to a shell that has said it waits at its
// prompt and is in its terminal's foreground group, and never twice before it was answered.

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { isForeground, readWaitChannel } from '../../sys/processes.ts'
import { isTerminalPath, writeToTerminal } from './terminal-write.ts'

const REPORT_REQUEST = '\x1b[5n'

export interface Sleeper {
  pid: number
  tty: string
  atPrompt: boolean
  /** Set by the shell's `wait` record, cleared by our waking it. */
  isWaiting: boolean
  /** It waits for notices and not for an answer: then it does not say when a command begins. */
  isListening: boolean
  /** fish: a report that comes while it draws may be lost to it. It says something whenever one has reached it. */
  losesReports: boolean
  /** How many records have come from it. */
  recordCount: number
}

/** Wakes the shell if it may be woken. What it is not woken for, it reads before its next prompt. */
export function wakeShell(shell: Sleeper): void {
  if (!mayWake(shell)) return
  if (!shell.isListening) {
    askForReport(shell)
    if (shell.losesReports) void insist(shell)
    return
  }
  if (!looking.has(shell)) void wakeWhenReady(shell)
}

/** Shells that we look at already. */
const looking = new WeakSet<Sleeper>()
const LOOKS = 10
const LOOK_MS = 50

const INSIST_MS = [250, 500, 1_000, 2_000]

/** Asks again until the shell says anything at all. */
async function insist(shell: Sleeper): Promise<void> {
  const { recordCount } = shell
  for (const pause of INSIST_MS) {
    await sleep(pause, undefined, { ref: false })
    if (shell.recordCount !== recordCount || !shell.atPrompt) return
    if (mayReadTerminal(shell.pid)) askForReport(shell)
  }
}

/** It may be just about to draw its prompt, or in a widget: a moment later it is not. */
async function wakeWhenReady(shell: Sleeper): Promise<void> {
  looking.add(shell)
  for (let look = 0; look < LOOKS && mayWake(shell); look++) {
    if ((await isInLineEditor(shell)) && mayWake(shell)) {
      askForReport(shell)
      break
    }
    await sleep(LOOK_MS)
  }
  looking.delete(shell)
}

function mayWake(shell: Sleeper): boolean {
  if (!shell.isWaiting || !shell.atPrompt || !mayReadTerminal(shell.pid)) return false
  return isTerminalPath(shell.tty)
}

/**
 * A line editor has switched the terminal's own off; `read` has not, but with -n or -s: then it sits in the kernel's read,
 * where readline polls.
 */
async function isInLineEditor({ tty, pid }: Sleeper): Promise<boolean> {
  if (readWaitChannel(pid) === 'wait_woken') return false
  const flag = process.platform === 'linux' ? '-F' : '-f'
  const said = await run('stty', [flag, tty, '-a']).catch(() => null)
  return said !== null && /(^|[\s;])-icanon\b/.test(said.stdout)
}

function askForReport(shell: Sleeper): void {
  // Of a terminal that is gone or full the shell still waits: its next Ctrl-X reads the answer.
  shell.isWaiting = !writeToTerminal(shell.tty, REPORT_REQUEST)
}

/** Where there is no /proc to ask, the shell's own word has to do: it says `exec` before it gives the terminal away. */
function mayReadTerminal(pid: number): boolean {
  return isForeground(pid) ?? process.platform !== 'linux'
}

const run = promisify(execFile)
/** Majors of Unix98 pty slaves on Linux; each has 256 minors. */
const FIRST_PTY_MAJOR = 136
const LAST_PTY_MAJOR = 143
const VIRTUAL_CONSOLE_MAJOR = 4

/** The path of a process's controlling terminal, or '' when it has none that we know how to name. */
export async function findTerminal(pid: number): Promise<string> {
  try {
    if (process.platform === 'linux') return nameTerminal(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    const { stdout } = await run('ps', ['-o', 'tty=', '-p', String(pid)])
    return /^\w+$/.test(stdout.trim()) ? `/dev/${stdout.trim()}` : ''
  } catch {
    return '' // gone meanwhile
  }
}

function nameTerminal(stat: string): string {
  // The name in parentheses may hold blanks and parentheses: fields are counted from the last one.
  const device = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[4])
  const major = (device >> 8) & 0xfff
  const minor = (device & 0xff) | ((device >> 12) & 0xfff00)
  if (major >= FIRST_PTY_MAJOR && major <= LAST_PTY_MAJOR) return `/dev/pts/${(major - FIRST_PTY_MAJOR) * 256 + minor}`
  return major === VIRTUAL_CONSOLE_MAJOR ? `/dev/tty${minor}` : ''
}
