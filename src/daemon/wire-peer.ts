// A connection that speaks for one session: Kimi CLI's wire protocol 1.10, method by method, with its codes and texts.

import { encodeFrame } from '../protocol/frames.ts'
import type { KimiError } from '../protocol/errors.ts'
import { failure, RPC_ERRORS, type RequestId, type RpcReply } from '../protocol/rpc.ts'
import { VERSION, WIRE_PROTOCOL } from '../protocol/version.ts'
import { WIRE_EXTENSIONS, type WireEvent, type WireRequest } from '../protocol/wire.ts'
import { KIMI_CLI_EVENTS } from '../session/hooks/hook-config.ts'
import type { Client } from '../session/requests.ts'
import type { Session } from '../session/session.ts'
import type { Connection } from './connection.ts'
import { isWireMethod, readAnswer, readParams, type WireMethod, type WireParams } from './wire-params.ts'

export interface WirePeer {
  /** Null when the method is not of the wire protocol; else settles when it has been answered. */
  request(id: RequestId, method: string, params: unknown): Promise<void> | null
  /** The answer to a request of ours. */
  reply(reply: RpcReply): void
  closed(): void
}

type Answer = { result: unknown } | { error: { code: number; message: string }; cause?: KimiError }

export function openWirePeer(connection: Connection, session: Session): WirePeer {
  let takesExtensions = false
  let hasTurn = false
  const client: Client & { takesQuestions: boolean; takesPlanMode: boolean } = {
    takesQuestions: false,
    takesPlanMode: false,
    event(event: WireEvent) {
      if (!takesExtensions && WIRE_EXTENSIONS.includes(event.type)) return
      connection.send(encodeFrame({ jsonrpc: '2.0', method: 'event', params: event }))
    },
    request(request: WireRequest) {
      connection.send(encodeFrame({ jsonrpc: '2.0', method: 'request', id: request.payload.id, params: request }))
    },
  }
  session.attach(client)

  const methods: { [M in WireMethod]: (params: WireParams[M]) => Answer | Promise<Answer> } = {
    initialize({ capabilities, external_tools: tools, hooks = [] }) {
      if (session.isBusy && hasTurn) return { error: RPC_ERRORS.busy }
      client.takesQuestions = capabilities?.supports_question ?? false
      client.takesPlanMode = capabilities?.supports_plan_mode ?? false
      takesExtensions = capabilities?.kimi_events ?? false
      session.addHooks(client, hooks)
      const accepted = tools && session.addTools(client, tools)
      const configured = session.countHooks()
      queueMicrotask(() => session.requests.resend(client))
      return {
        result: {
          protocol_version: WIRE_PROTOCOL,
          // The name that Kimi CLI's clients look for.
          server: { name: 'Kimi Code CLI', version: VERSION },
          slash_commands: session.slashCommands(),
          ...(accepted ? { external_tools: accepted } : {}),
          hooks: { supported_events: KIMI_CLI_EVENTS, configured },
          capabilities: { supports_question: true },
        },
      }
    },
    async prompt({ user_input: input }) {
      if (session.isBusy) return { error: RPC_ERRORS.busy }
      hasTurn = true
      const outcome = await session.prompt(input)
      hasTurn = false
      if (outcome.status !== 'failed') return { result: outcome }
      const { error } = outcome
      if (error.code === 'session.busy') return { error: RPC_ERRORS.busy }
      return { error: { code: codeOf(error), message: textOf(error) }, cause: error }
    },
    steer: ({ user_input: input }) =>
      session.steer(input) ? { result: { status: 'steered' } } : { error: RPC_ERRORS.idle },
    cancel: () => (session.cancel() ? { result: {} } : { error: RPC_ERRORS.idle }),
    set_plan_mode({ enabled }) {
      session.setPlanMode(enabled)
      return { result: { status: 'ok', plan_mode: enabled } }
    },
    async replay() {
      if (session.isBusy) return { error: RPC_ERRORS.busy }
      return { result: { status: 'finished', ...(await session.replay(client)) } }
    },
  }

  async function perform<M extends WireMethod>(method: M, params: unknown): Promise<Answer> {
    const parsed = readParams(method, params)
    if (!parsed) {
      return { error: { ...RPC_ERRORS.params, message: `${RPC_ERRORS.params.message} \`${method}\`` } }
    }
    try {
      return await methods[method](parsed)
    } catch (error) {
      const [name, message] = error instanceof Error ? [error.name, error.message] : ['Error', String(error)]
      return { error: { code: RPC_ERRORS.internal.code, message: `${name}: ${message}` } }
    }
  }

  return {
    request(id, method, params) {
      if (!isWireMethod(method)) return null
      return perform(method, params).then((answer) =>
        connection.send(
          encodeFrame(
            'result' in answer
              ? { jsonrpc: '2.0', id, result: answer.result }
              : failure(id, answer.error.code, answer.error.message, answer.cause?.toWire()),
          ),
        ),
      )
    },
    reply({ id, result }) {
      const kind = session.requests.kindOf(String(id))
      if (kind) session.requests.answer(kind, String(id), readAnswer(kind, result) as never)
    },
    closed() {
      // Whoever asked is gone: nobody would see the end, and no approval could be given.
      if (hasTurn) session.cancel()
      session.detach(client)
    },
  }
}

function codeOf({ code }: KimiError): number {
  if (code === 'model.not_configured') return RPC_ERRORS.notSet.code
  if (code === 'model.unsupported') return RPC_ERRORS.unsupported.code
  if (code === 'protocol.invalid') return RPC_ERRORS.internal.code
  return RPC_ERRORS.failed.code
}

function textOf({ code, message }: KimiError): string {
  return code === 'model.not_configured' ? RPC_ERRORS.notSet.message : message
}
