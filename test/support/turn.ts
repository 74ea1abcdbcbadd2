// Runs a turn without a daemon, a disk or a network: the model answers from a script, and the journal is in memory.

import { z } from 'zod'
import { createConversation, type ContextRecord, type Conversation } from '../../src/agent/conversation.ts'
import { runTurn, type TurnDeps, type TurnOutcome } from '../../src/agent/loop.ts'
import type { Message } from '../../src/protocol/message.ts'
import type { ChatEvent, ChatRequest, ChatStream } from '../../src/models/chat-stream.ts'
import type { Content } from '../../src/protocol/message.ts'
import type { WireEvent } from '../../src/protocol/wire.ts'
import { done } from '../../src/protocol/tool-result.ts'
import { defineTool, type Tool, type ToolRun } from '../../src/tools/tool.ts'

/** The answer to one model call: text, tool calls as `[name, arguments]`, events, or functions to await. */
export type Spoken = (string | [name: string, args: unknown] | ChatEvent | (() => Promise<unknown>))[]

export interface Stage extends TurnDeps {
  readonly requests: ChatRequest[]
  /** The very messages of each request, which `requests` has as copies. */
  readonly sent: (readonly Message[])[]
  readonly events: WireEvent[]
  readonly records: ContextRecord[]
  /** The words that the user was told. */
  readonly told: string[]
  readonly abort: AbortController
  run(input?: Content): Promise<TurnOutcome>
  types(): string[]
}

/** Makes all dependencies of a turn; the script has one entry for each model call. */
export function makeStage(script: Spoken[], more: Partial<TurnDeps> = {}): Stage {
  const requests: ChatRequest[] = []
  const sent: (readonly Message[])[] = []
  const events: WireEvent[] = []
  const records: ContextRecord[] = [{ role: '_system_prompt', content: 'Be brief.' }]
  const told: string[] = []
  const abort = new AbortController()
  const conversation: Conversation = createConversation([...records], {
    append: (added) => void records.push(...added),
    rewrite: (kept) => void records.splice(0, records.length, ...kept),
  })
  let used = 0
  let ids = 0
  const stream: ChatStream = async function* (request) {
    sent.push(request.messages)
    requests.push({ ...request, messages: structuredClone(request.messages) as typeof request.messages })
    const spoken = script[used++]
    if (!spoken) return yield { type: 'failed', code: 'model.invalid', message: 'no more script', retryable: false }
    let index = 0
    let hasEnd = false
    for (const part of spoken) {
      if (request.signal.aborted) break
      if (typeof part === 'function') await Promise.race([part(), aborted(request.signal)])
      else if (typeof part === 'string') yield { type: 'text', text: part }
      else if (Array.isArray(part)) {
        const args = typeof part[1] === 'string' ? part[1] : JSON.stringify(part[1])
        yield { type: 'tool_call', index, id: `c${used}.${index}`, name: part[0], arguments: args }
        index++
      } else {
        hasEnd ||= part.type === 'end' || part.type === 'failed'
        yield part
      }
    }
    if (request.signal.aborted) yield { type: 'failed', code: 'turn.cancelled', message: 'cancelled', retryable: false }
    else if (!hasEnd) yield { type: 'end', reason: index > 0 ? 'tool_calls' : 'stop' }
  }
  const stage: Stage = {
    requests,
    sent,
    events,
    records,
    told,
    abort,
    conversation,
    stream,
    tools: () => [],
    limits: { maxSteps: 100, windowTokens: 100_000, ratio: 0.85, reserved: 10_000 },
    cacheKey: 'test',
    steers: { take: () => [] },
    reminders: () => [],
    compact: async () => false,
    tell: (text) => void told.push(text),
    untilRead: () => null,
    permit: async () => ({ ok: true }),
    beforeCall: async () => null,
    afterCall: () => {},
    emit: (event) => void events.push(event),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    isSubagent: false,
    newId: () => `n${++ids}`,
    signal: abort.signal,
    ...more,
    run: (input = 'do it') => runTurn(input, stage),
    types: () => events.map(({ type }) => type),
  }
  return stage
}

/** A tool that takes any arguments and answers with the result of `run`. */
export function makeTool(name: string, run: (args: unknown, run: ToolRun) => unknown, isReadOnly = true): Tool {
  return defineTool({
    name,
    description: '',
    parameters: z.looseObject({}),
    isReadOnly,
    run: async (args, context) => {
      const result = await run(args, context)
      return typeof result === 'object' && result !== null ? (result as ReturnType<typeof done>) : done(String(result))
    },
  })
}

function aborted(signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
}
