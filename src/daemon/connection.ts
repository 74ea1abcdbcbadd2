// A stream to a peer. Its first byte tells the dialect, its bytes become frames or records, and bytes that are neither
// close this connection and no other.

import type { Duplex } from 'node:stream'
import { createFrameDecoder, encodeFrame } from '../protocol/frames.ts'
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

/** A peer that does not read is dropped when so much waits for it: without a limit 200 MB were seen to pile up. */
const UNREAD_LIMIT_BYTES = 8 * 1024 * 1024

export interface Connection {
  /** Sends encoded frames or records. Does nothing when the peer is gone. */
  send(text: string): void
  close(): void
  /** Of a fifo pair: reads what the peer has written by now, and tells whether any of it has not been handled yet. */
  hasUnread?(): boolean
}

export interface JsonConnection extends Connection {
  /** The descriptor of our end of the socket; null for a stream in this process, or one that is closed. */
  readonly fd: number | null
  /** True while the peer reads more slowly than we write. */
  readonly isFull: boolean
  /** Calls `onDrained` once, when the peer has read what was written; never when it goes away before. */
  onceDrained(onDrained: () => void): void
}

export interface JsonReceiver {
  request(request: RpcRequest): void
  /** Takes a peer's answer to a request of ours. */
  reply(reply: RpcReply): void
  /** True when a bad frame is answered and nothing else: Kimi CLI's clients continue after one. */
  isTolerant(): boolean
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
    get fd() {
      // Node has no public name for it.
      return (stream as { _handle?: { fd?: number } | null })._handle?.fd ?? null
    },
    get isFull() {
      return stream.writableNeedDrain
    },
    onceDrained: (onDrained) => void stream.once('drain', onDrained),
    close() {
      outbox.flush()
      if (!stream.closed) stream.end()
    },
  }
  let receive: ((chunk: Uint8Array) => void) | undefined
  let onClosed: (() => void) | undefined

  const openReceiver = (firstByte: number | undefined) => {
    // The name of a record begins with a small letter; everything else is taken for JSON, and answered as invalid JSON.
    const isShell = firstByte !== undefined && firstByte >= 0x61 && firstByte <= 0x7a
    if (!isShell) {
      const receiver = receivers.json(connection)
      onClosed = receiver.closed
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
  stream.on('end', () => stream.end())
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
    stream.write(text)
    if (stream.writableLength > UNREAD_LIMIT_BYTES) stream.destroy()
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
  const object = ({ code, message }: { code: number; message: string }) => {
    if (receiver.isTolerant()) return connection.send(encodeFrame(failure(null, code, message)))
    const data = { code: 'protocol.invalid' as const, message: `kimi ${VERSION} speaks protocol ${PROTOCOL}` }
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
      else object(RPC_ERRORS.parse)
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
