// Our side of a JSON connection: requests out, replies matched by id, events to whoever listens.

import type { Duplex } from 'node:stream'
import { isErrorCode, KimiError, type WireError } from '../protocol/errors.ts'
import {
  EVENT_METHOD,
  type DaemonEvent,
  type EventCursor,
  type PushedEvent,
  type Subscription,
} from '../protocol/events.ts'
import { createFrameDecoder, encodeFrame, FRAME_LIMIT_BYTES, FRAME_LIMIT_TEXT } from '../protocol/frames.ts'
import type { Methods, WireCalls } from '../protocol/methods.ts'
import { RPC_ERRORS } from '../protocol/rpc.ts'
import { SHELL_PUSH_METHOD, type ShellPush } from '../protocol/shell-view.ts'
import type { WireEvent, WireRequest } from '../protocol/wire.ts'

/** Hears the events and requests of the session that the connection speaks for. */
export interface Listener {
  event(event: WireEvent): void
  /** Answers with the request's id; without an answer the request stays open for other clients. */
  request(request: WireRequest, answer: (result: unknown) => void): void
}

/** Hears what happens in the daemon. `cursor` is the place to go on from after a lost connection. */
export interface EventListener {
  onEvent(event: DaemonEvent, cursor: EventCursor): void
  /** Called first of all for a new subscription, and when events were lost: take fresh lists. */
  onReset(cursor: EventCursor): void
}

export interface Client {
  /** True when the daemon is a part of this process. */
  readonly isHosted?: true
  /** Calls a method; rejects with the daemon's KimiError, or `daemon.unreachable` when the connection ends first. */
  call<M extends keyof Calls>(method: M, params: Calls[M]['params']): Promise<Calls[M]['result']>
  /** Sends the session's events and requests to `listener` from now on. */
  follow(listener: Listener): void
  /** Sends the daemon's events to `listener` from now on; a second subscription replaces the first. */
  subscribe(subscription: Subscription, listener: EventListener): Promise<void>
  /** Resolves when the connection has ended, for whatever reason. */
  readonly closed: Promise<void>
  /** Gives the pushes of `shell/subscribe` to `onPush` from now on. */
  followShell(onPush: (push: ShellPush) => void): void
  close(): void
  /** Closes the connection; resolves when the daemon has let go of its session, too. */
  leave(): Promise<void>
}

type Calls = Methods & WireCalls

interface Frame {
  id?: unknown
  result?: unknown
  error?: { code: number; message: string; data?: WireError }
  method?: string
  params?: unknown
}

export function createClient(stream: Duplex): Client {
  const calls = createOpenCalls()
  let listener: Listener | undefined
  let onShell: ((push: ShellPush) => void) | undefined
  let onPushed: ((pushed: PushedEvent) => void) | undefined

  /** True when the frame was the reply to a call. */
  const receive = ({ id, result, error, method, params }: Frame): boolean => {
    if (method === 'event') listener?.event(params as WireEvent)
    else if (method === SHELL_PUSH_METHOD) onShell?.(params as ShellPush)
    else if (method === EVENT_METHOD) onPushed?.(params as PushedEvent)
    else if (method === 'request') {
      listener?.request(params as WireRequest, (answer) => {
        if (!stream.destroyed) stream.write(encodeFrame({ jsonrpc: '2.0', id, result: answer }))
      })
    }
    // An error without an id is about a frame of ours that could not be read: no answer to it will come.
    if (id === null && error) calls.fail(readError(error))
    return calls.settle(String(id), result, error)
  }
  const { promise: closed, resolve: onClosed } = Promise.withResolvers<void>()
  const frames = readFrames(stream, receive, () => {
    calls.fail()
    onClosed()
  })

  const call = createCall(stream, calls)
  return {
    call,
    follow: (given) => void (listener = given),
    followShell: (given) => void (onShell = given),
    async subscribe(subscription, { onEvent, onReset }) {
      onPushed = undefined
      const { epoch, seq, reset } = await call('events/subscribe', subscription)
      if (reset) onReset({ epoch, seq })
      onPushed = (pushed) => {
        const cursor = { epoch, seq: pushed.seq }
        if ('event' in pushed) onEvent(pushed.event, cursor)
        else onReset(cursor)
      }
    },
    closed,
    close() {
      frames.drop()
      stream.destroy()
      onClosed()
    },
    leave() {
      frames.drop()
      return endStream(stream)
    },
  }
}

