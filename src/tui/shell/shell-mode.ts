// The shell mode: the terminal *is* the user's shell in the session. Bytes go both ways unchanged, so that line editing, colours, completion
// menus and vim are the shell's own; Ctrl-X at the prompt leads back to the agent.

import type { ReadStream, WriteStream } from 'node:tty'
import type { Client } from '../../client/peer.ts'
import { KimiError } from '../../protocol/errors.ts'
import type { ShellPush, UserShellState } from '../../protocol/shell-view.ts'
import { createPromptWatch, withoutQuestions } from './screen-replay.ts'
import { createShellKeys, readChordSettings } from './shell-keys.ts'
import { createUnsentLine } from './unsent-line.ts'

export interface ShellTerminal {
  input: ReadStream
  output: WriteStream
}

export interface ShellModeOptions {
  /** The connection that speaks for the session. */
  connection: Client
  /** The terminal of the user: during shell mode nobody else reads or writes it. */
  terminal: ShellTerminal
  env: NodeJS.ProcessEnv
  /** A line to run there (`!line`): the shell mode ends with it. */
  line?: string
  /** A line to type at the prompt, for the user to read, change and run; what stood there the shell keeps for Ctrl-Y. */
  draft?: string
  /** Called when Ctrl-X leads back, with the keys that were typed behind it. */
  onBack?(rest: Buffer): void
  /** Called when the connection is lost, with the line that stood at the prompt of the shell, if its keys tell it. */
  onUnsent?(line: string): void
}

/** Switches off the modes that a shell or program may have left on: cursor keys, keypad, paste, mouse, focus, colours, hidden cursor. */
const RESTORE = '\x1b[?1l\x1b>\x1b[?2004l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1004l\x1b[<u\x1b[m\x1b[?25h'
const ENTER_FULL_SCREEN = '\x1b[?1049h'
const LEAVE_FULL_SCREEN = '\x1b[?1049l'
const LOST = 'the connection to the daemon is lost, and a shell ends with its daemon: Ctrl-X opens a new one'
/** Later than any push. */
const NOTHING = Number.MAX_SAFE_INTEGER
/** The number of the last push that each connection has shown. */
const seen = new WeakMap<Client, number>()
const WRITE_BYTES = 48 * 1024
/** Takes back what stands at the prompt, which the shell keeps for Ctrl-Y. */
const CTRL_U = '\x15'

/** Starts the shell of the session before it is needed. Rejects as `shell/open` does. */
export function prewarmShell({ connection, terminal, env }: ShellModeOptions): Promise<UserShellState> {
  const { columns, rows } = terminal.output
  const given = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return connection.call('shell/open', { env: Object.fromEntries(given), umask: process.umask(), columns, rows })
}

/**
 * Shows the session's shell, which is opened if need be, until Ctrl-X (`back`) or its end (`ended`). With a line, `back` follows its end.
 * Rejects with the daemon's error, such as `shell.unsupported`, and `daemon.unreachable` as soon as the connection is lost; the terminal is
 * restored before.
 */
export async function enterShellMode(options: ShellModeOptions): Promise<'back' | 'ended'> {
  const { connection, terminal } = options
  const { input, output } = terminal
  const wasRaw = input.isRaw
  input.setRawMode(true) // before the shell is asked for: what is typed ahead must not be echoed
  const screen = createScreen(output)
  const restore = () => {
    output.write((screen.state?.isFullScreen ? LEAVE_FULL_SCREEN : '') + RESTORE)
    input.setRawMode(wasRaw)
  }
  process.once('exit', restore)
  try {
    return await showShell(options, screen)
  } finally {
    process.off('exit', restore)
    restore()
    connection.followShell(() => {})
    seen.set(connection, screen.seq)
    // The state goes on being told; the output is not needed.
    if (screen.state && screen.state.phase !== 'ended')
      await connection.call('shell/subscribe', { from: screen.seq, what: 'state' }).catch(() => {})
  }
}

async function showShell(options: ShellModeOptions, screen: Screen): Promise<'back' | 'ended'> {
  const { connection, terminal, line, draft, env, onBack, onUnsent } = options
  const { input, output } = terminal
  const { promise, resolve, reject } = Promise.withResolvers<'back' | 'ended'>()
  promise.catch(() => {}) // it may be rejected before it is awaited
  const ahead = createTypeAhead((bytes) => writeKeys(connection, bytes).catch(reject))
  const unsent = createUnsentLine()
  const send = (bytes: Buffer) => {
    unsent.take(bytes)
    ahead.take(bytes, screen.state?.phase === 'starting')
  }
  const keys = createShellKeys({
    ...readChordSettings(env),
    isAtPrompt: () => line === undefined && screen.state?.phase !== 'running',
    send,
    onBack(rest) {
      screen.leave()
      onBack?.(rest)
      resolve('back')
    },
  })
  const resize = () => connection.call('shell/resize', { columns: output.columns, rows: output.rows }).catch(reject)
  const run = line === undefined ? null : createLineRun(line, send)
  const typeDraft = createDraft(draft, send)
  const onState = (state: UserShellState) => {
    if (state.phase === 'ended') {
      output.write(`\r\nThe shell has ended with status ${state.exit}; Ctrl-X opens a new one.\r\n`)
      resolve('ended')
    }
    if (state.phase !== 'prompt') return
    ahead.flush()
    typeDraft()
    if (run?.look(state) !== 'over') return
    screen.leave()
    resolve('back')
  }
  void connection.closed.then(() => reject(loseShell(unsent.text(), screen, onUnsent)))
  const early: Buffer[] = []
  let take = (bytes: Buffer): void => void early.push(bytes)
  const onKeys = (bytes: Buffer) => take(bytes)
  input.on('data', onKeys)
  input.resume()
  output.on('resize', resize)
  try {
    const { phase, isFullScreen } = await prewarmShell(options)
    connection.followShell((push) => screen.take(push, onState))
    // A program that draws the whole screen draws it anew; of another, what was missed is shown; a prompt is shown again.
    const from = isFullScreen ? NOTHING : phase === 'running' ? (seen.get(connection) ?? 'screen') : 'screen'
    if (isFullScreen) output.write(ENTER_FULL_SCREEN)
    screen.begin(await connection.call('shell/subscribe', { from, what: 'output' }), onState)
    if (isFullScreen) repaint(connection, output)
    take = keys.take
    keys.take(Buffer.concat(early))
    return await promise
  } finally {
    keys.close()
    input.off('data', onKeys)
    output.off('resize', resize)
  }
}

