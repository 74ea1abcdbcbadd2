// Reads the history files of zsh, bash and fish into commands.

import type { ShellName } from '../../protocol/proposals.ts'

/** A command of a history file. `at` is in milliseconds since the epoch, 0 when the file holds no time. */
export interface HistoryLine {
  command: string
  at: number
}

/** Limits for a history file; of a longer one only the tail is read. */
const MAX_HISTORY_BYTES = 4 * 1024 * 1024
export const MAX_HISTORY_LINES = 20_000

/**
 * The commands of a history file, oldest first. They are yielded as they are read, so that whoever takes them can rest in between;
 * the time of a fish command is filled in with the next step.
 * @param content the file, or its tail; bytes for zsh, whose files are metafied and are no UTF-8 until decoded
 */
export function parseHistory(content: string | Uint8Array, shell: ShellName): Iterable<HistoryLine> {
  const text = typeof content === 'string' ? content : decode(content, shell)
  const tail =
    text.length > MAX_HISTORY_BYTES ? text.slice(text.indexOf('\n', text.length - MAX_HISTORY_BYTES) + 1) : text
  return shell === 'zsh' ? parseZsh(tail) : shell === 'fish' ? parseFish(tail) : parseBash(tail)
}

/** Undoes zsh's metafication: zsh stores a byte b of its special set as 0x83, b ^ 32. */
function unmetafy(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length)
  let length = 0
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] ?? 0
    if (byte === 0x83 && i + 1 < bytes.length) out[length++] = (bytes[++i] ?? 0) ^ 32
    else out[length++] = byte
  }
  return out.subarray(0, length)
}

function decode(bytes: Uint8Array, shell: ShellName): string {
  const tail = bytes.length > MAX_HISTORY_BYTES ? bytes.subarray(bytes.length - MAX_HISTORY_BYTES) : bytes
  return new TextDecoder().decode(shell === 'zsh' ? unmetafy(tail) : tail)
}

/** The rows of a text without their newlines, one by one: splitting 4 MB at once takes 30 ms. */
function* rowsOf(text: string): Generator<string> {
  let begin = 0
  for (let end; (end = text.indexOf('\n', begin)) >= 0; begin = end + 1) yield text.slice(begin, end)
  yield text.slice(begin)
}

function* parseZsh(text: string): Generator<HistoryLine> {
  let begun = ''
  for (const piece of rowsOf(text)) {
    const row = begun + piece
    // A command's own newline is written as backslash, newline; a trailing backslash gets a blank after it.
    begun = endsWithContinuation(row) ? `${row.slice(0, -1)}\n` : ''
    if (begun === '') yield* readZsh(row)
  }
  if (begun !== '') yield* readZsh(`${begun.slice(0, -1)}\\`)
}

function readZsh(row: string): HistoryLine[] {
  const match = /^: +(\d+):\d+;([\s\S]*)$/.exec(row)
  return keep(match ? (match[2] ?? '') : row, match ? Number(match[1]) * 1000 : 0)
}

function endsWithContinuation(row: string): boolean {
  let count = 0
  while (row.at(-1 - count) === '\\') count += 1
  return count % 2 === 1
}

function* parseBash(text: string): Generator<HistoryLine> {
  const stamped = /^#\d{9,}$/m.test(text)
  let at = 0
  let open: string[] = []
  for (const row of rowsOf(text)) {
    const stamp = /^#(\d{9,})$/.exec(row)
    if (stamp) {
      yield* keep(open.join('\n'), at)
      open = []
      at = Number(stamp[1]) * 1000
    } else if (stamped && at > 0) {
      // In a file with timestamps bash keeps newlines: all lines up to the next timestamp are one command.
      if (row !== '' || open.length > 0) open.push(row)
    } else yield* keep(row, 0)
  }
  yield* keep(open.join('\n'), at)
}

function* parseFish(text: string): Generator<HistoryLine> {
  let last: HistoryLine | undefined
  for (const row of rowsOf(text)) {
    const command = /^- cmd: (.*)$/.exec(row)
    if (command) {
      const value = (command[1] ?? '').replace(/\\(\\|n)/g, (_, char: string) => (char === 'n' ? '\n' : '\\'))
      const kept = keep(value, 0)
      last = kept[0] ?? last
      yield* kept
    }
    const when = /^ {2}when: (\d+)$/.exec(row)
    if (when && last) last.at = Number(when[1]) * 1000
  }
}

/** The decoder's character for bytes that are no UTF-8: the command cannot be written as it was run. */
const UNDECODABLE = '\uFFFD'

/**
 * The command as a line, unless it begins with a blank, by which people keep a command out of their history, is very long, or holds
 * bytes that are no text.
 */
function keep(command: string, at: number): HistoryLine[] {
  const text = command.trimEnd()
  if (text === '' || text.includes(UNDECODABLE) || /^\s/.test(text) || text.length > 4000) return []
  return [{ command: text, at }]
}
