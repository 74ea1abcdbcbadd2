// One stream to a peer: its first byte tells the dialect, its bytes become frames or records, what it sends wrongly
// closes it and nothing else.

import type { Duplex } from 'node:stream'
import { createFrameDecoder, encodeFrame } from '../protocol/frames.ts'
import { createRecordDecoder, type ShellRecord } from '../protocol/records.ts'
import {
  failure,
  isFailure,
  readReply,
  readRequest,
  RPC_ERRORS,
  type RequestId,
  type RpcReply,
  type RpcRequest,
} from '../protocol/rpc.ts'
import { PROTOCOL, VERSION } from '../protocol/version.ts'

/** A peer that does not read is dropped when this much waits for it (200 MB were seen to pile up without a cap). */
export const UNREAD_LIMIT_BYTES = 8 * 1024 * 1024

export interface Connection {
  /** Sends encoded frames or records. Dropped when the peer is gone. */
  send(text: string): void
  close(): void
}

/** What the daemon does with what arrives. `opened` tells the dialect and gives the receiver for it. */
export interface Receivers {
  json(connection: Connection): {
    request(request: RpcRequest): void
    /** What a peer answers to a request of ours. */
    reply(reply: RpcReply): void
    /** Whether a bad frame is only answered: Kimi CLI's clients go on after one. */
    isTolerant(): boolean
    closed(): void
  }
  shell(connection: Connection): { record(record: ShellRecord): void; closed(): void }
}

export function serveConnection(stream: Duplex, receivers: Receivers): Connection {
  let isClosed = false
  let receive: ((chunk: Uint8Array) => void) | undefined
  let closed: (() => void) | undefined

  const write = (text: string) => {
    if (isClosed || stream.destroyed) return
    stream.write(text)
    if (stream.writableLength > UNREAD_LIMIT_BYTES) stream.destroy()
  }
  let isShell = false
  let unsent = ''
  const flush = () => {
    write(unsent)
    unsent = ''
  }

  const connection: Connection = {
    send(text) {
      if (!isShell) return write(text)
      // A shell may say its last and be gone before it is answered: a write to it would end the stream, and what it has
      // said would never be read. So what has arrived is read first: between two of these Node looks at its sockets.
      if (unsent === '') setImmediate(() => setImmediate(flush))
      unsent += text
    },
    close() {
      flush()
      if (!isClosed) stream.end()
    },
  }

  const refuse = (code: number, message: string) => {
    const data = { code: 'protocol.invalid' as const, message: `kimi ${VERSION} speaks protocol ${PROTOCOL}` }
    connection.send(encodeFrame(failure(null, code, message, data)))
    receive = () => {}
    connection.close()
  }

  const openJson = () => {
    const receiver = receivers.json(connection)
    closed = receiver.closed
    const decode = createFrameDecoder()
    return (chunk: Uint8Array) => {
      for (const frame of decode(chunk)) {
        const object = (error: { code: number; message: string }, id: RequestId | null = null) =>
          receiver.isTolerant()
            ? connection.send(encodeFrame(failure(id, error.code, error.message)))
            : refuse(error.code, error.message)
        if (!frame.ok) {
          object(RPC_ERRORS.parse)
          if (receiver.isTolerant() && frame.reason !== 'too_large') continue
          return
        }
        const reply = readReply(frame.value)
        if (reply) {
          receiver.reply(reply)
          continue
        }
        const request = readRequest(frame.value)
        if (isFailure(request)) {
          object(request.error)
          if (receiver.isTolerant()) continue
          return
        }
        receiver.request(request)
      }
    }
  }

  const openShell = () => {
    isShell = true
    const receiver = receivers.shell(connection)
    closed = receiver.closed
    const decode = createRecordDecoder()
    return (chunk: Uint8Array) => {
      for (const result of decode(chunk)) {
        if (!result.ok) return stream.destroy()
        receiver.record(result.record)
      }
    }
  }

  stream.on('data', (chunk: Buffer) => {
    if (!receive) {
      const first = chunk[0]
      // Records begin with a name in small letters; all else is answered as JSON that is none.
      receive = first !== undefined && first >= 0x61 && first <= 0x7a ? openShell() : openJson()
    }
    receive(chunk)
  })
  // A peer that vanishes is no event worth a word: its requests are cancelled by `closed`.
  stream.on('error', () => stream.destroy())
  stream.on('end', () => stream.end())
  stream.on('close', () => {
    isClosed = true
    closed?.()
  })
  return connection
}
