// Our side of a JSON connection: requests out, replies matched by id.

import type { Duplex } from 'node:stream'
import { isErrorCode, KimiError, type WireError } from '../protocol/errors.ts'
import { createFrameDecoder, encodeFrame } from '../protocol/frames.ts'
import type { Methods, WireCalls } from '../protocol/methods.ts'
import type { WireEvent, WireRequest } from '../protocol/wire.ts'

/** What the daemon tells and asks while a turn runs. */
export interface Listener {
  event(event: WireEvent): void
  /** Answers with the request's id; never answering leaves it open for others. */
  request(request: WireRequest, answer: (result: unknown) => void): void
}

export interface Client {
  /** Calls a method; rejects with the daemon's KimiError, or `daemon.unreachable` when the connection ends first. */
  call<M extends keyof Calls>(method: M, params: Calls[M]['params']): Promise<Calls[M]['result']>
  /** From now on events and requests go there. */
  follow(listener: Listener): void
  close(): void
}

type Calls = Methods & WireCalls

interface Reply {
  id?: unknown
  result?: unknown
  error?: { code: number; message: string; data?: WireError }
  method?: string
  params?: unknown
}

export function createClient(stream: Duplex): Client {
  const open = new Map<string, { resolve(result: unknown): void; reject(error: KimiError): void }>()
  const decode = createFrameDecoder(Infinity) // our own daemon's answers are as long as they are
  let next = 1
  let listener: Listener | undefined

  const fail = () => {
    for (const { reject } of open.values())
      reject(new KimiError('daemon.unreachable', 'the daemon closed the connection'))
    open.clear()
  }
  stream.on('data', (chunk: Buffer) => {
    for (const frame of decode(chunk)) {
      if (!frame.ok) continue
      const { id, result, error, method, params } = frame.value as Reply
      if (method === 'event') listener?.event(params as WireEvent)
      else if (method === 'request') {
        listener?.request(params as WireRequest, (said) => {
          if (!stream.destroyed) stream.write(encodeFrame({ jsonrpc: '2.0', id, result: said }))
        })
      }
      const waiting = open.get(String(id))
      if (!waiting) continue
      open.delete(String(id))
      if (error) waiting.reject(readError(error))
      else waiting.resolve(result)
    }
  })
  stream.on('error', fail)
  stream.on('close', fail)

  return {
    call(method, params) {
      const id = String(next++)
      return new Promise<never>((resolve, reject) => {
        open.set(id, { resolve: resolve as (result: unknown) => void, reject })
        if (stream.destroyed) return fail()
        stream.write(encodeFrame({ jsonrpc: '2.0', id, method, params }))
      })
    },
    follow: (given) => void (listener = given),
    close: () => stream.destroy(),
  }
}

function readError({ code, message, data }: NonNullable<Reply['error']>): KimiError {
  if (data && isErrorCode(data.code))
    return new KimiError(data.code, data.message, data.hint === undefined ? {} : { hint: data.hint })
  return new KimiError(code === -32601 ? 'protocol.unknown_method' : 'protocol.invalid', message)
}
