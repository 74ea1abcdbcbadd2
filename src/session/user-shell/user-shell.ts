// The user's own shell inside a session: a real, persistent shell in a pty, which terminals show and the agent hears of.

import { setTimeout as sleep } from 'node:timers/promises'
import type { UserCommand, UserShellState } from '../../protocol/shell-view.ts'
import { readActivity } from '../../sys/processes.ts'
import { createCommandLog } from './command-log.ts'
import { createMarkScanner, type ShellPiece } from './mark-scanner.ts'
import { launchShell, type LaunchedShell, type LaunchOptions } from './shell-launch.ts'
import { createShellStream, type ShellStream } from './shell-stream.ts'
import { createTerminalAnswers } from './terminal-answers.ts'

export interface UserShell {
  readonly state: UserShellState
  readonly stream: ShellStream
  /** The number of the last entry before those that belong to the screen now: the prompt, or the running command's output. */
  readonly screenStart: number
  /** True when the user has written something at the prompt that is not sent yet. */
  readonly hasTyped: boolean
  /** True when the line editor at the prompt takes a marked paste as it is: none of its keys is bound, and no abbreviation is expanded. */
  readonly takesPastes: boolean
  /** Milliseconds since the epoch: the last time that somebody wrote to it; 0 while nobody has. */
  readonly usedAt: number
  write(bytes: Buffer): void
  resize(columns: number, rows: number): void
  /** Commands with an id above `after`, oldest first; `limit`: only the last so many. */
  commands(after?: number, limit?: number): UserCommand[]
  /** A terminal shows the shell, and answers its questions, until the returned function is called. */
  attach(): () => void
  /** Holds the output back until the returned function is called. */
  hold(): () => void
  /** Hangs up, and resolves when the shell has ended. Jobs that the user has disowned go on, as after a closed terminal. */
  close(): Promise<void>
}

/** A shell that has slept for so long since the hangup does not end by itself. */
const HANGUP_GRACE_MS = 1_000
/** Longest wait for a shell that works on: on a crowded machine it needs a while to hang up its jobs. */
const HANGUP_LIMIT_MS = 4_000
const HANGUP_LOOK_MS = 100
const RETURN = 0x0d
const NEWLINE = 0x0a
const CTRL_C = 0x03
const BLANK = 0x20

/** Throws `shell.unsupported`; see launchShell. */
export async function createUserShell(options: LaunchOptions): Promise<UserShell> {
  const launched = await launchShell(options)
  const { pty } = launched
  const reading = createShellReading(launched, options.cwd)
  const { stream } = reading
  const answers = createTerminalAnswers()
  const terminals = createCount()
  const holds = createCount()
  let usedAt = 0

  pty.onData((data) => {
    const bytes = Buffer.from(data as Uint8Array)
    reading.take(bytes)
    const answer = terminals.count === 0 ? answers(bytes) : ''
    if (answer !== '') pty.write(answer)
  })
  const ended = new Promise<void>((resolve) => {
    pty.onExit(({ exitCode, signal }) => {
      reading.end(signal ? 128 + signal : exitCode)
      resolve()
    })
  })
  const hasEnded = () => reading.state.exit !== null

  return {
    commands: reading.commands,
    get state() {
      return reading.state
    },
    get screenStart() {
      return reading.screenStart
    },
    get hasTyped() {
      return reading.keys.first !== null
    },
    get takesPastes() {
      return reading.takesPastes
    },
    get usedAt() {
      return usedAt
    },
    stream,
    write(bytes) {
      if (hasEnded() || bytes.length === 0) return
      usedAt = Date.now()
      if (reading.state.phase === 'prompt') reading.keys.take(bytes)
      pty.write(bytes)
    },
    resize: (columns, rows) => void (hasEnded() || pty.resize(columns, rows)),
    attach: () => terminals.add(),
    hold() {
      pty.pause()
      return holds.add(() => void (holds.count === 0 && pty.resume()))
    },
    close: async () => void (hasEnded() || (await hangUp(launched, ended))),
  }
}

/** SIGKILL follows for a shell that does not end. A shell that is killed before it has hung up its jobs leaves them running. */
async function hangUp({ pty, forgetStart }: LaunchedShell, ended: Promise<void>): Promise<void> {
  pty.resume() // what a held shell prints must be read, or it cannot end
  signal(pty.pid, 'SIGHUP')
  if (!(await endsByItself(pty.pid, ended))) signal(pty.pid, 'SIGKILL')
  await Promise.race([ended, sleep(HANGUP_GRACE_MS, null, { ref: false })])
  forgetStart()
}

