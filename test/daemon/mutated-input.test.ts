// Mutated frames and records, a small number of those that `npm run soak` throws.

import { expect, test } from 'vitest'
import { makeHome, startDaemonIn } from '../support/kimi.ts'
import { throwMutations } from '../support/mutated-input.ts'

const COUNT = Number(process.env['KIMI_MUTATIONS'] ?? 3_000)

test('after thousands of mutated frames and records the same daemon answers, and has caught nothing unawares', async () => {
  await using home = await makeHome()
  const pid = await startDaemonIn(home)
  await throwMutations(home, COUNT, 1)
  const status = await home.status()
  expect(await home.daemonPid()).toBe(pid)
  expect(status.upSeconds).toBeGreaterThanOrEqual(0)
  expect(home.log()).not.toMatch(/"event":"(?:uncaught|unhandled)"/)
})
