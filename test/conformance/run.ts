// `npm run conformance:mcp`: MCP's conformance suite for clients against our own connection, authorisation and token store. Prints a
// table for each revision, and fails when a scenario that the revision demands does. Options: --revision 2026-07-28, --only PATTERN.

import { parseArgs } from 'node:util'
import { readScenarios, REVISIONS, runScenario, type Outcome, type Revision } from './suite.ts'

const { values } = parseArgs({ options: { revision: { type: 'string' }, only: { type: 'string' } } })
/** Each scenario is two processes. */
const WORKERS = 2

async function runAll(scenarios: readonly string[], revision: Revision): Promise<Outcome[]> {
  const outcomes = new Map<string, Outcome>()
  const left = scenarios.values()
  const work = async () => {
    for (const scenario of left) outcomes.set(scenario, await runScenario(scenario, revision))
  }
  await Promise.all(Array.from({ length: WORKERS }, work))
  return scenarios.map((scenario) => outcomes.get(scenario)!)
}

function print(revision: Revision, required: readonly Outcome[], others: readonly Outcome[]): void {
  const row = ({ scenario, passed, failed, isRight }: Outcome, about = '') =>
    console.log(`| ${scenario}${about} | ${passed} | ${failed} | ${isRight ? 'passes' : 'FAILS'} |`)
  const right = required.filter(({ isRight }) => isRight).length
  const sum = (key: 'passed' | 'failed') => required.reduce((total, outcome) => total + outcome[key], 0)
  console.log(
    `\n## ${revision}: ${right} of ${required.length} required scenarios, ${sum('passed')} checks pass, ${sum('failed')} fail\n`,
  )
  console.log('| scenario | checks passed | failed | |\n|---|---:|---:|---|')
  for (const outcome of required) row(outcome)
  for (const outcome of others) row(outcome, ' (not scored)')
  for (const { scenario, report } of required.filter(({ isRight }) => !isRight))
    console.log(`\n${scenario}:\n${report}`)
}

const wanted = (names: readonly string[]) => names.filter((name) => name.includes(values.only ?? ''))
let isRight = true
for (const revision of REVISIONS.filter((name) => values.revision === undefined || name === values.revision)) {
  const { required, others } = readScenarios(revision)
  const scored = await runAll(wanted(required), revision)
  print(revision, scored, await runAll(wanted(others), revision))
  isRight &&= scored.every((outcome) => outcome.isRight)
}
process.exitCode = isRight ? 0 : 1
