// `kimi task output`: what a task has printed, and with -f what it goes on printing. On a terminal colours stay and
// everything else that could move the cursor goes.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '../../client/peer.ts'
import { isTerminal } from '../../protocol/task.ts'
import { sanitiseText } from '../../safety/text/sanitiser.ts'
import { readLog } from '../../tools/tasks/output-log.ts'
import { exitOf } from './task-run.ts'

export interface OutputFlags {
  follow?: boolean
  lines?: number
  raw?: boolean
}

const POLL_MS = 100
const BLOCK_BYTES = 256 * 1024

/** Returns the exit status: of the task, when it was followed to its end. */
export async function printOutput(client: Client, id: string, flags: OutputFlags): Promise<number> {
  let task = await client.call('task/show', { id })
  const print = createPrinter(flags.raw ?? false, process.stdout.isTTY ?? false)
  let position = flags.lines === undefined ? 0 : findLines(task.outputPath, flags.lines)
  for (;;) {
    const isOver = isTerminal(task.status) // asked before the last look
    for (;;) {
      const { bytes, from } = readLog(task.outputPath, position, BLOCK_BYTES)
      if (from > position) print.note(`${from - position} bytes left out`)
      if (bytes.length === 0) break
      print.add(bytes)
      position = from + bytes.length
    }
    if (!flags.follow || isOver) break
    await sleep(POLL_MS)
    task = await client.call('task/show', { id: task.id })
  }
  print.end()
  return flags.follow ? exitOf(task) : 0
}

/** Where the last `count` lines begin, as far as they are kept: never before what is left out in the middle. */
function findLines(path: string, count: number): number {
  let found = 0
  for (let size = BLOCK_BYTES; ; size *= 4) {
    const { bytes, from, end } = readLog(path, -size, size)
    if (from + bytes.length < end) return found // that was before the gap
    let at = bytes.length - 1
    let seen = 0
    for (; at > 0; at--) if (bytes[at - 1] === 0x0a && ++seen === count) break
    found = from + Math.max(0, at)
    if (seen === count || bytes.length < size) return found
  }
}

interface Printer {
  add(bytes: Uint8Array): void
  note(text: string): void
  end(): void
}

function createPrinter(isRaw: boolean, isTerminalOutput: boolean): Printer {
  const write = (text: string | Uint8Array) => void process.stdout.write(text)
  if (isRaw) return { add: write, note: (text) => void process.stderr.write(`kimi: ${text}\n`), end() {} }
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
      end() // the line before is cut there
      write(`[${text}]\n`)
    },
    end,
  }
}

/** A carriage return begins the line anew, as progress bars do: what is seen in the end is what is shown. */
function lastState(line: string): string {
  const trimmed = line.replace(/\r+$/, '')
  return trimmed.slice(trimmed.lastIndexOf('\r') + 1)
}

const COLOUR = /(\x1b\[[0-9;:]*m)/

/** Text made harmless between the colours it is painted in; the next line begins without. */
export function keepColours(line: string): string {
  const parts = lastState(line).split(COLOUR)
  const text = parts.map((part, at) => (at % 2 === 1 ? part : sanitiseText(part))).join('')
  return parts.length > 1 ? `${text}\x1b[m` : text
}
