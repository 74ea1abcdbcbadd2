import { expect, test } from 'vitest'
import { playCachedSession } from '../../support/cached-session.ts'

test.each([
  ['chat', 'kimi-k3.1-pro'],
  ['anthropic', 'claude-sonnet-5-5'],
  ['responses', 'gpt-6.2-sol'],
  ['gemini', 'gemini-3.8-flash'],
] as const)(
  'over %s at least 95 %% of each request repeats the one before it, but behind a compaction',
  async (protocol, model) => {
    const steps = await playCachedSession(protocol, model)
    expect(steps.length).toBeGreaterThanOrEqual(55)
    const low = steps.filter(({ share, isAfterCompaction }) => share < 0.95 && !isAfterCompaction)
    expect(low).toEqual([])
    const anew = steps.filter(({ isAfterCompaction }) => isAfterCompaction)
    expect(anew.map(({ turn }) => turn)).toEqual([14])
  },
)
