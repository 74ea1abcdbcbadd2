// Measures how much of each request of a session a provider's cache can hold.

import { playCachedSession } from '../support/cached-session.ts'
import { state, type Row } from './measure.ts'

/** The least share of a request that repeats the one before it, and the place of the first difference where it is too small. */
export async function measureCache(): Promise<Row[]> {
  const rows: Row[] = []
  for (const [protocol, model] of [
    ['chat', 'kimi-k3.1-pro'],
    ['responses', 'gpt-6.2-sol'],
    ['anthropic', 'claude-sonnet-5-5'],
    ['gemini', 'gemini-3.8-flash'],
  ] as const) {
    const steps = await playCachedSession(protocol, model)
    const going = steps.filter(({ isAfterCompaction }) => !isAfterCompaction)
    const worst = going.reduce((least, step) => (step.share < least.share ? step : least))
    const name = `request that repeats the one before it, ${protocol}, least`
    rows.push(state(name, '%', worst.share * 100, { least: 95 }))
    const first = steps.find(({ firstDifference }) => firstDifference !== '')
    if (first) process.stderr.write(`  first difference (turn ${first.turn}): ${first.firstDifference}\n`)
  }
  return rows
}
