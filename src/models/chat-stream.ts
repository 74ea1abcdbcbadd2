// The contract of a model: one request in, a stream of events out. Every failure is an event.

import type { ErrorCode } from '../protocol/errors.ts'
import type { Message } from '../protocol/message.ts'

export type { Message as ChatMessage } from '../protocol/message.ts'

/** A function that the model may call; `parameters` is a JSON Schema. */
export interface ToolDefinition {
  name: string
  description: string
  parameters: Record<string, unknown>
}

/**
 * `least` is as little as the model allows, for answers that somebody waits for; `on` is the model's own default, and on where
 * that is off. A level that the model does not have becomes the next one that it has.
 */
export type Thinking = 'least' | 'on' | ThinkingLevel
export type ThinkingLevel = 'off' | 'low' | 'medium' | 'high' | 'max'

export interface ChatRequest {
  messages: readonly Message[]
  /** The tokens that the answer needs. A model that thinks gets more, for its thoughts (rules/request-rules.ts). */
  maxTokens?: number
  /** The tokens that the model's window has left: the answer and its thoughts get no more. */
  leftTokens?: number
  temperature?: number
  topP?: number
  /** Requests with the same key and the same beginning share the provider's prompt cache. */
  cacheKey?: string
  /** The wished amount of thinking; request-rules.ts says what the model is sent. When omitted, the model's default holds. */
  thinking?: Thinking
  tools?: readonly ToolDefinition[]
  /** True when a script waits for the answer, and no user could interrupt the wait: an error of the server is soon told. */
  isForScript?: boolean
  signal: AbortSignal
}

export type FailureCode = Extract<ErrorCode, `model.${string}` | 'turn.cancelled'>

/**
 * The end of an answer that failed. `message` is one clean line that names the host and holds no secret. `retryable` is
 * true when the same request may succeed later: after `retryAfterMs`, if the provider named a time.
 */
export interface Failure {
  type: 'failed'
  code: FailureCode
  message: string
  retryable: boolean
  retryAfterMs?: number
  requestId?: string
  /** The HTTP status, when an answer came. */
  status?: number
  /** True when the request was longer than the model's window: a shorter one may succeed. */
  isOverflow?: boolean
  /** A command for the user to type, where another one helps than with other failures of this code. */
  hint?: string
  /** So many attempts in all are worth making; without it as many as the caller makes. */
  attempts?: number
}

export type EndReason = 'stop' | 'length' | 'filtered' | 'tool_calls'

export type ChatEvent =
  | { type: 'text'; text: string }
  /** `encrypted` ends a thought: the provider wants it back with the thought, unchanged. */
  | { type: 'think'; text: string; encrypted?: string }
  /**
   * The beginning of a call; its `arguments` are JSON text, continued by the parts with the same index. Calls come one
   * after the other: when another one begins, the one before it is whole. The last one is whole at an `end`, unless the
   * reason is `length`.
   */
  | {
      type: 'tool_call'
      index: number
      id: string
      name: string
      arguments: string
      /** Fields that the provider wants back with the call, unchanged. */
      extras?: Record<string, unknown>
    }
  | { type: 'tool_call_part'; index: number; arguments: string }
  /** Counts of tokens. Of `input`, `cached` came from the provider's cache, and `written` was put into it for an extra price. */
  | { type: 'usage'; input: number; output: number; cached: number; written?: number }
  /**
   * The answer begins anew: the reader drops the events since the last `retry`. Only streams with `restarts` send it.
   */
  | { type: 'retry'; attempt: number; attempts: number; waitMs: number; failure: Failure }
  /** `id` is the provider's name for the answer, if it sent one. */
  | { type: 'end'; reason: EndReason; id?: string }
  | Failure

/**
 * Sends a request to a model. Its contract: iterating never throws; the last event, and no other, is an `end` or a
 * `failed`; after the signal is aborted only `failed` with `turn.cancelled` follows, at once. Leaving the loop cancels
 * the request.
 */
export type ChatStream = (request: ChatRequest) => AsyncIterable<ChatEvent>
