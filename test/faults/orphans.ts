// npm run orphans: kills the process that runs the MCP servers, or one of the servers, with SIGKILL at 100 instants from the start of the
// first server on, and counts what is left of it after 5 s, and after a minute, which tells a slow end from none. `-- --rounds N --minutes M
// --at-once K`: no round begins after M minutes. Prints a table, and ends with 1 when anything was left.

import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { programOf } from '../support/program.ts'

const number = (value: string) => ({ type: 'string' as const, default: value })
const { values } = parseArgs({ options: { rounds: number('100'), minutes: number('15'), 'at-once': number('4') } })
const ROUNDS = Number(values.rounds)
const END = Date.now() + Number(values.minutes) * 60_000
/** No process may be left after this time. */
const LIMIT_MS = 5_000
/** On a crowded machine a process may end later; one that is left after this time does not end at all. */
const LAST_LOOK_MS = 60_000
/** The last instant after the start at which something is killed: by then the servers have been connected for a while. */
const LAST_INSTANT_MS = 5_000
const AT_ONCE = Number(values['at-once'])
const HOST = programOf(join(import.meta.dirname, 'pool-host.ts'))
const ODD = programOf(join(import.meta.dirname, '../support/odd-mcp-server.ts'))
/** Servers that end with their input, that ignore it and SIGTERM, and that leave a child behind. */
const SERVERS = ['plain', 'stubborn,fork', 'fork', 'silent,stubborn']

interface Round {
  victim: 'daemon' | 'server'
  instant: number
  started: number
  left: string[]
  leftForGood: string[]
  slowestMs: number
}

/** The processes that bear the directory of the round in their environment, but zombies. */
function findProcesses(round: string): Map<number, string> {
  const found = new Map<number, string>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      if (!readFileSync(`/proc/${name}/environ`, 'utf8').includes(`ORPHAN_ROUND=${round}\0`)) continue
      found.set(Number(name), readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim())
    } catch {
      // The process has ended, or is a zombie, whose environment is gone.
    }
  }
  return found
}

async function playRound(index: number): Promise<Round> {
  const share = mkdtempSync(join(tmpdir(), 'kimi-orphans-'))
  const victim = index % 2 === 0 ? 'daemon' : 'server'
  // The instants are spread, so that rounds that are left out leave no gap.
  const instant = Math.round(((index * 61) % ROUNDS) * (LAST_INSTANT_MS / ROUNDS))
  const host = spawn(process.execPath, [HOST, share, ODD, ...SERVERS], {
    stdio: ['pipe', 'ignore', 'inherit'], // the host ends with its input, when this program is interrupted
  })
  const gone = new Promise((resolve) => host.once('exit', resolve))
  const round: Round = { victim, instant, started: 0, left: [], leftForGood: [], slowestMs: 0 }
  while (findProcesses(share).size === 0 && host.exitCode === null) await sleep(5)
  await sleep(instant)
  if (victim === 'server') await killServer(share)
  round.started = findProcesses(share).size
  host.kill('SIGKILL')
  await gone
  const killed = Date.now()
  let left = findProcesses(share)
  while (left.size > 0 && Date.now() - killed < LAST_LOOK_MS) {
    await sleep(50)
    left = findProcesses(share)
    if (Date.now() - killed < LIMIT_MS) round.left = [...left.values()]
  }
  round.slowestMs = Date.now() - killed
  round.leftForGood = [...left.values()]
  for (const pid of left.keys()) process.kill(pid, 'SIGKILL')
  rmSync(share, { recursive: true, force: true })
  return round
}

/** Kills one server and leaves the pool a moment to start it again, so that the pool is killed in the middle of that. */
async function killServer(share: string): Promise<void> {
  const [pid] = [...findProcesses(share)].find(([, line]) => line.includes('odd-mcp-server')) ?? []
  if (pid === undefined) return
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // The process has just ended.
  }
  await sleep(600)
}

/** The rounds that have ended. */
const rounds: Round[] = []
let next = 0
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    while (next < ROUNDS && Date.now() < END) rounds.push(await playRound(next++))
  }),
)

console.log('killed   rounds  processes  left after 5 s  after a minute  slowest end')
for (const victim of ['daemon', 'server'] as const) {
  const own = rounds.filter((round) => round.victim === victim)
  const started = own.reduce((sum, round) => sum + round.started, 0)
  const left = own.flatMap((round) => round.left)
  const forGood = own.flatMap((round) => round.leftForGood).length
  const slowest = Math.max(0, ...own.map(({ slowestMs }) => slowestMs))
  console.log(
    `${victim.padEnd(8)} ${String(own.length).padStart(6)} ${String(started).padStart(10)} ${String(left.length).padStart(15)} ${String(forGood).padStart(15)} ${`${slowest} ms`.padStart(12)}`,
  )
  for (const line of new Set(left)) console.log(`  left: ${line}`)
}
process.exitCode = rounds.some(({ left }) => left.length > 0) ? 1 : 0
