// The output of one command: its head and its tail are kept, whatever its length, and become plain text when somebody asks.

import { redactOutput } from '../../safety/text/redaction.ts'
import { sanitiseText } from '../../safety/text/sanitiser.ts'
import { collapseProgress } from '../../tools/progress-lines.ts'

const HEAD_BYTES = 64 * 1024
const TAIL_BYTES = 64 * 1024

/**
 * zsh's sign for output without a line end, which it prints before each prompt: an inverse `%`, or what the user has set, then blanks
 * up to the end of the line, and back.
 */
const PARTIAL_LINE_SIGN = /(?:\x1b\[1m)?\x1b\[7m[^\x1b\r\n]{0,16}\x1b\[27m(?:\x1b\[[0-9;]*m)* +\r \r$| {10,}\r \r$/
/** The longest such sign, on the widest terminal. */
const SIGN_LIMIT_CHARS = 2_000

export interface OutputKeeper {
  push(bytes: Buffer): void
  read(): { output: string; omittedBytes: number }
}

export function createOutputKeeper(): OutputKeeper {
  const head: Buffer[] = []
  let headBytes = 0
  let tail: Buffer[] = []
  let tailBytes = 0
  let omittedBytes = 0

  /** Chunks are copied: each would keep the whole block alive that it was read into. */
  const keepTail = (bytes: Buffer) => {
    tail.push(Buffer.from(bytes))
    tailBytes += bytes.length
    if (tailBytes <= 2 * TAIL_BYTES) return
    const all = Buffer.concat(tail)
    omittedBytes += all.length - TAIL_BYTES
    tail = [Buffer.from(all.subarray(-TAIL_BYTES))]
    tailBytes = TAIL_BYTES
  }
  return {
    push(bytes) {
      const room = Math.max(0, HEAD_BYTES - headBytes)
      if (room > 0) {
        const first = bytes.subarray(0, room)
        head.push(Buffer.from(first))
        headBytes += first.length
      }
      if (bytes.length > room) keepTail(bytes.subarray(room))
    },
    read() {
      const all = Buffer.concat(tail)
      const end = all.subarray(-TAIL_BYTES)
      const omitted = omittedBytes + all.length - end.length
      const text = (bytes: Buffer) => plainText(bytes.toString())
      if (omitted === 0) return { output: text(Buffer.concat([...head, end])), omittedBytes: 0 }
      const output = `${text(Buffer.concat(head))}\n… ${omitted} bytes left out …\n${text(end)}`
      return { output, omittedBytes: omitted }
    },
  }
}

function plainText(printed: string): string {
  const sign = PARTIAL_LINE_SIGN.exec(printed.slice(-SIGN_LIMIT_CHARS))?.[0].length ?? 0
  const own = sign > 0 ? printed.slice(0, -sign) : printed
  return redactOutput(sanitiseText(collapseProgress(own)).trimEnd())
}
