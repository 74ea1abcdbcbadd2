// The core of MCP's conformance suite; `npm run conformance:mcp` runs all of it.

import { expect, test } from 'vitest'
import { runScenario, type Revision } from '../../conformance/suite.ts'

const CORE: [string, Revision][] = [
  ['tools_call', '2026-07-28'],
  ['sep-2322-client-request-state', '2026-07-28'],
  ['auth/authorization-server-migration', '2026-07-28'],
  ['auth/scope-step-up', '2026-07-28'],
  ['auth/iss-wrong-issuer', '2026-07-28'],
  ['auth/pre-registration', '2025-11-25'],
  ['elicitation-sep1034-client-defaults', '2025-11-25'],
]

test.each(CORE)('the client passes the scenario %s of MCP %s', async (scenario, revision) => {
  const outcome = await runScenario(scenario, revision)
  expect(outcome).toMatchObject({ isRight: true, report: '' })
  expect(outcome.passed).toBeGreaterThan(0)
})

test('a scenario that the client does not pass is told from one that it does', async () => {
  expect(await runScenario('auth/dpop', '2026-07-28')).toMatchObject({
    isRight: false,
    report: expect.stringContaining('DPoP'),
  })
})
