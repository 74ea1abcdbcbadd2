// A connection that speaks for one session by Kimi CLI's wire protocol 1.10: requests in, replies, events and requests out.

import { encodeFrame } from '../protocol/frames.ts'
import { toKimiError } from '../protocol/errors.ts'
import { failure, RPC_ERRORS, type RequestId, type RpcReply } from '../protocol/rpc.ts'
import { isExtension, type WireEvent, type WireRequest } from '../protocol/wire.ts'
import type { Session } from '../session/session.ts'
import type { JsonConnection } from './connection.ts'
import { createServerCallWords } from './server-call-words.ts'
import { createWireMethods, type WireAnswer, type WireClient } from './methods/wire-methods.ts'
import { isWireMethod, readAnswer, readParams, type WireMethod } from './methods/wire-params.ts'

export interface WirePeer {
  /** Returns null for a method that is not of the wire protocol; else a promise that settles when it has been answered. */
  request(id: RequestId, method: string, params: unknown): Promise<void> | null
  /** Takes the answer to a request of ours. */
  reply(reply: RpcReply): void
  /** The client sends nothing more: its turn, which may ask it something, is cancelled. */
  ended(): void
  closed(): void
}

/**
 * The client of a turn holds it up as long as it does not read. One that only watches does so for this time, once; then it may
 * miss what its connection cannot hold.
 */
const READ_LIMIT_MS = 10_000

/** Waits for a client that reads more slowly than a model writes. */
function createReadWait(connection: JsonConnection) {
  const waiting = new Set<() => void>()
  let isGivenUp = false
  /** Resolves when the client has read everything or is gone, at the latest after `limitMs` if that is given. */
  const drained = (limitMs?: number) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const giveUp = () => {
      isGivenUp = true
      end()
    }
    const late = limitMs === undefined ? undefined : setTimeout(giveUp, limitMs)
    const end = () => {
      clearTimeout(late)
      waiting.delete(end)
      resolve()
    }
    waiting.add(end)
    connection.onceDrained(() => {
      isGivenUp = false
      end()
    })
    return promise
  }
  return {
    untilRead(hasTurn: boolean) {
      if (!connection.isFull) return null
      if (hasTurn) return drained()
      return isGivenUp ? null : drained(READ_LIMIT_MS)
    },
    caughtUp: async () => {
      if (connection.isFull) await drained()
    },
    close() {
      for (const end of waiting) end()
    },
  }
}

type ReadWait = ReturnType<typeof createReadWait>

/** `outlives`: turns of this client go on when it closes. */
export function openWirePeer(connection: JsonConnection, session: Session, outlives = false): WirePeer {
  const reading = createReadWait(connection)
  const client = createWireClient(connection, reading)
  session.attach(client)
  /** Settles when `initialize` has been answered: it decides how the requests after it are answered. */
  let ready: Promise<unknown> = Promise.resolve()
  const methods = createWireMethods(session, client)

  async function perform<M extends WireMethod>(method: M, params: unknown): Promise<WireAnswer> {
    const parsed = readParams(method, params)
    if (!parsed) {
      return { error: { ...RPC_ERRORS.params, message: `${RPC_ERRORS.params.message} \`${method}\`` } }
    }
    try {
      return await methods[method](parsed)
    } catch (error) {
      const [name, message] = error instanceof Error ? [error.name, error.message] : ['Error', String(error)]
      return { error: { code: RPC_ERRORS.internal.code, message: `${name}: ${message}` }, cause: toKimiError(error) }
    }
  }

  /** Without its client nobody would see the end of the turn, and nobody could give an approval. */
  const cancel = () => void (client.hasTurn && !outlives && session.cancel())

  return {
    request(id, method, params) {
      if (!isWireMethod(method)) return null
      const done = ready
        .then(() => perform(method, params))
        .then((answer) => connection.reply(encodeFrame(replyOf(id, answer, client))))
      if (method === 'initialize') ready = done
      return done
    },
    reply({ id, result }) {
      const kind = session.requests.kindOf(String(id))
      if (kind) session.requests.answer(kind, String(id), readAnswer(kind, result) as never)
    },
    /** A client whose turns outlive it is a terminal of ours: it says nothing more because it is gone. */
    ended: () => (outlives ? session.detach(client) : cancel()),
    closed() {
      reading.close()
      cancel()
      session.detach(client)
    },
  }
}

/** The client as the session sees it, before it has said what it takes. */
function createWireClient(connection: JsonConnection, reading: ReadWait): WireClient {
  const words = createServerCallWords()
  const client: WireClient = {
    takesQuestions: false,
    takesPlanMode: false,
    takesExtensions: false,
    editor: undefined,
    get asksForTrust() {
      return client.takesExtensions && client.takesQuestions
    },
    hasTurn: false,
    event(event: WireEvent) {
      if (!client.takesExtensions && isExtension(event)) return
      // The output of a running command is part of its result: a client that reads slowly does without it meanwhile.
      if (event.type === 'ToolOutput' && connection.isFull) return
      connection.send(
        encodeFrame({ jsonrpc: '2.0', method: 'event', params: client.takesExtensions ? event : words.event(event) }),
      )
    },
    innerTurn(event: WireEvent) {
      if (!client.takesExtensions) client.event(event)
    },
    untilRead: () => reading.untilRead(client.hasTurn),
    caughtUp: reading.caughtUp,
    request(request: WireRequest) {
      const params = client.takesExtensions ? request : words.request(withoutExtensions(request))
      connection.send(encodeFrame({ jsonrpc: '2.0', method: 'request', id: request.payload.id, params }))
    },
  }
  return client
}

/** The request as wire 1.10 has it. */
function withoutExtensions(request: WireRequest): WireRequest {
  if (request.type !== 'ApprovalRequest') return request
  const { session_rule: _, session_examples: _examples, always_rule: _always, ...payload } = request.payload
  return { type: request.type, payload }
}

/** `data`, which wire 1.10 does not have, is for our own clients. */
function replyOf(id: RequestId, answer: WireAnswer, { takesExtensions }: WireClient): unknown {
  if ('result' in answer) return { jsonrpc: '2.0', id, result: answer.result }
  const { error, cause } = answer
  return failure(id, error.code, error.message, takesExtensions ? cause?.toWire() : undefined)
}
