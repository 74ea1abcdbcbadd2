// JSON-RPC 2.0 as Kimi CLI's wire protocol speaks it: ids are strings (safe integers are accepted), errors carry its codes.
// A request gets exactly one reply with the same id. Events may come before the reply, never after.
// Closing the connection cancels everything it asked for.

import type { WireError } from './errors.ts'

export type RequestId = string | number

export interface RpcRequest {
  jsonrpc: '2.0'
  id?: RequestId
  method: string
  params?: unknown
}
export interface RpcFailure {
  jsonrpc: '2.0'
  id: RequestId | null
  error: { code: number; message: string; data?: WireError }
}

/** Codes and texts of the wire protocol (1.10, §3.2). */
export const RPC_ERRORS = {
  parse: { code: -32700, message: 'Invalid JSON format' },
  request: { code: -32600, message: 'Invalid request' },
  method: { code: -32601, message: 'Unexpected method received' },
  params: { code: -32602, message: 'Invalid parameters for method' },
  internal: { code: -32603, message: 'Internal error' },
  busy: { code: -32000, message: 'An agent turn is already in progress' },
  idle: { code: -32000, message: 'No agent turn is in progress' },
  notSet: { code: -32001, message: 'LLM is not set' },
  unsupported: { code: -32002, message: '' },
  /** The code of our own methods, which Kimi CLI does not have: `data` holds the WireError. */
  failed: { code: -32003, message: '' },
  auth: { code: -32004, message: '' },
} as const

export function failure(id: RequestId | null, code: number, message: string, data?: WireError): RpcFailure {
  return { jsonrpc: '2.0', id, error: { code, message, ...(data ? { data } : {}) } }
}

/**
 * The request in a frame, or the failure to answer it with. An id that JSON cannot hold exactly (beyond 2^53) is refused
 * rather than echoed rounded.
 */
export function readRequest(value: unknown): RpcRequest | RpcFailure {
  const invalid = failure(null, RPC_ERRORS.request.code, RPC_ERRORS.request.message)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return invalid
  const { jsonrpc, id, method, params } = value as Record<string, unknown>
  if (id !== undefined && typeof id !== 'string' && !Number.isSafeInteger(id)) return invalid
  const known = id as RequestId | undefined
  if (jsonrpc !== '2.0' || typeof method !== 'string') return { ...invalid, id: known ?? null }
  return { jsonrpc, method, ...(known === undefined ? {} : { id: known }), ...(params === undefined ? {} : { params }) }
}

/** A peer's answer to a request of ours. */
export interface RpcReply {
  id: RequestId
  result?: unknown
  error?: unknown
}

/** The reply in a frame; null when the frame holds something else. */
export function readReply(value: unknown): RpcReply | null {
  if (typeof value !== 'object' || value === null || 'method' in value) return null
  const { id } = value as RpcReply
  if (typeof id !== 'string' && typeof id !== 'number') return null
  return 'result' in value || 'error' in value ? (value as RpcReply) : null
}

export function isFailure(frame: RpcRequest | RpcFailure): frame is RpcFailure {
  return 'error' in frame
}
