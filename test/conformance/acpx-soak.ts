// `npm run soak:acp`: acpx drives `kimi acp` for a long time through prompts, commands and edits that are allowed or refused, modes, cancels,
// prompts that wait for each other, and models that fail. In the last third of the time the daemon and the agent are killed, and the
// session is loaded again. Prints a table of all acts and the memory of both processes; the status is 1 when an act fails or a
// process is left behind. `-- --minutes M --seed S`.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { killDaemon, makeHome, startDaemonIn } from '../support/kimi.ts'
import { answer, refuse, startModelServer, type RecordedRequest, type Reply } from '../support/model-server.ts'
import { ensureAcpx, expect, JSON_RUN, openStage, stopOf, until } from './acpx.ts'

const option = (value: string) => ({ type: 'string' as const, default: value })
const { values } = parseArgs({ options: { minutes: option('60'), seed: option('1') } })
const BEGIN = Date.now()
const TIME_MS = Number(values.minutes) * 60_000
/** The part of the time in which nothing is killed, so that the memory of one process can be followed. */
const QUIET_PART = 2 / 3
/** The time that acpx takes at most to put a prompt into its queue. */
const QUEUEING_MS = 3_000
/** A process that is still there so long after the last act has been left behind. */
const LEFT_AFTER_MS = 10_000

interface Message {
  role: string
  content: unknown
}

/**
 * The model does what the user's last words say: `act: VERB NAME`. Words that no model has answered stand before them in the same message.
 * The calls that the model has made since then are among the messages.
 */
function play({ body }: RecordedRequest): Reply {
  const messages = body!['messages'] as Message[]
  const wish = (message: Message) =>
    message.role === 'user' ? [...JSON.stringify(message.content).matchAll(/act: (\w+) (\w+)/g)].at(-1) : undefined
  const at = messages.findLastIndex((message) => wish(message) !== undefined)
  const [, verb = '', name = ''] = at < 0 ? [] : wish(messages[at]!)!
  const results = messages.slice(at).filter(({ role }) => role === 'tool').length
  const call = (tool: string, args: object) =>
    answer({ toolCall: { id: `call-${messages.length}`, name: tool, arguments: JSON.stringify(args) } })
  const calls: Record<string, (() => Reply)[]> = {
    say: [],
    make: [() => call('Shell', { command: `touch ${name}` })],
    write: [() => call('WriteFile', { path: name, content: 'x' })],
    edit: [
      () => call('ReadFile', { path: name }),
      () => call('StrReplaceFile', { path: name, edit: { old: 'two', new: 'zwei' } }),
    ],
    wait: [() => call('Shell', { command: `touch ${name}; until [ -e ${name}.go ]; do sleep 0.1; done` })],
    fail: [() => refuse(400, `no answer to ${name}`)],
  }
  return calls[verb]?.[results]?.() ?? answer(`done with ${name}`)
}

/** The processes that have this home in their environment, by their ids; zombies have none. */
function findProcesses(share: string): Map<number, string> {
  const found = new Map<number, string>()
  for (const pid of readdirSync('/proc').map(Number).filter(Number.isInteger)) {
    try {
      if (!readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`KIMI_SHARE_DIR=${share}`)) continue
      found.set(pid, readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim())
    } catch {
      // The process has ended.
    }
  }
  return found
}

/** The resident memory of a process in megabytes; null when it is gone. */
function readMemory(pid: number): number | null {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024
  } catch {
    return null
  }
}

let state = Number(values.seed)
/** A number from 0 to `below`, of a sequence that the seed chooses. */
function random(below: number): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return Math.floor((state / 2 ** 32) * below)
}

