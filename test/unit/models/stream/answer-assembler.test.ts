import { describe, expect, test } from 'vitest'
import { mentionsRawCalls } from '../../../../src/models/stream/raw-calls.ts'
import type { Message } from '../../../../src/protocol/message.ts'
import { startModelServer } from '../../../support/model-server.ts'
import { assemble, bytesOf, OFFERED, readStreamFixtures, type Assembled } from '../../../support/stream-fixtures.ts'
import { ask, collect, connect, joinText } from '../asking.ts'

const FIXTURES = readStreamFixtures()

/** Numbers from 0 to 1 that are the same in every run. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

function cutAnywhere(bytes: Buffer, random: () => number, longest: number): Buffer[] {
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length;) {
    const next = at + 1 + Math.floor(random() * longest)
    pieces.push(bytes.subarray(at, next))
    at = next
  }
  return pieces
}

const pick = (random: () => number, count: number): number => Math.floor(random() * count)

describe('a server', () => {
  test.each(FIXTURES.map((fixture) => [fixture.name, fixture] as const))('%s', (_, fixture) => {
    const { text = '', think = '', calls = [], ...rest } = fixture.expect
    const found = assemble([bytesOf(fixture)])
    // The expectation leaves out ids that nobody sent.
    expect(found.calls).toEqual(calls.map((call) => Object.assign({ id: '' }, call)))
    expect(found).toMatchObject({ text, think, ...rest })
    expect(found.error).toBe(rest.error)
    expect(found.broken).toBe(rest.broken)
  })
})

describe('the same bytes', () => {
  test('are the same answer however they are cut', () => {
    const random = createRandom(1)
    for (const fixture of FIXTURES) {
      const bytes = bytesOf(fixture)
      const whole = assemble([bytes])
      const single = [...bytes].map((byte) => Buffer.from([byte]))
      const cuts = [1, 2, 3].map((n) => cutAnywhere(bytes, random, 4 ** n))
      for (const pieces of [single, ...cuts]) expect(assemble(pieces), fixture.name).toEqual(whole)
    }
  })

  test('with other line ends are the same answer', () => {
    for (const fixture of FIXTURES.filter(({ body }) => body === undefined)) {
      const text = bytesOf(fixture).toString()
      const whole = assemble([Buffer.from(text)])
      for (const end of ['\r\n', '\r']) {
        const bytes = Buffer.from(text.replaceAll('\n', end))
        expect(assemble([bytes]), fixture.name).toEqual(whole)
        expect(assemble([...bytes].map((byte) => Buffer.from([byte]))), fixture.name).toEqual(whole)
      }
    }
  })
})

describe('a text', () => {
  test('is the same in chunks of any length, marks and all', () => {
    const random = createRandom(2)
    const words = [
      '<think>',
      '</think>',
      '<|tool_calls_section_begin|>',
      '<|tool_call_begin|>functions.Look:0',
      '`',
      '\n',
    ]
    const more = [
      '<|tool_call_argument_begin|>{}',
      '<|tool_call_end|>',
      '<|tool_calls_section_end|>',
      'a < b',
      ' ',
      '```\n',
    ]
    for (let round = 0; round < 400; round++) {
      const all = [...words, ...more]
      const text = Array.from({ length: 1 + pick(random, 9) }, () => all[pick(random, all.length)]).join('')
      const whole = assemble([bytesOf({ deltas: [{ content: text }], finish: 'stop' })])
      const deltas = cutAnywhere(Buffer.from(text), random, 6).map((piece) => ({ content: piece.toString('latin1') }))
      expect(assemble([bytesOf({ deltas, finish: 'stop' })]), text).toEqual(whole)
      // The answer loses nothing but the marks of what was understood.
      if (whole.calls.length === 0 && !text.includes('think>')) expect(whole.text).toBe(text)
    }
  })

  test('never calls when the model was shown the marks of calls, or has no tools', () => {
    for (const fixture of FIXTURES.filter(
      ({ expect: { calls = [] }, source }) => calls.length > 0 && source !== 'own',
    )) {
      const bytes = bytesOf(fixture)
      if (!bytes.includes('<|tool_call_begin|>')) continue
      const shown = assemble([bytes], false)
      expect(shown.calls.filter(({ id }) => id !== 'c1')).toEqual([])
    }
  })
})

test('a conversation mentions calls in Kimi’s own form wherever their marks stand', () => {
  const mark = 'a <|tool_calls_section_begin|> b'
  const args = JSON.stringify({ content: mark })
  const messages: Message[] = [
    { role: 'tool', content: mark, tool_call_id: 'x' },
    { role: 'system', content: mark },
    { role: 'user', content: [{ type: 'text', text: mark }] },
    { role: 'assistant', content: [{ type: 'think', think: mark, encrypted: null }] },
    { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA', id: null } }] },
    {
      role: 'assistant',
      content: '',
      tool_calls: [{ type: 'function', id: 'x', function: { name: 'A', arguments: args } }],
    },
  ]
  for (const message of messages) expect(mentionsRawCalls([{ role: 'user', content: 'hi' }, message])).toBe(true)
  expect(mentionsRawCalls([{ role: 'user', content: 'a <|tool_call b' }])).toBe(false)
})

describe('calls', () => {
  const makeCalls = (random: () => number): Assembled['calls'] =>
    Array.from({ length: 2 + pick(random, 3) }, (_, n) => ({
      id: `call_${n}`,
      name: OFFERED[pick(random, OFFERED.length)]!,
      arguments: JSON.stringify({ text: 'quo"te \\ {brace} ü'.slice(pick(random, 9)), list: [n, { deep: ']' }] }),
    }))
  const piecesOf = ({ arguments: args }: { arguments: string }, random: () => number): string[] => {
    const pieces: string[] = []
    for (let at = 0; at < args.length; at += 1 + pick(random, 9)) pieces.push(args.slice(at))
    return pieces.map((piece, n) => piece.slice(0, piece.length - (pieces[n + 1]?.length ?? 0)))
  }

  test('are told apart by their index, however their pieces are mixed', () => {
    const random = createRandom(3)
    for (let round = 0; round < 200; round++) {
      const calls = makeCalls(random)
      const queues = calls.map((call, index) => [
        { index, id: call.id, type: 'function', function: { name: call.name, arguments: '' } },
        ...piecesOf(call, random).map((args) => ({ index, function: { arguments: args } })),
      ])
      const deltas: object[] = queues.map((queue) => ({ tool_calls: [queue.shift()] }))
      while (queues.some((queue) => queue.length > 0)) {
        const open = queues.filter((queue) => queue.length > 0)
        deltas.push({ tool_calls: [open[pick(random, open.length)]!.shift()] })
      }
      expect(assemble([bytesOf({ deltas, finish: 'tool_calls' })]).calls).toEqual(calls)
    }
  })

  test('that follow each other need neither an index nor an id', () => {
    const random = createRandom(4)
    for (let round = 0; round < 200; round++) {
      const calls = makeCalls(random).map((call) => ({ ...call, id: '' }))
      const index = round % 2 === 0 ? {} : { index: 0 }
      const deltas = calls.flatMap((call) =>
        piecesOf(call, random).map((args, n) => ({
          tool_calls: [{ ...index, function: { ...(n === 0 ? { name: call.name } : {}), arguments: args } }],
        })),
      )
      expect(assemble([bytesOf({ deltas, finish: 'tool_calls' })]).calls).toEqual(calls)
    }
  })

  test('of a large file in pieces of twenty bytes', () => {
    const args = JSON.stringify({ content: 'x'.repeat(200_000) })
    const deltas = Array.from({ length: args.length / 20 }, (_, n) => ({
      tool_calls: [{ index: 0, function: { arguments: args.slice(n * 20, n * 20 + 20) } }],
    }))
    const first = { tool_calls: [{ index: 0, id: 'a', function: { name: 'WriteFile', arguments: '' } }] }
    const rest = { tool_calls: [{ index: 0, function: { arguments: args.slice(deltas.length * 20) } }] }
    const [call] = assemble([bytesOf({ deltas: [first, ...deltas, rest], finish: 'tool_calls' })]).calls
    expect(call?.arguments).toBe(args)
  })
})

describe('over HTTP', () => {
  test('a whole JSON answer is taken, and offered tools may be called in Kimi’s own form', async () => {
    const json = FIXTURES.find(({ name }) => name.startsWith('a whole JSON answer to'))!
    const raw = FIXTURES.find(({ name }) => name === 'Kimi K2 calls in the content')!
    await using server = await startModelServer([
      { body: JSON.parse(json.body!) as object },
      { steps: [{ bytes: bytesOf(raw) }, { cut: 'end' }] },
      { steps: [{ bytes: bytesOf(raw) }, { cut: 'end' }] },
    ])
    using client = connect(server.url)
    const tools = OFFERED.map((name) => ({ name, description: '', parameters: {} }))
    expect((await collect(client.stream, ask({ tools })))[0]).toMatchObject({ type: 'tool_call', name: 'ReadFile' })
    const called = await collect(client.stream, ask({ tools }))
    expect(called.filter(({ type }) => type === 'tool_call')).toHaveLength(2)
    // The model was shown a file with such marks: what it says now may be an echo of the file.
    const messages = [{ role: 'tool' as const, content: 'a <|tool_call_begin|> b', tool_call_id: 'x' }]
    const echoed = await collect(client.stream, ask({ tools, messages }))
    expect(echoed.filter(({ type }) => type === 'tool_call')).toEqual([])
    expect(joinText(echoed)).toContain('functions.ReadFile:1')
  })
})
