// The methods of Kimi CLI's wire protocol 1.10 on a session, with the codes and texts that its clients know.

import { KimiError } from '../../protocol/errors.ts'
import { RPC_ERRORS } from '../../protocol/rpc.ts'
import { VERSION, WIRE_PROTOCOL } from '../../protocol/version.ts'
import { KIMI_CLI_EVENTS } from '../../session/hooks/hook-config.ts'
import type { Client } from '../../session/requests.ts'
import type { PromptOutcome, Session } from '../../session/session.ts'
import type { WireMethod, WireParams } from './wire-params.ts'

/** A client of the session, with what it said about itself in `initialize`. */
export interface WireClient extends Client {
  takesQuestions: boolean
  takesPlanMode: boolean
  /** True when it wants the events that wire 1.10 does not know. */
  takesExtensions: boolean
  editor: Client['editor']
  /** True while a turn runs that this client has asked for. */
  hasTurn: boolean
}

export type WireAnswer = { result: unknown } | { error: { code: number; message: string }; cause?: KimiError }

const BUSY = 'a turn is already running in this session'

type WireMethods = { [M in WireMethod]: (params: WireParams[M]) => WireAnswer | Promise<WireAnswer> }

export function createWireMethods(session: Session, client: WireClient): WireMethods {
  return {
    initialize: (params) => initialize(session, client, params),
    async prompt({ user_input: input }) {
      if (session.isBusy) return { error: RPC_ERRORS.busy, cause: new KimiError('session.busy', BUSY) }
      client.hasTurn = true
      const outcome = await session.prompt(input, client.takesExtensions ? 'own' : 'kimi-cli')
      client.hasTurn = false
      return answerOf(outcome)
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
}

async function initialize(session: Session, client: WireClient, params: WireParams['initialize']): Promise<WireAnswer> {
  if (session.isBusy && client.hasTurn) return { error: RPC_ERRORS.busy }
  const { capabilities, external_tools: tools, hooks } = params
  client.takesQuestions = capabilities?.supports_question ?? false
  client.takesPlanMode = capabilities?.supports_plan_mode ?? false
  client.takesExtensions = capabilities?.kimi_events ?? false
  client.editor = capabilities?.editor
  // An editor that speaks Kimi CLI's protocol has its own question about the folder.
  if (client.takesQuestions && !client.takesExtensions) await session.admitLikeKimiCli()
  session.addHooks(client, hooks)
  const accepted = tools && session.addTools(client, tools)
  queueMicrotask(() => session.requests.resend(client))
  return {
    result: {
      protocol_version: WIRE_PROTOCOL,
      // The name that Kimi CLI's clients look for.
      server: { name: 'Kimi Code CLI', version: VERSION },
      slash_commands: session.slashCommands(),
      ...(accepted ? { external_tools: accepted } : {}),
      hooks: { supported_events: KIMI_CLI_EVENTS, configured: session.countHooks() },
      capabilities: { supports_question: true },
    },
  }
}

function answerOf(outcome: PromptOutcome): WireAnswer {
  if (outcome.status !== 'failed') return { result: outcome }
  const { error } = outcome
  if (error.code === 'session.busy') return { error: RPC_ERRORS.busy, cause: error }
  return { error: { code: codeOf(error), message: textOf(error) }, cause: error }
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
