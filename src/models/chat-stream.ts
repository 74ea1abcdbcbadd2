// The contract with a model: one request in, a stream of events out, and every failure is an event.

import type { ErrorCode } from '../protocol/errors.ts'
import type { Message } from '../protocol/message.ts'

export type { Message as ChatMessage } from '../protocol/message.ts'

/** A function the model may call; `parameters` is JSON Schema. */
export interface ToolDefinition {
  name: string
  description: string
  parameters: Record<string, unknown>
}

export interface ChatRequest {
  messages: readonly Message[]
  /** Limit of the answer in tokens, thinking included. */
  maxTokens?: number
  temperature?: number
  /** Requests with one key and one beginning share the provider's prompt cache. */
  cacheKey?: string
  /** Switches thinking on or off where the provider can; left out, the model's own default holds. */
  thinking?: boolean
  tools?: readonly ToolDefinition[]
  signal: AbortSignal
}

export type FailureCode = Extract<ErrorCode, `model.${string}` | 'turn.cancelled'>

/**
 * Why there is no (more) answer. `message` is one clean line that names the host and holds no secret. `retryable` says
 * that the same request may succeed later, after `retryAfterMs` where the provider named a time.
 */
export interface Failure {
  type: 'failed'
  code: FailureCode
  message: string
  retryable: boolean
  retryAfterMs?: number
  requestId?: string
  /** The HTTP status, where there was one. */
  status?: number
  /** The request was longer than the model's window: a shorter one may succeed. */
  isOverflow?: boolean
}

export type EndReason = 'stop' | 'length' | 'filtered' | 'tool_calls'

export type ChatEvent =
  | { type: 'text'; text: string }
  | { type: 'think'; text: string }
  /** Begins a call; `arguments` is the beginning of a JSON text that the parts with the same index continue. */
  | { type: 'tool_call'; index: number; id: string; name: string; arguments: string }
  | { type: 'tool_call_part'; index: number; arguments: string }
  /** Tokens; `cached` of the `input` came from the provider's cache. */
  | { type: 'usage'; input: number; output: number; cached: number }
  /** Only from a stream that tries again after it has begun to answer: forget what came since the last one. */
  | { type: 'retry'; attempt: number; attempts: number; waitMs: number; failure: Failure }
  | { type: 'end'; reason: EndReason }
  | Failure

/**
 * Asks a model. The law: iterating never throws; the last event, and no other, is an `end` or a `failed`; once the
 * signal is aborted nothing but `failed` with `turn.cancelled` follows, at once. Leaving the loop cancels the request.
 */
export type ChatStream = (request: ChatRequest) => AsyncIterable<ChatEvent>
