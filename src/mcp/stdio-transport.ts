// JSON-RPC over the standard streams of a process, one message a line. Lines that are no message are skipped; one that is too long is
// dropped as it comes, and its request fails.

import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client'
import { isObject, parseJson } from '../sys/json-reading.ts'
import type { ServerProcess } from './server-process.ts'

/** The longest line that is read. A result is cut to 100,000 characters anyway. */
const MAX_LINE_BYTES = 16 * 1024 * 1024
/** A server that has printed so much that is no message is not spoken to any more. */
const MAX_NOISE_BYTES = 64 * 1024 * 1024
/** Bytes at either end of a long line in which its id is looked for. */
const ID_BYTES = 256
const NEWLINE = 0x0a
/** Stands for an answer that was too long; JSON-RPC leaves the codes from -32099 to -32000 to programs. */
const TOO_LONG = { code: -32_001, message: `the answer is longer than ${MAX_LINE_BYTES / 1024 / 1024} MB` }

export interface StdioTransport extends Transport {
  /** The SDK takes a transport with these two names for a local one, which it asks for its version in place. */
  readonly pid: number
  readonly stderr: null
}

/** Called for a line that is skipped, with its beginning. */
type OnNoise = (line: string) => void

export function createStdioTransport(
  server: ServerProcess,
  onNoise: OnNoise,
  onBytes: (count: number) => void,
): StdioTransport {
  const waiting = new Set<string | number>()
  let noise = 0
  let isClosed = false
  const close = () => {
    if (isClosed) return
    isClosed = true
    transport.onclose?.()
  }
  const take = (line: Buffer) => {
    if (line.length === 0) return
    const message = parseJson(line.toString('utf8'))
    if (isObject(message) && message['jsonrpc'] === '2.0') {
      if (message['method'] === undefined) waiting.delete(message['id'] as string | number)
      transport.onmessage?.(message as unknown as JSONRPCMessage)
      return
    }
    noise += line.length
    onNoise(line.subarray(0, ID_BYTES).toString('utf8'))
    if (noise > MAX_NOISE_BYTES) {
      transport.onerror?.(new Error('it prints what is no message'))
      void server.end()
    }
  }
  const drop = (head: Buffer, tail: Buffer) => {
    const id = findId(head) ?? findId(tail)
    for (const each of id !== null && waiting.has(id) ? [id] : [...waiting]) {
      waiting.delete(each)
      transport.onmessage?.({ jsonrpc: '2.0', id: each, error: TOO_LONG })
    }
  }
  const lines = createLines(take, drop)
  const transport: StdioTransport = {
    pid: server.pid,
    stderr: null,
    async start() {
      server.stdout.on('data', (bytes: Buffer) => {
        onBytes(bytes.length)
        lines.write(bytes)
      })
      void server.exited.then(close)
    },
    send(message) {
      return new Promise((resolve, reject) => {
        if (isClosed || server.stdin.destroyed) return reject(new Error('the server has ended'))
        if ('method' in message && 'id' in message) waiting.add(message.id)
        server.stdin.write(`${JSON.stringify(message)}\n`, (error) => (error ? reject(error) : resolve()))
      })
    },
    async close() {
      await server.end()
      close()
    },
  }
  return transport
}

/** Cuts bytes into lines; each byte is copied once, however small the pieces are in which a line comes. */
function createLines(onLine: (line: Buffer) => void, onLong: (head: Buffer, tail: Buffer) => void) {
  let pieces: Buffer[] = []
  let length = 0
  /** The first bytes of a line that is being dropped, else null. */
  let dropped: Buffer | null = null
  let last: Buffer = Buffer.alloc(0)
  const end = () => {
    if (dropped !== null) onLong(dropped, last)
    else onLine(pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces))
    pieces = []
    length = 0
    dropped = null
    last = Buffer.alloc(0)
  }
  const add = (piece: Buffer) => {
    if (piece.length === 0) return
    if (dropped === null && length + piece.length <= MAX_LINE_BYTES) {
      pieces.push(piece)
      length += piece.length
      return
    }
    dropped ??= Buffer.concat([...pieces.slice(0, 2), piece]).subarray(0, ID_BYTES)
    pieces = []
    last = Buffer.concat([last, piece]).subarray(-ID_BYTES)
  }
  return {
    write(bytes: Buffer) {
      let from = 0
      for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, from)) {
        add(bytes.subarray(from, at))
        end()
        from = at + 1
      }
      add(bytes.subarray(from))
    },
  }
}

/** The id that a part of a message names; null without one. */
function findId(part: Buffer): string | number | null {
  const [, text] = /"id"\s*:\s*(\d{1,15}|"[^"\\]{1,100}")/.exec(part.toString('latin1')) ?? []
  return text === undefined ? null : (JSON.parse(text) as string | number)
}
