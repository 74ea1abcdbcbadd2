// A stream to a peer. Its first byte tells the dialect, its bytes become frames or records, and bytes that are neither
// close this connection and no other.

import type { Duplex } from 'node:stream'
import { createFrameDecoder, encodeFrame, FRAME_LIMIT_BYTES, FRAME_LIMIT_TEXT } from '../protocol/frames.ts'
import { createRecordDecoder, type ShellRecord } from '../protocol/records.ts'
import {
  failure,
  isFailure,
  readReply,
  readRequest,
  RPC_ERRORS,
  type RpcReply,
  type RpcRequest,
} from '../protocol/rpc.ts'
import { PROTOCOL, VERSION } from '../protocol/version.ts'

/**
 * A peer that does not read is dropped when so much waits for it: one frame of the largest size, and some more. A turn waits
 * for its client between two model calls, so that only what one answer and its tools bring can pile up.
 */
const UNREAD_LIMIT_BYTES = FRAME_LIMIT_BYTES + 60 * 1024 * 1024

export interface Connection {
  /** Sends encoded frames or records. Does nothing when the peer is gone. */
  send(text: string): void
  close(): void
  /** Of a fifo pair: reads what the peer has written by now, and tells whether any of it has not been handled yet. */
  hasUnread?(): boolean
}

export interface JsonConnection extends Connection {
  /** True while the peer reads more slowly than we write. */
  readonly isFull: boolean
  /** Resolves when the peer has read what was written, or has gone. */
  untilRead(): Promise<void>
  /** Calls `onDrained` once, when the peer has read what was written; never when it goes away before. */
  onceDrained(onDrained: () => void): void
}

export interface JsonReceiver {
  request(request: RpcRequest): void
  /** Takes a peer's answer to a request of ours. */
  reply(reply: RpcReply): void
  /** True when a bad frame is answered and nothing else: Kimi CLI's clients continue after one. */
  isTolerant(): boolean
  /** The peer sends nothing more. Resolves when all its requests are answered. */
  ended(): Promise<void>
  closed(): void
}

export interface ShellReceiver {
  record(record: ShellRecord): void
  closed(): void
}

/** Makes the receiver for a connection, once its first byte has told the dialect. */
export interface Receivers {
  json(connection: JsonConnection): JsonReceiver
  shell(connection: Connection): ShellReceiver
}

/** Serves `stream` until it ends. */
export function serveConnection(stream: Duplex, receivers: Receivers): Connection {
  const outbox = createOutbox(stream)
  const connection: JsonConnection = {
    send: outbox.send,
    get isFull() {
      return stream.writableNeedDrain
    },
    onceDrained: (onDrained) => void stream.once('drain', onDrained),
    untilRead() {
      if (!stream.writableNeedDrain || stream.destroyed) return Promise.resolve()
      return new Promise((resolve) => {
        stream.once('drain', resolve)
        stream.once('close', resolve)
      })
    },
    close() {
      outbox.flush()
      if (!stream.closed) stream.end()
    },
  }
  let receive: ((chunk: Uint8Array) => void) | undefined
  let onClosed: (() => void) | undefined
  let onEnded = async () => {}

  const openReceiver = (firstByte: number | undefined) => {
    // The name of a record begins with a small letter; everything else is taken for JSON, and answered as invalid JSON.
    const isShell = firstByte !== undefined && firstByte >= 0x61 && firstByte <= 0x7a
    if (!isShell) {
      const receiver = receivers.json(connection)
      onClosed = receiver.closed
      onEnded = receiver.ended
      return receiveFrames(connection, receiver)
    }
    outbox.delay()
    const receiver = receivers.shell(connection)
    onClosed = receiver.closed
    return receiveRecords(stream, receiver)
  }

  stream.on('data', (chunk: Buffer) => (receive ??= openReceiver(chunk[0]))(chunk))
  // A peer that vanishes is not logged: `onClosed` cancels its requests.
  stream.on('error', () => stream.destroy())
  stream.on('end', () => void onEnded().finally(() => stream.end()))
  stream.on('close', () => onClosed?.())
  return connection
}

interface Outbox {
  send(text: string): void
  /** From now on text is sent only after the input that has already arrived has been read. */
  delay(): void
  flush(): void
}

/**
 * Writes to a stream that may be gone. A shell may send its last record and exit before it is answered: a write to it would
 * end the stream, and the record would never be read. A delayed write lets Node look at its sockets once in between.
 */
function createOutbox(stream: Duplex): Outbox {
  let isDelayed = false
  let unsent = ''
  const write = (text: string) => {
    if (stream.closed || stream.destroyed) return
    // Counted before the write: one frame of any size may be sent.
    if (stream.writableLength > UNREAD_LIMIT_BYTES) stream.destroy()
    else stream.write(text)
  }
  const flush = () => {
    write(unsent)
    unsent = ''
  }
  return {
    send(text) {
      if (!isDelayed) return write(text)
      if (unsent === '') setImmediate(() => setImmediate(flush))
      unsent += text
    },
    delay: () => void (isDelayed = true),
    flush,
  }
}

function receiveFrames(connection: Connection, receiver: JsonReceiver): (chunk: Uint8Array) => void {
  const decode = createFrameDecoder()
  let isRefused = false

  /** Answers a bad frame. A peer that is not tolerated gets no second chance: its connection closes. */
  const object = ({ code, message }: { code: number; message: string }, isLost = false) => {
    if (receiver.isTolerant() && !isLost) return connection.send(encodeFrame(failure(null, code, message)))
    const why = isLost ? `a frame of more than ${FRAME_LIMIT_TEXT}` : `kimi ${VERSION} speaks protocol ${PROTOCOL}`
    const data = { code: 'protocol.invalid' as const, message: why }
    connection.send(encodeFrame(failure(null, code, message, data)))
    isRefused = true
    connection.close()
  }

  const receiveValue = (value: unknown) => {
    const reply = readReply(value)
    if (reply) return receiver.reply(reply)
    const request = readRequest(value)
    if (isFailure(request)) object(request.error)
    else receiver.request(request)
  }

  return (chunk) => {
    for (const frame of decode(chunk)) {
      if (isRefused) return
      if (frame.ok) receiveValue(frame.value)
      else object(RPC_ERRORS.parse, frame.reason === 'too_large')
    }
  }
}

function receiveRecords(stream: Duplex, receiver: ShellReceiver): (chunk: Uint8Array) => void {
  const decode = createRecordDecoder()
  return (chunk) => {
    for (const result of decode(chunk)) {
      if (!result.ok) return void stream.destroy()
      receiver.record(result.record)
    }
  }
}
