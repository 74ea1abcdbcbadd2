// Builds failures, whose message is one line that can be shown and holds no secret.

import { ERRORS } from '../protocol/errors.ts'
import type { Failure, FailureCode } from './chat-stream.ts'

const MESSAGE_LIMIT_CHARS = 300

// Characters that move the cursor or deceive the eye: C0 and C1, soft hyphen, zero-width, bidirectional, line
// separators.
const UNSHOWABLE = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+/g
const ESCAPE_SEQUENCE = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\^_])/g
const KEY_LIKE = /\b(?:sk|pk|rk|xoxb|ghp|AKIA)[-_][A-Za-z0-9_*.-]{6,}/g
const BEARER = /\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{6,}/gi
const URL_USER = /(\/\/)[^/\s@]+@/g

/** Makes a failure. `message` must be clean (`cleanLine`). `retryable` depends on the code, unless `more` sets it. */
export function fail(
  code: FailureCode,
  message: string,
  more: Partial<Pick<Failure, 'retryable' | 'isOverflow' | 'attempts'>> & {
    hint?: string | undefined
    retryAfterMs?: number | undefined
    requestId?: string | undefined
    status?: number
  } = {},
): Failure {
  return {
    type: 'failed',
    code,
    message,
    retryable: more.retryable ?? 'retryable' in ERRORS[code],
    ...(more.retryAfterMs === undefined ? {} : { retryAfterMs: more.retryAfterMs }),
    ...(more.requestId === undefined ? {} : { requestId: more.requestId }),
    ...(more.status === undefined ? {} : { status: more.status }),
    ...(more.hint === undefined ? {} : { hint: more.hint }),
    ...(more.isOverflow ? { isOverflow: true } : {}),
    ...(more.attempts === undefined ? {} : { attempts: more.attempts }),
  }
}

export function cancelled(): Failure {
  return fail('turn.cancelled', 'cancelled')
}

/**
 * Untrusted text as one line without control characters and secrets, at most 300 characters long. HTML becomes its
 * title.
 */
export function cleanLine(text: string, secrets: readonly string[] = []): string {
  const source = looksLikeHtml(text) ? titleOf(text) : text
  const line = redact(source.replace(ESCAPE_SEQUENCE, ' '), secrets)
    .replace(UNSHOWABLE, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return line.length > MESSAGE_LIMIT_CHARS ? `${line.slice(0, MESSAGE_LIMIT_CHARS - 1).toWellFormed()}…` : line
}

function redact(text: string, secrets: readonly string[]): string {
  let clean = text
  for (const secret of secrets) if (secret.length >= 6) clean = clean.replaceAll(secret, '[secret]')
  return clean.replace(KEY_LIKE, '[secret]').replace(BEARER, '$1 [secret]').replace(URL_USER, '$1')
}

function looksLikeHtml(text: string): boolean {
  return /^\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html|head|body)\b/i.test(text)
}

/** The title of a page with its entities as they are; `a web page` when there is no title. */
function titleOf(html: string): string {
  const title = /<title[^>]*>([^<]{0,500})/i.exec(html)?.[1]?.trim()
  return title ? title : 'a web page'
}
