import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createModelOffer } from '../../../src/accounts/model-offer.ts'

let home: string
beforeEach(() => (home = mkdtempSync('/tmp/ka-')))
afterEach(() => rmSync(home, { recursive: true, force: true }))

test('what is there is offered in a line, once, also by another process', () => {
  mkdirSync(join(home, '.claude'))
  mkdirSync(join(home, '.codex'))
  const offer = createModelOffer(join(home, '.kimi'), home, () => true)
  expect(offer.take({ OPENAI_API_KEY: 'x', PATH: '/bin' })).toBe(
    'no model: kimi login · found a Kimi Code login that has ended · found OPENAI_API_KEY · found Claude Code, Codex: kimi import',
  )
  expect(offer.take({})).toBeNull()
  expect(createModelOffer(join(home, '.kimi'), home, () => false).take({})).toBeNull()
})

test('with nothing there the way to a model remains', () => {
  expect(createModelOffer(join(home, '.kimi'), home, () => false).take({})).toBe('no model: kimi login')
})
