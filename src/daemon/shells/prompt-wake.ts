// Waking a bash or fish at its prompt: it is told that an answer waits without TIOCSTI and without a signal. The daemon asks
// the terminal for a status report (DSR, ESC[5n); the report (ESC[0n) arrives as a key, and the key's binding reads the fifo.
//
// A foreground program would read the report as its input. The daemon therefore asks only while the shell has said that it
// waits at its prompt and is in its terminal's foreground group, and never twice before the shell has answered. At Enter the
// shell takes that permission back (record `hold`) and itself reads the reports that are still on their way.

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { isAlive, isForeground, isSleeping, readWaitChannel } from '../../sys/processes.ts'
import { unwatchWaiting } from './death-watch.ts'
import { isTerminalPath, writeToTerminal } from './terminal-write.ts'

const REPORT_REQUEST = '\x1b[5n'

export interface Sleeper {
  pid: number
  tty: string
  atPrompt: boolean
  /** Set by the shell's `wait` record, cleared when it is woken. */
  isWaiting: boolean
  /** True when it waits for notices and not for an answer: then it does not say when a command begins. */
  isListening: boolean
  /** True for fish: a report that arrives while it draws may be lost. */
  losesReports: boolean
  /** The number of records that have come from it. */
  recordCount: number
  /** When each report was asked for that has not arrived yet, as far as the shell tells: milliseconds on the clock that nobody sets, oldest first. */
  reportsAsked: number[]
  /** True while records of it are unread: one of them may say that a command runs. */
  hasUnread(): boolean
}

/**
 * Wakes the shell if it may be woken: while a command that one of its keys runs has the terminal, when that has ended. Otherwise
 * the shell reads what waits before its next prompt.
 */
export function wakeShell(shell: Sleeper): void {
  if (!mayWake(shell)) return void wakeWhenForeground(shell)
  if (!shell.isListening) {
    if (shell.hasUnread()) return void setImmediate(() => wakeShell(shell))
    askForReport(shell)
    if (shell.losesReports) void repeatUntilHeard(shell)
    return
  }
  if (!looking.has(shell)) void wakeWhenReady(shell)
}

/** Shells that `wakeWhenReady` or `wakeWhenForeground` works on. */
const looking = new WeakSet<Sleeper>()
const LOOKS = 10
const LOOK_MS = 50

const FIRST_PAUSE_MS = 50
const LAST_PAUSE_MS = 1_000

/** A question's answer must not wait for the next prompt: nothing else would tell the shell of it. */
async function wakeWhenForeground(shell: Sleeper): Promise<void> {
  if (shell.isListening || looking.has(shell)) return
  looking.add(shell)
  for (let pause = FIRST_PAUSE_MS; isWaitingAtPrompt(shell) && isAlive(shell.pid) && !mayWake(shell); pause *= 2)
    await sleep(Math.min(pause, LAST_PAUSE_MS), undefined, { ref: false })
  looking.delete(shell)
  if (mayWake(shell)) wakeShell(shell)
}

const REPEAT_MS = [250, 500, 1_000, 2_000, 4_000, 8_000]

/** Asks for a report again until the shell has sent any record. */
async function repeatUntilHeard(shell: Sleeper): Promise<void> {
  const { recordCount } = shell
  for (const pause of REPEAT_MS) {
    await sleep(pause, undefined, { ref: false })
    if (shell.recordCount !== recordCount || !shell.atPrompt) return
    if (mayReadTerminal(shell.pid) && !shell.hasUnread()) askForReport(shell)
  }
}

/** Wakes a shell that may be drawing its prompt or running a widget: it is looked at until its line editor reads keys. */
async function wakeWhenReady(shell: Sleeper): Promise<void> {
  looking.add(shell)
  for (let look = 0; look < LOOKS && mayWake(shell); look++) {
    if ((await isInLineEditor(shell)) && mayWake(shell) && !shell.hasUnread()) {
      askForReport(shell)
      break
    }
    await sleep(LOOK_MS)
  }
  looking.delete(shell)
}

