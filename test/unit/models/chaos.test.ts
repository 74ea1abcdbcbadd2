import { expect, test } from 'vitest'
import { playChaos } from '../../support/chaos-turns.ts'

test.each(['chat', 'responses', 'anthropic', 'gemini'] as const)(
  'turns with tools over %s end well or in one clear line while the server fails at random',
  async (protocol) => {
    expect((await playChaos(protocol, 2, 0)).done, 'all is well without faults').toBe(2)
    const { turns, done, failed, wrong } = await playChaos(protocol, 10, 0.1)
    expect(wrong).toEqual([])
    expect(done + [...failed.values()].reduce((sum, count) => sum + count, 0)).toBe(turns)
  },
)
