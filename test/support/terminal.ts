// Runs a real program in a real pty and reads it through a terminal emulator, as a person at the keyboard types and sees.
// Each terminal has a private home, runtime and temporary directory, gone when it is closed.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import xterm from '@xterm/headless'
import { loadPty } from '../../src/sys/pty.ts'
import { countSleeps, waitForIdle } from './idle-process.ts'
import { encodeKey, type Key } from './keys.ts'

/** The prompt of every zsh, bash and fish opened here, unless `rc` sets another. */
export const PROMPT = 'PROMPT> '

const UNTIL_LIMIT_MS = 30_000
const POLL_MS = 30
/** A line has been read when the last of its characters are shown, since it may be longer than a row. */
const SEEN_CHARS = 6
/** Output that a program wrote just before it ended may arrive after the event of its end. */
const LAST_OUTPUT_MS = 200
const HANGUP_GRACE_MS = 1_000
/** node-pty writes in the background, and complains when the terminal is closed under it. */
const LAST_INPUT_MS = 5

export interface TerminalOptions {
  /** `zsh`, `bash`, `fish`, or any program by name or path. */
  shell: string
  /** Replaces the arguments that make these shells interactive with the private rc file. */
  args?: string[]
  /** Added to the private environment; `undefined` removes a variable. */
  env?: Record<string, string | undefined>
  /** The shell's first directory; the private home when left out. */
  cwd?: string
  cols?: number
  rows?: number
  /** Written to .zshrc, .bashrc or config.fish after the lines that set the prompt. */
  rc?: string
  /** The terminal answers a program's questions this many milliseconds late, as over a long line. */
  answersAfterMs?: number
  /** Runs with the private home before the program starts. */
  prepare?: (home: string) => void
  /** The condition that `openTerminal` awaits: by default `PROMPT` in zsh, bash and fish, nothing for other programs. */
  ready?: ((screen: string) => boolean) | false
}

export interface Terminal extends AsyncDisposable {
  readonly pid: number
  /** The private home; `env.XDG_RUNTIME_DIR` and `env.TMPDIR` are its neighbours. */
  readonly home: string
  /** The environment the program was started with. */
  readonly env: Readonly<Record<string, string>>
  /** Settles when the program has ended. */
  readonly exited: Promise<{ code: number; signal: number }>
  /** Sends text as typed, byte for byte: `\r` is Enter. */
  type(text: string): void
  /** Sends keys as this terminal's current mode encodes them. */
  press(...keys: Key[]): void
  /** Sends text as a paste, bracketed when the program asked for that. */
  paste(text: string): void
  /**
   * Waits until `check` returns true, or returns nothing without throwing (an assertion). Looked at after every output
   * and every 30 ms. Throws after 30 s, or soon after the program has ended, naming `what` and showing the last screen.
   */
  until(check: (screen: string) => boolean | void, what?: string): Promise<string>
  /**
   * Does what ends the line, by default Enter, and waits for an empty `PROMPT` in a row below the cursor's. A prompt that stands
   * already, or text that an earlier line has left, is not taken for it. The line has to stand where it will be run: in fish it
   * moves when a message above it comes or goes. For a command that clears the screen await its screen.
   */
  nextPrompt(endLine?: () => void): Promise<string>
  /** Types a line and Enter, and waits for the prompt below it. */
  run(line: string): Promise<string>
  /**
   * Waits until the program has dealt with all that was sent to it: it sleeps in poll, select or a read of the terminal, and has not woken for a while.
   */
  idle(): Promise<void>
  /**
   * Presses Ctrl-C when the program is idle, and returns when it has woken for that and is idle again. A shell forgets an
   * interrupt that comes while it draws or runs a hook, zsh without any plugin too.
   */
  interrupt(): Promise<void>
  /** All visible rows, without trailing blanks and blank rows. */
  screen(): string
  /** The row of the cursor, without trailing blanks: an empty prompt reads `PROMPT>`. */
  line(): string
  /** Zero-based, within the screen. */
  cursor(): { row: number; column: number }
  resize(cols: number, rows: number): void
  /** Everything that the program has written so far, escape sequences included. */
  output(): string
  /** From now on the terminal answers no question of the program, as over a slow line, until the returned function is called. */
  holdAnswers(): () => void
  /** Resolves when the program writes next, before the emulator has read the output. */
  nextOutput(): Promise<void>
  /** Hangs up, ends the program's process group and removes its directories. Idempotent. */
  close(): Promise<void>
}

