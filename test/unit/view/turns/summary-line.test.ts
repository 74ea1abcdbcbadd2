import { expect, test } from 'vitest'
import type { WireEvent } from '../../../../src/protocol/wire.ts'
import { ASCII_MARKS, UNICODE_MARKS } from '../../../../src/view/print-style.ts'
import { describeSummary } from '../../../../src/view/turns/summary-line.ts'
import { applyEvent, createTurnState } from '../../../../src/view/turns/turn-state.ts'
import { end, inSubagent, step } from '../turn-events.ts'

const STYLE = { width: 100, hasColours: false, marks: UNICODE_MARKS, canReplace: true }
const BEGIN: WireEvent = { type: 'TurnBegin', payload: { user_input: 'go' } }

function called(usd: number | null, input: number, cached: number, output: number, used: number | null): WireEvent[] {
  const token_usage = { input_other: input - cached, output, input_cache_read: cached, input_cache_creation: 0 }
  const unknown = {
    context_tokens: null,
    max_context_tokens: null,
    message_id: null,
    plan_mode: null,
    mcp_status: null,
  }
  return [
    { type: 'StatusUpdate', payload: { ...unknown, context_usage: used, token_usage } },
    { type: 'ModelCalled', payload: { model: 'kimi-k3', usd } },
  ]
}

function summary(events: WireEvent[], ms: number, style = STYLE): string[] {
  const turn = createTurnState()
  for (const event of events) applyEvent(turn, event, 1_000)
  applyEvent(turn, end, 1_000 + ms)
  return describeSummary(turn, style)
}

test('a turn ends with its time, tokens, cost, what is left of the context, and the model', () => {
  const events = [BEGIN, step(), ...called(0.02, 4_000, 0, 100, 0.1), step(2), ...called(0.01, 5_000, 4_000, 20, 0.384)]
  expect(summary(events, 4_321)).toEqual([
    '4.3 s · 9.0k in (44 % cached) · 120 out · ~$0.030 · 61 % context left · kimi-k3',
  ])
})

test('the tokens and the cost of subagents count', () => {
  const events = [
    BEGIN,
    step(),
    ...called(1, 1_000, 0, 10, null),
    ...called(0.5, 1_000_000, 0, 10, null).map((event) => inSubagent(event)),
  ]
  expect(summary(events, 187_000)).toEqual(['3m07s · 1.0M in · 20 out · ~$1.50 · kimi-k3'])
})

test('what is not known is left out, and a turn without an answer has no such line', () => {
  expect(summary([BEGIN, step(), ...called(null, 10, 0, 5, null)], 90)).toEqual(['0.1 s · 10 in · 5 out · kimi-k3'])
  expect(summary([BEGIN, step()], 65_000)).toEqual([])
})

test('it keeps to the width, in ASCII where the locale is not UTF-8', () => {
  const events = [BEGIN, step(), ...called(0.02, 4_000, 2_000, 100, 0.1)]
  expect(summary(events, 1_000, { ...STYLE, width: 20, marks: ASCII_MARKS })).toEqual([
    '1.0 s - 4.0k in (50',
    '% cached) - 100 out',
    '- ~$0.020 - 90 %',
    'context left -',
    'kimi-k3',
  ])
})