ensureAcpx()
await using model = await startModelServer(play)
await using home = await makeHome()
writeFileSync(
  home.paths.config,
  `default_model = "m"\n[models.m]\nprovider = "p"\nmodel = "m"\nmax_context_size = 200000\n[providers.p]\ntype = "kimi"\nbase_url = "${model.url}"\napi_key = "sk-x"\n`,
)
await startDaemonIn(home)
const dir = join(home.dir, 'work')
mkdirSync(dir)
let calls = 0
let names = 0
const stage = openStage(home, dir)
const acpx: typeof stage.acpx = (...args) => {
  calls++
  return stage.acpx(...args)
}
const nextName = () => `n${++names}`
const isThere = (name: string) => existsSync(join(dir, name))
const prompt = (flags: string[], words: string) => acpx(...JSON_RUN, ...flags, 'prompt', words)
const agents = () => [...findProcesses(home.paths.share)].filter(([, line]) => / acp$/.test(line)).map(([pid]) => pid)

async function say(): Promise<void> {
  const name = nextName()
  const run = await prompt([], `act: say ${name}`)
  expect(stopOf(run) === 'end_turn', 'the turn ends', run)
  expect(run.stdout.includes(`done with ${name}`), 'the words are answered', run)
}

async function change(verb: 'make' | 'write', flags: string[], isMade: boolean): Promise<void> {
  const name = nextName()
  const run = await prompt(flags, `act: ${verb} ${name}`)
  expect(stopOf(run) === 'end_turn', 'the turn ends', run)
  expect(isThere(name) === isMade, isMade ? 'the file is made' : 'no file is made', run)
}

/** Begins a prompt whose command waits, and resolves when the command runs. */
async function beginWaiting(): Promise<{ name: string; run: ReturnType<typeof acpx> }> {
  const name = nextName()
  const run = prompt(['--approve-all'], `act: wait ${name}`)
  await until(async () => isThere(name), 'the command runs')
  return { name, run }
}

const letGo = (name: string) => writeFileSync(join(dir, `${name}.go`), '')

type Acts = Record<string, () => Promise<void>>

const QUIET_ACTS: Acts = {
  say,
  'a command, allowed': () => change('make', ['--approve-all'], true),
  'a command, refused': () => change('make', ['--deny-all'], false),
  'a file, allowed': () => change('write', ['--approve-all'], true),
  'a file, refused': () => change('write', ['--deny-all'], false),
  async 'an edit'() {
    const name = nextName()
    writeFileSync(join(dir, name), 'one\ntwo\n')
    const run = await prompt(['--approve-all'], `act: edit ${name}`)
    expect(readFileSync(join(dir, name), 'utf8') === 'one\nzwei\n', 'the file is edited', run)
  },
  async 'plan mode and back'() {
    expect((await acpx('set-mode', 'plan')).status === 0, 'plan mode is set')
    await change('write', ['--approve-all'], false)
    expect((await acpx('set-mode', 'ask')).status === 0, 'the mode is set back')
  },
  async 'a cancel'() {
    const { run } = await beginWaiting()
    expect((await acpx('cancel')).status === 0, 'cancel is taken')
    expect(stopOf(await run) === 'cancelled', 'the turn was cancelled', await run)
  },
  async 'two prompts in a queue'() {
    const { name, run } = await beginWaiting()
    const second = nextName()
    const queued = prompt([], `act: say ${second}`)
    await sleep(QUEUEING_MS)
    letGo(name)
    expect(stopOf(await run) === 'end_turn', 'the first ends', await run)
    expect((await queued).stdout.includes(`done with ${second}`), 'the second is answered', await queued)
  },
  async 'a model that fails'() {
    const name = nextName()
    const run = await prompt([], `act: fail ${name}`)
    expect(run.status !== 0 && run.stdout.includes(`no answer to ${name}`), 'the failure is told', run)
  },
  async 'one prompt without a session'() {
    const name = nextName()
    const run = await acpx('--format', 'quiet', 'exec', `act: say ${name}`)
    expect(run.stdout.trim() === `done with ${name}`, 'the answer alone', run)
  },
  async 'a list'() {
    const run = await acpx('sessions', 'list')
    expect(run.status === 0 && run.stdout.includes('act: '), 'sessions are listed', run)
  },
}

