import { describe, expect, test } from 'vitest'
import type { ToolDefinition } from '../../../src/models/chat-stream.ts'
import { createLaterTools } from '../../../src/models/later-tools.ts'
import { encodeBody, keep } from '../../../src/models/protocols/body-bytes.ts'
import { loadSpeaker } from '../../../src/models/protocols/speakers.ts'
import { findRules } from '../../../src/models/rules/model-rules.ts'
import { mergeUserMessages } from '../../../src/agent/reminders.ts'
import type { ContentPart, Message } from '../../../src/protocol/message.ts'
import { createRandom } from '../../support/mutated-input.ts'

const PROTOCOLS = [
  ['chat', 'kimi-k3', 'kimi'],
  ['responses', 'gpt-6', 'openai'],
  ['anthropic', 'claude-opus-5', 'openai'],
  ['gemini', 'gemini-3-pro', 'openai'],
] as const
const TEXTS = ['plain', '', '  ', '界 — “x”', '\u2028 \uD800 lone', 'a "quoted"\nline\t\\', '</s>\0']
const TOOL: ToolDefinition = { name: 'Look', description: 'looks', parameters: { type: 'object', properties: {} } }

function targetOf(model: string, dialect: 'kimi' | 'openai') {
  return { model, dialect, host: 'x.example', rules: findRules(model), thoughtsField: 'reasoning_content' }
}

const encode = (body: object, owner: object) => Buffer.concat(encodeBody(body, owner)).toString()

/** The next message of a random conversation. */
function makeMessage(random: () => number, index: number): Message {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const url = 'data:image/png;base64,AAAA'
  const parts: ContentPart[] = [{ type: 'text', text: pick(TEXTS) }]
  if (random() < 0.2) parts.push({ type: 'image_url', image_url: { url, id: null } } as ContentPart)
  const kind = index % 4
  if (kind === 0) return { role: 'user', content: random() < 0.5 ? pick(TEXTS) : parts }
  if (kind === 3) return { role: 'user', content: pick(TEXTS) }
  if (kind === 2) return { role: 'tool', content: parts, tool_call_id: `c${index - 1}` }
  const call = {
    type: 'function' as const,
    id: `c${index}`,
    function: { name: 'Look', arguments: pick(['{}', '{"a":1}', 'no']) },
  }
  return {
    role: 'assistant',
    content: [{ type: 'think', think: pick(TEXTS), encrypted: null }, ...parts],
    tool_calls: [call],
  }
}

describe.each(PROTOCOLS)('a request in the form of %s', (protocol, model, dialect) => {
  test('has the bytes of its JSON, also where the conversation was cut, and nothing changes them later', async () => {
    const { buildBody } = await loadSpeaker(protocol)
    const random = createRandom(11)
    const target = targetOf(model, dialect)
    const messages: Message[] = [{ role: 'system', content: 'You are a test.' }]
    const sent: [parts: Buffer[], expected: string][] = []
    for (let index = 0; index < 120; index++) {
      if (random() < 0.1) messages.splice(2 + Math.floor(random() * messages.length))
      messages.push(makeMessage(random, index))
      const request = { messages: mergeUserMessages(messages), tools: [TOOL], cacheKey: 's', maxTokens: 1_000 + index }
      const fresh = JSON.stringify(buildBody(structuredClone(request), { ...target }))
      sent.push([encodeBody(buildBody(request, target), messages[1]!), Buffer.from(fresh).toString()])
      expect(Buffer.concat(sent.at(-1)![0]).toString()).toBe(sent.at(-1)![1])
    }
    for (const [parts, expected] of sent) expect(Buffer.concat(parts).toString()).toBe(expected)
  })

  test('reads each message of a conversation once, however many requests hold it', async () => {
    const { buildBody } = await loadSpeaker(protocol)
    const target = targetOf(model, dialect)
    let reads = 0
    const watch = (text: string): ContentPart => ({
      type: 'text',
      get text() {
        reads++
        return text
      },
    })
    const messages: Message[] = Array.from({ length: 50 }, (_, index) =>
      index % 2 === 0
        ? { role: 'user', content: [watch(`question ${index}`)] }
        : { role: 'assistant', content: [watch(`answer ${index}`)] },
    )
    encode(buildBody({ messages, tools: [TOOL] }, target), messages[0]!)
    // The Anthropic form has a mark in the last two messages of the user, which are written anew once it is elsewhere.
    const first = reads
    messages.push({ role: 'user', content: 'more' })
    for (let round = 0; round < 3; round++) encode(buildBody({ messages, tools: [TOOL] }, target), messages[0]!)
    expect(first).toBeGreaterThanOrEqual(50)
    expect(reads - first).toBeLessThanOrEqual(4)
  })
})

test('two models are each sent their own form of one message', async () => {
  const { buildBody } = await loadSpeaker('chat')
  const messages: Message[] = [
    {
      role: 'assistant',
      content: [
        { type: 'think', think: 'hm', encrypted: null },
        { type: 'text', text: 'x' },
      ],
    },
  ]
  const target = targetOf('kimi-k3', 'kimi')
  const forms = [target, { ...target, thoughtsField: '' }, target].map((each) =>
    encode(buildBody({ messages }, each), messages[0]!),
  )
  expect([forms[0]!.includes('reasoning_content'), forms[1]!.includes('reasoning_content')]).toEqual([true, false])
  expect(forms[2]).toBe(forms[0])
})

test('later tools are declared in the same message in each request', () => {
  const later = createLaterTools()
  const messages: Message[] = [{ role: 'user', content: 'a' }]
  later.place({ cacheKey: 's', tools: [TOOL], messages })
  const tools = [TOOL, { ...TOOL, name: 'Find' }]
  const [one, two] = [0, 1].map(() => later.place({ cacheKey: 's', tools, messages }).messages)
  expect(one!.find(({ role }) => role === 'system')).toBe(two!.find(({ role }) => role === 'system'))
})

test('adjacent messages of the user are joined to the same message in each request', () => {
  const messages: Message[] = ['a', 'b', 'c'].map((content) => ({ role: 'user', content }))
  expect(mergeUserMessages(messages)[0]).toBe(mergeUserMessages(messages)[0])
  expect(mergeUserMessages(messages)).toHaveLength(1)
})

test('nested objects, absent fields and kept pieces are written as JSON.stringify writes them', () => {
  const kept = keep({ a: '界', b: undefined, c: [undefined, 1] })
  const body = {
    x: undefined,
    list: [kept, undefined, null, [], {}, kept],
    deep: { kept, e: {} },
    n: 1.5,
    s: '\u2028"',
  }
  expect(encode(body, body)).toBe(JSON.stringify(body))
})
