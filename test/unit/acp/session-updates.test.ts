import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SessionUpdate } from '@agentclientprotocol/sdk'
import { NO_ABILITIES } from '../../../src/acp/handshake.ts'
import { createSessionUpdates } from '../../../src/acp/session-updates.ts'
import { statusUpdate, type WireEvent } from '../../../src/protocol/wire.ts'
import { createFrameCheck } from '../../support/acp-schema.ts'

const ALL = { ...NO_ABILITIES, showsNotices: true, showsCompaction: true }

const text = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('', '\u001b[31m', '\u202e', 'a\r\nb', '```'))
/** Few ids, so that a call is begun again, ended twice and ended without a beginning. */
const id = fc.constantFrom('c0', 'c1', '__proto__')
const args = fc.constantFrom('', '{', '{"path": "a.txt"}', '{"command": "ls"}', '[]', 'null', '{"path": 7}')
const tool = fc.constantFrom('Shell', 'ReadFile', 'WriteFile', 'Grep', 'mcp__a__b', 'constructor', '')
const block = fc.oneof(
  fc.record({ type: fc.constant('brief' as const), text }),
  fc.record({
    type: fc.constant('diff' as const),
    path: fc.constantFrom('a.txt', '/x/b.txt'),
    old_text: text,
    new_text: text,
    old_start: fc.nat(9),
    new_start: fc.nat(9),
    is_summary: fc.boolean(),
  }),
  fc.record({
    type: fc.constant('todo' as const),
    items: fc.array(
      fc.record({ title: text, status: fc.constantFrom('pending' as const, 'in_progress' as const, 'done' as const) }),
      { maxLength: 2 },
    ),
  }),
)
const result = fc.record({
  is_error: fc.boolean(),
  output: text,
  message: text,
  display: fc.array(block, { maxLength: 2 }),
  extras: fc.constant(null),
})

const plain: fc.Arbitrary<WireEvent> = fc.oneof(
  text.map((words): WireEvent => ({ type: 'TurnBegin', payload: { user_input: words } })),
  text.map((words): WireEvent => ({ type: 'SteerInput', payload: { user_input: words } })),
  fc.constant<WireEvent>({ type: 'TurnEnd', payload: {} }),
  fc.nat(3).map((n): WireEvent => ({ type: 'StepBegin', payload: { n } })),
  text.map((said): WireEvent => ({ type: 'ContentPart', payload: { type: 'text', text: said } })),
  text.map((think): WireEvent => ({ type: 'ContentPart', payload: { type: 'think', think, encrypted: null } })),
  fc.record({ id, tool, args }).map(({ id: callId, tool: name, args: json }): WireEvent => ({
    type: 'ToolCall',
    payload: { type: 'function', id: callId, function: { name, arguments: json } },
  })),
  args.map((part): WireEvent => ({ type: 'ToolCallPart', payload: { arguments_part: part } })),
  fc.record({ id, text }).map(({ id: callId, text: out }): WireEvent => ({
    type: 'ToolOutput',
    payload: { tool_call_id: callId, text: out, lines: 1 },
  })),
  fc.record({ id, result }).map(({ id: callId, result: value }): WireEvent => ({
    type: 'ToolResult',
    payload: { tool_call_id: callId, return_value: value },
  })),
  fc.constant<WireEvent>({
    type: 'StepRetry',
    payload: { n: 1, next_attempt: 2, max_attempts: 3, wait_s: 1, error_type: 'APIError', status_code: null },
  }),
  fc.constantFrom<WireEvent>({ type: 'CompactionBegin', payload: {} }, { type: 'CompactionEnd', payload: {} }),
  fc.nat(9).map((context_tokens): WireEvent => statusUpdate({ context_tokens, max_context_tokens: 100 })),
  fc.constant<WireEvent>({ type: 'ModelCalled', payload: { model: 'm', usd: 0.1 } }),
)
const event: fc.Arbitrary<WireEvent> = fc.oneof(
  { weight: 5, arbitrary: plain },
  {
    weight: 1,
    arbitrary: fc.record({ id, plain }).map(({ id: parent, plain: inner }): WireEvent => ({
      type: 'SubagentEvent',
      payload: { parent_tool_call_id: parent, agent_id: 'a1', subagent_type: 'explore', event: inner },
    })),
  },
)

test('whatever the events: each update is valid, each call begins once under an id of its own and ends once', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      const updates = createSessionUpdates(ALL, () => '/work')
      const check = createFrameCheck()
      const begun = new Set<string>()
      const ended = new Set<string>()
      const tell = (update: SessionUpdate) => {
        check('agent', { jsonrpc: '2.0', method: 'session/update', params: { sessionId: 's', update } })
        if (update.sessionUpdate === 'tool_call') {
          expect(begun.has(update.toolCallId)).toBe(false)
          begun.add(update.toolCallId)
        }
        if (update.sessionUpdate !== 'tool_call_update') return
        expect(begun.has(update.toolCallId)).toBe(true)
        expect(ended.has(update.toolCallId)).toBe(false)
        if (update.status === 'completed' || update.status === 'failed') ended.add(update.toolCallId)
      }
      for (const each of [...events, { type: 'TurnEnd', payload: {} } as const]) updates.take(each).forEach(tell)
      // An agent in the background, whose own call has ended, goes on after the turn.
      const open = [...begun].filter((callId) => !ended.has(callId))
      expect(open.filter((callId) => !callId.startsWith('a1/'))).toEqual([])
    }),
    { numRuns: 200 },
  )
})

