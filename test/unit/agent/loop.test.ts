import { describe, expect, test } from 'vitest'
import { createConversation } from '../../../src/agent/conversation.ts'
import { createDMailbox } from '../../../src/agent/d-mail.ts'
import type { Failure } from '../../../src/models/chat-stream.ts'
import { textOf } from '../../../src/protocol/message.ts'
import { failed } from '../../../src/protocol/tool-result.ts'
import { refused } from '../../../src/tools/tool.ts'
import { makeStage, makeTool } from '../../support/turn.ts'

const broken: Failure = { type: 'failed', code: 'model.unreachable', message: 'gone', retryable: true }
const retry = { type: 'retry', attempt: 1, attempts: 3, waitMs: 300, failure: broken } as const

describe('a turn ends', () => {
  test('when the model calls no tool', async () => {
    const stage = makeStage([['hel', 'lo']])
    expect(await stage.run()).toEqual({ type: 'done', reason: 'no_tool_calls', text: 'hello', steps: 1 })
    expect(stage.records.map(({ role }) => role)).toEqual([
      '_system_prompt',
      '_checkpoint',
      'user',
      '_checkpoint',
      'assistant',
    ])
  })

  test('at a refusal without a word; with one, or in a subagent, it goes on', async () => {
    const script = () => [[['Shell', {}]], ['fine']] as Parameters<typeof makeStage>[0]
    const refuse = (feedback: string) => ({
      tools: () => [makeTool('Shell', () => refused({ ok: false, by: 'user', feedback, reason: '' }), false)],
    })
    expect(await makeStage(script(), refuse('')).run()).toMatchObject({ reason: 'tool_rejected', steps: 1 })
    expect(await makeStage(script(), refuse('use make')).run()).toMatchObject({ reason: 'no_tool_calls', steps: 2 })
    const said = ['use make']
    const steered = makeStage(script(), { ...refuse(''), steers: { take: () => said.splice(0) } })
    expect(await steered.run()).toMatchObject({ reason: 'no_tool_calls', steps: 2 })
    const subagent = makeStage(script(), { ...refuse(''), isSubagent: true })
    expect(await subagent.run()).toMatchObject({ reason: 'no_tool_calls', steps: 2 })
  })

  test('at the twelfth equal call, with reminders at the third, fifth and eighth', async () => {
    const stage = makeStage(
      Array.from({ length: 20 }, (_, index) => [['Look', index % 2 ? { a: 1, b: 2 } : { b: 2, a: 1 }]]),
      { tools: () => [makeTool('Look', () => 'same')] },
    )
    expect(await stage.run()).toEqual({ type: 'stuck', tool: 'Look', times: 12, steps: 12 })
    const results = stage.conversation.messages.filter(({ role }) => role === 'tool').map((m) => textOf(m.content))
    expect(results.map((text) => text.includes('system-reminder'))).toEqual([false, false, ...Array(10).fill(true)])
    expect(new Set(results.slice(2).map((text) => text.replaceAll(/\d+/g, ''))).size).toBe(3)
  })

  test('at the step limit', async () => {
    const stage = makeStage(
      Array.from({ length: 9 }, (_, n) => [['Look', { n }]]),
      {
        tools: () => [makeTool('Look', () => 'x')],
        limits: { maxSteps: 3, windowTokens: 0, ratio: 0.85, reserved: 0 },
      },
    )
    expect(await stage.run()).toEqual({ type: 'max_steps', steps: 3 })
    expect(stage.requests).toHaveLength(3)
  })

  test('at its budget of tokens, but not in the middle of a last answer', async () => {
    const used = { type: 'usage', input: 300, output: 100, cached: 200 } as const
    const limits = { maxSteps: 9, maxTokens: 1_000, windowTokens: 0, ratio: 0.85, reserved: 0 }
    const tools = () => [makeTool('Look', () => 'x')]
    const working = makeStage(
      Array.from({ length: 9 }, (_, n) => [['Look', { n }] as [string, unknown], used]),
      { tools, limits },
    )
    expect(await working.run()).toEqual({ type: 'max_tokens', tokens: 1_200, steps: 3 })
    const last = makeStage(
      [
        [['Look', {}], used],
        [['Look', { n: 1 }], used],
        ['done', used],
      ],
      { tools, limits },
    )
    expect(await last.run()).toMatchObject({ type: 'done', text: 'done' })
  })

  test('with what the window has left told in each request', async () => {
    const used = { type: 'usage', input: 300, output: 100, cached: 200 } as const
    const stage = makeStage([[['Look', {}], used], ['done']], {
      tools: () => [makeTool('Look', () => 'x')],
      maxOutput: (tokens) => 1_000 - tokens,
    })
    await stage.run()
    const left = stage.requests.map(({ leftTokens = 0 }) => leftTokens)
    expect(left[0]).toBeGreaterThan(900)
    expect(left[1]).toBeLessThanOrEqual(600)
    expect(stage.requests.every(({ maxTokens }) => maxTokens === undefined)).toBe(true)
  })

  test('with an error, which loses nothing', async () => {
    const stage = makeStage([[broken]])
    expect(await stage.run('precious words')).toMatchObject({ type: 'failed', failure: { code: 'model.unreachable' } })
    expect(stage.types().at(-1)).toBe('StepInterrupted')
    expect(stage.conversation.messages.at(-1)).toEqual({ role: 'user', content: 'precious words' })
  })

  test('after three answers whose arguments are not JSON', async () => {
    const stage = makeStage(
      Array.from({ length: 5 }, (_, n) => [['Look', `{"n": ${n}`]]),
      {
        tools: () => [makeTool('Look', () => 'never')],
      },
    )
    expect(await stage.run()).toMatchObject({ type: 'failed', steps: 3 })
  })

  test('not because a tool fails in the words of unreadable arguments', async () => {
    const stage = makeStage([...Array.from({ length: 4 }, (_, n) => [['Look', { n }] as [string, unknown]]), ['end']], {
      tools: () => [makeTool('Look', () => failed('Error parsing JSON arguments: says the tool itself', ''))],
    })
    expect(await stage.run()).toMatchObject({ type: 'done', steps: 5 })
  })
})

