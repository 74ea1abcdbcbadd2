// A stream to a peer. Its first byte tells the dialect, its bytes become frames or records, and bytes that are neither
// close this connection and no other.

import type { Duplex } from 'node:stream'
import {
  createFrameDecoder,
  encodeFrame,
  FIRST_FRAMES_LIMIT_BYTES,
  FRAME_LIMIT_BYTES,
  FRAME_LIMIT_TEXT,
} from '../protocol/frames.ts'
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
 * A peer that does not read is dropped when so much that it has not asked for waits for it: without a limit 200 MB were seen to pile
 * up. An event that is larger by itself, as the picture that a tool has read, does not count: a peer that reads needs a moment for
 * it; of such events FRAME_LIMIT_BYTES may wait. While so much of its answers waits, nothing more is read from it, so that it cannot ask
 * for more.
 */
const UNREAD_LIMIT_BYTES = 8 * 1024 * 1024

/** Times after which a connection is closed, in milliseconds. */
export interface ConnectionLimits {
  /** Without a first whole frame or record. */
  firstMs: number
  /** Between the first and the last byte of one frame or record. */
  unitMs: number
  /** Between the refusal of a peer and its end, if it reads as slowly as that. */
  refusedMs: number
}
/** Longer than any name of a record. */
const RECORD_NAME_LIMIT = 32
const LIMITS: ConnectionLimits = { firstMs: 120_000, unitMs: 30_000, refusedMs: 5_000 }

export interface Connection {
  /** Sends encoded frames or records. Does nothing when the peer is gone. */
  send(text: string): void
  close(): void
  /** Of a fifo pair: reads what the peer has written by now, and tells whether any of it has not been handled yet. */
  hasUnread?(): boolean
}

export interface JsonConnection extends Connection {
  /** Sends an answer that the peer has asked for. It is never the reason to drop the peer, however long it is. */
  reply(text: string): void
  /** Sends a last frame, reads nothing more, and closes. */
  refuse(text: string): void
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
  /** The peer sends nothing more. Resolves when all its requests are answered. */
  ended(): Promise<void>
  closed(): void
}

export interface ShellReceiver {
  record(record: ShellRecord): void
  /** `isUnread`: the shell has closed a connection in which something of ours was left unread, as Linux tells by ECONNRESET. */
  closed(isUnread: boolean): void
}

/** Makes the receiver for a connection, once its first byte has told the dialect. */
export interface Receivers {
  json(connection: JsonConnection): JsonReceiver
  shell(connection: Connection): ShellReceiver
}

/** Serves `stream` until it ends. */
export function serveConnection(stream: Duplex, receivers: Receivers, limits = LIMITS): Connection {
  const outbox = createOutbox(stream)
  const patience = createPatience(stream, limits)
  const connection: JsonConnection = {
    send: outbox.send,
    reply: outbox.reply,
    get fd() {
      return descriptorOf(stream)
    },
    get isFull() {
      return stream.writableNeedDrain
    },
    onceDrained: (onDrained) => void stream.once('drain', onDrained),
    refuse(text) {
      outbox.send(text)
      stream.pause() // a peer that goes on writing is not read: 64 MB took 22 MB of memory
      stream.end(() => stream.destroy())
      patience.refuse()
    },
    close() {
      outbox.flush()
      if (!stream.closed) stream.end()
    },
  }
  let receive: ((chunk: Uint8Array) => void) | undefined
  let onClosed: ((hasFailed: boolean) => void) | undefined
  let onEnded = async () => {}

  const openReceiver = (chunk: Buffer) => {
    if (!isRecord(chunk)) {
      const receiver = receivers.json(connection)
      onClosed = receiver.closed
      onEnded = receiver.ended
      patience.read(NEWLINE, () => !receiver.isTolerant())
      return receiveFrames(connection, receiver)
    }
    outbox.delay()
    patience.read(NUL, () => true)
    const receiver = receivers.shell(connection)
    onClosed = receiver.closed
    return receiveRecords(stream, receiver)
  }

  stream.on('data', (chunk: Buffer) => {
    receive ??= openReceiver(chunk)
    patience.onChunk(chunk)
    receive(chunk)
  })
  // A peer that vanishes is not logged: `onClosed` cancels its requests.
  stream.on('error', () => stream.destroy())
  stream.on('end', () => void onEnded().finally(() => stream.end()))
  stream.on('close', (hasFailed?: boolean) => {
    patience.close()
    onClosed?.(hasFailed === true)
  })
  return connection
}