/** False when the shell sleeps for HANGUP_GRACE_MS without using the processor, or has not ended after HANGUP_LIMIT_MS. */
async function endsByItself(pid: number, ended: Promise<void>): Promise<boolean> {
  const began = performance.now()
  let activeAt = began
  let cpuBefore = -1
  const hasEnded = ended.then(() => true)
  for (;;) {
    if (await Promise.race([hasEnded, sleep(HANGUP_LOOK_MS, false, { ref: false })])) return true
    const now = performance.now()
    const activity = readActivity(pid)
    if (activity && (activity.state === 'running' || activity.cpuMs !== cpuBefore)) activeAt = now
    cpuBefore = activity?.cpuMs ?? cpuBefore
    if (now - activeAt >= HANGUP_GRACE_MS || now - began >= HANGUP_LIMIT_MS) return false
  }
}

/** Reads the shell's output, and derives from it the commands, the state, and the stream for terminals. */
function createShellReading({ name, pty, id, forgetStart }: LaunchedShell, cwd: string) {
  const scanner = createMarkScanner(id)
  const stream = createShellStream()
  const keys = createKeyWatch()
  const isPrivateLine = () => keys.first === BLANK
  const log = createCommandLog({ cwd, tellsFromHistory: name === 'bash', isPrivateLine })
  let exit: number | null = null
  let screenStart = 0
  let takesPastes = false
  let isRunning = false

  const state = (): UserShellState => {
    const { phase, cwd, isFullScreen, lastId } = log
    return { shell: name, pid: pty.pid, phase, cwd, isFullScreen, lastId, exit }
  }
  const take = (piece: ShellPiece) => {
    if (piece.kind === 'pastes') {
      // A program that runs may switch the mode, too: only the shell's own word counts.
      if (!isRunning) takesPastes = piece.areMarked
      return
    }
    log.take(piece)
    if (piece.kind === 'command') [isRunning, takesPastes] = [true, false]
    if (piece.kind === 'done' || piece.kind === 'prompt') isRunning = false
    if (piece.kind === 'output') return stream.push(piece.bytes)
    if (piece.kind === 'prompt') {
      keys.clear()
      forgetStart()
    }
    const isBorder = piece.kind === 'prompt' || piece.kind === 'command'
    if (isBorder) screenStart = stream.newest
    const plain = plainMark(piece)
    if (plain !== '') stream.push(Buffer.from(plain))
    if (isBorder || piece.kind === 'screen') stream.pushState(state())
  }
  return {
    stream,
    keys,
    commands: log.list,
    get state() {
      return state()
    },
    get screenStart() {
      return screenStart
    },
    get takesPastes() {
      return takesPastes
    },
    take: (bytes: Buffer) => scanner.push(bytes).forEach(take),
    end(status: number): void {
      exit = status
      log.end()
      forgetStart()
      stream.pushState(state())
    },
  }
}

/** Counts what was added and not taken away again. */
function createCount(): { readonly count: number; add(onRemoved?: () => void): () => void } {
  let count = 0
  return {
    get count() {
      return count
    },
    add(onRemoved) {
      count++
      let isRemoved = false
      return () => {
        if (isRemoved) return
        isRemoved = true
        count--
        onRemoved?.()
      }
    },
  }
}

/** The keys at the prompt: the first one since the line was empty, or null. */
function createKeyWatch(): { readonly first: number | null; take(bytes: Buffer): void; clear(): void } {
  let first: number | null = null
  let isSent = false
  return {
    get first() {
      return first
    },
    take(bytes) {
      if (isSent && bytes[0] !== undefined) {
        first = null
        isSent = false
      }
      if (first === null && !isLineEnd(bytes[0]!)) first = bytes[0]!
      if (bytes.includes(CTRL_C)) first = null
      isSent = isLineEnd(bytes.at(-1)!)
    },
    clear() {
      first = null
      isSent = false
    },
  }
}

function isLineEnd(byte: number): boolean {
  return byte === RETURN || byte === NEWLINE
}

/** The mark as terminals know it, without our secret; '' for what they need not know. */
function plainMark(piece: ShellPiece): string {
  if (piece.kind === 'prompt') return '\x1b]133;A\x07'
  if (piece.kind === 'command') return '\x1b]133;C\x07'
  if (piece.kind === 'done') return `\x1b]133;D${piece.status === null ? '' : `;${piece.status}`}\x07`
  return ''
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // ESRCH: it has just ended
  }
}
