// A step of a turn: one model call. Each of its tool calls starts as soon as it is complete in the stream.
//
// A failed attempt is dropped and made again, unless it has started a call with side effects. Such a call must never
// run
// twice, so the answer up to the failure stands, and the turn goes on from the results.

import type { ChatEvent, ChatRequest, ChatStream, EndReason, Failure } from '../models/chat-stream.ts'
import { toContent, type ContentPart, type Message, type ToolCall } from '../protocol/message.ts'
import type { TokenUsage, WireEvent } from '../protocol/wire.ts'
import type { ToolResult } from '../tools/tool.ts'

export interface StepDeps {
  /** Retries by itself; a `retry` event announces each new attempt. */
  stream: ChatStream
  emit(event: WireEvent): void
  /** Called when the answer is complete, before its last call starts: a client learns of it before it is asked. */
  onAnswer(usage: TokenUsage | null, id: string | null): void
  /**
   * Runs a complete call; settles with its result and never rejects. `signal` is aborted when the attempt is dropped.
   */
  start(call: ToolCall, signal: AbortSignal): Promise<ToolResult>
  /** True when the call may run a second time without harm. */
  isRepeatable(call: ToolCall): boolean
  /** True when an earlier call has this id: some providers send empty ids, or the same id twice. */
  isTaken(id: string): boolean
  nextId(): string
}

/** The answer of a model call. */
export interface ModelAnswer {
  message: Message
  calls: { call: ToolCall; result: Promise<ToolResult> }[]
  usage: TokenUsage | null
  /** The failure that cut the answer off, after a call with side effects had been started; else null. */
  cut: Failure | null
}

export type StepOutcome = { ok: true; answer: ModelAnswer } | { ok: false; failure: Failure; answer: ModelAnswer }

/** Kimi CLI's names for failures, in StepRetry events. */
const ERROR_TYPES: Partial<Record<Failure['code'], string>> = {
  'model.unreachable': 'APIConnectionError',
  'model.stalled': 'APITimeoutError',
  'model.truncated': 'APIEmptyResponseError',
}

function errorType({ code }: Failure): string {
  return ERROR_TYPES[code] ?? 'APIStatusError'
}

/** Makes step `n` of a turn. Resolves at the end of the model's answer; calls may still run then. */
export async function makeStep(n: number, request: ChatRequest, deps: StepDeps): Promise<StepOutcome> {
  let attempt = beginAttempt(deps)
  for await (const event of deps.stream(request)) {
    switch (event.type) {
      case 'text':
      case 'think':
      case 'tool_call':
      case 'tool_call_part':
        attempt.take(event)
        break
      case 'usage':
        attempt.usage = readUsage(event)
        break
      case 'retry':
        if (attempt.hasEffects) {
          deps.onAnswer(attempt.usage, null)
          return { ok: true, answer: attempt.finish(event.failure) }
        }
        attempt.giveUp()
        attempt = beginAttempt(deps)
        deps.emit({
          type: 'AttemptFailed',
          payload: { code: event.failure.code, message: event.failure.message },
        })
        deps.emit({
          type: 'StepRetry',
          payload: {
            n,
            next_attempt: event.attempt + 1,
            max_attempts: event.attempts,
            wait_s: event.waitMs / 1000,
            error_type: errorType(event.failure),
            status_code: event.failure.status ?? null,
          },
        })
        break
      case 'end':
        deps.onAnswer(attempt.usage, event.id ?? null)
        return conclude(attempt.finish(null, event.reason !== 'length'), event.reason)
      case 'failed': {
        // After a cancel the calls end by the turn's own signal, and their results are kept.
        if (attempt.hasEffects && event.code !== 'turn.cancelled') deps.onAnswer(attempt.usage, null)
        const answer = attempt.finish(event)
        if (event.code === 'turn.cancelled') return { ok: false, failure: event, answer }
        if (attempt.hasEffects) return { ok: true, answer }
        attempt.giveUp()
        return { ok: false, failure: event, answer: { ...answer, calls: [] } }
      }
    }
  }
  throw new Error('a model stream ended without an end event') // the contract of ChatStream
}

