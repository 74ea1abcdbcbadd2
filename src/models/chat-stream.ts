// The contract with a model: one request in, a stream of events out, and every failure is an event.

import type { ErrorCode } from '../protocol/errors.ts'

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant'
  content: string
}

/** A function the model may call; `parameters` is JSON Schema. */
export interface ToolDefinition {
  name: string
  description: string
  parameters: Record<string, unknown>
}

export interface ChatRequest {
  messages: readonly ChatMessage[]
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
  | { type: 'end'; reason: EndReason }
  | Failure

/**
 * Asks a model. The law: iterating never throws; the last event, and no other, is an `end` or a `failed`; once the
 * signal is aborted nothing but `failed` with `turn.cancelled` follows, at once. Leaving the loop cancels the request.
 */
export type ChatStream = (request: ChatRequest) => AsyncIterable<ChatEvent>
