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
  /** The proxy on the way and the variable that names it, or null. */
  proxy: string | null
  /** The command that mends a key which the provider does not accept; '' when it is not known. */
  keyHint: string
  /** True for a host of the network that has answered before: when it refuses a connection, it restarts. */
  mayRestart: boolean
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
const REGION_WORDS = /\bregion|country|territor|unsupported_location/i
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
  const { code, what, hint } = classify(status, details, endpoint)
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
    hint,
    retryAfterMs: isTransient ? retryAfterMs : undefined,
    requestId,
  })
}

interface Cause {
  code: FailureCode
  what: string
  /** The next command to type, where the code's own does not fit. */
  hint?: string | undefined
}

function classify(status: number, details: ErrorDetails, endpoint: Endpoint): Cause {
  const { kind, message } = details
  const { model, keyHint } = endpoint
  if (status === 401) {
    const isLogin = keyHint === 'kimi login'
    const what = isLogin ? 'does not accept the login, which has expired or was ended' : 'does not accept the API key'
    return { code: 'model.auth', what, hint: keyHint || undefined }
  }
  if (status === 402) return { code: 'model.quota', what: 'wants an active plan or balance (402)', hint: 'kimi usage' }
  if (status === 403) return classifyDenial(details)
  if (status === 404)
    return {
      code: 'model.not_found',
      what: `does not know the model ${model} or this address (404)`,
      hint: 'kimi model list',
    }
  if (status === 407) {
    const hint = 'export HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT'
    return { code: 'model.unreachable', what: 'is behind a proxy that wants a password (407)', hint }
  }
  if (status === 429) return classifyLimit(details)
  if (status >= 500 || [408, 409, 425].includes(status)) {
    return { code: 'model.overloaded', what: `cannot answer now (${status})`, hint: 'kimi model list' }
  }
  if (FILTER_WORDS.test(kind) || FILTER_WORDS.test(message)) return { code: 'model.refused', what: 'refuses this text' }
  if (isTooLong(status, details)) {
    return { code: 'model.too_long', what: `takes less text than this for ${model} (${status})` }
  }
  return { code: 'model.invalid', what: `did not accept the request (${status})` }
}

function classifyDenial({ kind, message }: ErrorDetails): Cause {
  if (QUOTA_KINDS.test(kind) || QUOTA_WORDS.test(message))
    return { code: 'model.quota', what: 'says the plan is used up (403)', hint: 'kimi usage' }
  if (REGION_WORDS.test(`${kind} ${message}`))
    return { code: 'model.auth', what: 'does not serve this region (403)', hint: 'kimi help models' }
  return { code: 'model.auth', what: 'denies access for this account, plan or region (403)', hint: 'kimi help models' }
}

function classifyLimit({ kind, message }: ErrorDetails): Cause {
  if (QUOTA_KINDS.test(kind) || QUOTA_WORDS.test(message))
    return { code: 'model.quota', what: 'says the account is out of quota', hint: 'kimi usage' }
  if (/overload/.test(`${kind} ${message}`))
    return { code: 'model.overloaded', what: 'is overloaded', hint: 'kimi model list' }
  return { code: 'model.rate_limited', what: 'asks for fewer requests', hint: 'kimi usage' }
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
