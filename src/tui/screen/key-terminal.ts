// The terminal of this process: keys in, bytes out. It switches on the keyboard protocol of Kitty, with which Shift-Enter and the like can
// be told apart, or the older protocol of xterm where the terminal lacks that of Kitty; the marks of pastes; and reports of the focus. Each
// of these modes is switched off again, also when the process ends without a word.

import { writeSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import { createCellProbe } from './cell-probe.ts'
import { createPasteCutter } from '../composer/paste-cutter.ts'
import { setKittyProtocolActive, StdinBuffer } from '../pi.ts'

/** Kitty's flags: 1 tells Esc and control keys apart, 2 tells of repeats and releases, 4 gives the key of the US layout, too. */
const PUSH_KITTY = '\x1b[>7u\x1b[?u'
const POP_KITTY = '\x1b[<u'
const XTERM_KEYS = '\x1b[>4;2m'
const LEAVE_XTERM_KEYS = '\x1b[>4;0m'
/** A terminal that knows the status of programs (OSC 7501) answers with the same, before it tells its attributes. */
const ASK_STATUS = '\x1b]7501;?\x1b\\'
/** The terminal tells the colour of its background, before its attributes. */
const ASK_BACKGROUND = '\x1b]11;?\x1b\\'
const ASK_ATTRIBUTES = '\x1b[c'
/** Marks of pastes, and word of the focus. */
const MODES = '\x1b[?2004h\x1b[?1004h'
const LEAVE_MODES = '\x1b[?1006l\x1b[?1000l\x1b[?1004l\x1b[?2004l\x1b[?25h'
/** A terminal that has not answered for so long does not answer. */
const ANSWER_MS = 300
/** A lone Esc is a key of its own after so long; over a long line the rest of a sequence may come late. */
const ESC_MS = 10
const REMOTE_ESC_MS = 100

export interface KeyTerminal {
  readonly columns: number
  readonly rows: number
  /** True when the terminal shows the status of programs. Known soon after the start. */
  readonly takesStatus: boolean
  /** True when the terminal has told that its background is light. */
  readonly isLight: boolean
  /** `onKey` gets a key, a paste in its brackets, or another answer of the terminal. `onResize`: all rows are to be drawn anew, because the
   * terminal has another size, or has told how it draws emoji. */
  start(onKey: (data: string) => void, onResize: () => void): void
  /** Resolves when the terminal has answered the questions of `start`, or has had the time to: an answer that comes after `stop` would
   * stand at the shell's prompt. */
  answered(): Promise<void>
  /** The terminal itself, for whoever it is lent to while it is stopped. */
  readonly streams: { input: NodeJS.ReadStream; output: NodeJS.WriteStream }
  /** Gives the terminal back as it was. */
  stop(): void
  write(bytes: string): void
  /** True while the terminal reads more slowly than we write. */
  isFull(): boolean
  onceDrained(run: () => void): void
}

/** The terminal on stdin and stdout. `env` tells whether it is far away. */
export function openKeyTerminal(env: NodeJS.ProcessEnv): KeyTerminal {
  const { stdin, stdout } = process
  const modes = createModes((bytes) => void stdout.write(bytes))
  let end: (() => void) | null = null

  return {
    get columns() {
      return stdout.columns || 80
    },
    get rows() {
      return stdout.rows || 24
    },
    streams: { input: stdin, output: stdout },
    get isLight() {
      return modes.isLight
    },
    get takesStatus() {
      return modes.takesStatus
    },
    start(onKey, onResize) {
      if (end) return
      const { read, close } = createKeyCutter(readEscMs(env), (data) => {
        if (!modes.readAnswer(data)) onKey(data)
      })
      stdin.setRawMode(true)
      stdin.on('data', read)
      stdin.resume()
      stdout.on('resize', onResize)
      process.on('exit', onExit)
      modes.enter(stdout.columns || 80, onResize)
      end = () => {
        stdout.write(modes.leave())
        close()
        stdin.off('data', read)
        stdout.off('resize', onResize)
        process.off('exit', onExit)
        // Paused before it leaves raw mode, so that a late key cannot reach the shell as another one.
        stdin.pause()
        stdin.setRawMode(false)
      }
    },
    answered: () => modes.answered,
    stop() {
      end?.()
      end = null
    },
    write: (bytes) => void stdout.write(bytes),
    isFull: () => stdout.writableNeedDrain,
    onceDrained: (run) => void stdout.once('drain', run),
  }

  /** The process ends without having stopped the terminal. */
  function onExit(): void {
    try {
      writeSync(1, modes.leave())
    } catch {
      // The terminal is gone.
    }
  }
}

/** Ctrl-D that was typed while the terminal still read lines comes from Linux as a NUL, with the first bytes after the line mode. */
const EARLY_MS = 200

function mendEarlyEnd(read: (bytes: Buffer) => void): (bytes: Buffer) => void {
  const began = performance.now()
  let isFirst = true
  return (bytes) => {
    const isEarly = isFirst && performance.now() - began < EARLY_MS
    isFirst = false
    read(isEarly ? Buffer.from(bytes.map((byte) => (byte === 0 ? 0x04 : byte))) : bytes)
  }
}

/** Cuts what the terminal sends into keys and pastes. The stream itself stays one of bytes, which the shell mode reads. */
function createKeyCutter(escapeTimeout: number, onKey: (data: string) => void) {
  const keys = new StdinBuffer({ escapeTimeout })
  const onPaste = (text: string) => onKey(`\x1b[200~${text}\x1b[201~`)
  keys.on('data', onKey)
  keys.on('paste', onPaste)
  const cut = createPasteCutter({ onKeys: (data) => keys.process(data), onBeginCut: () => keys.clear(), onPaste })
  const decoder = new StringDecoder('utf8')
  const read = mendEarlyEnd((bytes) => cut(decoder.write(bytes)))
  return { read, close: () => keys.destroy() }
}

/** The modes of the terminal, and its answers to the questions about them. */
function createModes(write: (bytes: string) => void) {
  const probe = createCellProbe()
  let takesStatus = false
  let isLight = false
  let isKitty = false
  let leaveKeys = ''
  const { promise: answered, resolve: onAnswered } = Promise.withResolvers<void>()
  return {
    answered,
    get takesStatus() {
      return takesStatus
    },
    get isLight() {
      return isLight
    },
    enter(columns: number, onMeasured: () => void) {
      isKitty = false
      leaveKeys = POP_KITTY
      write(`${probe.ask(columns, onMeasured)}${MODES}${PUSH_KITTY}${ASK_STATUS}${ASK_BACKGROUND}${ASK_ATTRIBUTES}`)
      setTimeout(onAnswered, ANSWER_MS).unref()
    },
    /** The bytes that leave all modes. */
    leave(): string {
      const bytes = leaveKeys + LEAVE_MODES
      leaveKeys = ''
      setKittyProtocolActive(false)
      return bytes
    },
    /** Takes an answer of the terminal. False for keys. */
    readAnswer(data: string): boolean {
      if (probe.readAnswer(data)) return true
      if (/^\x1b\[\?[1-9]\d*u$/.test(data)) {
        isKitty = true
        setKittyProtocolActive(true)
      } else if (/^\x1b\[\?[\d;]*c$/.test(data)) {
        onAnswered()
        probe.end()
        // The attributes come last: without a word of Kitty's protocol before, the older one is asked for.
        if (isKitty || leaveKeys !== POP_KITTY) return true
        write(XTERM_KEYS)
        leaveKeys = LEAVE_XTERM_KEYS + leaveKeys
      } else if (/^\x1b\]7501;\?/.test(data)) takesStatus = true
      else if (/^\x1b\]11;rgb:/.test(data)) isLight = readBrightness(data) > 0.5
      else return /^\x1b(?:\[\?0u|\].|P.|_.)/.test(data)
      return true
    },
  }
}

/** KIMI_TUI_ESC_MS, from 1 to 5,000 milliseconds; without it as long as the way to the terminal needs. */
function readEscMs(env: NodeJS.ProcessEnv): number {
  const wanted = Number(env['KIMI_TUI_ESC_MS'])
  if (wanted >= 1 && wanted <= 5_000) return wanted
  return env['SSH_CONNECTION'] !== undefined || env['SSH_TTY'] !== undefined ? REMOTE_ESC_MS : ESC_MS
}

/** The brightness of a colour as terminals tell it, `rgb:ffff/ffff/ffff`: from 0 to 1. */
function readBrightness(answer: string): number {
  const parts = /rgb:([0-9a-f]+)\/([0-9a-f]+)\/([0-9a-f]+)/i.exec(answer)?.slice(1) ?? []
  const [red = 0, green = 0, blue = 0] = parts.map((part) => Number.parseInt(part, 16) / (16 ** part.length - 1))
  return 0.299 * red + 0.587 * green + 0.114 * blue
}
