// Measures how commands grow with what lies on the disk: sessions, tasks, lines of history, files of a directory. Each command
// is timed at three sizes, and at each the daemon tells the longest time for which it worked without serving anybody.

import { execFile } from 'node:child_process'
import { appendFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findDaemon } from '../../src/client/connect.ts'
import { encodeRecord } from '../../src/protocol/records.ts'
import { KIMI, makeHome, startDaemonIn, type Home } from '../support/kimi.ts'
import { script, useScripts } from '../support/wire-client.ts'
import { sleep, state, type Row } from './measure.ts'

/** Sessions and tasks; there are 25 times as many lines of history, and 5 times as many files in the directory. */
const SIZES = [10, 1_000, 20_000]
const LINES = 25
const FILES = 5
/** A test of all that grows must not outlive a crowded machine. */
const LIMIT_MS = 120_000
const STALL_MS = 50

const run = promisify(execFile)

interface Command {
  name: string
  /** The budget at the largest size, in milliseconds. */
  budget: number
  run(home: Home): Promise<unknown>
  /** Puts things back before it is timed. */
  before?(home: Home): void
}

const kimi =
  (...args: string[]) =>
  (home: Home) =>
    runIn(home.dir, home, args)

function runIn(cwd: string, home: Home, args: string[]) {
  const running = run(KIMI, args, { env: home.env, cwd, timeout: LIMIT_MS, maxBuffer: 256 * 1024 * 1024 })
  running.child.stdin?.end() // words on stdin would be read to their end
  return running
}

/** The order counts: the first answers of a new daemon come first. */
const COMMANDS: Command[] = [
  { name: 'kimi suggest --offline, first answer', budget: 1_000, run: kimi('suggest', '--offline', 'gti status') },
  { name: 'a shell with its history opens, and asks for grey text', budget: 1_500, run: openShell },
  { name: 'Tab on sessions, first', budget: 1_000, run: pressTab },
  { name: 'Tab on sessions, later', budget: 50, run: pressTab },
  { name: 'kimi session list --all', budget: 2_000, run: kimi('session', 'list', '--all') },
  { name: 'kimi session show', budget: 500, run: kimi('session', 'show', 's-00003') },
  { name: 'kimi session search, first', budget: 30_000, run: kimi('session', 'search', 'needle'), before: dropIndex },
  { name: 'kimi session search, later', budget: 1_000, run: kimi('session', 'search', 'needle') },
  { name: 'kimi -C -p', budget: 1_000, run: kimi('-C', '-p', 'hi') },
  { name: 'kimi task list', budget: 1_000, run: kimi('task', 'list') },
  { name: 'kimi task list -n 100', budget: 1_000, run: kimi('task', 'list', '-n', '100') },
  { name: 'kimi suggest --offline in a directory of many files', budget: 1_000, run: askInFiles },
]

export async function measureGrowth(sizes: readonly number[] = SIZES): Promise<Row[]> {
  await using home = await makeHome({ KIMI_DAEMON_IDLE_EXIT: '0' })
  useScripts(
    home,
    Array.from({ length: 200 }, () => script('done')),
  )
  const templates = await makeTemplates(home)
  const times = new Map<string, Sample[]>()
  const note = (name: string, sample: Sample) => times.set(name, [...(times.get(name) ?? []), sample])
  let size = 0
  for (const next of sizes) {
    grow(home, templates, size, next)
    size = next
    const begin = startClock(null)
    const pid = await startDaemonIn(home)
    await kimi('task', 'status')(home).catch(() => {})
    const started = begin()
    note('a daemon starts and gives its first answer', { ...started, cpu: started.cpu + readCpu(pid), stall: 0 })
    for (const command of COMMANDS) {
      command.before?.(home)
      await readStall(home)
      const stop = startClock(pid)
      await command.run(home).catch((error: Error) => process.stderr.write(`${command.name}: ${error.message}\n`))
      note(command.name, { ...stop(), stall: await readStall(home) })
    }
    await home.kimi(['daemon', 'stop'])
  }
  return [...times].flatMap(([name, found]) => describe(name, found, sizes))
}

/** All in milliseconds; `cpu` is the processor time of the command and the daemon, `stall` that of the daemon's longest stall. */
interface Sample {
  ms: number
  cpu: number
  stall: number
}

function describe(name: string, found: readonly Sample[], sizes: readonly number[]): Row[] {
  const budget = COMMANDS.find((command) => command.name === name)?.budget ?? 2_000
  const list = (key: 'ms' | 'cpu') =>
    found.slice(0, -1).map((sample, index) => `${sizes[index]}: ${Math.round(sample[key])}`)
  const last = found.at(-1)!
  return [
    state(`${name} (${list('ms').join(', ')})`, 'ms', last.ms, { most: budget }),
    state(`  processor time (${list('cpu').join(', ')})`, 'ms', last.cpu, { most: budget }),
    state('  longest stall of the daemon', 'ms', Math.max(...found.map(({ stall }) => stall)), { most: STALL_MS }),
  ]
}