function isWaitingAtPrompt(shell: Sleeper): boolean {
  return shell.isWaiting && shell.atPrompt && isTerminalPath(shell.tty)
}

function mayWake(shell: Sleeper): boolean {
  return isWaitingAtPrompt(shell) && mayReadTerminal(shell.pid)
}

/**
 * True while the shell's line editor reads keys: then the terminal's own line editing (icanon) is off. bash's `read -n` and
 * `read -s` switch it off too, but they block in the kernel's read, where readline polls. While `stty` looks, Ctrl-C may end the line: then
 * the shell runs, or waits for something else, before or after the look.
 */
async function isInLineEditor({ tty, pid }: Sleeper): Promise<boolean> {
  const channel = readWaitChannel(pid)
  if (channel === 'wait_woken' || isSleeping(pid) === false) return false
  const flag = process.platform === 'linux' ? '-F' : '-f'
  const settings = await run('stty', [flag, tty, '-a']).catch(() => null)
  if (settings === null || !/(^|[\s;])-icanon\b/.test(settings.stdout)) return false
  return readWaitChannel(pid) === channel && isSleeping(pid) !== false
}

function askForReport(shell: Sleeper): void {
  // When the terminal is gone or full the shell still waits: its next Ctrl-X reads the answer.
  shell.isWaiting = !writeToTerminal(shell.tty, REPORT_REQUEST)
  if (!shell.isWaiting) unwatchWaiting(shell)
  if (!shell.isWaiting) shell.reportsAsked = [...shell.reportsAsked, performance.now()].filter(isOnItsWay)
}

/** A report that has not come after so long is taken for lost, so that Enter does not wait for it. */
const LOST_MS = 2_000
/** A shell that waits at Enter for a report that was lost is given another one. */
const HELD_MS = 1_000

const isOnItsWay = (askedAt: number): boolean => performance.now() - askedAt < LOST_MS

/** Asks for no more reports until the shell waits again. Returns the number of those that it has still to read. */
export function holdShell(shell: Sleeper): number {
  shell.isWaiting = false
  shell.reportsAsked = shell.reportsAsked.filter(isOnItsWay)
  if (shell.reportsAsked.length > 0) void releaseHeld(shell)
  return shell.reportsAsked.length
}

async function releaseHeld(shell: Sleeper): Promise<void> {
  const { recordCount } = shell
  await sleep(HELD_MS, undefined, { ref: false })
  if (shell.recordCount === recordCount && mayReadTerminal(shell.pid) && !shell.hasUnread()) askForReport(shell)
}

/** Without /proc the shell's own records decide: it sends `exec` before it gives the terminal to a command. */
function mayReadTerminal(pid: number): boolean {
  return isForeground(pid) ?? process.platform !== 'linux'
}

const run = promisify(execFile)
/** Majors of Unix98 pty slaves on Linux; each has 256 minors. */
const FIRST_PTY_MAJOR = 136
const LAST_PTY_MAJOR = 143
const VIRTUAL_CONSOLE_MAJOR = 4

/** The path of a process's controlling terminal; '' when it has no terminal, or one of an unknown kind. */
export async function findTerminal(pid: number): Promise<string> {
  try {
    if (process.platform === 'linux') return nameTerminal(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    const { stdout } = await run('ps', ['-o', 'tty=', '-p', String(pid)])
    return /^\w+$/.test(stdout.trim()) ? `/dev/${stdout.trim()}` : ''
  } catch {
    return '' // the process is gone meanwhile
  }
}

function nameTerminal(stat: string): string {
  // The program's name in parentheses may hold blanks and parentheses: fields are counted behind the last parenthesis.
  const device = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[4])
  const major = (device >> 8) & 0xfff
  const minor = (device & 0xff) | ((device >> 12) & 0xfff00)
  if (major >= FIRST_PTY_MAJOR && major <= LAST_PTY_MAJOR) return `/dev/pts/${(major - FIRST_PTY_MAJOR) * 256 + minor}`
  return major === VIRTUAL_CONSOLE_MAJOR ? `/dev/tty${minor}` : ''
}