/** Opens a terminal and waits until it is `ready`. Throws what `until` throws when that never comes. */
export async function openTerminal(options: TerminalOptions): Promise<Terminal> {
  const { cols = 80, rows = 24 } = options
  // os.tmpdir() is so long on macOS that a socket below it would pass the limit of 104 bytes.
  const root = realpathSync(mkdtempSync('/tmp/kt-'))
  const { args, env, home, isShell } = prepare(root, options)
  options.prepare?.(home)
  const emulator = new xterm.Terminal({ cols, rows, scrollback: 2_000, allowProposedApi: true })
  const pty = (await loadPty())!
  const child = pty.spawn(options.shell, args, {
    cols,
    rows,
    cwd: options.cwd ?? home,
    env,
    name: env['TERM'] ?? 'dumb',
  })

  const written: string[] = []
  const watchers = new Set<() => void>()
  let endedAt: number | null = null
  let closing: Promise<void> | null = null

  let heard = Promise.withResolvers<void>()
  child.onData((data) => {
    written.push(String(data))
    heard.resolve()
    heard = Promise.withResolvers<void>()
    emulator.write(data, () => {
      for (const look of watchers) look()
    })
  })
  // Answers to questions such as "where is the cursor" (DSR), which real terminals give as input.
  let heldAnswers: string[] | null = null
  emulator.onData((reply) => {
    if (heldAnswers) heldAnswers.push(reply)
    else if (options.answersAfterMs === undefined) send(reply)
    else setTimeout(send, options.answersAfterMs, reply).unref()
  })
  function holdAnswers(): () => void {
    heldAnswers = []
    return () => {
      const held = heldAnswers ?? []
      heldAnswers = null
      for (const reply of held) send(reply)
    }
  }
  const exited = new Promise<{ code: number; signal: number }>((resolve) => {
    child.onExit(({ exitCode, signal }) => {
      endedAt = Date.now()
      resolve({ code: exitCode, signal: signal ?? 0 })
    })
  })

  function send(text: string): void {
    if (endedAt === null && closing === null) child.write(text)
  }

  function readRow(row: number): string {
    const buffer = emulator.buffer.active
    return (
      buffer
        .getLine(buffer.baseY + row)
        ?.translateToString()
        .trimEnd() ?? ''
    )
  }

  function readScreen(): string {
    return Array.from({ length: emulator.rows }, (_, row) => readRow(row))
      .join('\n')
      .trimEnd()
  }

  function until(check: (screen: string) => boolean | void, what = 'the screen to change'): Promise<string> {
    const startedAt = Date.now()
    return new Promise((resolve, reject) => {
      const look = (): void => {
        let failure = ''
        try {
          if (check(readScreen()) !== false) return settle(() => resolve(readScreen()))
        } catch (error) {
          failure = `\n${error instanceof Error ? error.message : String(error)}`
        }
        const isEnded = endedAt !== null && Date.now() - endedAt > LAST_OUTPUT_MS
        if (!isEnded && Date.now() - startedAt < UNTIL_LIMIT_MS) return
        const why = isEnded ? 'the program has ended' : `not within ${UNTIL_LIMIT_MS / 1_000} s`
        settle(() => reject(new Error(`waited for ${what}: ${why}${failure}\n${frame(readScreen(), emulator.cols)}`)))
      }
      const settle = (finish: () => void): void => {
        watchers.delete(look)
        clearInterval(poll)
        finish()
      }
      const poll = setInterval(look, POLL_MS)
      watchers.add(look)
      look()
    })
  }

  const readLine = (): string => readRow(emulator.buffer.active.cursorY)

  function nextPrompt(endLine = () => send('\r')): Promise<string> {
    const { active } = emulator.buffer
    const row = () => active.baseY + active.cursorY
    const before = row()
    endLine()
    return until(() => row() > before && readLine() === PROMPT.trimEnd(), 'the next prompt')
  }

  async function run(line: string): Promise<string> {
    send(line)
    await until(() => readLine().includes(line.trim().slice(-SEEN_CHARS)), line)
    return nextPrompt()
  }

  const idle = async (woken?: string) => {
    const found = await waitForIdle(child.pid, woken)
    if (!found) throw new Error(`${options.shell} was never idle\n${frame(readScreen(), emulator.cols)}`)
  }

  async function interrupt(): Promise<void> {
    await idle()
    const slept = countSleeps(child.pid)
    send(encodeKey('ctrl-c'))
    await idle(slept)
  }

  async function end(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, LAST_INPUT_MS))
    if (endedAt === null) {
      // A hangup first: a shell passes it on to its jobs, which are in process groups of their own.
      signalGroup(child.pid, 'SIGHUP')
      const late = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), HANGUP_GRACE_MS)
      await exited
      clearTimeout(late)
    }
    signalGroup(child.pid, 'SIGKILL')
    emulator.dispose()
    rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
  }

  function close(): Promise<void> {
    closing ??= end()
    return closing
  }

  const terminal: Terminal = {
    pid: child.pid,
    home,
    env,
    exited,
    until,
    close,
    type: send,
    press: (...keys) => send(keys.map((key) => encodeKey(key, emulator.modes.applicationCursorKeysMode)).join('')),
    paste: (text) => send(emulator.modes.bracketedPasteMode ? `\x1b[200~${text}\x1b[201~` : text),
    screen: readScreen,
    nextPrompt,
    run,
    idle: () => idle(),
    interrupt,
    line: readLine,
    cursor: () => ({ row: emulator.buffer.active.cursorY, column: emulator.buffer.active.cursorX }),
    resize(newCols, newRows) {
      emulator.resize(newCols, newRows)
      child.resize(newCols, newRows)
    },
    output: () => written.join(''),
    holdAnswers,
    nextOutput: () => heard.promise,
    [Symbol.asyncDispose]: close,
  }

  const ready = options.ready ?? (isShell && (() => terminal.line().startsWith(PROMPT.trimEnd())))
  if (ready !== false) {
    try {
      await until(ready, `${options.shell} to be ready`)
    } catch (error) {
      await close()
      throw error
    }
  }
  return terminal
}

