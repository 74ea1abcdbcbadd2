// Our errors as ACP's: the code, one line for the user, and the command that helps.

import { RequestError } from '@agentclientprotocol/sdk'
import { toKimiError, type KimiError } from '../protocol/errors.ts'
import { sanitiseLine } from '../safety/text/sanitiser.ts'

const MESSAGE_CELLS = 2_000

const AUTH_REQUIRED = -32000
const NOT_FOUND = -32002
const INVALID_PARAMS = -32602
const INTERNAL = -32603

/** The steps that help in an editor, for errors whose hint is a command of the shell. */
const HINTS: Partial<Record<KimiError['code'], string>> = {
  'model.unsupported': 'choose another model for this session, or leave it out',
}

/** The error for the editor. The message ends with what helps, since editors show nothing but the message. */
export function toRequestError(thrown: unknown): RequestError {
  if (thrown instanceof RequestError) return thrown
  const error = toKimiError(thrown)
  const hint = HINTS[error.code] ?? error.hint
  const message = sanitiseLine(error.message + (hint === '' ? '' : ` (${hint})`), MESSAGE_CELLS)
  return new RequestError(codeOf(error), message, error.toWire())
}

function codeOf({ code }: KimiError): number {
  if (code === 'model.not_configured' || code === 'model.auth') return AUTH_REQUIRED
  if (code === 'session.not_found') return NOT_FOUND
  if (code.startsWith('usage.')) return INVALID_PARAMS
  return INTERNAL
}
