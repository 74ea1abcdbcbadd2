// npm run faults: fails the Nth file operation of a daemon, for each kind of operation and error and for N = 1, 2, 3, …, until a
// round of work meets the fault no more. `-- --quick` takes every fifth N. Then come the faults that the system itself can make
// (recipes.ts), and the table of all promises of reliability (promises.ts) with what was seen; `-- --promises` prints these two alone. Ends
// with 1 when a daemon has died, a conversation was lost, a failure came without words, or a promise is broken.

import { parseArgs } from 'node:util'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { makeHome, type Home } from '../support/kimi.ts'
import { startFaultyDaemon, type Fault, type FaultyDaemon, type Kind } from './faulty-daemon.ts'
import { printPromises, type Figure } from './promise-table.ts'
import { tryRecipes } from './recipes.ts'
import {
  hasWords,
  isConversationWhole,
  readConversation,
  scriptTurns,
  workOnce,
  type Outcome,
} from './round-of-work.ts'

const { values } = parseArgs({
  options: { quick: { type: 'boolean' }, only: { type: 'string' }, promises: { type: 'boolean' } },
})
const STEP = values.quick ? 5 : 1
/** More operations than a round of work has. */
const ROUNDS = 150

const LOOPS: [Kind, Fault['code']][] = [
  ['write', 'ENOSPC'],
  ['write', 'EIO'],
  ['fsync', 'EIO'],
  ['rename', 'ENOSPC'],
  ['rename', 'EIO'],
  ['open', 'ENOSPC'],
  ['open', 'EIO'],
  ['open', 'EMFILE'],
  ['mkdir', 'ENOSPC'],
  ['mkdir', 'EIO'],
  ['mkdir', 'EMFILE'],
  ['write', 'EDQUOT'],
  ['open', 'ENFILE'],
  ['open', 'EROFS'],
  ['rename', 'EROFS'],
  ['mkdir', 'EROFS'],
  ['remove', 'EROFS'],
  ['remove', 'EIO'],
]

interface Tally {
  rounds: number
  /** Rounds in which nothing was noticed. */
  fine: number
  named: number
  unnamed: Set<string>
  deaths: number
  lost: number
  uncaught: number
}

const newTally = (): Tally => ({ rounds: 0, fine: 0, named: 0, unnamed: new Set(), deaths: 0, lost: 0, uncaught: 0 })

/** Rounds of work with the fault at N = 1, 2, …, in one daemon while it lives. */
async function loopOverWork(kind: Kind, code: Fault['code'], forever: boolean): Promise<Tally> {
  const tally = newTally()
  await using home = await makeScriptedHome()
  let daemon = await start(home)
  await workOnce(home, 'before') // loads what the work needs
  for (let n = 1; n <= ROUNDS; n += STEP) {
    const name = `${kind}-${code}-${n}`
    await daemon.arm({ kind, code, n, forever })
    const outcome = await workOnce(home, name)
    const hit = daemon.isAlive() ? await daemon.disarm() : 1
    if (hit === 0) break
    note(tally, outcome)
    if (!daemon.isAlive()) {
      tally.deaths++
      daemon = await start(home)
    }
    const after = await workOnce(home, `${name}-after`)
    for (const { text } of after.failures) tally.unnamed.add(`afterwards: ${text}`)
    if (!isConversationWhole(home, name, outcome.said)) {
      tally.lost++
      tally.unnamed.add(`lost at ${n}: ${readConversation(home, name)}`)
    }
  }
  tally.uncaught += home.log().match(/"event":"(?:uncaught|unhandled)"/g)?.length ?? 0
  for (const line of home.log().split('\n'))
    if (/"event":"(?:uncaught|unhandled)"/.test(line)) tally.unnamed.add(line.slice(0, 400))
  return tally
}

/** Starts of a daemon with the fault at N = 1, 2, …: each gets ready or says why not. */
async function loopOverStart(kind: Kind, code: Fault['code']): Promise<Tally> {
  const tally = newTally()
  await using home = await makeScriptedHome()
  for (let n = 1; n <= ROUNDS; n += STEP) {
    rmSync(home.paths.run, { recursive: true, force: true })
    const daemon = await startFaultyDaemon(home, { kind, code, n, forever: false })
    tally.rounds++
    if ('arm' in daemon) {
      const hit = await daemon.disarm()
      const { failures } = await workOnce(home, `start-${kind}-${code}-${n}`)
      for (const { text } of failures) tally.unnamed.add(`afterwards: ${text}`)
      process.kill(daemon.pid, 'SIGKILL')
      tally.fine++
      if (hit === 0) break
    } else if (hasWords(daemon.said) && daemon.status === 3) tally.named++
    else tally.unnamed.add(`status ${daemon.status}: ${daemon.said.slice(0, 300)}`)
  }
  return tally
}

async function makeScriptedHome(): Promise<Home> {
  const home = await makeHome({ KIMI_DAEMON_AUTOSTART: 'off' })
  mkdirSync(join(home.dir, 'work'))
  scriptTurns(home)
  return home
}

async function start(home: Home): Promise<FaultyDaemon> {
  const daemon = await startFaultyDaemon(home)
  if ('arm' in daemon) return daemon
  throw new Error(daemon.said)
}

function note(tally: Tally, { failures }: Outcome): void {
  tally.rounds++
  if (failures.length === 0) tally.fine++
  for (const { text, isNamed } of failures) {
    if (isNamed) tally.named++
    else tally.unnamed.add(text)
  }
}

function print(name: string, { rounds, fine, named, unnamed, deaths, lost, uncaught }: Tally): boolean {
  const cells = [rounds, fine, named, unnamed.size, uncaught, deaths, lost].map((value) => String(value).padStart(9))
  process.stdout.write(`${name.padEnd(34)}${cells.join('')}\n`)
  for (const text of unnamed) process.stdout.write(`    ${text.replaceAll('\n', ' / ')}\n`)
  return deaths + lost + unnamed.size + uncaught === 0
}

const heads = ['rounds', 'unharmed', 'named', 'unnamed', 'uncaught', 'deaths', 'lost']
const figures: Figure[] = []
let isGood = true
if (values.promises !== true) {
  process.stdout.write(`${'fault'.padEnd(34)}${heads.map((head) => head.padStart(9)).join('')}\n`)
  for (const [kind, code] of LOOPS) {
    if (values.only !== undefined && values.only !== kind) continue
    show(`the Nth ${kind}: ${code}`, `${code} at the Nth ${kind}`, await loopOverWork(kind, code, false))
    show('  and all behind it', `${code} from the Nth ${kind} on`, await loopOverWork(kind, code, true))
    show('  at the start', `${code} at the start (${kind})`, await loopOverStart(kind, code))
  }
}
if (values.only === undefined) {
  figures.push(
    ...(await tryRecipes(({ name, isKept, seen }) => {
      process.stdout.write(`${name.padEnd(34)}${isKept === null ? 'not tried' : isKept ? 'kept' : 'BROKEN'}: ${seen}\n`)
    })),
  )
  const isKept = await printPromises(figures, 'npm run faults, npm run soak')
  isGood &&= isKept && figures.every((figure) => figure.isKept !== false)
}
process.exitCode = isGood ? 0 : 1

function show(head: string, name: string, tally: Tally): void {
  const isKept = print(head, tally)
  isGood &&= isKept
  figures.push({ name, isKept, seen: `${tally.rounds} rounds, ${tally.deaths} deaths, ${tally.lost} lost` })
}
