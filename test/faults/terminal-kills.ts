// Kills the daemon or the terminal with SIGKILL at many instants while an approval waits, a message waits behind the turn and a draft
// is typed, and counts what survives. `npm run kills -- --instants 100`; prints a table. The status is 1 when something was lost.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { killDaemon, makeHome, startDaemonIn, type Home } from '../support/kimi.ts'
import type { Terminal } from '../support/terminal.ts'
import { openUi, READY, say } from '../support/terminal-ui.ts'
import { script, useScripts } from '../support/wire-client.ts'

/** Kills are spread over this time behind the last key. */
const SPREAD_MS = 1_500
/** A draft is on disk soon after its last key: a terminal that is killed before may lose the last words. */
const SAVED_MS = 600

interface Fate {
  draft: boolean
  queue: boolean
  approval: boolean
}

/** A terminal in a turn that waits for an approval, with a message behind it and a draft. */
async function openAtWork(home: Home, id: string): Promise<Terminal> {
  const term = await openUi(home, { args: ['-S', id] })
  await say(term, 'make it')
  await term.until((screen) => screen.includes('● Shell sleep'))
  // Words that are sent at an approval would be a no.
  await say(term, 'queued words')
  await term.until((screen) => /queued words\n[^]*Up takes the last one back/.test(screen))
  await term.until((screen) => screen.includes('Allow?'))
  await sleep(400) // before that a key is no answer, and is told to be too early
  term.type('typed draft')
  await term.until((screen) => screen.includes('❯ typed draft'))
  return term
}

async function killTerminal(home: Home, id: string, afterMs: number): Promise<Fate> {
  {
    await using term = await openAtWork(home, id)
    await sleep(afterMs)
    process.kill(term.pid, 'SIGKILL')
    await term.exited
  }
  await using term = await openUi(home, { args: ['-S', id] })
  const screen = await term.until((text) => READY.test(text) && text.includes('Allow?')).catch(() => term.screen())
  return read(screen, screen.includes('Allow?'))
}

async function killServer(home: Home, id: string, afterMs: number): Promise<Fate> {
  await using term = await openAtWork(home, id)
  await sleep(afterMs)
  await killDaemon((await home.daemonPid())!)
  const told = 'waited for you, and did not run'
  const screen = await term.until((text) => READY.test(text) && text.includes(told)).catch(() => term.screen())
  return read(screen, screen.includes(told))
}

function read(screen: string, approval: boolean): Fate {
  return { draft: screen.includes('typed draft'), queue: /(?:❯ | {2})queued words/.test(screen), approval }
}

const { values } = parseArgs({
  options: { instants: { type: 'string', default: '100' }, lanes: { type: 'string', default: '4' } },
})
const count = Number(values.instants)
let next = 0
let lost = 0

/** Kills one after the other in a home of their own. */
async function runLane(): Promise<void> {
  await using home = await makeHome()
  const [first, second] = ['sleep 2', 'touch made'].map((command) => script(['Shell', { command }]))
  useScripts(home, [first!, second!, script('It is there.')])
  await startDaemonIn(home)
  for (let at = next++; at < count; at = next++) {
    const isTerminal = at % 2 === 0
    const afterMs = Math.round((at / count) * SPREAD_MS)
    // A draft goes to the next terminal in its directory: each kill has a directory of its own.
    const dir = join(home.dir, `kill-${at}`)
    mkdirSync(dir)
    const fate = await (isTerminal ? killTerminal : killServer)({ ...home, dir }, `kill-${process.pid}-${at}`, afterMs)
    const isDue = !isTerminal || afterMs >= SAVED_MS
    if (!fate.approval || (isDue && !(fate.draft && fate.queue))) lost++
    const word = (isKept: boolean) => (isKept ? 'kept' : isDue ? 'LOST' : 'early')
    const fates = [word(fate.draft), word(fate.queue), fate.approval ? 'kept' : 'LOST']
    process.stdout.write(`${[isTerminal ? 'terminal' : 'daemon', `${afterMs} ms`, ...fates].join('\t')}\n`)
  }
}

process.stdout.write('killed\tafter\tdraft\tqueue\tapproval\n')
await Promise.all(Array.from({ length: Number(values.lanes) }, runLane))
process.stdout.write(`${count} kills, ${lost} with a loss\n`)
process.exitCode = lost > 0 ? 1 : 0
