// Runs the agent loop in a session: a turn of the root agent or of a subagent, which differ only in their options.

import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { countTokens, type Conversation } from '../agent/conversation.ts'
import type { DMailbox } from '../agent/d-mail.ts'
import { runTurn, type TurnOutcome } from '../agent/loop.ts'
import type { ChatStream, Thinking } from '../models/chat-stream.ts'
import type { NoModel } from '../models/model-catalog.ts'
import { countCost, type ModelPrice } from '../models/model-price.ts'
import { typedWords } from '../protocol/attached-text.ts'
import { partsOf, textOf, type Content, type Message } from '../protocol/message.ts'
import { KimiError } from '../protocol/errors.ts'
import type { WireEvent } from '../protocol/wire.ts'
import { failed } from '../protocol/tool-result.ts'
import type { TurnSources } from '../safety/sources/turn-sources.ts'
import { markTool } from '../tools/marked-tool.ts'
import { refused, type Tool } from '../tools/tool.ts'
import { describeUse } from './admission/ruled-use.ts'
import { createTurnNotice } from './admission/turn-notice.ts'
import type { Hooks } from './hooks/hooks.ts'
import type { Permit, PermitSource } from './permissions.ts'
import { noteAttached } from './user-words.ts'

export interface ModelChoice {
  name: string
  /** The provider's name for it. */
  id: string
  stream: ChatStream
  windowTokens: number
  /** True where a request says how long its answer may be: what is left of the window. */
  limitsAnswers: boolean
  /** True for a model of tests, which answers from a list: a question beside the turns would take an answer of theirs. */
  isScripted: boolean
  /** True for a server on this machine: a question beside the turns would push the conversation out of its cache. */
  isLocal: boolean
  /** Media in a prompt that the model accepts. */
  takes: { image: boolean; video: boolean }
  /** Null where the prices are not known. */
  price: ModelPrice | null
}

/** The model that was asked for, or what it lacks. */
export type ModelReply = { ok: true; model: ModelChoice } | NoModel

export interface AgentRun {
  input: Content
  conversation: Conversation
  model: ModelChoice
  tools(): readonly Tool[]
  /** The sources of foreign text that the turn has read. */
  sources: TurnSources
  /** True when the user trusts the working directory. */
  isTrusted(): boolean
  limits: { maxSteps: number; maxTokens: number; ratio: number; reserved: number }
  thinking(): Thinking | undefined
  /** True when nobody can be asked: a script waits for the turn. */
  isForScript(): boolean
  /** The session's id: requests with the same key share the provider's cache. */
  cacheKey: string
  steers: Content[]
  reminders(): readonly Message[]
  compact(trigger: 'auto' | 'overflow', signal: AbortSignal): Promise<boolean>
  dmail: DMailbox | undefined
  isSubagent: boolean
  permit: Permit
  source: PermitSource
  hooks: Hooks
  emit(event: WireEvent): void
  /** Null, or a promise for the time when the slowest client has read what it was sent. */
  untilRead(signal: AbortSignal): Promise<unknown> | null
  signal: AbortSignal
}

/** The refusal of words that alone exceed the window, where no compaction helps; else null. */
export function refuseBeyondWindow(input: Content, { id, windowTokens }: ModelChoice): KimiError | null {
  const tokens = countTokens(textOf(input))
  if (windowTokens <= 0 || tokens <= windowTokens) return null
  const count = (number: number) => number.toLocaleString('en')
  return new KimiError(
    'usage.invalid',
    `the text has about ${count(tokens)} tokens, and the window of ${id} holds ${count(windowTokens)}`,
    { hint: 'put it into a file, and name the file' },
  )
}

/** Tokens that stay free, since the count of used tokens is an estimate (Kimi CLI's figure). */
const OUTPUT_MARGIN_TOKENS = 1024
/** Length of a tool's output as PostToolUse hooks receive it. */
const HOOK_OUTPUT_CHARS = 2_000

function describeWishes({ thinking, isForScript }: AgentRun): { thinking?: Thinking; isForScript?: boolean } {
  const wish = thinking()
  return { ...(wish === undefined ? {} : { thinking: wish }), ...(isForScript() ? { isForScript: true } : {}) }
}

