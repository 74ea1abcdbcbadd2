import { expect, test } from 'vitest'
import type { WireEvent } from '../../../../src/protocol/wire.ts'
import { applyEvent, createTurnState, noteRequest } from '../../../../src/view/turns/turn-state.ts'
import {
  approval,
  call,
  callPart,
  end,
  inSubagent,
  notice,
  output,
  result,
  retry,
  step,
  text,
  thought,
  usage,
  verdict,
} from '../turn-events.ts'

function play(...events: WireEvent[]) {
  const state = createTurnState()
  const changes = events.map((event) => applyEvent(state, event))
  return { state, changes }
}

test('text and thoughts that follow each other are one item, a new step begins a new one', () => {
  const { state, changes } = play(step(), thought('hm'), thought('m'), text('It '), text('is.'), step(2), text('Next.'))
  expect(state.items).toMatchObject([
    { kind: 'thinking', text: 'hmm' },
    { kind: 'text', text: 'It is.' },
    { kind: 'text', text: 'Next.' },
  ])
  expect(changes[4]).toEqual({ type: 'grown', index: 1, text: 'is.' })
  expect(state.steps).toBe(2)
})

test('arguments stream into the last call, and each result finds its call', () => {
  const { state, changes } = play(
    step(),
    call('a', 'Shell', '{"com'),
    callPart('mand":"ls"}'),
    call('b', 'ReadFile', '{}'),
    result('b'),
    result('a', [], 'it broke'),
  )
  expect(state.items).toMatchObject([
    { kind: 'call', id: 'a', arguments: '{"command":"ls"}', result: { message: 'it broke' } },
    { kind: 'call', id: 'b', arguments: '{}', result: { is_error: false } },
  ])
  expect(changes.slice(4)).toEqual([
    { type: 'completed', index: 1 },
    { type: 'completed', index: 0 },
  ])
})

test('a call id that comes again in a later step means the newer call', () => {
  const { state } = play(step(), call('x', 'Shell'), result('x'), step(2), call('x', 'Glob'), result('x', [], 'second'))
  expect(state.items).toMatchObject([{ result: { message: '' } }, { name: 'Glob', result: { message: 'second' } }])
})

test('a result whose call was not seen is kept as a call without a name', () => {
  expect(play(result('lost')).state.items).toMatchObject([{ kind: 'call', id: 'lost', name: '', arguments: '' }])
})

test('a retry discards what the failed attempt has brought, and nothing else', () => {
  const { state } = play(step(), text('first'), step(2), notice('told'), text('half'), call('a', 'Shell'), retry)
  applyEvent(state, text('whole'))
  expect(state.items.map((item) => [item.kind, item.isDiscarded ?? false])).toEqual([
    ['text', false],
    ['notice', false],
    ['text', true],
    ['call', true],
    ['retry', false],
    ['text', false],
  ])
  applyEvent(state, callPart('lost'))
  expect(state.items[3]).toMatchObject({ arguments: '' })
})

test('a subagent has a turn of its own, found by its call and its id', () => {
  const { state, changes } = play(
    call('c1', 'Agent'),
    inSubagent(text('I ')),
    inSubagent(call('x', 'Glob')),
    inSubagent(text('Other'), 'c1', 'a2'),
    inSubagent(result('x')),
  )
  expect(state.items).toMatchObject([
    { kind: 'call' },
    { kind: 'subagent', agentId: 'a1', turn: { items: [{ text: 'I ' }, { name: 'Glob', result: {} }] } },
    { kind: 'subagent', agentId: 'a2', turn: { items: [{ text: 'Other' }] } },
  ])
  expect(changes[4]).toEqual({ type: 'subagent', index: 1, change: { type: 'completed', index: 1 } })
})

test('usage is summed, and a null in a status leaves what was known', () => {
  const { state } = play(usage(5), usage(7))
  expect(state.usage).toMatchObject({ input_other: 2, output: 12 })
  applyEvent(state, { type: 'StatusUpdate', payload: { ...statusOf(usage(0)), context_tokens: null, plan_mode: true } })
  expect(state.status).toMatchObject({ context_tokens: 70, plan_mode: true })
})

const statusOf = (event: WireEvent) => (event as Extract<WireEvent, { type: 'StatusUpdate' }>).payload

