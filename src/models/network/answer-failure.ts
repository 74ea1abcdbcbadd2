// Explains a provider's HTTP status, error body, or error event inside a stream.

import type { Failure, FailureCode } from '../chat-stream.ts'
import { cleanLine, fail } from '../model-failure.ts'
import { isObject, parseJson } from '../../sys/json-reading.ts'
import { readRetryAfter, RETRY_AFTER_LIMIT_MS, sayDuration } from './retry-after.ts'

/** The provider and model of a request, for messages. */
export interface Endpoint {
  host: string
  model: string
  /** Texts that must never be shown: the key and other secret headers. */
  secrets: readonly string[]
  /** Host and port of the proxy on the way, or null. */
  proxy: string | null
}

export interface ErrorAnswer {
  status: number
  header: (name: string) => string | undefined
  /** The body as text, JSON or not. */
  body: string
  /** The present time in milliseconds since the epoch. */
  now: number
}

interface ErrorDetails {
  message: string
  /** The `type` and `code` fields in lower case, separated by a blank. */
  kind: string
  status: number | undefined
}

const QUOTA_KINDS = /exceeded_current_quota|insufficient_quota|insufficient_balance|billing/
const QUOTA_WORDS =
  /exceeded your current (?:token )?quota|insufficient balance|account balance|recharge|in arrears|usage limit|out of credit/i
const TOO_LONG_WORDS = /context.?length|context window|model token limit|maximum context|too many tokens|too long/i
const FILTER_WORDS = /content.?filter|high risk|safety system/i

/** Explains an answer whose status is not 2xx. */
export function explainAnswer(answer: ErrorAnswer, endpoint: Endpoint): Failure {
  return explain(answer.status, readDetails(parseJson(answer.body) ?? answer.body), answer, endpoint)
}

/**
 * Explains an `error` object that came with status 200, in an event or a JSON body, by the status that it stands for.
 */
export function explainErrorObject(
  error: unknown,
  answer: Omit<ErrorAnswer, 'status' | 'body'>,
  endpoint: Endpoint,
): Failure {
  const details = readDetails(error)
  return explain(details.status ?? guessStatus(details.kind), details, answer, endpoint)
}

function explain(
  status: number,
  details: ErrorDetails,
  answer: Pick<ErrorAnswer, 'header' | 'now'>,
  endpoint: Endpoint,
): Failure {
  const requestId = readRequestId(answer.header, endpoint.secrets)
  const retryAfterMs = readRetryAfter(answer.header, answer.now)
  const { code, what } = classify(status, details, endpoint)
  const isPatient = retryAfterMs === undefined || retryAfterMs <= RETRY_AFTER_LIMIT_MS
  const said = cleanLine(details.message, endpoint.secrets)
  const isTransient = ['model.rate_limited', 'model.overloaded'].includes(code)
  const parts = [
    `${endpoint.host} ${what}`,
    said === '' ? '' : `: ${said}`,
    isTransient && retryAfterMs !== undefined ? `; try again in ${sayDuration(retryAfterMs)}` : '',
    requestId === undefined ? '' : ` [request ${requestId}]`,
  ]
  return fail(code, parts.join(''), {
    retryable: isTransient && isPatient,
    status,
    isOverflow: isTooLong(status, details),
    retryAfterMs: isTransient ? retryAfterMs : undefined,
    requestId,
  })
}

function classify(
  status: number,
  { kind, message }: ErrorDetails,
  endpoint: Endpoint,
): { code: FailureCode; what: string } {
  const isQuota = QUOTA_KINDS.test(kind) || QUOTA_WORDS.test(message)
  if (status === 401) return { code: 'model.auth', what: 'does not accept the API key' }
  if (status === 402) return { code: 'model.quota', what: 'wants an active plan or balance (402)' }
  if (status === 403 && isQuota) return { code: 'model.quota', what: 'says the plan is used up (403)' }
  if (status === 403) return { code: 'model.auth', what: 'denies access for this account, plan or region (403)' }
  if (status === 404)
    return { code: 'model.not_found', what: `does not know the model ${endpoint.model} or this address (404)` }
  if (status === 407) return { code: 'model.unreachable', what: 'is behind a proxy that wants a password (407)' }
  if (status === 429 && isQuota) return { code: 'model.quota', what: 'says the account is out of quota' }
  if (status === 429 && /overload/.test(kind)) return { code: 'model.overloaded', what: 'is overloaded' }
  if (status === 429) return { code: 'model.rate_limited', what: 'asks for fewer requests' }
  if (status >= 500 || [408, 409, 425].includes(status)) {
    return { code: 'model.overloaded', what: `cannot answer now (${status})` }
  }
  if (FILTER_WORDS.test(kind) || FILTER_WORDS.test(message)) return { code: 'model.refused', what: 'refuses this text' }
  if (isTooLong(status, { kind, message })) {
    return { code: 'model.too_long', what: `takes less text than this for ${endpoint.model} (${status})` }
  }
  return { code: 'model.invalid', what: `did not accept the request (${status})` }
}

function isTooLong(status: number, { kind, message }: Pick<ErrorDetails, 'kind' | 'message'>): boolean {
  return status === 413 || (status === 400 && (TOO_LONG_WORDS.test(kind) || TOO_LONG_WORDS.test(message)))
}

/** The status of an error object that has no status of its own. An unknown kind counts as temporary: 500. */
function guessStatus(kind: string): number {
  if (/quota|rate_?limit|overload|balance/.test(kind)) return 429
  if (/auth|api_key/.test(kind)) return 401
  if (/permission|terminated|forbidden/.test(kind)) return 403
  if (/not_found/.test(kind)) return 404
  if (/filter|invalid_request|context_length/.test(kind)) return 400
  return 500
}

/**
 * Reads an error body. Providers put the text in `error.message`, `error`, `message`, `detail` or `error_description`.
 */
function readDetails(body: unknown): ErrorDetails {
  if (typeof body === 'string') return { message: body, kind: '', status: undefined }
  if (!isObject(body)) return { message: '', kind: '', status: undefined }
  const inner = isObject(body['error']) ? body['error'] : body
  const texts = [inner['message'], inner['error_description'], inner['detail'], body['message'], body['error']]
  const status = [inner['status'], inner['code'], inner['http_code'], body['status']].map(Number).find(isErrorStatus)
  return {
    message: texts.find((text) => typeof text === 'string' && text !== '')?.toString() ?? '',
    kind: [inner['type'], inner['code']]
      .filter((word) => typeof word === 'string')
      .join(' ')
      .toLowerCase(),
    status,
  }
}

function readRequestId(header: ErrorAnswer['header'], secrets: readonly string[]): string | undefined {
  const id = header('x-request-id') ?? header('x-trace-id') ?? header('request-id') ?? header('cf-ray')
  return id === undefined ? undefined : cleanLine(id, secrets).slice(0, 80) || undefined
}

function isErrorStatus(status: number): boolean {
  return Number.isInteger(status) && status >= 400 && status <= 599
}