/** Node has no public name for it. */
function descriptorOf(stream: Duplex): number | null {
  const { _handle: handle } = stream as { _handle?: { fd?: number } | null }
  return handle?.fd ?? null
}

const NEWLINE = 0x0a
const NUL = 0

/** True for the beginning of a record: its name, in small letters. Everything else is taken for JSON, and refused if it is no JSON. */
function isRecord(chunk: Buffer): boolean {
  return /^[a-z]+(?:[\x1f\0]|$)/.test(chunk.toString('latin1', 0, RECORD_NAME_LIMIT))
}

interface Patience {
  /** Units end with this byte. While `isLimited` is false a unit may take any time. */
  read(terminator: number, isLimited: () => boolean): void
  onChunk(chunk: Buffer): void
  refuse(): void
  close(): void
}

/** Destroys a stream whose peer begins a frame or record and does not end it, such as one that sends a byte a second. */
function createPatience(stream: Duplex, { firstMs, unitMs, refusedMs }: ConnectionLimits): Patience {
  let terminator = NEWLINE
  let isLimited = () => true
  let timer: NodeJS.Timeout | undefined
  const wait = (ms: number) => {
    clearTimeout(timer)
    timer = setTimeout(() => isLimited() && stream.destroy(), ms)
    timer.unref()
  }
  wait(firstMs)
  let isWaiting = false
  return {
    read(given, check) {
      terminator = given
      isLimited = check
    },
    onChunk(chunk) {
      if (chunk.includes(terminator)) {
        clearTimeout(timer)
        isWaiting = false
      }
      if (isWaiting || chunk.at(-1) === terminator) return
      isWaiting = true
      wait(unitMs)
    },
    refuse() {
      isLimited = () => true
      wait(refusedMs)
    },
    close: () => clearTimeout(timer),
  }
}

interface Outbox {
  send(text: string): void
  reply(text: string): void
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
  /** Bytes of answers, and of large events, that the peer has not read. */
  let owed = 0
  let large = 0
  const write = (text: string) => {
    if (stream.closed || stream.destroyed) return
    // Counted before the write: one frame of any size may be sent.
    const isOver = stream.writableLength - owed - large > UNREAD_LIMIT_BYTES || large > FRAME_LIMIT_BYTES
    const bytes = Buffer.byteLength(text)
    if (isOver) stream.destroy()
    else if (bytes <= UNREAD_LIMIT_BYTES) stream.write(text)
    else {
      large += bytes
      stream.write(text, () => (large -= bytes))
    }
  }
  const reply = (text: string) => {
    if (stream.closed || stream.destroyed) return
    const bytes = Buffer.byteLength(text)
    owed += bytes
    stream.write(text, () => (owed -= bytes))
    if (stream.writableLength <= UNREAD_LIMIT_BYTES || stream.isPaused()) return
    stream.pause()
    stream.once('drain', () => stream.resume())
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
    reply,
    delay: () => void (isDelayed = true),
    flush,
  }
}

function receiveFrames(connection: JsonConnection, receiver: JsonReceiver): (chunk: Uint8Array) => void {
  const decode = createFrameDecoder(() => (receiver.isTolerant() ? FRAME_LIMIT_BYTES : FIRST_FRAMES_LIMIT_BYTES))
  let isRefused = false

  /** Answers a bad frame. A peer that is not tolerated gets no second chance: its connection closes. */
  const object = ({ code, message }: { code: number; message: string }, isLost = false) => {
    if (receiver.isTolerant() && !isLost) return connection.reply(encodeFrame(failure(null, code, message)))
    const limit = receiver.isTolerant() ? FRAME_LIMIT_TEXT : '4 MB, before a session is open'
    const why = isLost ? `a frame of more than ${limit}` : `kimi ${VERSION} speaks protocol ${PROTOCOL}`
    const data = { code: 'protocol.invalid' as const, message: why }
    connection.refuse(encodeFrame(failure(null, code, message, data)))
    isRefused = true
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