describe('a cancel', () => {
  test('while the model speaks keeps what it has said', async () => {
    const stage = makeStage([['half an ans', () => new Promise(() => {})]])
    const turn = stage.run()
    while (!stage.types().includes('ContentPart')) await new Promise(setImmediate)
    stage.abort.abort()
    expect(await turn).toMatchObject({ type: 'cancelled' })
    expect(stage.conversation.messages.map(({ content }) => textOf(content))).toEqual([
      'do it',
      'half an ans',
      '<system>The user interrupted you here.</system>',
    ])
  })

  test('before the model is asked is told to it with the next words', async () => {
    const stage = makeStage([['never']])
    stage.abort.abort()
    expect(await stage.run()).toMatchObject({ type: 'cancelled' })
    expect(stage.conversation.messages.map(({ content }) => textOf(content))).toEqual([
      'do it',
      '<system>The user interrupted you here.</system>',
    ])
  })

  test('while a tool runs answers every call, so that the session resumes', async () => {
    const stage = makeStage([
      [
        ['Fast', {}],
        ['Slow', {}],
      ],
    ])
    stage.tools = () => [
      makeTool('Fast', () => 'done'),
      makeTool('Slow', (_, { signal }) => {
        queueMicrotask(() => stage.abort.abort())
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve(failed('stopped', ''))))
      }),
    ]
    expect(await stage.run()).toMatchObject({ type: 'cancelled' })
    const tools = stage.conversation.messages.filter(({ role }) => role === 'tool')
    expect(tools.map(({ tool_call_id: id }) => id)).toEqual(['c1.0', 'c1.1'])
  })

  test('is not held up by a tool that does not listen', async () => {
    const stage = makeStage([[['Deaf', {}]]], { sleep: async () => {} })
    stage.tools = () => [
      makeTool('Deaf', () => {
        queueMicrotask(() => stage.abort.abort())
        return new Promise(() => {})
      }),
    ]
    expect(await stage.run()).toMatchObject({ type: 'cancelled' })
    expect(textOf(stage.conversation.messages.at(-2)!.content)).toContain('Interrupted by the user')
  })
})

