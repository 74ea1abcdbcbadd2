import { describe, expect, test } from 'vitest'
import type { Thinking } from '../../../src/models/chat-stream.ts'
import { COMPLETIONS } from '../../../src/models/protocols/completion-speaker.ts'
import { findRules } from '../../../src/models/rules/model-rules.ts'
import { obeyRules, orderThinking } from '../../../src/models/rules/request-rules.ts'

const WISHES: (Thinking | undefined)[] = [undefined, 'least', 'off', 'on', 'low', 'medium', 'high', 'max']

/** The fields that a Kimi model is sent for each wish about thinking. */
function sent(model: string): Record<string, unknown> {
  const rules = findRules(model)
  const target = { model, dialect: 'kimi' as const, host: 'api.kimi.com', rules, thoughtsField: 'reasoning_content' }
  const entries = WISHES.map((thinking) => {
    const request = obeyRules({ messages: [], temperature: 0.2, ...(thinking ? { thinking } : {}) }, rules)
    const {
      model: _,
      messages: __,
      stream: ___,
      stream_options: ____,
      ...rest
    } = COMPLETIONS.buildBody(request, target) as Record<string, unknown>
    return [thinking ?? 'nothing', rest]
  })
  return Object.fromEntries(entries) as Record<string, unknown>
}

describe('a wish for thinking', () => {
  test('of K3 and later is an effort that it has, and no temperature is sent', () => {
    const efforts = {
      nothing: { reasoning_effort: 'high' },
      least: { reasoning_effort: 'low' },
      off: { reasoning_effort: 'low' },
      on: { reasoning_effort: 'high' },
      low: { reasoning_effort: 'low' },
      medium: { reasoning_effort: 'high' },
      high: { reasoning_effort: 'high' },
      max: { reasoning_effort: 'max' },
    }
    for (const model of ['kimi-k3.1-pro', 'k3.1-pro', 'kimi-k3', 'k3-256k', 'kimi-for-coding']) {
      expect(sent(model)).toEqual(efforts)
    }
  })

  test('of a model that always thinks, without degrees, sends nothing', () => {
    expect(Object.values(sent('kimi-for-coding-highspeed'))).toEqual(WISHES.map(() => ({})))
  })

  test('of K2.6 switches thinking on and off', () => {
    const [on, off] = ['enabled', 'disabled'].map((type) => ({ temperature: 0.2, thinking: { type } }))
    expect(sent('kimi-k2.6')).toEqual({
      nothing: { temperature: 0.2 },
      least: off,
      off,
      on,
      low: on,
      medium: on,
      high: on,
      max: on,
    })
  })

  test('of a strange model of Kimi’s is what Kimi CLI sends, and Ctrl-X sends nothing', () => {
    expect(sent('kimi-of-tomorrow')).toMatchObject({
      nothing: { temperature: 0.2 },
      least: { temperature: 0.2 },
      off: { thinking: { type: 'disabled' } },
      high: { thinking: { type: 'enabled' } },
    })
  })

  test.each([
    ['claude-opus-5', 'max', 'max'],
    ['claude-opus-4-6', 'medium', 'medium'],
    ['gpt-5', 'max', 'high'],
    ['gpt-6.2-sol', 'max', 'max'],
    ['gemini-3.8-flash', 'max', 'high'],
    ['gpt-6.2-sol', 'off', 'low'],
  ] as const)('of %s: %s is %s', (model, wish, effort) => {
    expect(orderThinking(wish, findRules(model))).toEqual({ kind: 'on', effort })
  })
})

test('no answer gets more than the window has left, whatever its thoughts need', () => {
  const limit = (model: string, leftTokens: number, maxTokens?: number) =>
    obeyRules({ messages: [], leftTokens, ...(maxTokens === undefined ? {} : { maxTokens }) }, findRules(model))
  expect(limit('k3.1-pro', 1_000_000)).toEqual({ messages: [], maxTokens: 1_000_000 })
  expect(limit('kimi-for-coding', 1_000_000)).toEqual({ messages: [], maxTokens: 32_768 })
  expect(limit('kimi-for-coding', 20_000)).toEqual({ messages: [], maxTokens: 20_000 })
  expect(limit('k3.1-pro', 5_000, 2_048)).toEqual({ messages: [], maxTokens: 5_000 })
  expect(limit('unknown', 5_000)).toEqual({ messages: [], maxTokens: 5_000 })
})

test('a short answer gets room for the thoughts of a model that thinks, within the model’s limit', () => {
  const limit = (model: string, thinking: Thinking, maxTokens: number) =>
    obeyRules({ messages: [], maxTokens, thinking }, findRules(model)).maxTokens
  expect(limit('k3.1-pro', 'least', 2_048)).toBe(2_048 + 16_384)
  expect(limit('kimi-for-coding', 'least', 20_000)).toBe(32_768)
  expect(limit('kimi-for-coding', 'on', 1_000_000)).toBe(32_768)
  expect(limit('kimi-k2.6', 'least', 2_048)).toBe(2_048)
  expect(limit('kimi-k2.6', 'on', 2_048)).toBe(2_048 + 16_384)
  expect(limit('unknown', 'least', 2_048)).toBe(2_048)
})
