// A step of a turn: one model call. Each of its tool calls starts as soon as it is complete in the stream.
//
// A failed attempt is dropped and made again, unless it has started a call with side effects. Such a call must never run
// twice, so the answer up to the failure stands, and the turn goes on from the results. A call that was cut off does not
// run, and has a result that says so.

import type { ChatEvent, ChatRequest, ChatStream, EndReason, Failure } from '../models/chat-stream.ts'
import { parseArguments, readableArguments } from '../protocol/call-arguments.ts'
import { toContent, type Content, type ContentPart, type Message, type ToolCall } from '../protocol/message.ts'
import { failed } from '../protocol/tool-result.ts'
import type { TokenUsage, WireEvent } from '../protocol/wire.ts'
import type { ToolResult } from '../tools/tool.ts'

export interface StepDeps {
  /** Retries by itself; a `retry` event announces each new attempt. */
  stream: ChatStream
  emit(event: WireEvent): void
  /** Null, or a promise to wait for before more is read: those who watch read more slowly than the model writes. */
  untilRead(): Promise<unknown> | null
  /** The name of the tool that the model means; its own word when no tool is near. */
  nameOf(called: string): string
  /** Called when the answer is complete, before its last call starts: a client learns of it before it is asked. */
  onAnswer(usage: TokenUsage | null, id: string | null): void
  /**
   * Runs a complete call; settles with its result and never rejects. `said` is what the model has said before it. `signal`
   * is aborted when the attempt is dropped.
   */
  start(call: ToolCall, said: Content, signal: AbortSignal): Promise<ToolResult>
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
  /** True when the answer ended at its limit of tokens. */
  isLimited: boolean
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
        await deps.untilRead()
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
        return conclude(attempt.finish(null, event.reason === 'length'), event.reason)
      case 'failed': {
        // After a cancel the calls end by the turn's own signal, and their results are kept.
        const isCancelled = event.code === 'turn.cancelled'
        const isKept = isCancelled || attempt.hasEffects
        if (attempt.hasEffects && !isCancelled) deps.onAnswer(attempt.usage, null)
        if (!isKept) attempt.giveUp()
        const answer = isKept ? attempt.finish(event) : forget(attempt.usage)
        return attempt.hasEffects && !isCancelled ? { ok: true, answer } : { ok: false, failure: event, answer }
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
    calls.push({ call, result: deps.start(call, toContent(structuredClone(parts)), abandoned.signal) })
  }
  const addPart = (part: ContentPart) => {
    // Some servers send text between the pieces of a call.
    if (isWhole(open)) startOpenCall()
    mergePart(parts, part)
    deps.emit({ type: 'ContentPart', payload: part })
  }

  const state = {
    /** True when a call that must not run twice has been started. */
    hasEffects: false,
    usage: null as TokenUsage | null,
    take(event: AnswerEvent) {
      if (event.type === 'text') return addPart({ type: 'text', text: event.text })
      if (event.type === 'think')
        return addPart({ type: 'think', think: event.text, encrypted: event.encrypted ?? null })
      if (event.type === 'tool_call') {
        startOpenCall()
        const call = openCall(event, calls, deps)
        open = { index: event.index, call }
        return deps.emit(showCall(call))
      }
      if (open === null || open.index !== event.index) return
      open.call.function.arguments += event.arguments
      deps.emit({ type: 'ToolCallPart', payload: { arguments_part: event.arguments || null } })
    },
    /** The answer so far. A last call that was cut off runs only when its arguments are whole all the same. */
    finish(cut: Failure | null, isLimited = false): ModelAnswer {
      if ((cut === null && !isLimited) || isWhole(open)) startOpenCall()
      if (open !== null && cut?.code !== 'turn.cancelled') calls.push(endCutCall(open.call, deps))
      const message: Message = { role: 'assistant', content: toContent(parts) }
      if (calls.length > 0) message.tool_calls = calls.map(({ call }) => withReadableArguments(call))
      return { message, calls, usage: state.usage, cut, isLimited }
    },
    giveUp: () => abandoned.abort(),
  }
  return state
}

type CallEvent = Extract<ChatEvent, { type: 'tool_call' }>

function openCall(
  { id, name, arguments: text, extras }: CallEvent,
  calls: ModelAnswer['calls'],
  deps: StepDeps,
): ToolCall {
  const isFree = id !== '' && id.length <= ID_LIMIT && !deps.isTaken(id) && !calls.some(({ call }) => call.id === id)
  return {
    type: 'function',
    id: isFree ? id : deps.nextId(),
    function: { name: deps.nameOf(name), arguments: text },
    ...(extras === undefined ? {} : { extras }),
  }
}

/** A call that was cut off has a result all the same: the model, and those who watch, learn that it did not run. */
function endCutCall(call: ToolCall, { emit }: StepDeps): ModelAnswer['calls'][number] {
  const result = failed(CUT_OFF, 'Cut off before it was whole: it did not run')
  emit({ type: 'ToolResult', payload: { tool_call_id: call.id, return_value: result } })
  return { call, result: Promise.resolve(result) }
}

/** The answer of an attempt of which nothing counts but its cost. */
function forget(usage: TokenUsage | null): ModelAnswer {
  return { message: { role: 'assistant', content: '' }, calls: [], usage, cut: null, isLimited: false }
}

const CUT_OFF =
  'Your answer was cut off in the middle of this call, so it did not run. Make it again, in smaller parts where it is long.'

function withReadableArguments(call: ToolCall): ToolCall {
  const { name, arguments: text } = call.function
  return { ...call, function: { name, arguments: readableArguments(text) } }
}

/** The event of a call that has begun. As in Kimi CLI, arguments that have not come yet are null. */
function showCall({ function: { name, arguments: text }, ...call }: ToolCall): WireEvent {
  return { type: 'ToolCall', payload: { ...call, function: { name, arguments: text || null }, extras: null } }
}

/** Adds a piece of the stream to the parts: text continues a last part of text, thinking one of thinking. */
function mergePart(parts: ContentPart[], part: ContentPart): void {
  const last = parts.at(-1)
  if (part.type === 'text' && last?.type === 'text') last.text += part.text
  else if (part.type === 'think' && last?.type === 'think' && last.encrypted === null) {
    last.think += part.think
    last.encrypted = part.encrypted
  } else parts.push({ ...part })
}

/** Moonshot refuses longer ids. */
const ID_LIMIT = 64

/** True for a call whose arguments are JSON, and so complete. */
function isWhole(open: { call: ToolCall } | null): boolean {
  const text = open?.call.function.arguments ?? ''
  return text.trim() !== '' && parseArguments(text).ok
}

function readUsage({ input, output, cached, written = 0 }: Extract<ChatEvent, { type: 'usage' }>): TokenUsage {
  return { input_other: input - cached - written, output, input_cache_read: cached, input_cache_creation: written }
}
