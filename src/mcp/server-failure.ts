// The failures of servers in one line each, without what a server could put between them.

import { sanitiseLine } from '../safety/text/sanitiser.ts'
import { redactOutput } from '../safety/text/redaction.ts'

/** `unauthorized`: the server wants a login. */
export interface ServerFailure {
  kind: 'failed' | 'unauthorized'
  /** The reason in one line, sanitised and without secrets. */
  reason: string
}

const REASON_CELLS = 300

export function failWith(reason: string): ServerFailure {
  return { kind: 'failed', reason: cleanLine(reason) }
}

/** The failure for anything that the SDK has thrown. */
export function describeServerError(error: unknown): ServerFailure {
  if (isUnauthorized(error)) return { kind: 'unauthorized', reason: cleanLine(loginReasonOf(error)) }
  return failWith(wordsOf(error))
}

/** A text of a server in one line: for a reason, a title, a description. */
export function cleanLine(text: string, cells = REASON_CELLS): string {
  return sanitiseLine(redactOutput(text.replaceAll(/\s+/g, ' ').trim()), cells)
}

/** The SDK's classes are not imported here: they take 135 ms to load. */
function isUnauthorized(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error.name === 'UnauthorizedError' || error.constructor.name === 'UnauthorizedError') return true
  return (error as { data?: { status?: number } }).data?.status === 401
}

/** The reason for a missing login. Our own errors name it; those of the SDK say only that the login is missing. */
function loginReasonOf(error: unknown): string {
  const { name, message } = error as Error
  return name === 'UnauthorizedError' && message !== 'Unauthorized' ? message : 'it wants a login'
}

/** Codes of Node and of the SDK, wherever they stand among the causes of an error. */
const CODES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens at its address',
  ENOTFOUND: 'its host is not known',
  EAI_AGAIN: 'its host is not known',
  ECONNRESET: 'it has closed the connection',
  REQUEST_TIMEOUT: 'it has not answered in time',
  CONNECTION_CLOSED: 'it has closed the connection',
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const words = CODES[String((at as NodeJS.ErrnoException).code)]
    if (words !== undefined) return words
  }
  return error.message
}
