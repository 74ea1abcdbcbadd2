// All errors that users and programs meet, in one closed table: the code, the exit status, and a hint, which is a command
// to type. Expected outcomes are values; a KimiError is thrown only at a door (socket, file, process, network).

import { describeFileFailure, isFileFailure } from './file-failures.ts'

interface ErrorKind {
  exit: number
  hint: string
  retryable?: true
}

export const ERRORS = {
  'usage.invalid': { exit: 2, hint: 'kimi help' },
  'config.invalid': { exit: 2, hint: 'kimi config edit' },
  'config.unknown_key': { exit: 2, hint: 'kimi config list' },
  'share.foreign': { exit: 1, hint: 'export KIMI_SHARE_DIR=…' },
  'disk.failed': { exit: 1, hint: 'kimi doctor' },
  'install.moved': { exit: 1, hint: 'kimi daemon restart' },
  'daemon.unreachable': { exit: 3, hint: 'kimi daemon logs' },
  'daemon.start_failed': { exit: 3, hint: 'kimi daemon run' },
  'daemon.busy': { exit: 75, hint: 'kimi daemon status', retryable: true },
  'peer.refused': { exit: 4, hint: 'run it in your own shell' },
  'protocol.invalid': { exit: 1, hint: 'kimi daemon logs' },
  'protocol.unknown_method': { exit: 1, hint: 'kimi daemon restart' },
  'protocol.version': { exit: 1, hint: 'kimi daemon restart' },
  'account.refused': { exit: 1, hint: 'kimi login' },
  'account.unreachable': { exit: 75, hint: 'kimi doctor', retryable: true },
  'model.not_configured': { exit: 1, hint: 'kimi login, or export MOONSHOT_API_KEY=…' },
  'model.unreachable': { exit: 75, hint: 'kimi doctor', retryable: true },
  'model.auth': { exit: 1, hint: 'kimi doctor' },
  'model.quota': { exit: 1, hint: 'kimi help models' },
  'model.rate_limited': { exit: 75, hint: 'kimi help models', retryable: true },
  'model.overloaded': { exit: 75, hint: 'kimi doctor', retryable: true },
  'model.stalled': { exit: 75, hint: 'kimi doctor', retryable: true },
  'model.truncated': { exit: 75, hint: 'kimi doctor', retryable: true },
  'model.not_found': { exit: 1, hint: 'kimi model list' },
  'model.invalid': { exit: 1, hint: 'kimi doctor' },
  'model.too_long': { exit: 1, hint: 'kimi -C -p /compact' },
  'model.refused': { exit: 1, hint: 'kimi suggest "OTHER WORDS"' },
  'suggest.empty': { exit: 1, hint: 'kimi suggest WORDS' },
  'suggest.nothing': { exit: 1, hint: 'kimi help models' },
  'shell.unsupported': { exit: 2, hint: 'kimi init zsh, kimi init bash or kimi init fish' },
  'shell.not_open': { exit: 1, hint: 'Ctrl-X in kimi' },
  'session.busy': { exit: 75, hint: 'kimi session fork', retryable: true },
  'session.locked': { exit: 75, hint: 'kimi session fork', retryable: true },
  'session.not_found': { exit: 2, hint: 'kimi session list' },
  'session.invalid': { exit: 1, hint: 'kimi session list' },
  'model.unsupported': { exit: 1, hint: 'kimi model list' },
  'turn.max_steps': { exit: 1, hint: 'kimi -C -p "go on"' },
  'turn.max_tokens': { exit: 1, hint: 'kimi -C -p "go on"' },
  'turn.stuck': { exit: 1, hint: 'kimi -C -p "try another way"' },
  'agent.invalid': { exit: 2, hint: 'kimi help agents' },
  'task.not_found': { exit: 2, hint: 'kimi task list -a' },
  'task.ambiguous': { exit: 2, hint: 'kimi task list -a' },
  'task.running': { exit: 1, hint: 'kimi task stop ID' },
  'task.not_running': { exit: 1, hint: 'kimi task list' },
  'task.not_waiting': { exit: 1, hint: 'kimi task list' },
  'task.invalid': { exit: 2, hint: 'kimi help tasks' },
  'mcp.not_found': { exit: 1, hint: 'kimi mcp list' },
  'mcp.failed': { exit: 1, hint: 'kimi mcp show NAME' },
  'mcp.unauthorized': { exit: 1, hint: 'kimi mcp auth NAME' },
  'plugin.not_found': { exit: 1, hint: 'kimi plugin list' },
  'plugin.failed': { exit: 1, hint: 'kimi help plugins' },
  'tool.denied': { exit: 4, hint: 'kimi help modes' },
  'turn.cancelled': { exit: 130, hint: '' },
} as const satisfies Record<string, ErrorKind>

export type ErrorCode = keyof typeof ERRORS

/** A failed request as it crosses the socket. It never carries a stack. */
export interface WireError {
  code: ErrorCode
  message: string
  hint?: string
  retryable?: boolean
}

/** `message` says what failed and with which thing; `hint` is a command to type, the one of the table by default. */
export class KimiError extends Error {
  readonly code: ErrorCode
  readonly hint: string

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.name = 'KimiError'
    this.code = code
    this.hint = options.hint ?? ERRORS[code].hint
  }

  get exit(): number {
    return ERRORS[this.code].exit
  }

  toWire(): WireError {
    return { code: this.code, message: this.message, hint: this.hint, retryable: 'retryable' in ERRORS[this.code] }
  }
}

export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERRORS, code)
}

/** The daemon goes on, but what it has not loaded yet is no longer where it was. */
export const MOVED = 'the files of kimi were moved or replaced while it ran'

/**
 * Turns anything thrown into a KimiError: a failure of the disk becomes `disk.failed`, a missing file of ours `install.moved`, and
 * other errors, which are bugs, `protocol.invalid` with their message.
 */
export function toKimiError(error: unknown): KimiError {
  if (error instanceof KimiError) return error
  if (isFileFailure(error)) return new KimiError('disk.failed', describeFileFailure(error), { cause: error })
  const { code, message } = error instanceof Error ? (error as NodeJS.ErrnoException) : { message: String(error) }
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND')
    return new KimiError('install.moved', MOVED, { cause: error })
  return new KimiError('protocol.invalid', message, { cause: error })
}
