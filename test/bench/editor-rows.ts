// The time until an editor has its first answers: initialize, and the first session, with a daemon that runs and with none.

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { KIMI, makeHome, startDaemonIn, type Home } from '../support/kimi.ts'
import { useScripts } from '../support/wire-client.ts'
import { summarise, type Row } from './measure.ts'

const INITIALIZE = { id: 0, method: 'initialize', params: { protocolVersion: 1, clientCapabilities: {} } }

/** Milliseconds from the start of the process to the answers to `initialize` and to `session/new`. */
interface Times {
  initialize: number
  session: number
}

async function timeAnswers(home: Home): Promise<Times> {
  const begin = performance.now()
  const child = spawn(KIMI, ['acp'], { env: home.env, cwd: home.dir, stdio: ['pipe', 'pipe', 'ignore'] })
  const send = (frame: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...frame })}\n`)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  send(INITIALIZE)
  await lines.next()
  const initialize = performance.now() - begin
  send({ id: 1, method: 'session/new', params: { cwd: home.dir, mcpServers: [] } })
  await lines.next()
  const session = performance.now() - begin
  child.stdin.end()
  await new Promise((resolve) => child.once('close', resolve))
  return { initialize, session }
}

export async function measureEditors(n: number): Promise<Row[]> {
  await using home = await makeHome()
  useScripts(home, [])
  await startDaemonIn(home)
  await timeAnswers(home)
  const warm: Times[] = []
  for (let round = 0; round < n; round++) warm.push(await timeAnswers(home))

  // A cold start finds neither a daemon nor compiled code.
  const cold: Times[] = []
  for (let round = 0; round < Math.ceil(n / 5); round++) {
    await using fresh = await makeHome()
    rmSync(join(fresh.paths.share, 'cache', 'compile'))
    useScripts(fresh, [])
    cold.push(await timeAnswers(fresh))
  }
  const rows = (name: string, times: Times[], initialize: number, session: number) => [
    summarise(
      `kimi acp, initialize, ${name}`,
      'ms',
      times.map((time) => time.initialize),
      { p50: initialize },
    ),
    summarise(
      `kimi acp, first session, ${name}`,
      'ms',
      times.map((time) => time.session),
      { p50: session },
    ),
  ]
  return [...rows('warm', warm, 100, 500), ...rows('cold', cold, 400, 2_000)]
}
