// Turns with tools against a model server that nobody here wrote (@copilotkit/aimock), while it drops requests, closes connections
// in the middle, refuses with 429 and sends broken JSON.

import { LLMock } from '@copilotkit/aimock'
import type { Message } from '../../src/protocol/message.ts'
import { textOf } from '../../src/protocol/message.ts'
import type { Protocol } from '../../src/models/provider-kinds.ts'
import { createProviderStream } from '../../src/models/provider-stream.ts'
import { findRules } from '../../src/models/rules/model-rules.ts'
import { withRetry } from '../../src/models/retry.ts'
import { makeStage, makeTool } from './turn.ts'

export interface ChaosTally {
  turns: number
  /** Turns that ended with the answer. */
  done: number
  /** Turns that ended with a failure, by its line. */
  failed: Map<string, number>
  retries: number
  /** Violations of what must always hold, a line for each. */
  wrong: string[]
}

const MODELS: Record<Protocol, string> = {
  chat: 'kimi-k3.1-pro',
  responses: 'gpt-6.2-sol',
  anthropic: 'claude-sonnet-5-5',
  gemini: 'gemini-3.8-flash',
}
const ANSWER = 'The file says: fine.'

/** Runs so many turns in one protocol. Each chance is that of one request, from 0 to 1. */
export async function playChaos(protocol: Protocol, turns: number, chance: number): Promise<ChaosTally> {
  const chaos = { dropRate: chance, malformedRate: chance, disconnectRate: chance, rateLimitRate: chance }
  const mock = new LLMock({ port: 0, chaos, logLevel: 'silent', chunkSize: 5 })
  mock.on({}, (request) => {
    const last = request.messages.at(-1)
    if (last?.role === 'tool') return { content: ANSWER }
    return { content: 'I look.', toolCalls: [{ name: 'Write', arguments: '{"path":"notes.txt"}' }] }
  })
  await mock.start()
  const base = protocol === 'anthropic' || protocol === 'gemini' ? mock.url : `${mock.url}/v1`
  const model = MODELS[protocol]
  const opened = createProviderStream({
    baseUrl: base,
    apiKey: 'key-0123456789',
    model,
    protocol,
    rules: findRules(model),
    dialect: protocol === 'chat' ? 'kimi' : 'openai',
    stallMs: { firstByte: 5_000, between: 5_000, event: 5_000 },
  })
  const tally: ChaosTally = { turns, done: 0, failed: new Map(), retries: 0, wrong: [] }
  try {
    for (let turn = 0; turn < turns; turn++) await playTurn(opened.stream, tally)
  } finally {
    opened.close()
    await mock.stop()
  }
  return tally
}

async function playTurn(stream: ReturnType<typeof createProviderStream>['stream'], tally: ChaosTally): Promise<void> {
  let runs = 0
  const stage = makeStage([], {
    // Waits are left out: the times are those of retry.test.ts.
    stream: withRetry(stream, { attempts: 6, restarts: true, sleep: async () => undefined }),
    tools: () => [makeTool('Write', () => `fine ${++runs}`, false)],
  })
  const outcome = await stage.run('look at notes.txt')
  tally.retries += stage.events.filter(({ type }) => type === 'StepRetry').length
  if (outcome.type === 'done') {
    tally.done++
    if (outcome.text !== ANSWER) tally.wrong.push(`an answer that nobody gave: ${outcome.text}`)
  } else if (outcome.type === 'failed') {
    const { message } = outcome.failure
    tally.failed.set(message, (tally.failed.get(message) ?? 0) + 1)
    if (message.trim() === '' || message.includes('\n') || message.length > 400)
      tally.wrong.push(`no clear line: ${message}`)
  } else tally.wrong.push(`an end that nothing called for: ${outcome.type}`)
  if (runs > 1) tally.wrong.push(`a side effect ${runs} times`)
  tally.wrong.push(...findUnpaired(stage.conversation.messages))
}

/** Each call of the conversation has exactly one result behind it. */
function findUnpaired(messages: readonly Message[]): string[] {
  const calls = messages.flatMap(({ tool_calls: made = [] }) => made.map(({ id }) => id))
  const results = messages.flatMap(({ role, tool_call_id: id }) => (role === 'tool' ? [id] : []))
  const isBlank = messages.some((each) => each.role === 'assistant' && !each.tool_calls && textOf(each.content) === '')
  return [
    ...(calls.join() === results.join() ? [] : [`calls ${calls.join()} with the results ${results.join()}`]),
    ...(isBlank ? ['an empty answer was kept'] : []),
  ]
}
