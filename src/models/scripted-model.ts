// The `_scripted_echo` provider: its answers come from a file, one script for each request. It serves tests of our
// clients.

import { readFile } from 'node:fs/promises'
import type { ChatEvent, ChatRequest, ChatStream, Failure, FailureCode } from './chat-stream.ts'
import { cancelled, cleanLine, fail } from './model-failure.ts'
import { describeFileFailure, isFileFailure } from '../protocol/file-failures.ts'
import { isObject, parseJson } from '../sys/json-reading.ts'
import { parseScript, type ScriptedError } from './scripted-grammar.ts'

/** Statuses after which Kimi CLI retries. */
const RETRYABLE_STATUS = new Set([429, 500, 502, 503, 504])

/**
 * A model that plays the scripts of a file: a JSON array of strings, or scripts separated by lines of `---`. The file
 * is read with the first request. Each request uses up one script, also when the script is an error.
 */
export function createScriptedStream({ scriptsFile }: { scriptsFile: string }): ChatStream {
  let loading: Promise<string[] | Failure> | null = null
  let used = 0

  return async function* stream({ signal }: ChatRequest): AsyncGenerator<ChatEvent, void> {
    loading ??= loadScripts(scriptsFile)
    const scripts = await loading
    if (signal.aborted) return yield cancelled()
    if (!Array.isArray(scripts)) return yield scripts
    const text = scripts[used]
    if (text === undefined)
      return yield fail('model.invalid', `ScriptedEchoChatProvider exhausted at turn ${used + 1}.`)
    used++
    const script = parseScript(text)
    if (!script.ok) return yield toFailure(script.error, script.message)
    for (const event of script.events) {
      if (signal.aborted) return yield cancelled()
      yield event
    }
    if (signal.aborted) return yield cancelled()
    const reason = script.events.some(({ type }) => type === 'tool_call') ? 'tool_calls' : 'stop'
    yield { type: 'end', reason, ...(script.id === null ? {} : { id: script.id }) }
  }
}

async function loadScripts(path: string): Promise<string[] | Failure> {
  try {
    const text = await readFile(path, 'utf8')
    const loaded = parseJson(text)
    if (!Array.isArray(loaded)) return text.split(/\r?\n---\r?\n/)
    if (loaded.every((script) => typeof script === 'string')) return loaded
    return fail('model.invalid', `the scripts in ${cleanLine(path)} must be strings`)
  } catch (error) {
    const reason = isFileFailure(error) ? describeFileFailure(error) : isObject(error) ? String(error['code']) : ''
    return fail('model.invalid', `cannot read the scripts in ${cleanLine(path) || '(no path)'}: ${reason}`)
  }
}

function toFailure(error: ScriptedError, text: string): Failure {
  const message = cleanLine(text)
  if (error.kind === 'script') return fail('model.invalid', message)
  if (error.kind === 'connection') return fail('model.unreachable', message)
  if (error.kind === 'timeout') return fail('model.stalled', message)
  return fail(codeOf(error.status), message, { retryable: RETRYABLE_STATUS.has(error.status) })
}

function codeOf(status: number): FailureCode {
  const exact: Record<number, FailureCode> = {
    401: 'model.auth',
    402: 'model.quota',
    403: 'model.auth',
    404: 'model.not_found',
    429: 'model.rate_limited',
  }
  return exact[status] ?? (status >= 500 ? 'model.overloaded' : 'model.invalid')
}
