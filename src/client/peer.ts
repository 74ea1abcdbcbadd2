// Our side of a JSON connection: requests out, replies matched by id.

import type { Duplex } from 'node:stream'
import { isErrorCode, KimiError, type WireError } from '../protocol/errors.ts'
import { createFrameDecoder, encodeFrame } from '../protocol/frames.ts'
import type { Method, Methods } from '../protocol/methods.ts'

export interface Client {
  /** Calls a method; rejects with the daemon's KimiError, or `daemon.unreachable` when the connection ends first. */
  call<M extends Method>(method: M, params: Methods[M]['params']): Promise<Methods[M]['result']>
  close(): void
}

interface Reply {
  id?: unknown
  result?: unknown
  error?: { code: number; message: string; data?: WireError }
}

export function createClient(stream: Duplex): Client {
  const open = new Map<string, { resolve(result: unknown): void; reject(error: KimiError): void }>()
  const decode = createFrameDecoder(Infinity) // our own daemon's answers are as long as they are
  let next = 1

  const fail = () => {
    for (const { reject } of open.values())
      reject(new KimiError('daemon.unreachable', 'the daemon closed the connection'))
    open.clear()
  }
  stream.on('data', (chunk: Buffer) => {
    for (const frame of decode(chunk)) {
      if (!frame.ok) continue
      const { id, result, error } = frame.value as Reply
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
    close: () => stream.destroy(),
  }
}

function readError({ code, message, data }: NonNullable<Reply['error']>): KimiError {
  if (data && isErrorCode(data.code))
    return new KimiError(data.code, data.message, data.hint === undefined ? {} : { hint: data.hint })
  return new KimiError(code === -32601 ? 'protocol.unknown_method' : 'protocol.invalid', message)
}