test('plans, notices, compaction and failures are items; the turn ends once', () => {
  const { state } = play(
    { type: 'TurnBegin', payload: { user_input: 'do it' } },
    { type: 'SteerInput', payload: { user_input: 'in blue' } },
    { type: 'CompactionBegin', payload: {} },
    { type: 'CompactionEnd', payload: {} },
    { type: 'PlanDisplay', payload: { content: '1. look', file_path: '/p' } },
    { type: 'TurnFailed', payload: { code: 'model.auth', message: 'no', hint: 'kimi doctor' } },
  )
  expect(state.isRunning).toBe(true)
  expect(applyEvent(state, end)).toEqual({ type: 'ended' })
  expect(state.isRunning).toBe(false)
  expect(state.items).toEqual([
    { kind: 'words', content: 'do it', isSteer: false },
    { kind: 'words', content: 'in blue', isSteer: true },
    { kind: 'compaction', isDone: true },
    { kind: 'plan', text: '1. look', path: '/p' },
    { kind: 'failure', code: 'model.auth', message: 'no', hint: 'kimi doctor' },
  ])
})

test('the time of a call runs from its last argument, or from the moment the user allowed it, to its result', () => {
  const state = createTurnState()
  applyEvent(state, call('a', 'Shell', '{"com'), 100)
  applyEvent(state, callPart('mand":"ls"}'), 200)
  expect(state.items[0]).toMatchObject({ beganAt: 200, endedAt: null })
  noteRequest(state, approval('r', [], 'a'))
  expect(state.items[0]).toMatchObject({ approvalId: 'r' })
  applyEvent(state, verdict('r'), 900)
  applyEvent(state, output('a', 'one\ntw'), 950)
  applyEvent(state, output('a', 'o\n'), 960)
  expect(state.items[0]).toMatchObject({ approvalId: null, beganAt: 900, tail: 'one\ntwo\n' })
  applyEvent(state, result('a'), 1_000)
  expect(state.items[0]).toMatchObject({ beganAt: 900, endedAt: 1_000 })
})

test('a retry says why the attempt failed, if the daemon has said it', () => {
  const failed: WireEvent = { type: 'AttemptFailed', payload: { code: 'model.rate_limited', message: 'too many' } }
  expect(play(failed, retry, retry).state.items).toMatchObject([{ reason: 'too many' }, { reason: 'Stalled' }])
  // The log of a session does not hold the reason.
  const logged = { ...retry, payload: { ...retry.payload, status_code: 429 } } as WireEvent
  expect(play(logged).state.items).toMatchObject([{ reason: 'the model answered with status 429' }])
})

test('the cost of a turn is known only when that of each call is', () => {
  const called = (usd: number | null): WireEvent => ({ type: 'ModelCalled', payload: { model: 'k', usd } })
  expect(play(called(0.5), called(0.25)).state).toMatchObject({ model: 'k', usd: 0.75 })
  expect(play(called(0.5), called(null), called(0.25)).state.usd).toBeNull()
})

test('the state survives JSON at any moment, also with hostile ids', () => {
  const events = [
    step(),
    call('__proto__', 'Shell', '{'),
    callPart('}'),
    inSubagent(call('toString', 'Glob'), '__proto__', 'constructor'),
    result('__proto__', [], 'no'),
    inSubagent(result('toString'), '__proto__', 'constructor'),
    text('done'),
    end,
  ]
  const whole = play(...events).state
  const pieces = events.reduce((state, event) => {
    const copy = JSON.parse(JSON.stringify(state)) as typeof state
    applyEvent(copy, event)
    return copy
  }, createTurnState())
  expect(pieces).toEqual(whole)
  expect(whole.items[0]).toMatchObject({ arguments: '{}', result: { message: 'no' } })
})

test('a turn of 200,000 events is applied in linear time', () => {
  const state = createTurnState()
  for (let at = 0; at < 20_000; at++) {
    applyEvent(state, step(at))
    for (let piece = 0; piece < 6; piece++) applyEvent(state, text('word '))
    applyEvent(state, call(`c${at}`, 'Shell', '{}'))
    applyEvent(state, result(`c${at}`))
    applyEvent(state, usage(1))
  }
  expect(state.items).toHaveLength(40_000)
  expect(state.usage.output).toBe(20_000)
})
