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
 * The commands of a history file, oldest first, at most the last 20,000.
 * @param content the file, or its tail; bytes for zsh, whose files are metafied and are no UTF-8 until decoded
 */
export function parseHistory(content: string | Uint8Array, shell: ShellName): HistoryLine[] {
  const text = typeof content === 'string' ? content : decode(content, shell)
  const tail =
    text.length > MAX_HISTORY_BYTES ? text.slice(text.indexOf('\n', text.length - MAX_HISTORY_BYTES) + 1) : text
  const lines = shell === 'zsh' ? parseZsh(tail) : shell === 'fish' ? parseFish(tail) : parseBash(tail)
  return lines.slice(-MAX_HISTORY_LINES)
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

function parseZsh(text: string): HistoryLine[] {
  const out: HistoryLine[] = []
  const rows = text.split('\n')
  for (let i = 0; i < rows.length; i += 1) {
    let row = rows[i] ?? ''
    // A command's own newline is written as backslash, newline; a trailing backslash gets a blank after it.
    while (endsWithContinuation(row) && i + 1 < rows.length) row = `${row.slice(0, -1)}\n${rows[++i]}`
    const match = /^: +(\d+):\d+;([\s\S]*)$/.exec(row)
    const command = match ? (match[2] ?? '') : row
    push(out, command, match ? Number(match[1]) * 1000 : 0)
  }
  return out
}

function endsWithContinuation(row: string): boolean {
  let count = 0
  while (row.at(-1 - count) === '\\') count += 1
  return count % 2 === 1
}

function parseBash(text: string): HistoryLine[] {
  const out: HistoryLine[] = []
  const stamped = /^#\d{9,}$/m.test(text)
  let at = 0
  let open: string[] = []
  const flush = (): void => {
    if (open.length > 0) push(out, open.join('\n'), at)
    open = []
  }
  for (const row of text.split('\n')) {
    const stamp = /^#(\d{9,})$/.exec(row)
    if (stamp) {
      flush()
      at = Number(stamp[1]) * 1000
    } else if (stamped && at > 0) {
      // In a file with timestamps bash keeps newlines: all lines up to the next timestamp are one command.
      if (row !== '' || open.length > 0) open.push(row)
    } else push(out, row, 0)
  }
  flush()
  return out
}

function parseFish(text: string): HistoryLine[] {
  const out: HistoryLine[] = []
  for (const row of text.split('\n')) {
    const command = /^- cmd: (.*)$/.exec(row)
    if (command) {
      const value = (command[1] ?? '').replace(/\\(\\|n)/g, (_, char: string) => (char === 'n' ? '\n' : '\\'))
      push(out, value, 0)
    }
    const when = /^ {2}when: (\d+)$/.exec(row)
    const last = out.at(-1)
    if (when && last) last.at = Number(when[1]) * 1000
  }
  return out
}

/** The decoder's character for bytes that are no UTF-8: the command cannot be written as it was run. */
const UNDECODABLE = '\uFFFD'

/**
 * Adds a command unless it begins with a blank, by which people keep a command out of their history, is very long, or holds
 * bytes that are no text.
 */
function push(out: HistoryLine[], command: string, at: number): void {
  const text = command.trimEnd()
  if (text === '' || text.includes(UNDECODABLE) || /^\s/.test(text) || text.length > 4000) return
  out.push({ command: text, at })
}
