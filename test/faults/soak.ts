// npm run soak: hours of mixed work in minutes, against one daemon with a scripted model: turns, tasks, questions at the prompt, clients
// that vanish, and mutated input. Prints a row every few seconds, and ends with 1 when the daemon died, work failed, an end of a task
// was not told, or descriptors leaked.
//
//   npm run soak -- [--minutes 3] [--mutations 1000000] [--seed 1] [--no-promises]
//   npm run soak -- streams [--minutes 110] [--seed 1]   odd streams through all doors, see odd-streams.ts
//
// At the end it prints the table of all promises of reliability, as `npm run faults` does: the checks of both, each by what runs now.

import { mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { findDaemon } from '../../src/client/connect.ts'
import type { Client } from '../../src/client/peer.ts'
import { isTerminal } from '../../src/protocol/task.ts'
import { makeHome, startDaemonIn, type Home } from '../support/kimi.ts'
import { throwMutations } from '../support/mutated-input.ts'
import { script, useScripts } from '../support/wire-client.ts'
import { soakInOddStreams } from './odd-streams.ts'
import { printPromises, type Figure } from './promise-table.ts'
import { workOnce } from './round-of-work.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    minutes: { type: 'string', default: '3' },
    mutations: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    promises: { type: 'boolean', default: true },
  },
})
if (positionals[0] === 'streams')
  process.exit((await soakInOddStreams(Number(values.minutes), Number(values.seed))) ? 0 : 1)
const ROW_MS = 10_000
const WORKERS = 3
/** Descriptors that may be open at the end and were not at the beginning: twenty idle sessions stay open for a minute. */
const SPARE_DESCRIPTORS = 30

/** Requests that a round of work makes. */
const REQUESTS_A_ROUND = 14
/** The memory of an idle daemon after all this, and what it may grow with 10,000 requests. */
const MOST_IDLE_MB = 150
const MOST_GROWTH_MB = 1

interface Count {
  rounds: number
  tasks: number
  ended: Set<string>
  failures: Map<string, number>
}

await using home = await makeHome()
mkdirSync(join(home.dir, 'work'))
useScripts(home, [
  script(['WriteFile', { path: 'made.txt', content: 'made\n' }]),
  script('the first'),
  script('the second'),
])
const pid = await startDaemonIn(home)
const count: Count = { rounds: 0, tasks: 0, ended: new Set(), failures: new Map() }
const listener = await listen(home, count)
await workOnce(home, 'warm')
const first = readProcess(pid)
const until = Date.now() + Number(values.minutes) * 60_000
row('minutes', 'rounds', 'tasks', 'not told', 'RSS MB', 'files', 'stall ms', 'failures')
const rows = printRows()
await Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(worker)))
clearInterval(rows)
await sleep(1_000) // the last ends are told by a file watch
await printRow()

const mutations = Number(values.mutations)
const begin = Date.now()
await throwMutations(home, mutations, Number(values.seed))
await sleep(3_000) // connections that were left are closed
await printRow()
const last = readProcess(pid)
const now = await home.daemonPid()
const uncaught = home.log().match(/"event":"(?:uncaught|unhandled)".*/g) ?? []
const lost = count.tasks - count.ended.size
process.stdout.write(
  `\n${mutations} mutated inputs in ${Math.round((Date.now() - begin) / 1000)} s; the daemon is ${now === pid ? 'the same' : `another (${pid} → ${now})`}\n` +
    `uncaught errors: ${uncaught.length}; ends of tasks not told: ${lost}; descriptors ${first.files} → ${last.files}; RSS ${first.mb} → ${last.mb} MB\n`,
)
for (const text of [...uncaught.slice(0, 5), ...[...count.failures].map(([what, times]) => `${times} × ${what}`)])
  process.stdout.write(`    ${text.slice(0, 300)}\n`)
