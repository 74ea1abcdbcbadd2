// `kimi task output`: the output of a task, followed to its end with -f. On a terminal colours are kept, and everything
// else that could move the cursor is removed.

import type { Client } from '../../client/peer.ts'
import { isTerminal } from '../../protocol/task.ts'
import { sanitiseLine, sanitiseText } from '../../safety/text/sanitiser.ts'
import { exitOf } from './task-run.ts'
import { sayAside } from '../standard-streams.ts'

export interface OutputFlags {
  follow?: boolean
  lines?: number
  raw?: boolean
  /** Called once the output so far is printed. */
  onShown?: () => void
}

/** The daemon answers at the latest after so long, when a followed task prints nothing. */
const WAIT_MS = 30_000
const REASON_CELLS = 200

/** Returns the exit status: of the task, when it was followed to its end. */
export async function printOutput(client: Client, id: string, flags: OutputFlags): Promise<number> {
  const { follow, lines, raw } = flags
  let { onShown } = flags
  const print = createPrinter(raw ?? false, process.stdout.isTTY ?? false)
  let part = await client.call('task/output', { id, ...(lines === undefined ? {} : { lines }) })
  let position = part.from
  let isEmpty = true
  for (;;) {
    const bytes = Buffer.from(part.bytes, 'base64')
    if (part.from > position) print.note(`${part.from - position} bytes left out`)
    if (bytes.length > 0) print.add(bytes)
    isEmpty &&= bytes.length === 0
    position = part.from + bytes.length
    onShown?.()
    onShown = undefined
    if (bytes.length === 0 && (!follow || isTerminal(part.task.status))) break
    part = await client.call('task/output', {
      id: part.task.id,
      from: position,
      ...(follow ? { waitMs: WAIT_MS } : {}),
    })
  }
  print.end()
  const { reason } = part.task
  if (isEmpty && reason !== '') sayAside(`kimi: no output: ${sanitiseLine(reason, REASON_CELLS)}\n`)
  return follow ? exitOf(part.task) : 0
}

/** The last `limit` bytes that a task has printed, as text from a whole character on. */
export async function readTail(client: Client, id: string, limit: number): Promise<string> {
  const { bytes, from } = await client.call('task/output', { id, from: -limit, limit })
  const text = Buffer.from(bytes, 'base64').toString('utf8')
  return from > 0 ? text.replace(/^\ufffd+/, '') : text
}

interface Printer {
  add(bytes: Uint8Array): void
  note(text: string): void
  end(): void
}

function createPrinter(isRaw: boolean, isTerminalOutput: boolean): Printer {
  const write = (text: string | Uint8Array) => void process.stdout.write(text)
  if (isRaw) return { add: write, note: (text) => void sayAside(`kimi: ${text}\n`), end() {} }
  const decoder = new TextDecoder()
  let rest = ''
  const say = (line: string) => write(`${isTerminalOutput ? keepColours(line) : sanitiseText(lastState(line))}\n`)
  const end = () => {
    rest += decoder.decode()
    if (rest !== '') say(rest)
    rest = ''
  }
  return {
    add(bytes) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n')
      rest = lines.pop()!
      lines.forEach(say)
    },
    note(text) {
      end() // the gap cuts the line before it
      write(`[${text}]\n`)
    },
    end,
  }
}

/** The last state of a line: a carriage return begins it anew, as progress bars do. */
function lastState(line: string): string {
  const trimmed = line.replace(/\r+$/, '')
  return trimmed.slice(trimmed.lastIndexOf('\r') + 1)
}

const COLOUR = /(\x1b\[[0-9;:]*m)/

/** The line with its colours kept and all other control characters removed; colours end with the line. */
export function keepColours(line: string): string {
  const parts = lastState(line).split(COLOUR)
  const text = parts.map((part, at) => (at % 2 === 1 ? part : sanitiseText(part))).join('')
  return parts.length > 1 ? `${text}\x1b[m` : text
}