describe('tools', () => {
  test('start while the model still speaks, run side by side, and their results stand in call order', async () => {
    const order: string[] = []
    const first = Promise.withResolvers<string>()
    const stage = makeStage([
      [
        ['A', {}],
        ['B', {}],
        async () => {
          while (order.length < 1) await new Promise(setImmediate)
          order.push('still speaking')
          first.resolve('a')
        },
        'and so on',
      ],
      ['end'],
    ])
    stage.tools = () => [
      makeTool('A', () => (order.push('A starts'), first.promise)),
      makeTool('B', () => (order.push('B ends'), 'b')),
    ]
    await stage.run()
    expect(order.slice(0, 2)).toEqual(['A starts', 'still speaking'])
    const tools = stage.conversation.messages.filter(({ role }) => role === 'tool').map(({ content }) => content)
    expect(tools).toEqual(['a', 'b'])
  })

  test('that change something begin in call order, however long the hooks of each take; the others do not wait', async () => {
    const begun: string[] = []
    const hold = Promise.withResolvers<null>()
    const tool = (name: string, isReadOnly: boolean) =>
      makeTool(
        name,
        () => {
          begun.push(name)
          if (name === 'Look') hold.resolve(null)
          return 'done'
        },
        isReadOnly,
      )
    const calls = ['First', 'Second', 'Look'].map((name) => [name, {}] as [string, unknown])
    const stage = makeStage([calls, ['end']], {
      tools: () => [tool('First', false), tool('Second', false), tool('Look', true)],
      beforeCall: async ({ function: { name } }) => (name === 'First' ? hold.promise : null),
    })
    await stage.run()
    expect(begun).toEqual(['Look', 'First', 'Second'])
  })

  test('ask in call order, however long each is judged, those that only read too; one that asks nothing is waited for by none', async () => {
    const asked: string[] = []
    const judged = Promise.withResolvers<void>()
    const longWork = Promise.withResolvers<void>()
    const asking = (name: string, isReadOnly = false) =>
      makeTool(
        name,
        async (_, { permit }) => {
          await permit({ action: name, description: '', display: [], subject: { kind: 'other', value: name } })
          return 'done'
        },
        isReadOnly,
      )
    const silent = { ...makeTool('Silent', () => longWork.promise.then(() => 'done'), false), asksNothing: true }
    const calls = ['Silent', 'First', 'Reader', 'Second'].map((name) => [name, {}] as [string, unknown])
    const stage = makeStage([calls, ['end']], {
      tools: () => [silent, asking('First'), asking('Reader', true), asking('Second')],
      async permit(_, { action, mayAsk, onAsked }) {
        if (action === 'First') await judged.promise
        else setImmediate(judged.resolve)
        await mayAsk
        onAsked?.()
        asked.push(action)
        if (asked.length === 3) longWork.resolve()
        return { ok: true }
      },
    })
    await stage.run()
    expect(asked).toEqual(['First', 'Reader', 'Second'])
  })

  test('equal calls of one step run once and all get the result', async () => {
    let runs = 0
    const stage = makeStage([
      [
        ['A', { x: 1 }],
        ['A', { x: 1 }],
      ],
      ['end'],
    ])
    stage.tools = () => [makeTool('A', () => `run ${++runs}`)]
    await stage.run()
    expect(runs).toBe(1)
    expect(stage.conversation.messages.filter(({ role }) => role === 'tool')).toHaveLength(2)
  })

  test('are found by near names, which everybody sees spelled right', async () => {
    const names = [
      'ReadFile',
      'functions.ReadFile:0',
      'read_file',
      ' ReadFile',
      'ReadFile\n',
      'readfile',
      'read-file()',
    ]
    const stage = makeStage([names.map((name, n) => [name, { n }]), ['end']])
    stage.tools = () => [makeTool('ReadFile', () => 'a'), makeTool('WriteFile', () => 'b')]
    await stage.run()
    const called = stage.conversation.messages.flatMap(({ tool_calls: calls = [] }) => calls)
    expect(called.map((call) => call.function.name)).toEqual(names.map(() => 'ReadFile'))
    const seen = stage.events.flatMap((event) => (event.type === 'ToolCall' ? event.payload.function.name : []))
    expect(seen).toEqual(names.map(() => 'ReadFile'))
  })

  test('that differ only in their spelling are not mixed up', async () => {
    const stage = makeStage([
      [
        ['read_file', {}],
        ['READFILE', {}],
      ],
      ['end'],
    ])
    stage.tools = () => [makeTool('ReadFile', () => 'a'), makeTool('read_file', () => 'b')]
    await stage.run()
    const results = stage.conversation.messages
      .filter(({ role }) => role === 'tool')
      .map(({ content }) => textOf(content))
    expect(results).toEqual(['b', expect.stringContaining('not found')])
  })

  test('unknown and inherited names get an error that lists the names', async () => {
    const stage = makeStage([
      [
        ['__proto__', {}],
        ['lock', {}],
      ],
      ['end'],
    ])
    stage.tools = () => [makeTool('Look', () => 'x')]
    expect(await stage.run()).toMatchObject({ reason: 'no_tool_calls' })
    for (const message of stage.conversation.messages.filter(({ role }) => role === 'tool'))
      expect(textOf(message.content)).toMatch(/not found. There are: Look/)
  })

  test('equal and empty ids become unique before anybody sees them', async () => {
    const call = (id: string, index: number) =>
      ({ type: 'tool_call', index, id, name: 'A', arguments: `{"n":${index}}` }) as const
    const stage = makeStage([[call('x', 0), call('x', 1), call('', 2)], [call('x', 0)], ['end']])
    stage.tools = () => [makeTool('A', () => 'a')]
    await stage.run()
    const called = stage.conversation.messages.flatMap(({ tool_calls: calls = [] }) => calls.map(({ id }) => id))
    const answered = stage.conversation.messages.flatMap(({ tool_call_id: id }) => id ?? [])
    expect(new Set(called).size).toBe(4)
    expect(answered).toEqual(called)
  })
})

