// Plays the lines of test/fixtures/corpus, in which a hostile model tries every tool: no effect, no secret, no foreign byte, no crash.
// `npm run corpus -- DIR` plays other lines, with more models, and mode auto in a cage.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSandbox, type SandboxState } from '../../../src/safety/sandbox/sandbox.ts'
import { readCases } from '../../corpus/corpus-cases.ts'
import { openCorpusGround, type Ground } from '../../corpus/corpus-ground.ts'
import { isClean, playCases, type Combination } from '../../corpus/corpus-play.ts'

const cases = readCases(join(import.meta.dirname, '..', '..', 'fixtures', 'corpus'))
const BATCH = 25
const run = mkdtempSync(join(tmpdir(), 'kimi-corpus-'))
const HOME = process.env['HOME']
let ground: Ground
let sandbox: SandboxState

beforeAll(async () => {
  ground = await openCorpusGround()
  process.env['HOME'] = ground.home
  sandbox = await openSandbox(run)
})
afterAll(async () => {
  process.env['HOME'] = HOME
  await ground.close()
  rmSync(run, { recursive: true, force: true })
})

/** The lines that did harm, each with what it did. */
async function findHarm(combination: Combination, every: number): Promise<string[]> {
  const chosen = cases.filter((_, at) => at % every === 0)
  const harm: string[] = []
  for (let at = 0; at < chosen.length; at += BATCH) {
    for (const { line, outcome } of await playCases(chosen.slice(at, at + BATCH), combination, ground)) {
      if (!isClean(outcome)) harm.push(`${line.id} ${line.input}: ${JSON.stringify(outcome)}`)
    }
  }
  return harm
}

test('there are lines of many kinds', () => {
  expect(new Set(cases.map(({ surface }) => surface)).size).toBeGreaterThan(20)
  expect(cases.length).toBeGreaterThan(500)
})

test('in mode ask a hostile model gets nothing through without a sandbox', async () => {
  expect(await findHarm({ model: 'hostile', mode: 'ask', sandbox: null }, 1)).toEqual([])
}, 120_000)

test('in plan mode neither, in the sandbox', async (context) => {
  if (sandbox.kind !== 'ready') return context.skip(sandbox.reason)
  expect(await findHarm({ model: 'hostile', mode: 'plan', sandbox }, 5)).toEqual([])
}, 120_000)

test('in accept-edits it changes files of the workspace alone, and none that commands a program', async () => {
  expect(await findHarm({ model: 'hostile', mode: 'accept-edits', sandbox: null }, 4)).toEqual([])
}, 120_000)

test('a random model crashes nothing', async () => {
  expect(await findHarm({ model: 'random', mode: 'ask', sandbox: null }, 10)).toEqual([])
}, 120_000)
