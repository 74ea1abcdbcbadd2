// npm run chaos: 200 turns with tools in each protocol against a model server that fails at random. Prints a table, and ends with 1
// when a turn ended neither well nor in one clear line, or a side effect happened twice.

import { playChaos } from '../support/chaos-turns.ts'

const TURNS = Number(process.argv[2] ?? 200)
const CHANCE = 0.12

let isWrong = false
for (const protocol of ['chat', 'responses', 'anthropic', 'gemini'] as const) {
  const { done, failed, retries, wrong } = await playChaos(protocol, TURNS, CHANCE)
  isWrong ||= wrong.length > 0
  console.log(`${protocol.padEnd(10)} ${done} of ${TURNS} turns done, ${retries} retries, ${wrong.length} wrong`)
  for (const [line, count] of failed) console.log(`  ${count} × ${line.replaceAll(/\d{4,}/g, 'N')}`)
  for (const line of new Set(wrong)) console.log(`  WRONG ${line}`)
}
process.exitCode = isWrong ? 1 : 0
