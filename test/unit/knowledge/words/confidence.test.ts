// The confidence of an order is the share of such answers that are right.

import { expect, test } from 'vitest'
import { calibrateOrder } from '../../../../src/knowledge/words/answer/answer-confidence.ts'
import { readRequest } from '../../../../src/knowledge/words/words-request.ts'

const answer = (command: string, confidence: number) => ({
  command,
  confidence,
  explanation: '',
  source: 'intent' as const,
})
const LONG = readRequest('write the third column of "sales.csv" to the file "names.txt" without blank lines')
const SHORT = readRequest('copy a.txt to b.txt')

test('a long order that two programs read as well is said with less confidence, and its answers keep their order', () => {
  const pool = [answer('cut -f3 sales.csv', 0.95), answer('awk 1 sales.csv', 0.9), answer('cut -f1 sales.csv', 0.7)]
  const said = calibrateOrder(pool, pool, LONG)
  expect(said[0]!.confidence).toBeLessThan(0.7)
  expect(said.map(({ command }) => command)).toEqual(pool.map(({ command }) => command))
  expect(said.map(({ confidence }) => confidence)).toEqual(
    said.map(({ confidence }) => confidence).toSorted((a, b) => b - a),
  )
})

test('other commands of the same program, and programs that read much less, take no confidence away', () => {
  const pool = [answer('cut -f3 sales.csv', 0.95), answer('cut -f1 sales.csv', 0.94), answer('awk 1', 0.6)]
  expect(calibrateOrder(pool, pool, LONG)).toEqual(pool)
})

test('a short order is doubtful only where another program reads it just as well, which is no other command for the same task', () => {
  const near = [answer('cp a.txt b.txt', 0.95), answer('rsync a.txt b.txt', 0.94)]
  expect(calibrateOrder(near, near, SHORT)[0]!.confidence).toBeLessThan(0.7)
  const apart = [answer('cp a.txt b.txt', 0.95), answer('rsync a.txt b.txt', 0.85)]
  expect(calibrateOrder(apart, apart, SHORT)).toEqual(apart)
  const phrases = ['copy {file} to {file2}']
  const same = near.map((item) => ({ ...item, phrases }))
  expect(calibrateOrder(same, same, SHORT)).toEqual(same)
})