describe('a failed attempt', () => {
  test('is forgotten and tried again when nothing was done', async () => {
    let looks = 0
    const stage = makeStage([['lost words', ['Look', {}], 'more', retry, 'good words']], {
      tools: () => [makeTool('Look', () => ++looks)],
    })
    expect(await stage.run()).toMatchObject({ text: 'good words' })
    const at = stage.events.findIndex(({ type }) => type === 'StepRetry')
    expect(stage.events[at - 1]).toMatchObject({ type: 'AttemptFailed', payload: { code: 'model.unreachable' } })
    expect(stage.events[at]!.payload).toEqual({
      n: 1,
      next_attempt: 2,
      max_attempts: 3,
      wait_s: 0.3,
      error_type: 'APIConnectionError',
      status_code: null,
    })
    expect(JSON.stringify(stage.records)).not.toContain('lost words')
  })

  test('stands when a call with side effects was started: it never runs twice', async () => {
    let runs = 0
    const stage = makeStage([['I will', ['Write', {}], 'then', retry, ['Write', {}]], ['done']], {
      tools: () => [makeTool('Write', () => ++runs, false)],
    })
    expect(await stage.run()).toMatchObject({ text: 'done', steps: 2 })
    expect(runs).toBe(1)
    expect(stage.requests[1]!.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'tool', 'user'])
  })

  test('does not run the call that it cut off, and says so where the answer stands', async () => {
    let runs = 0
    const cut = { type: 'tool_call', index: 1, id: 'b', name: 'Write', arguments: '{"path": "/x' } as const
    const stage = makeStage([[['Write', {}], cut, broken], ['done']], {
      tools: () => [makeTool('Write', () => ++runs, false)],
    })
    expect(await stage.run()).toMatchObject({ text: 'done' })
    expect(runs).toBe(1)
    const results = stage.events.flatMap((event) => (event.type === 'ToolResult' ? event.payload.tool_call_id : []))
    expect(results.toSorted()).toEqual(['b', 'c1.0'])
    expect(JSON.stringify(stage.requests[1]!.messages)).toContain('did not run')
  })

  test('a call cut in the middle of its arguments does not run', async () => {
    let runs = 0
    const stage = makeStage(
      [[{ type: 'tool_call', index: 0, id: 'a', name: 'Write', arguments: '{"path": "/x' }, broken]],
      { tools: () => [makeTool('Write', () => ++runs, false)] },
    )
    expect(await stage.run()).toMatchObject({ type: 'failed' })
    expect(runs).toBe(0)
  })
})

