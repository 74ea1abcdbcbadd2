// The socket of a running task's terminal, for clients that attach to it. They get the output byte for byte, and send keys and
// the window's size as lines of JSON. Only our user can open it; it ends with the command.

import { chmodSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { createSplitter } from '../../protocol/byte-split.ts'
import type { CommandWork } from './command-work.ts'
import { discard } from '../../sys/files.ts'

/** The end of the earlier output that a client gets when it attaches. */
const REPLAY_BYTES = 64 * 1024
/** A client that reads slower than this is disconnected: the command waits for no client. */
const BEHIND_LIMIT_BYTES = 4 * 1024 * 1024
const LINE_LIMIT_BYTES = 1024 * 1024

export interface TerminalDoor {
  print(bytes: Buffer): void
  close(): void
}

const NEWLINE = 0x0a

export function openTerminalDoor(path: string, terminal: NonNullable<CommandWork['terminal']>): TerminalDoor {
  const viewers = new Set<Socket>()
  let recent = Buffer.alloc(0)
  const server = createServer((socket) => {
    viewers.add(socket)
    socket.on('close', () => viewers.delete(socket))
    socket.on('error', () => socket.destroy())
    const split = createSplitter(NEWLINE, LINE_LIMIT_BYTES)
    socket.on('data', (chunk) => {
      for (const line of split(chunk)) {
        if (line === 'too_large') return void socket.destroy()
        obey(line.toString('utf8'))
      }
    })
    socket.write(recent)
  })
  discard(path)
  server.on('error', () => {}) // nobody can attach then; the task itself goes on
  server.listen({ path }, () => chmodSync(path, 0o600))

  function obey(line: string): void {
    let request: { input?: unknown; resize?: unknown }
    try {
      request = JSON.parse(line) as typeof request
    } catch {
      return
    }
    if (typeof request?.input === 'string') terminal.write(Buffer.from(request.input, 'base64'))
    if (!Array.isArray(request?.resize)) return
    const [columns, rows] = request.resize.map(Number)
    if (isSize(columns) && isSize(rows)) terminal.resize(columns, rows)
  }

  return {
    print(bytes) {
      recent = Buffer.concat([recent, bytes]).subarray(-REPLAY_BYTES)
      for (const viewer of viewers) {
        if (viewer.writableLength > BEHIND_LIMIT_BYTES) viewer.destroy()
        else viewer.write(bytes)
      }
    },
    close() {
      server.close()
      for (const viewer of viewers) viewer.end()
      discard(path)
    },
  }
}

function isSize(value: number | undefined): value is number {
  return Number.isInteger(value) && value! > 0 && value! < 10_000
}