interface Prepared {
  args: string[]
  env: Record<string, string>
  home: string
  isShell: boolean
}

function prepare(root: string, options: TerminalOptions): Prepared {
  const home = join(root, 'home')
  for (const name of ['home', 'run', 'tmp']) mkdirSync(join(root, name), { mode: 0o700 })
  const name = basename(options.shell)
  const isZsh = name.startsWith('zsh')
  const isBash = name.startsWith('bash')
  const isFish = name.startsWith('fish')
  const rc = `PS1='${PROMPT}'\n${options.rc ?? ''}\n`
  if (isZsh) writeFileSync(join(home, '.zshrc'), rc)
  if (isBash) writeFileSync(join(home, '.bashrc'), rc)
  if (isFish) {
    mkdirSync(join(home, '.config', 'fish'), { recursive: true })
    // Without this directory the first fish of a home reads all manual pages.
    mkdirSync(join(home, '.local', 'share', 'fish', 'generated_completions'), { recursive: true })
    // fish's grey suggestions behind the cursor could not be told from the text of the line. The emulator gives an emoji one
    // cell: a fish that counts two leaves letters behind.
    const prompt = `set -g fish_greeting\nset -g fish_autosuggestion_enabled 0\nset -g fish_emoji_width 1\nfunction fish_prompt\n  printf '${PROMPT}'\nend\n`
    writeFileSync(join(home, '.config', 'fish', 'config.fish'), `${prompt}${options.rc ?? ''}\n`)
  }

  const env: Record<string, string | undefined> = {
    PATH: process.env['PATH'],
    USER: process.env['USER'],
    LOGNAME: process.env['LOGNAME'],
    SHELL: options.shell,
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    HOME: home,
    ZDOTDIR: isZsh ? home : undefined,
    HISTFILE: join(home, '.history'),
    XDG_RUNTIME_DIR: join(root, 'run'),
    TMPDIR: join(root, 'tmp'),
    ...options.env,
  }
  // -d leaves out the system's rc files, which on some systems bind keys and set prompts.
  const usual = isZsh ? ['-d', '-i'] : isBash ? ['--noprofile', '--rcfile', join(home, '.bashrc'), '-i'] : []
  return { args: options.args ?? usual, env: dropUnset(env), home, isShell: isZsh || isBash || isFish }
}

function dropUnset(env: Record<string, string | undefined>): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) if (value !== undefined) kept[name] = value
  return kept
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch {
    // The group has already gone.
  }
}

function frame(screen: string, cols: number): string {
  const rule = '─'.repeat(cols)
  return `${rule}\n${screen}\n${rule}`
}