function createCall(stream: Duplex, calls: OpenCalls): Client['call'] {
  let next = 1
  return (method, params) => {
    const id = String(next++)
    const frame = encodeFrame({ jsonrpc: '2.0', id, method, params })
    const bytes = Buffer.byteLength(frame)
    if (bytes > FRAME_LIMIT_BYTES) return Promise.reject(tooLarge(bytes))
    const reply = calls.open(id)
    if (stream.destroyed || stream.readableEnded) calls.fail()
    else stream.write(frame)
    return reply
  }
}

/** Ends our side; resolves when the other side has ended, too. */
function endStream(stream: Duplex): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.readableEnded) return resolve()
    for (const event of ['end', 'close', 'error']) stream.once(event, () => resolve())
    stream.end()
  })
}

/**
 * Gives each frame to `receive`, in order. After a reply the rest waits a moment, so that whoever has awaited the reply runs
 * before the events that came behind it.
 */
function readFrames(stream: Duplex, receive: (frame: Frame) => boolean, onClosed: () => void): { drop(): void } {
  const decode = createFrameDecoder(Infinity) // our own daemon may send answers of any length
  const frames: Frame[] = []
  let isWaiting = false
  const pump = () => {
    isWaiting = false
    for (let frame = frames.shift(); frame; frame = frames.shift()) {
      if (!receive(frame) || frames.length === 0) continue
      isWaiting = true
      setImmediate(pump)
      return
    }
  }
  stream.on('data', (chunk: Buffer) => {
    for (const frame of decode(chunk)) if (frame.ok) frames.push(frame.value as Frame)
    if (!isWaiting) pump()
  })
  const close = () => {
    for (const frame of frames.splice(0)) receive(frame)
    onClosed()
  }
  stream.on('error', close)
  stream.on('close', close)
  stream.on('end', close) // an in-memory stream ends and does not close
  return { drop: () => void frames.splice(0) }
}

interface OpenCalls {
  open(id: string): Promise<never>
  /** False when no call has this id. */
  settle(id: string, result: unknown, error: Frame['error']): boolean
  /** Rejects all that are open, by default since the connection has ended. */
  fail(error?: KimiError): void
}

function createOpenCalls(): OpenCalls {
  const calls = new Map<string, { resolve(result: unknown): void; reject(error: KimiError): void }>()
  return {
    open: (id) =>
      new Promise<never>((resolve, reject) => {
        calls.set(id, { resolve: resolve as (result: unknown) => void, reject })
      }),
    settle(id, result, error) {
      const call = calls.get(id)
      if (!call) return false
      calls.delete(id)
      if (error) call.reject(readError(error))
      else call.resolve(result)
      return true
    },
    fail(error = new KimiError('daemon.unreachable', 'the daemon closed the connection')) {
      for (const { reject } of calls.values()) reject(error)
      calls.clear()
    },
  }
}

function tooLarge(bytes: number): KimiError {
  const size = (bytes / 1024 / 1024).toFixed(1)
  return new KimiError('usage.invalid', `too large: ${size} MB, and at most ${FRAME_LIMIT_TEXT} can be sent`, {
    hint: '',
  })
}

/** The error of a reply, as our own KimiError. */
export function readError({ code, message, data }: NonNullable<Frame['error']>): KimiError {
  if (data && isErrorCode(data.code))
    return new KimiError(data.code, data.message, data.hint === undefined ? {} : { hint: data.hint })
  // Kimi CLI's own errors carry a number and a text alone.
  if (message === RPC_ERRORS.busy.message) return new KimiError('session.busy', message)
  return new KimiError(code === RPC_ERRORS.method.code ? 'protocol.unknown_method' : 'protocol.invalid', message)
}
