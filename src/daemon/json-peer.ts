// A peer of the JSON dialect. Each request gets exactly one reply, and closing the connection cancels the open ones.

import { encodeFrame } from '../protocol/frames.ts'
import { KimiError, toKimiError } from '../protocol/errors.ts'
import { failure, RPC_ERRORS, type RequestId, type RpcRequest } from '../protocol/rpc.ts'
import type { Session } from '../session/session.ts'
import type { JsonConnection, JsonReceiver } from './connection.ts'
import type { CallResult, Handlers, Peer } from './methods/json-methods.ts'
import type { PeerGuard } from './peer-guard.ts'
import type { WirePeer } from './wire-peer.ts'

/** The time for answers to a peer that sends nothing more: a turn takes up to 3 s to be cancelled. */
const LAST_ANSWERS_MS = 5_000

export interface JsonDeps {
  handlers: Handlers
  /** Makes the guard of a connection, which keeps commands of the agent from giving orders. */
  guard(): PeerGuard
  onRequest(method: string): void
  /** Called once for every request, when it has been answered. */
  onReply(method: string, ms: number): void
  /** Called when a handler throws something that is no KimiError. */
  onFailure(method: string, error: unknown): void
}

export function openJsonPeer(connection: JsonConnection, deps: JsonDeps): JsonReceiver {
  const gone = new AbortController()
  const guard = deps.guard()
  let session: Session | null = null
  let wire: WirePeer | null = null
  const open = new Set<Promise<void>>()
  const peer: Peer = {
    signal: gone.signal,
    connection,
    get session() {
      return session
    },
    async bind(opened, outlives) {
      const { openWirePeer } = await import('./wire-peer.ts')
      session = opened
      wire = openWirePeer(connection, opened, outlives)
      if (gone.signal.aborted) wire.closed()
    },
  }

  async function answer(id: RequestId, request: RpcRequest): Promise<void> {
    const admission = await guard.admits(request.method, connection.fd)
    const result = admission === 'yes' ? await perform(request, peer, deps) : refuse(request.method, admission)
    connection.reply(encodeFrame(replyOf(id, result)))
  }

  return {
    request(request) {
      if (request.id === undefined) return // a notification: no method of ours is one, and nobody waits for an answer
      deps.onRequest(request.method)
      const { id, method, params } = request
      const begin = performance.now()
      const done = wire?.request(id, method, params) ?? answer(id, request)
      open.add(done)
      void done.finally(() => {
        open.delete(done)
        deps.onReply(method, performance.now() - begin)
      })
    },
    reply: (reply) => wire?.reply(reply),
    isTolerant: () => wire !== null,
    async ended() {
      gone.abort()
      wire?.ended()
      const limit = new Promise<void>((resolve) => setTimeout(resolve, LAST_ANSWERS_MS).unref())
      await Promise.race([limit, Promise.allSettled(open)])
    },
    closed() {
      gone.abort()
      wire?.closed()
    },
  }
}

async function perform({ method, params }: RpcRequest, peer: Peer, deps: JsonDeps): Promise<CallResult> {
  // zod takes 60 ms to load, so it is loaded by the first JSON request or after the start, not before the doors are open.
  const result: CallResult = await import('./methods/json-methods.ts').then(
    ({ callMethod }) => callMethod(deps.handlers, method, params, peer),
    (error: unknown) => ({ ok: false, reason: 'failed', error }),
  )
  if (!result.ok && result.reason === 'failed' && !(result.error instanceof KimiError))
    deps.onFailure(method, result.error)
  return result
}

function refuse(method: string, admission: 'no' | 'unknown'): CallResult {
  const error =
    admission === 'no'
      ? new KimiError('peer.refused', `refused: ${method} from a command that kimi itself has started`)
      : new KimiError(
          'daemon.busy',
          `${method} was not begun: the system has not told which process asks, as when it is busy or too many files are open`,
        )
  return { ok: false, reason: 'failed', error }
}

function replyOf(id: RequestId, result: CallResult): unknown {
  if (result.ok) return { jsonrpc: '2.0', id, result: result.result }
  if (result.reason !== 'failed') {
    const { code, message } = RPC_ERRORS[result.reason]
    return failure(id, code, `${message}: ${result.message}`)
  }
  const error = toKimiError(result.error)
  return failure(id, RPC_ERRORS.failed.code, error.message, error.toWire())
}