listener.close()
const longest = (await home.call('daemon/status', { loop: true }).catch(() => null))?.longestStall
const requests = Math.max(1, count.rounds) * REQUESTS_A_ROUND
const mostMb = MOST_IDLE_MB + (requests / 10_000) * MOST_GROWTH_MB
const figures: Figure[] = [
  { name: 'same daemon', isKept: now === pid, seen: `after ${mutations} mutated inputs` },
  { name: 'uncaught errors', isKept: uncaught.length === 0, seen: `${uncaught.length}` },
  {
    name: 'rounds of work',
    isKept: lost === 0 && count.failures.size === 0,
    seen: `${count.rounds} rounds, ${lost} ends of tasks not told`,
  },
  {
    name: 'open descriptors',
    isKept: last.files <= first.files + SPARE_DESCRIPTORS,
    seen: `${first.files} → ${last.files}`,
  },
  { name: 'memory', isKept: last.mb <= mostMb, seen: `${first.mb} → ${last.mb} MB after ${requests} requests` },
  // The time of other programs on the machine is in it, so it is told and decides nothing.
  {
    name: 'longest stall',
    isKept: null,
    seen: longest ? `${Math.round(longest.ms)} ms; a figure, not a limit` : 'unknown',
  },
]
const isKept = values.promises ? await printPromises(figures, 'npm run faults') : true
process.exitCode = isKept && figures.every((figure) => figure.isKept !== false) ? 0 : 1

/** Rounds of work, tasks, and clients that go away in the middle of a request, until the time is over. */
async function work(worker: number): Promise<void> {
  for (let round = 0; Date.now() < until; round++) {
    const { failures } = await workOnce(home, `soak-${worker}-${round % 40}`)
    for (const { text } of failures) fail(text)
    await runTask(worker)
    await vanish()
    count.rounds++
  }
}

function fail(text: string): void {
  const kind = text.replaceAll(/soak-\d+-\d+|[\w-]*\d{3,}[\w-]*/g, '…')
  count.failures.set(kind, (count.failures.get(kind) ?? 0) + 1)
}

async function runTask(worker: number): Promise<void> {
  try {
    const cwd = join(home.dir, 'work')
    const { id } = await home.call('task/run', { command: `echo ${worker}`, cwd, env: {}, shellEnv: home.env })
    count.tasks++
    await home.call('task/wait', { id, limitMs: 60_000 })
  } catch (error) {
    fail(`task: ${String(error)}`)
  }
}

async function vanish(): Promise<void> {
  const client = await findDaemon(home.paths)
  const gone = client?.call('suggest/line', {
    cwd: home.dir,
    shell: 'zsh',
    env: {},
    offline: true,
    line: 'find large files',
  })
  gone?.catch(() => {})
  client?.close()
}

/** Notes each task whose end the daemon tells. */
async function listen(of: Home, noted: Count): Promise<Client> {
  const client = (await findDaemon(of.paths))!
  const onEvent = (event: { topic: string; change?: string; task?: { id: string; status: string; title: string } }) => {
    const { task } = event
    if (task && isTerminal(task.status as 'completed') && /^echo/.test(task.title)) noted.ended.add(task.id)
  }
  await client.subscribe({ topics: ['tasks'] }, { onEvent: onEvent as never, onReset() {} })
  return client
}

function readProcess(of: number): { files: number; mb: number } {
  const rss = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${of}/status`, 'utf8'))?.[1] ?? '0'
  return { files: readdirSync(`/proc/${of}/fd`).length, mb: Math.round(Number(rss) / 1024) }
}

function printRows(): NodeJS.Timeout {
  return setInterval(() => void printRow(), ROW_MS)
}

async function printRow(): Promise<void> {
  const { files, mb } = readProcess(pid)
  const stall = (await home.call('daemon/status', { loop: true }).catch(() => null))?.longestStall
  const minutes = ((Date.now() - until) / 60_000 + Number(values.minutes)).toFixed(1)
  const failed = [...count.failures.values()].reduce((sum, times) => sum + times, 0)
  const untold = count.tasks - count.ended.size
  row(minutes, count.rounds, count.tasks, untold, mb, files, stall ? Math.round(stall.ms) : '-', failed)
}

function row(...cells: (string | number)[]): void {
  process.stdout.write(`${cells.map((cell) => String(cell).padStart(10)).join('')}\n`)
}