function conclude(answer: ModelAnswer, reason: EndReason): StepOutcome {
  if (reason !== 'filtered' || answer.calls.length > 0) return { ok: true, answer }
  const message = 'the provider filtered the answer'
  return { ok: false, answer, failure: { type: 'failed', code: 'model.refused', message, retryable: false } }
}

type AnswerEvent = Extract<ChatEvent, { type: 'text' | 'think' | 'tool_call' | 'tool_call_part' }>

function beginAttempt(deps: StepDeps) {
  const parts: ContentPart[] = []
  const calls: ModelAnswer['calls'] = []
  const abandoned = new AbortController()
  let open: { index: number; call: ToolCall } | null = null

  /** Starts the open call, whose arguments are complete. */
  const startOpenCall = () => {
    if (open === null) return
    const { call } = open
    open = null
    state.hasEffects ||= !deps.isRepeatable(call)
    calls.push({ call, result: deps.start(call, abandoned.signal) })
  }
  const addPart = (part: ContentPart) => {
    mergePart(parts, part)
    deps.emit({ type: 'ContentPart', payload: part })
  }

  const state = {
    /** True when a call that must not run twice has been started. */
    hasEffects: false,
    usage: null as TokenUsage | null,
    take(event: AnswerEvent) {
      if (event.type === 'text' || event.type === 'think') {
        startOpenCall()
        return addPart(
          event.type === 'text'
            ? { type: 'text', text: event.text }
            : { type: 'think', think: event.text, encrypted: null },
        )
      }
      if (event.type === 'tool_call') {
        startOpenCall()
        const isFree = event.id !== '' && event.id.length <= ID_LIMIT && !deps.isTaken(event.id)
        const isOwn = calls.some(({ call }) => call.id === event.id)
        const id = isFree && !isOwn ? event.id : deps.nextId()
        const call: ToolCall = { type: 'function', id, function: { name: event.name, arguments: event.arguments } }
        open = { index: event.index, call }
        return deps.emit(showCall(call))
      }
      if (open === null || open.index !== event.index) return
      open.call.function.arguments += event.arguments
      deps.emit({ type: 'ToolCallPart', payload: { arguments_part: event.arguments || null } })
    },
    /**
     * The answer so far. With `isWhole` the last call is known to be complete; without, it counts when its arguments
     * are JSON.
     */
    finish(cut: Failure | null, isWhole = cut === null): ModelAnswer {
      if (isWhole || (open !== null && isJson(open.call.function.arguments))) startOpenCall()
      const content = toContent(parts)
      const message: Message = { role: 'assistant', content }
      if (calls.length > 0) message.tool_calls = calls.map(({ call }) => call)
      return { message, calls, usage: state.usage, cut }
    },
    giveUp: () => abandoned.abort(),
  }
  return state
}

/** The event of a call that has begun. As in Kimi CLI, arguments that have not come yet are null. */
function showCall({ function: { name, arguments: text }, ...call }: ToolCall): WireEvent {
  return { type: 'ToolCall', payload: { ...call, function: { name, arguments: text || null }, extras: null } }
}

/** Adds a piece of the stream to the parts: text continues a last part of text, thinking one of thinking. */
function mergePart(parts: ContentPart[], part: ContentPart): void {
  const last = parts.at(-1)
  if (part.type === 'text' && last?.type === 'text') last.text += part.text
  else if (part.type === 'think' && last?.type === 'think') last.think += part.think
  else parts.push({ ...part })
}

/** Moonshot refuses longer ids. */
const ID_LIMIT = 64

function isJson(text: string | null): boolean {
  try {
    JSON.parse(text ?? '')
    return true
  } catch {
    return false
  }
}

function readUsage({ input, output, cached }: Extract<ChatEvent, { type: 'usage' }>): TokenUsage {
  return { input_other: input - cached, output, input_cache_read: cached, input_cache_creation: 0 }
}
