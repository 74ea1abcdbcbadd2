// Runs scenarios of MCP's conformance suite against our client, each in a process of its own.

import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { programOf } from '../support/program.ts'

export const REVISIONS = ['2026-07-28', '2025-11-25'] as const
export type Revision = (typeof REVISIONS)[number]

export interface Outcome {
  scenario: string
  passed: number
  failed: number
  isRight: boolean
  /** The failed checks, and what the client said; '' when all is right. */
  report: string
}

const ROOT = join(import.meta.dirname, '..', '..')
const SUITE = join(ROOT, 'node_modules', '@modelcontextprotocol', 'conformance')
/** With other work on the machine a client needs several seconds to start. */
const LIMIT_MS = 60_000

/** The scenarios for clients that a revision demands, and those that the suite runs besides without scoring them. */
export function readScenarios(revision: Revision): { required: string[]; others: string[] } {
  const table = parse(readFileSync(join(SUITE, 'requirements', `${revision}.yaml`), 'utf8')) as {
    client: string[]
    not_scored: { scenario: string; leg: string }[]
  }
  const others = table.not_scored.filter(({ leg }) => leg === 'client').map(({ scenario }) => scenario)
  return { required: table.client, others }
}

/** Never rejects: a suite that does not run is a scenario that fails. */
export function runScenario(scenario: string, revision: Revision): Promise<Outcome> {
  const client = `${process.execPath} ${programOf(join(import.meta.dirname, 'client.ts'))}`
  const args = [
    'client',
    '--command',
    client,
    '--scenario',
    scenario,
    '--spec-version',
    revision,
    '--timeout',
    String(LIMIT_MS),
    '--force',
  ]
  const child = spawn(process.execPath, [join(SUITE, 'dist', 'index.js'), ...args], {
    cwd: ROOT,
    env: { ...process.env, NODE_COMPILE_CACHE: join(ROOT, 'node_modules', '.cache', 'conformance') },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return new Promise((resolve) => {
    child.on('close', (code) => {
      const [, passed = 0, all = 0] = /^Passed: (\d+)\/(\d+)/m.exec(text) ?? []
      const isRight = code === 0 && Number(all) > 0 && passed === all
      const report = isRight ? '' : describeFailure(text)
      resolve({ scenario, passed: Number(passed), failed: Number(all) - Number(passed), isRight, report })
    })
  })
}

function describeFailure(text: string): string {
  const failed = /^Failed Checks:\n((?: {2}- .*\n?)*)/m.exec(text)?.[1] ?? ''
  const said = text
    .split('\n')
    .filter((line) => line.startsWith('not connected:'))
    .join('\n')
  return [failed.trimEnd(), said].filter(Boolean).join('\n') || text.trim().split('\n').slice(-5).join('\n')
}
