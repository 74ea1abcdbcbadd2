// `kimi --print`: turns for scripts. Nobody is asked: everything is approved, or what the mode asks about is refused. The output is text
// or JSON.

import type { Listener } from '../../client/peer.ts'
import { createSplitter } from '../../protocol/byte-split.ts'
import { ERRORS, KimiError, toKimiError } from '../../protocol/errors.ts'
import { FRAME_LIMIT_BYTES } from '../../protocol/frames.ts'
import type { Content } from '../../protocol/message.ts'
import type { OpenSession } from '../../protocol/methods.ts'
import { REFUSED_UNASKED, type WireEvent } from '../../protocol/wire.ts'
import { sanitiseLine, sanitiseText } from '../../safety/text/sanitiser.ts'
import { createMessageCollector } from './message-collector.ts'
import { createPlainText } from '../../view/plain-text.ts'
import { applyEvent, createTurnState } from '../../view/turns/turn-state.ts'
import { readStdin, tooLarge } from './prompt-input.ts'
import { printTurnNote } from './turn-notes.ts'
import { onlyOwnTurn, openSession, readSessionFlags, runTurn, type SessionFlags } from './one-turn.ts'
import { say, sayAside, sayJson } from '../standard-streams.ts'

/** The configuration may say less: `background.print_wait_ceiling_s`. */
const WAIT_LIMIT_S = 86_400

export interface PrintFlags extends SessionFlags {
  prompt?: string
  inputFormat?: 'text' | 'stream-json'
  outputFormat?: 'text' | 'json' | 'stream-json'
  finalMessageOnly?: boolean
  /** Not in Kimi CLI: with stream-json, pieces of text are printed as they come. */
  deltas?: boolean
  /** Not in Kimi CLI: with stream-json, a last line has session, usage and status. */
  result?: boolean
}

/** The exit status of a turn in which something was refused since nobody could be asked. */
const REFUSED_EXIT = ERRORS['tool.denied'].exit

interface Printer {
  event(event: WireEvent): void
  /** Called after each turn. */
  finish(outcome: { session: string; status: number; error?: KimiError }): void
}

export async function print(flags: PrintFlags, env: NodeJS.ProcessEnv): Promise<number> {
  const printer = createPrinter(flags)
  let isRefused = false
  const listener: Listener = {
    event(event) {
      isRefused ||= event.type === 'Notification' && event.payload.type === REFUSED_UNASKED
      printer.event(event)
    },
    request: ({ type }, answer) => answer(type === 'QuestionRequest' ? { answers: {} } : { response: 'reject' }),
  }
  const open: OpenSession = { ...readSessionFlags(flags, env), isUnattended: true }
  // A stream of messages does not wait for background work between them, as in Kimi CLI.
  if (flags.inputFormat !== 'stream-json') open.settlesWithinS = WAIT_LIMIT_S
  const { client, session } = await openSession(flags, open, onlyOwnTurn(listener), false, env)
  let status = 0
  try {
    for await (const input of readInputs(flags)) {
      isRefused = false
      try {
        const ended = await runTurn(client, input)
        const own = ended === 0 && isRefused ? REFUSED_EXIT : ended
        status = own || status // a turn without a refusal does not hide the refusal in a turn before
        printer.finish({ session: session.id, status: own })
        if (ended !== 0) break
      } catch (error) {
        const known = toKimiError(error)
        status = known.exit
        printer.finish({ session: session.id, status, error: known })
        if (flags.outputFormat === 'text' || flags.outputFormat === undefined) throw error
        break
      }
    }
  } finally {
    client.close()
  }
  return status
}

async function* readInputs(flags: PrintFlags): AsyncGenerator<Content> {
  if (flags.inputFormat !== 'stream-json') {
    const text = flags.prompt ?? (await readStdin())
    if (text.trim() === '') throw new KimiError('usage.invalid', 'nothing to do: give -p TEXT, or text on stdin')
    return yield text
  }
  let isUnderstood: boolean | null = null // null: no line has come
  for await (const line of readLines(process.stdin as AsyncIterable<Buffer>)) {
    const input = readUserLine(line)
    if (line.trim() !== '') isUnderstood = (isUnderstood ?? false) || input !== null
    if (input !== null) yield input
  }
  if (isUnderstood === false) throw new KimiError('usage.invalid', 'no line on stdin was a message', { hint: '' })
}

/** Throws `usage.invalid` at a line that is longer than a frame may be. */
async function* readLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const split = createSplitter(0x0a, FRAME_LIMIT_BYTES)
  const cut = function* (chunk: Buffer) {
    for (const line of split(chunk)) {
      if (line === 'too_large') throw tooLarge('a line of stdin')
      yield line.toString('utf8').toWellFormed()
    }
  }
  for await (const chunk of chunks) yield* cut(chunk)
  yield* cut(Buffer.from('\n')) // the last line may have no end of its own
}

/** The content of a user message, or null: other lines are skipped, as Kimi CLI does, and named on stderr. */
function readUserLine(line: string): Content | null {
  if (line.trim() === '') return null
  try {
    const { role, content } = JSON.parse(line) as { role?: unknown; content?: unknown }
    if (role === 'user' && (typeof content === 'string' || Array.isArray(content))) return content as Content
  } catch {
    // the message below names the line
  }
  sayAside(`kimi: skipped a line that is no {"role":"user","content":…}: ${sanitiseLine(line, 60)}\n`)
  return null
}

function describeStatus(status: number): 'finished' | 'refused' | 'cancelled' {
  if (status === REFUSED_EXIT) return 'refused'
  return status === 0 ? 'finished' : 'cancelled'
}

function createPrinter(flags: PrintFlags): Printer {
  const { outputFormat = 'text', finalMessageOnly = false } = flags
  const printJson = (value: unknown) => sayJson(value)
  const isLive = outputFormat === 'stream-json' && !finalMessageOnly
  const collector = createMessageCollector((message) => {
    if (isLive) printJson(message)
  })
  const plain = createPlainText((text) => void say(text), { holds: true })
  const turn = createTurnState()

  return {
    event(event) {
      applyEvent(turn, event)
      printTurnNote(turn, event)
      collector.take(event)
      if (isLive && flags.deltas && event.type === 'ContentPart') printJson({ type: 'delta', part: event.payload })
      // The pieces since the last message belong to an attempt that does not count.
      if (isLive && flags.deltas && event.type === 'StepRetry') printJson({ type: 'retry' })
      if (isLive && (event.type === 'Notification' || event.type === 'PlanDisplay')) printJson(event.payload)
      if (outputFormat === 'text' && !finalMessageOnly) plain.take(event)
    },
    finish({ session, status, error }) {
      collector.finish()
      const { finalText, usage, steps } = collector
      if (outputFormat === 'text') {
        if (finalMessageOnly && !error) say(`${sanitiseText(finalText).trimEnd()}\n`)
        return plain.finish()
      }
      const result = {
        type: 'result',
        session_id: session,
        status: error ? 'failed' : describeStatus(status),
        result: finalText,
        usage,
        steps,
        ...(error ? { error: error.toWire() } : {}),
      }
      if (outputFormat === 'json') return void printJson(result)
      if (finalMessageOnly && !error) printJson({ role: 'assistant', content: finalText })
      if (flags.result || error) printJson(result)
    },
  }
}
