// The sets of npm run quality whose answers may not act on what a request spares, nor do the opposite of what it asks. Silence is
// allowed there; how much is right, the table of npm run quality says.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { createKnowledge, type Knowledge } from '../../../../src/knowledge/engine.ts'
import { countExceptions, type ExceptionLine } from '../../../bench/quality-exceptions.ts'
import { findIndexFile } from '../baked-index.ts'

let knowledge: Knowledge
beforeAll(async () => {
  knowledge = createKnowledge({ indexFile: await findIndexFile(), home: '/home/none' })
})
afterAll(() => knowledge.close())

const readLines = (name: string): ExceptionLine[] =>
  readFileSync(join(import.meta.dirname, '../../../fixtures/quality', name), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as ExceptionLine)

test.each([
  ['exceptions.jsonl', 'exceptions', 0.45],
  ['exceptions-kept.jsonl', 'exceptions', 0.6],
  ['exceptions-held.jsonl', 'exceptions', 0.25],
  ['exceptions-held-asked.jsonl', 'exceptions', 0.45],
  ['exceptions-held-later.jsonl', 'exceptions', 0.25],
  ['pairs.jsonl', 'pairs', 0.55],
] as const)('no answer to a request of %s inverts or drops what it says', async (name, kind, leastRight) => {
  const lines = readLines(name)
  const { right, wrong } = await countExceptions(knowledge, lines, kind)
  expect(wrong).toEqual([])
  expect(right / lines.length).toBeGreaterThan(leastRight)
})
