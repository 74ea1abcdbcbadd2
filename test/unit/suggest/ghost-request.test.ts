import { expect, test } from 'vitest'
import { buildGhostRequest, createBudget, estimateTokens } from '../../../src/suggest/ghost-request.ts'

test('no more is spent in an hour than may be, and the next hour begins anew', () => {
  let time = 0
  const budget = createBudget(() => time)
  expect([budget.spend(400, 1_000), budget.spend(400, 1_000), budget.spend(400, 1_000)]).toEqual([true, true, false])
  time = 3_600_000
  expect(budget.spend(400, 1_000)).toBe(true)
  expect(budget.spend(1, 0)).toBe(false)
})

test('a question is small, and holds no secret', () => {
  const token = `ghp_${'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'}`
  const recent = Array.from({ length: 20 }, (_, at) => ({ command: `make ${at} ${token}`, status: 0 }))
  const request = buildGhostRequest({ line: 'git', cwd: '/x', shell: 'zsh', recent }, new AbortController().signal)
  expect(JSON.stringify(request)).not.toContain(token)
  expect(estimateTokens(request)).toBeLessThan(400)
})