test('a call of an agent in the background that ends in a later turn is the call that the editor knows', () => {
  const updates = createSessionUpdates(ALL, () => '/work')
  const inner = (each: WireEvent): WireEvent => ({
    type: 'SubagentEvent',
    payload: { parent_tool_call_id: 'p', agent_id: 'a1', subagent_type: 'explore', event: each },
  })
  const call = (callId: string, name: string): WireEvent => ({
    type: 'ToolCall',
    payload: { type: 'function', id: callId, function: { name, arguments: '{}' } },
  })
  const end = (callId: string): WireEvent => ({
    type: 'ToolResult',
    payload: {
      tool_call_id: callId,
      return_value: { is_error: false, output: 'x', message: '', display: [], extras: null },
    },
  })
  const begin: WireEvent = { type: 'TurnBegin', payload: { user_input: 'go' } }
  const stop: WireEvent = { type: 'TurnEnd', payload: {} }
  const told = [begin, call('p', 'Agent'), end('p'), inner(call('c', 'Glob')), stop, begin, inner(end('c'))]
    .flatMap((each) => updates.take(each))
    .flatMap((update) => ('toolCallId' in update && update.toolCallId === 'a1/c' ? [update] : []))
  expect(told.map(({ sessionUpdate, status }) => [sessionUpdate, status])).toEqual([
    ['tool_call', 'pending'],
    ['tool_call_update', 'in_progress'],
    ['tool_call_update', 'completed'],
  ])
})

test('a foreground subagent of a cancelled turn ends with it', () => {
  const updates = createSessionUpdates(ALL, () => '/work')
  const call = (callId: string, name: string): WireEvent => ({
    type: 'ToolCall',
    payload: { type: 'function', id: callId, function: { name, arguments: '{}' } },
  })
  const inner: WireEvent = {
    type: 'SubagentEvent',
    payload: { parent_tool_call_id: 'p', agent_id: 'a1', subagent_type: 'explore', event: call('c', 'Glob') },
  }
  const told = [call('p', 'Agent'), inner, { type: 'TurnEnd', payload: {} } as const].flatMap((each) =>
    updates.take(each),
  )
  const failed = told.flatMap((update) => ('status' in update && update.status === 'failed' ? [update] : []))
  expect(failed).toMatchObject([{ toolCallId: 'p' }, { toolCallId: 'a1/c' }])
})

test('the text of a message is the same in pieces as in whole, and each message has an id of its own', () => {
  const updates = createSessionUpdates(NO_ABILITIES, () => '/work')
  const events: WireEvent[] = ['Hel', 'lo'].map((piece) => ({
    type: 'ContentPart',
    payload: { type: 'text', text: piece },
  }))
  const thought: WireEvent = { type: 'ContentPart', payload: { type: 'think', think: 'hm', encrypted: null } }
  const told = [...events, thought, ...events].flatMap((each) => updates.take(each)) as { messageId: string }[]
  const ids = told.map(({ messageId }) => messageId)
  expect(ids[0]).toBe(ids[1])
  expect(ids[3]).toBe(ids[4])
  expect(new Set(ids).size).toBe(3)
})

test('a picture is shown where its data came along; one that has only an address is a link, and nothing fetches it', () => {
  const updates = createSessionUpdates(ALL, () => '/w')
  const picture = (url: string) => ({ type: 'image_url' as const, image_url: { url, id: null } })
  const shown = (event: WireEvent) =>
    updates.take(event).flatMap((update) => ('content' in update ? [update.content] : []))
  updates.take({ type: 'TurnBegin', payload: { user_input: 'go' } })
  updates.take({ type: 'StepBegin', payload: { n: 1 } })
  expect(shown({ type: 'ContentPart', payload: picture('data:image/png;base64,AAAA') })).toEqual([
    { type: 'image', mimeType: 'image/png', data: 'AAAA' },
  ])
  expect(shown({ type: 'ContentPart', payload: picture('https://x.example/a b.png') })).toEqual([
    { type: 'resource_link', uri: 'https://x.example/a%20b.png', name: 'https://x.example/a%20b.png' },
  ])
  for (const url of ['file:///etc/passwd', 'javascript:alert(1)', 'data:text/html;base64,AAAA', ''])
    expect(shown({ type: 'ContentPart', payload: picture(url) })).toEqual([])
})