/** The returned function tells what has passed: by the clock, and for children that have ended and the daemon by the processor. */
function startClock(daemon: number | null): () => { ms: number; cpu: number } {
  const read = () => readCpu('self', 'children') + (daemon === null ? 0 : readCpu(daemon))
  const [begin, cpu] = [performance.now(), read()]
  return () => ({ ms: performance.now() - begin, cpu: read() - cpu })
}

/** Processor time of a process, or of its children that have ended, in milliseconds; the system counts in steps of 10. */
function readCpu(pid: number | 'self', whose: 'own' | 'children' = 'own'): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const at = whose === 'own' ? 11 : 13
  return (Number(fields[at]) + Number(fields[at + 1])) * 10
}

/** The longest stall since the last call; a measurement begins with this one. */
async function readStall(home: Home): Promise<number> {
  const client = await findDaemon(home.paths)
  if (!client) return 0
  try {
    return (await client.call('daemon/status', { loop: true })).longestStall?.cpuMs ?? 0
  } finally {
    client.close()
  }
}

/** The directories of a session and a task that a real daemon has made. */
async function makeTemplates(home: Home): Promise<{ session: string; task: string; hash: string }> {
  await kimi('-S', 'template', '-p', 'find the needle')(home)
  await kimi('bg', '--quiet', '--', 'true')(home)
  await sleep(1_000)
  await home.kimi(['daemon', 'stop'])
  const tasks = join(home.paths.share, 'tasks')
  const [task = ''] = readdirSync(tasks)
  const [hash = ''] = readdirSync(join(home.paths.share, 'sessions'))
  const aside = join(home.dir, 'templates')
  cpSync(join(tasks, task), join(aside, 'task'), { recursive: true, dereference: true })
  cpSync(join(home.paths.share, 'sessions', hash, 'template'), join(aside, 'session'), { recursive: true })
  return { session: join(aside, 'session'), task, hash }
}

function grow(
  home: Home,
  { session, task, hash }: { session: string; task: string; hash: string },
  from: number,
  to: number,
) {
  const sessionFiles = readAll(session)
  const taskFiles = readAll(join(home.dir, 'templates', 'task'))
  const files = join(home.dir, 'files')
  mkdirSync(files, { recursive: true })
  for (let n = from; n < to; n++) {
    writeAll(join(home.paths.share, 'sessions', hash, `s-${String(n).padStart(5, '0')}`), sessionFiles, (text) => text)
    const id = `${task.slice(0, -5)}${n.toString(36).padStart(5, '0')}`
    writeAll(join(home.paths.share, 'tasks', id), taskFiles, (text) => text.replaceAll(task, id))
    for (let file = 0; file < FILES; file++) writeFileSync(join(files, `f-${n}-${file}.txt`), '')
  }
  const lines = Array.from({ length: (to - from) * LINES }, (_, n) => `git commit -m 'change ${from * LINES + n}'\n`)
  for (let at = 0; at < lines.length; at += 50_000)
    appendFileSync(historyOf(home), lines.slice(at, at + 50_000).join(''))
}

const historyOf = (home: Home) => join(home.dir, 'history')

function readAll(dir: string): [string, string][] {
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => [name, readFileSync(join(dir, name), 'utf8')])
}

function writeAll(dir: string, files: [string, string][], edit: (text: string) => string): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  for (const [name, text] of files) writeFileSync(join(dir, name), edit(text), { mode: 0o600 })
}

function dropIndex(home: Home): void {
  for (const suffix of ['', '-wal', '-shm'])
    rmSync(join(home.paths.share, 'cache', `sessions.db${suffix}`), { force: true })
}

function askInFiles(home: Home): Promise<unknown> {
  return runIn(join(home.dir, 'files'), home, ['suggest', '--offline', 'cat f-9']).catch(() => {})
}

/** Sends records as a zsh does, and resolves with the first record of this name that comes back. */
function speak(home: Home, records: string[], name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(home.paths.socket)
    let heard = ''
    socket.on('error', reject)
    socket.on('data', (chunk) => {
      heard += chunk.toString()
      if (!heard.split('\0').some((record) => record.startsWith(name))) return
      socket.destroy()
      resolve()
    })
    socket.write(records.join(''))
  })
}

const hello = (home: Home, id: string, history = '') =>
  encodeRecord('hello', 1, 'zsh', id, process.pid, '', history, '', '') +
  encodeRecord('env') +
  encodeRecord('prompt', 0, 10, home.dir, '')

async function openShell(home: Home): Promise<void> {
  await speak(home, [hello(home, 'with-history', historyOf(home)), encodeRecord('ghost', 1, 'git comm', '')], 'ghost')
  await sleep(1_000) // the history is read behind the answer
}

function pressTab(home: Home): Promise<void> {
  return speak(home, [hello(home, 'tab'), encodeRecord('list', 'sessions', '')], 'list')
}