/** Throws `model.unsupported` for a medium that the model does not accept, `usage.invalid` for words beyond its window. */
export async function runAgent(run: AgentRun): Promise<TurnOutcome> {
  const { model, hooks, signal, source } = run
  const [missing] = missingFor(run.input, model)
  if (missing !== undefined)
    throw new KimiError(
      'model.unsupported',
      `LLM model '${model.id}' does not support required capability: ${missing}.`,
    )
  const refusal = refuseBeyondWindow(run.input, model)
  if (refusal) throw refusal
  return runTurn(run.input, {
    conversation: run.conversation,
    stream: model.stream,
    tools: () => run.tools().map((tool) => markTool(tool, run.sources, run.isTrusted)),
    limits: { ...run.limits, windowTokens: model.windowTokens },
    cacheKey: run.cacheKey,
    ...describeWishes(run),
    ...(model.limitsAnswers
      ? { maxOutput: (used: number) => Math.max(1, model.windowTokens - used - OUTPUT_MARGIN_TOKENS) }
      : {}),
    steers: { take: () => takeSteers(run) },
    reminders: run.reminders,
    compact: run.compact,
    ...(run.dmail ? { dmail: run.dmail } : {}),
    isSubagent: run.isSubagent,
    newId: () => randomUUID().replaceAll('-', '').slice(0, 24),
    permit: (call, ask) => run.permit(call, ask, source, run.sources, signal),
    async beforeCall(call, args, callSignal) {
      const { name } = call.function
      const fields = { tool_name: name, tool_input: args, tool_call_id: call.id }
      const use = describeUse(name, args)
      const verdict = use && (await run.permit(call, use, source, run.sources, callSignal))
      if (verdict && !verdict.ok) return refused(verdict)
      const { action, reason = '' } = await hooks.fire('PreToolUse', name, fields, callSignal)
      if (action !== 'block') return null
      const words = reason || 'Blocked by PreToolUse hook'
      return failed(words, `Hook blocked: ${words}`)
    },
    afterCall(call, args, result) {
      const { name } = call.function
      const fields = { tool_name: name, tool_input: args, tool_call_id: call.id }
      const output = typeof result.output === 'string' ? result.output : JSON.stringify(result.output)
      void (result.is_error
        ? hooks.fire('PostToolUseFailure', name, { ...fields, error: result.message }, signal)
        : hooks.fire('PostToolUse', name, { ...fields, tool_output: output.slice(0, HOOK_OUTPUT_CHARS) }, signal))
    },
    emit(event) {
      run.emit(event)
      const usage = event.type === 'StatusUpdate' ? event.payload.token_usage : null
      if (usage) run.emit({ type: 'ModelCalled', payload: { model: model.name, usd: countCost(usage, model.price) } })
    },
    tell: (text) => run.emit(createTurnNotice(text)),
    untilRead: () => run.untilRead(signal),
    sleep: (ms) => sleep(ms, undefined, { ref: false }),
    signal,
  })
}

/** The capabilities that the media of a prompt need and the model lacks, by Kimi CLI's names. */
function missingFor(input: Content, { takes }: ModelChoice): string[] {
  return partsOf(input).flatMap(({ type }) => {
    if (type === 'image_url' && !takes.image) return 'image_in'
    return type === 'video_url' && !takes.video ? 'video_in' : []
  })
}

/**
 * Takes the words that the user has said during the turn: they count as typed, and the texts attached to them as read. A medium that the
 * model cannot take does not end the turn, as it does in a prompt; the user is told that it is left out.
 */
async function takeSteers({ steers, sources, isTrusted, model, emit }: AgentRun): Promise<Content[]> {
  const taken = steers.splice(0)
  for (const words of taken) {
    const missing = missingFor(words, model)
    if (missing.length > 0) {
      const media = missing.includes('image_in') ? 'pictures' : 'videos'
      emit(createTurnNotice(`${model.id} takes no ${media}: yours is left out`))
    }
    sources.onSaid(typedWords(words))
    await noteAttached(words, sources, isTrusted())
  }
  return taken
}
