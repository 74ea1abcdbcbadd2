// Reads the output of a shell with marks (shell/session.zsh): separates the marks from what the terminal shows, and sees when a program
// switches to the alternate screen or takes pastes as such. Linear: each byte is looked at once, and a cut sequence is held until its rest comes.

export type ShellPiece =
  | { kind: 'output'; bytes: Buffer }
  /** The prompt begins. */
  | { kind: 'prompt' }
  /** A command begins. */
  | { kind: 'command' }
  /** A command has ended; null for a status that the shell does not know. */
  | { kind: 'done'; status: number | null }
  | { kind: 'line'; text: string }
  | { kind: 'cwd'; text: string }
  | { kind: 'screen'; isAlternate: boolean }
  /** Pastes have to be marked from now on (mode 2004), or not any more. */
  | { kind: 'pastes'; areMarked: boolean }

const ESC = 0x1b
const BEL = 0x07
const LEFT_BRACKET = 0x5b
const RIGHT_BRACKET = 0x5d
const MARK_START = Buffer.from('\x1b]133;')
const MODES_START = Buffer.from('\x1b[?')
/** Longer than any mark: a sequence without an end is output after so many bytes. */
const MARK_LIMIT_BYTES = 128
const MODES_LIMIT_BYTES = 48
/** A line or directory is kept up to this length. */
const TEXT_LIMIT_BYTES = 64 * 1024
/** A text mark without its end, as from a shell that was killed: after so many bytes what comes is output again. */
const TEXT_GIVE_UP_BYTES = 1024 * 1024
const SCREEN_SWITCH = /^(?:\d*;)*(?:47|1047|1049)(?:;\d*)*([hl])$/
const PASTE_SWITCH = /^(?:\d*;)*2004(?:;\d*)*([hl])$/

export interface MarkScanner {
  push(chunk: Buffer): ShellPiece[]
}

/** `id` is the secret of the marks; marks without it are output like anything else. */
export function createMarkScanner(id: string): MarkScanner {
  let held: Buffer = Buffer.alloc(0)
  let text: { kind: 'line' | 'cwd'; parts: Buffer[]; bytes: number } | null = null

  return {
    push(chunk) {
      const data = held.length > 0 ? Buffer.concat([held, chunk]) : chunk
      const pieces: ShellPiece[] = []
      /** The beginning of what has not been given out. */
      let from = 0
      const giveUntil = (end: number) => {
        if (end <= from) return
        const bytes = data.subarray(from, end)
        if (text === null) return void pieces.push({ kind: 'output', bytes })
        text.bytes += bytes.length
        if (text.bytes <= TEXT_LIMIT_BYTES) text.parts.push(Buffer.from(bytes))
        if (text.bytes > TEXT_GIVE_UP_BYTES) text = null
      }
      let at = data.indexOf(ESC)
      while (at >= 0) {
        const found = readSequence(data, at, id)
        if (found === 'cut') break
        if (found === null) {
          at = data.indexOf(ESC, at + 1)
          continue
        }
        const isMode = 'mode' in found
        giveUntil(isMode ? at + found.length : at)
        from = at + found.length
        if (isMode) {
          if (text === null) pieces.push(found.mode)
        } else {
          if (text !== null) pieces.push({ kind: text.kind, text: decodeText(text.parts) })
          text = null
          if (found.mark === 'L') text = { kind: 'line', parts: [], bytes: 0 }
          if (found.mark === 'W') text = { kind: 'cwd', parts: [], bytes: 0 }
          const piece = pieceOf(found)
          if (piece) pieces.push(piece)
        }
        at = data.indexOf(ESC, from)
      }
      giveUntil(at < 0 ? data.length : at)
      held = at < 0 ? Buffer.alloc(0) : Buffer.from(data.subarray(at))
      return pieces
    },
  }
}

type Sequence = { length: number; mode: ShellPiece } | { length: number; mark: string; status: string }

/** The mark or switch of a mode that begins at `at`; `cut` when its end may be still to come, null for any other sequence. */
function readSequence(data: Buffer, at: number, id: string): Sequence | 'cut' | null {
  const next = data[at + 1]
  if (next === undefined) return 'cut'
  if (next === RIGHT_BRACKET) return readMark(data, at, id)
  if (next === LEFT_BRACKET) return readModeSwitch(data, at)
  return null
}

function startsWith(data: Buffer, at: number, start: Buffer): boolean | 'cut' {
  const length = Math.min(start.length, data.length - at)
  if (data.compare(start, 0, length, at, at + length) !== 0) return false
  return length === start.length || 'cut'
}

function readMark(data: Buffer, at: number, id: string): Sequence | 'cut' | null {
  const isMark = startsWith(data, at, MARK_START)
  if (isMark !== true) return isMark === 'cut' ? 'cut' : null
  const limit = Math.min(data.length, at + MARK_LIMIT_BYTES)
  for (let end = at + MARK_START.length; end < limit; end++) {
    if (data[end] !== BEL && data[end] !== ESC) continue
    if (data[end] === ESC) return null // ours end with BEL
    const [mark = '', ...rest] = data.toString('latin1', at + MARK_START.length, end).split(';')
    if (rest.pop() !== `kimi=${id}`) return null
    return { length: end + 1 - at, mark, status: rest[0] ?? '' }
  }
  return data.length - at < MARK_LIMIT_BYTES ? 'cut' : null
}

function readModeSwitch(data: Buffer, at: number): Sequence | 'cut' | null {
  const isSwitch = startsWith(data, at, MODES_START)
  if (isSwitch !== true) return isSwitch === 'cut' ? 'cut' : null
  const begin = at + MODES_START.length
  const limit = Math.min(data.length, begin + MODES_LIMIT_BYTES)
  let end = begin
  while (end < limit && isParameter(data[end]!)) end++
  if (end === data.length) return 'cut'
  if (end === limit) return null
  const switched = data.toString('latin1', begin, end + 1)
  const length = end + 1 - at
  const screen = SCREEN_SWITCH.exec(switched)
  if (screen) return { length, mode: { kind: 'screen', isAlternate: screen[1] === 'h' } }
  const pastes = PASTE_SWITCH.exec(switched)
  return pastes ? { length, mode: { kind: 'pastes', areMarked: pastes[1] === 'h' } } : null
}

/** Digits and semicolons. */
function isParameter(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x3b
}

function pieceOf({ mark, status }: { mark: string; status: string }): ShellPiece | null {
  if (mark === 'A') return { kind: 'prompt' }
  if (mark === 'C') return { kind: 'command' }
  if (mark !== 'D') return null
  return { kind: 'done', status: /^\d+$/.test(status) ? Number(status) : null }
}

/** The terminal driver has made CR LF of each line end. */
function decodeText(parts: Buffer[]): string {
  return Buffer.concat(parts).toString().replaceAll('\r\n', '\n')
}