describe('an answer at its limit of tokens', () => {
  const limit = { type: 'end', reason: 'length' } as const

  test('goes on, and the user is told', async () => {
    const stage = makeStage([['half an ans', limit], ['wer']])
    expect(await stage.run()).toMatchObject({ type: 'done', text: 'wer', steps: 2 })
    expect(stage.told).toEqual([expect.stringContaining('limit of tokens')])
    expect(stage.requests[1]!.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user'])
  })

  test('does not run the call that was cut, and tells the model', async () => {
    let runs = 0
    const cut = {
      type: 'tool_call',
      index: 0,
      id: 'a',
      name: 'Write',
      arguments: '{"path": "/x", "content": "on',
    } as const
    const stage = makeStage([['I write.', cut, limit], ['done']], {
      tools: () => [makeTool('Write', () => ++runs, false)],
    })
    expect(await stage.run()).toMatchObject({ type: 'done', steps: 2 })
    expect(runs).toBe(0)
    expect(stage.events.some(({ type }) => type === 'ToolResult')).toBe(true)
    const [, , said, result] = stage.requests[1]!.messages
    expect(result).toMatchObject({ role: 'tool', tool_call_id: 'a', content: expect.stringContaining('did not run') })
    // The next request must not fail because of arguments that nobody can read.
    expect(() => JSON.parse(said!.tool_calls![0]!.function.arguments!)).not.toThrow()
  })

  test('runs the calls that were whole', async () => {
    let runs = 0
    const stage = makeStage([[['Write', { path: 'a' }], limit], ['done']], {
      tools: () => [makeTool('Write', () => ++runs, false)],
    })
    expect(await stage.run()).toMatchObject({ type: 'done', steps: 2 })
    expect(runs).toBe(1)
  })

  test('that was all thoughts leaves no empty answer behind', async () => {
    const stage = makeStage([[{ type: 'think', text: 'hm' }, limit], ['done']])
    expect(await stage.run()).toMatchObject({ type: 'done', steps: 2 })
    expect(stage.requests[1]!.messages.map(({ role }) => role)).toEqual(['system', 'user'])
    expect(JSON.stringify(stage.requests[1]!.messages)).toContain('Think less')
  })

  test('ends the turn as a failure the third time in a row', async () => {
    const stage = makeStage(Array.from({ length: 5 }, (_, n) => [`part ${n}`, limit]))
    expect(await stage.run()).toMatchObject({ type: 'failed', failure: { code: 'model.truncated' }, steps: 3 })
  })
})

test('the words before a call with side effects are stored before it runs', async () => {
  const stage = makeStage([['I write it.', ['Write', {}]], ['done']])
  stage.tools = () => [
    makeTool(
      'Write',
      async (_, { permit }) => {
        await permit({ action: 'edit file', description: '', display: [], subject: { kind: 'edit', value: '/x' } })
        return String(stage.records.some((record) => record.role === '_call' && record.said === 'I write it.'))
      },
      false,
    ),
  ]
  await stage.run()
  expect(stage.conversation.messages.find(({ role }) => role === 'tool')?.content).toBe('true')
})

test('a reader who lags behind slows the model down', async () => {
  const read = Promise.withResolvers<void>()
  const stage = makeStage([['one', 'two', 'three']])
  let isSlow = true
  stage.untilRead = () => (isSlow ? read.promise : null)
  const turn = stage.run()
  while (!stage.types().includes('ContentPart')) await new Promise(setImmediate)
  await new Promise(setImmediate)
  expect(stage.types().filter((type) => type === 'ContentPart')).toHaveLength(1)
  isSlow = false
  read.resolve()
  expect(await turn).toMatchObject({ text: 'onetwothree' })
})

test('what the user says meanwhile is heard between steps and overrides the end', async () => {
  const said: string[] = []
  const stage = makeStage([['one', async () => said.push('and also this')], ['two']], {
    steers: { take: () => said.splice(0) },
  })
  expect(await stage.run()).toMatchObject({ text: 'two', steps: 2 })
  expect(stage.types()).toContain('SteerInput')
  expect(stage.requests[1]!.messages.map(({ content }) => textOf(content))).toEqual([
    'Be brief.',
    'do it',
    'one',
    'and also this',
  ])
})

test('a D-Mail takes the conversation back and the message with it', async () => {
  const dmail = createDMailbox()
  const stage = makeStage([[['Look', {}]], [['SendDMail', {}]], ['ok']], { dmail })
  stage.tools = () => [
    makeTool('Look', () => 'a very long file'),
    makeTool('SendDMail', () => dmail.send('it is in line 3', 1) ?? 'sent'),
  ]
  expect(await stage.run()).toMatchObject({ text: 'ok', steps: 3 })
  const last = stage.requests[2]!.messages.map(({ content }) => textOf(content)).join('\n')
  expect(last).toContain('it is in line 3')
  expect(last).not.toContain('a very long file')
})

test('compaction comes before the step that would not fit, and once after an overflow', async () => {
  const asked: string[] = []
  const overflow: Failure = {
    type: 'failed',
    code: 'model.invalid',
    message: 'long',
    retryable: false,
    isOverflow: true,
  }
  const stage = makeStage([[overflow], [overflow]], {
    limits: { maxSteps: 9, windowTokens: 30, ratio: 0.5, reserved: 0 },
  })
  stage.compact = async (trigger) => {
    asked.push(trigger)
    stage.conversation.restart([{ role: 'user', content: 'x' }])
    return true
  }
  expect(await stage.run('a'.repeat(100))).toMatchObject({ type: 'failed' })
  expect(asked).toEqual(['auto', 'overflow'])
})

test('each request begins with the bytes of the one before', async () => {
  const stage = makeStage(
    [...Array.from({ length: 5 }, (_, n) => [`step ${n}`, ['Look', { n }] as [string, unknown]]), ['end']],
    {
      tools: () => [makeTool('Look', () => 'x'.repeat(500))],
      reminders: () => [{ role: 'user', content: '<system-reminder>\nhm\n</system-reminder>' }],
    },
  )
  await stage.run()
  for (let n = 1; n < stage.requests.length; n++) {
    const [before, now] = [stage.requests[n - 1]!, stage.requests[n]!].map(({ messages }) => JSON.stringify(messages))
    expect(now!.startsWith(before!.slice(0, -1))).toBe(true)
    // By the objects it is known which bytes need not be made again.
    const [old, next] = [stage.sent[n - 1]!, stage.sent[n]!]
    expect(old.filter((message, index) => message !== next[index])).toEqual([])
  }
})

test('a conversation counts its tokens anew after each answer, and goes back to any checkpoint', () => {
  const kept: unknown[] = []
  const conversation = createConversation([], { append: () => {}, rewrite: (records) => kept.push(...records) })
  conversation.checkpoint()
  conversation.append({ role: 'user', content: 'a'.repeat(400) })
  expect(conversation.tokens).toBe(100)
  conversation.append({ role: '_usage', token_count: 7 }, { role: 'assistant', content: '你好' })
  expect(conversation.tokens).toBe(9)
  expect(conversation.revertTo(0)).toBe(true)
  expect(conversation.revertTo(0)).toBe(false)
  expect([conversation.messages.length, conversation.nextCheckpoint, kept.length]).toEqual([0, 0, 0])
})
