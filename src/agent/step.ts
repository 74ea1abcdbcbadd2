// One step: a model call, and its tool calls started as soon as each is complete in the stream.
//
// A failed attempt is forgotten and tried again, unless a call with side effects has been started: it must never run
// twice, so what the model said up to then stands as its answer, and the turn goes on from the results.

import type { ChatEvent, ChatRequest, ChatStream, EndReason, Failure } from '../models/chat-stream.ts'
import { toContent, type ContentPart, type Message, type ToolCall } from '../protocol/message.ts'
import type { TokenUsage, WireEvent } from '../protocol/wire.ts'
import type { ToolResult } from '../tools/tool.ts'

export interface StepDeps {
  /** Tries again by itself and says so with `retry` events. */
  stream: ChatStream
  emit(event: WireEvent): void
  /** Runs a complete call; settles with its result and never rejects. `signal` says that the attempt was given up. */
  start(call: ToolCall, signal: AbortSignal): Promise<ToolResult>
  /** Whether a call may be run again. */
  isRepeatable(call: ToolCall): boolean
  /** Whether an id is taken: providers send empty ones and the same one twice. */
  isTaken(id: string): boolean
  nextId(): string
}

export interface Said {
  message: Message
  calls: { call: ToolCall; result: Promise<ToolResult> }[]
  usage: TokenUsage | null
  /** Why the answer ended before its end; its complete calls have been started all the same. */
  cut: Failure | null
}

export type StepOutcome = { ok: true; said: Said } | { ok: false; failure: Failure; said: Said }

/** Upstream's names for what StepRetry tells. */
const ERROR_TYPES: Partial<Record<Failure['code'], string>> = {
  'model.unreachable': 'APIConnectionError',
  'model.stalled': 'APITimeoutError',
  'model.truncated': 'APIEmptyResponseError',
}

export function errorType({ code }: Failure): string {
  return ERROR_TYPES[code] ?? 'APIStatusError'
}

/** Makes step `n` of a turn. Ends when the model has; the calls may still run then. */
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
        if (attempt.hasEffects) return { ok: true, said: attempt.finish(event.failure) }
        attempt.giveUp()
        attempt = beginAttempt(deps)
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
        return conclude(attempt.finish(null, event.reason !== 'length'), event.reason)
      case 'failed': {
        // Cancelled: what is running is told by the turn's own signal and answers for itself.
        const said = attempt.finish(event)
        if (event.code === 'turn.cancelled') return { ok: false, failure: event, said }
        if (attempt.hasEffects) return { ok: true, said }
        attempt.giveUp()
        return { ok: false, failure: event, said: { ...said, calls: [] } }
      }
    }
  }
  throw new Error('a model stream ended without saying so') // ChatStream's law
}

function conclude(said: Said, reason: EndReason): StepOutcome {
  if (reason !== 'filtered' || said.calls.length > 0) return { ok: true, said }
  const message = 'the provider filtered the answer'
  return { ok: false, said, failure: { type: 'failed', code: 'model.refused', message, retryable: false } }
}

type Spoken = Extract<ChatEvent, { type: 'text' | 'think' | 'tool_call' | 'tool_call_part' }>

function beginAttempt(deps: StepDeps) {
  const parts: ContentPart[] = []
  const calls: Said['calls'] = []
  const abandoned = new AbortController()
  let open: { index: number; call: ToolCall } | null = null

  /** The open call is complete: it starts. */
  const close = () => {
    if (open === null) return
    const { call } = open
    open = null
    state.hasEffects ||= !deps.isRepeatable(call)
    calls.push({ call, result: deps.start(call, abandoned.signal) })
  }
  const say = (part: ContentPart) => {
    const last = parts.at(-1)
    if (part.type === 'text' && last?.type === 'text') last.text += part.text
    else if (part.type === 'think' && last?.type === 'think') last.think += part.think
    else parts.push({ ...part })
    deps.emit({ type: 'ContentPart', payload: part })
  }

  const state = {
    /** A call that must not run twice has been started. */
    hasEffects: false,
    usage: null as TokenUsage | null,
    take(event: Spoken) {
      if (event.type === 'text' || event.type === 'think') {
        close()
        return say(
          event.type === 'text'
            ? { type: 'text', text: event.text }
            : { type: 'think', think: event.text, encrypted: null },
        )
      }
      if (event.type === 'tool_call') {
        close()
        const isFree = event.id !== '' && event.id.length <= ID_LIMIT && !deps.isTaken(event.id)
        const isOwn = calls.some(({ call }) => call.id === event.id)
        const id = isFree && !isOwn ? event.id : deps.nextId()
        const call: ToolCall = { type: 'function', id, function: { name: event.name, arguments: event.arguments } }
        open = { index: event.index, call }
        return deps.emit({ type: 'ToolCall', payload: { ...call, function: { ...call.function }, extras: null } })
      }
      if (open === null || open.index !== event.index) return
      open.call.function.arguments += event.arguments
      deps.emit({ type: 'ToolCallPart', payload: { arguments_part: event.arguments } })
    },
    /** `isWhole`: the last call is complete, too. */
    finish(cut: Failure | null, isWhole = cut === null): Said {
      if (isWhole || (open !== null && isJson(open.call.function.arguments))) close()
      const content = toContent(parts)
      const message: Message = { role: 'assistant', content }
      if (calls.length > 0) message.tool_calls = calls.map(({ call }) => call)
      return { message, calls, usage: state.usage, cut }
    },
    giveUp: () => abandoned.abort(),
  }
  return state
}

/** Longer ids are refused by Moonshot. */
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