/** Kills the agent's process; acpx notices that at its next prompt. */
function killAgents(): void {
  for (const pid of agents()) process.kill(pid, 'SIGKILL')
}

const HARD_ACTS: Acts = {
  ...QUIET_ACTS,
  async 'the daemon killed between prompts'() {
    await killDaemon((await home.daemonPid())!)
    await say()
  },
  async 'the daemon killed in a turn'() {
    const { name, run } = await beginWaiting()
    await killDaemon((await home.daemonPid())!)
    expect((await run).status !== 0, 'the prompt fails', await run)
    letGo(name)
    await say()
  },
  async 'the agent killed between prompts'() {
    killAgents()
    const name = nextName()
    const run = await prompt([], `act: say ${name}`)
    expect(/"session\/(?:load|resume)"/.test(run.stdout), 'the session is loaded', run)
    expect(run.stdout.includes(`done with ${name}`), 'the words are answered', run)
  },
  async 'the agent killed in a turn'() {
    const { name, run } = await beginWaiting()
    killAgents()
    await run
    letGo(name)
    await say()
  },
  async 'a new session'() {
    await acpx('sessions', 'close')
    expect((await acpx('sessions', 'new')).status === 0, 'a session begins')
    await say()
  },
}

interface Tally {
  acts: number
  failures: string[]
}
const tally = new Map<string, Tally>()

async function playOne(acts: Acts): Promise<void> {
  const name = Object.keys(acts)[random(Object.keys(acts).length)]!
  const own = tally.get(name) ?? { acts: 0, failures: [] }
  tally.set(name, own)
  own.acts++
  try {
    await acts[name]!()
  } catch (error) {
    own.failures.push(error instanceof Error ? error.message : String(error))
    console.log(`FAIL after ${((Date.now() - BEGIN) / 60_000).toFixed(1)} min: ${name}: ${own.failures.at(-1)}`)
  }
}

/** Prints the memory of the daemon and of the agent. */
async function tellMemory(): Promise<void> {
  const show = (pid: number | null | undefined) => {
    const megabytes = pid == null ? null : readMemory(pid)
    return megabytes === null ? 'gone' : `${megabytes.toFixed(1)} MB (${pid})`
  }
  const minute = ((Date.now() - BEGIN) / 60_000).toFixed(1)
  console.log(`${minute} min, ${calls} calls: daemon ${show(await home.daemonPid())}, kimi acp ${show(agents()[0])}`)
}

expect((await acpx('--ttl', '3600', 'sessions', 'new')).status === 0, 'a session begins')
await say()
await tellMemory()
for (let told = Date.now(); Date.now() - BEGIN < TIME_MS;) {
  await playOne(Date.now() - BEGIN < TIME_MS * QUIET_PART ? QUIET_ACTS : HARD_ACTS)
  if (Date.now() - told < TIME_MS / 12) continue
  told = Date.now()
  await tellMemory()
}
await acpx('sessions', 'close')
await tellMemory()
const daemon = await home.daemonPid()
const listLeft = () => [...findProcesses(home.paths.share)].filter(([pid]) => pid !== daemon)
for (const end = Date.now() + LEFT_AFTER_MS; listLeft().length > 0 && Date.now() < end;) await sleep(200)
const left = listLeft()
console.log('acts  failed  what')
for (const [name, { acts, failures }] of [...tally].toSorted())
  console.log(`${String(acts).padStart(4)} ${String(failures.length).padStart(7)}  ${name}`)
const failed = [...tally.values()].reduce((sum, { failures }) => sum + failures.length, 0)
console.log(`${calls} calls of acpx, ${failed} acts failed, ${left.length} processes left`)
for (const [pid, line] of left) {
  console.log(`  left: ${line}`)
  process.kill(pid, 'SIGKILL')
}
process.exitCode = failed + left.length === 0 ? 0 : 1