/** The error of a lost connection, once the line at the prompt is given back; what a running program was to read is not. */
function loseShell(unsent: string, { state }: Screen, onUnsent: ShellModeOptions['onUnsent']): KimiError {
  if (unsent !== '' && state?.phase !== 'running') onUnsent?.(unsent)
  return new KimiError('daemon.unreachable', LOST)
}

/** A program draws its screen anew when its size changes. */
function repaint(connection: Client, { columns, rows }: WriteStream): void {
  const resize = (lines: number) => connection.call('shell/resize', { columns, rows: lines }).catch(() => {})
  void resize(Math.max(1, rows - 1)).then(() => resize(rows))
}

async function writeKeys(connection: Client, bytes: Buffer): Promise<void> {
  for (let from = 0; from < bytes.length; from += WRITE_BYTES)
    await connection.call('shell/write', { bytes: bytes.subarray(from, from + WRITE_BYTES).toString('base64') })
}

interface Screen {
  /** Null before the subscription. */
  readonly state: UserShellState | null
  /** The number of the last push that was shown. */
  readonly seq: number
  begin(subscribed: { seq: number; state: UserShellState }, onState: (state: UserShellState) => void): void
  take(push: ShellPush, onState: (state: UserShellState) => void): void
  /** Takes the prompt off the screen, or leaves the output of a running program there; what comes later is not shown. */
  leave(): void
}

/** Writes pushes to the terminal; those that repeat earlier output together, without the questions in them. */
function createScreen(output: WriteStream): Screen {
  const prompt = createPromptWatch()
  let state: UserShellState | null = null
  let seq = 0
  let live = 0
  let repeated: Buffer[] = []
  let hasLeft = false

  const show = (bytes: Buffer) => {
    prompt.take(bytes)
    if (bytes.length > 0) output.write(bytes)
  }
  return {
    get state() {
      return state
    },
    get seq() {
      return seq
    },
    begin(subscribed, onState) {
      state = subscribed.state
      live = subscribed.seq
      seq = Math.max(seq, live)
      onState(state)
    },
    take(push, onState) {
      if (hasLeft) return
      seq = push.seq
      const bytes = Buffer.from(push.bytes, 'base64')
      if (seq <= live) repeated.push(bytes)
      if (seq >= live && repeated.length > 0) {
        show(withoutQuestions(Buffer.concat(repeated)))
        repeated = []
      }
      if (seq > live) show(bytes)
      if (!push.state || seq <= live) return // an earlier state is not the one now
      state = push.state
      onState(state)
    },
    leave() {
      output.write(state?.phase === 'running' ? '\r\n' : prompt.clearing(output.columns))
      hasLeft = true
    },
  }
}

/** Text and line ends; everything else is a key that a start-up file, or the shell's question to the terminal, may wait for. */
// eslint-disable-next-line no-control-regex
const TEXT = /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f]*$/

/** Holds text that is typed while the shell reads its start-up files: the terminal would show it, and then the shell again. */
function createTypeAhead(write: (bytes: Buffer) => unknown): {
  take(bytes: Buffer, isEarly: boolean): void
  flush(): void
} {
  let held: Buffer[] = []
  const flush = () => {
    if (held.length > 0) write(Buffer.concat(held))
    held = []
  }
  return {
    take(bytes, isEarly) {
      if (isEarly && TEXT.test(bytes.toString('latin1'))) return void held.push(bytes)
      flush()
      write(bytes)
    },
    flush,
  }
}

/** Types the line once the shell is at its prompt, and tells when it has ended. */
function createLineRun(line: string, send: (bytes: Buffer) => unknown) {
  let begunAfter: number | null = null
  return {
    look({ phase, lastId }: UserShellState): 'over' | 'on' {
      if (phase !== 'prompt') return 'on'
      if (begunAfter !== null) return lastId > begunAfter ? 'over' : 'on'
      begunAfter = lastId
      send(Buffer.from(`${CTRL_U}${spell(line)}\r`))
      return 'on'
    },
  }
}

/** Types the draft once, at the first prompt, and does not send it. */
function createDraft(draft: string | undefined, send: (bytes: Buffer) => unknown): () => void {
  let isDue = draft !== undefined && draft !== ''
  return () => {
    if (isDue) send(Buffer.from(CTRL_U + spell(draft!)))
    isDue = false
  }
}

/** The line as keys. Several lines go in one paste, which the shell takes for one command; a tab among keys would complete. */
function spell(line: string): string {
  // eslint-disable-next-line no-control-regex
  const text = line.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
  return /[\n\t]/.test(text) ? `\x1b[200~${text}\x1b[201~` : text
}
