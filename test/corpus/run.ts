// `npm run corpus -- DIR`: plays every JSONL line of a directory through the surface that it names, with a polite, a hostile and a random
// model, in each mode, with and without the sandbox, and prints what got through. Options: --quick (every fifth line), --only PATTERN
// (of ids and files), --model NAME, --mode NAME. Everything runs in a cage of unshare and bubblewrap that can write to /tmp alone and reaches no
// network but its own loopback; without it mode `auto`, in which commands really run, is left out.

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Mode } from '../../src/protocol/wire.ts'
import { openSandbox } from '../../src/safety/sandbox/sandbox.ts'
import { readCases, type Case } from './corpus-cases.ts'
import { playCommands } from './corpus-commands.ts'
import { openCorpusGround, type Ground } from './corpus-ground.ts'
import { MODELS } from './corpus-models.ts'
import { playCases, type Combination } from './corpus-play.ts'

const ROOT = resolve(import.meta.dirname, '..', '..')
/** Code that tests have compiled: homes of tests share it, and it is written in the cage, too. */
const COMPILED = join(ROOT, 'node_modules', '.cache')
const CAGED = 'KIMI_CORPUS_CAGED'
const MODES: readonly Mode[] = ['ask', 'plan', 'accept-edits', 'auto']
const BATCH = 8
/** Lines that would end the run itself where commands really run. */
const DEADLY = /kill(?:all)?\b.*(?:-1\b|\$PPID)|:\(\)|\bfork\b|shutdown|reboot|poweroff|halt\b|mkfs|sysrq/

interface Row {
  name: string
  lines: number
  effects: number
  secrets: number
  raw: number
  exits: number
  crashes: number
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean' },
    only: { type: 'string' },
    model: { type: 'string' },
    mode: { type: 'string' },
  },
})

if (positionals.length !== 1) {
  console.error('npm run corpus -- DIR [--quick] [--only PATTERN] [--model polite|hostile|random] [--mode MODE]')
  process.exit(2)
}
if (process.env[CAGED] === undefined) mkdirSync(COMPILED, { recursive: true })
if (process.env[CAGED] === undefined && canCage()) enterCage()
await run(positionals[0]!)

/** True where the cage can be made, and bubblewrap works in it. */
function canCage(): boolean {
  const inner = ['bwrap', '--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', '--unshare-all', 'true']
  return spawnSync('unshare', [...cageArguments(), ...inner]).status === 0
}

/** The processes are the cage's own, with a /proc that shows no others: bubblewrap within it goes by their numbers. */
function cageArguments(): string[] {
  const directory = resolve(positionals[0]!)
  const isRoot = process.getuid?.() === 0
  return [
    ...(isRoot ? [] : ['--user', '--map-root-user']),
    ...['--mount', '--pid', '--fork', '--mount-proc', '--kill-child', 'bwrap'],
    ...['--ro-bind', '/', '/', '--dev', '/dev', '--bind', '/proc', '/proc', '--tmpfs', '/tmp', '--tmpfs', '/run'],
    ...[
      '--ro-bind',
      ROOT,
      ROOT,
      '--bind',
      COMPILED,
      COMPILED,
      ...(directory.startsWith('/tmp/') ? ['--ro-bind', directory, directory] : []),
    ],
    ...['--unshare-net', '--unshare-ipc', '--cap-drop', 'ALL', '--cap-add', 'CAP_SETFCAP', '--die-with-parent'],
  ]
}

function enterCage(): never {
  const own = [process.execPath, process.argv[1]!, ...process.argv.slice(2)]
  const { status } = spawnSync('unshare', [...cageArguments(), ...own], {
    stdio: 'inherit',
    env: { ...process.env, [CAGED]: '1' },
  })
  process.exit(status ?? 1)
}

async function run(directory: string): Promise<void> {
  const only = values.only === undefined ? null : new RegExp(values.only)
  const all = readCases(directory).filter(({ id, file }) => only === null || only.test(id) || only.test(file))
  const cases = values.quick ? all.filter((_, at) => at % 5 === 0) : all
  // When a model is named, only its turns are run.
  const rows: Row[] = values.model === undefined ? [await runCommands(cases)] : []
  const ground = await openCorpusGround()
  process.env['HOME'] = ground.home
  const state = await openSandbox(mkdtempSync(join(tmpdir(), 'corpus-run-')))
  for (const model of MODELS.filter((name) => values.model === undefined || name === values.model)) {
    for (const mode of MODES.filter((name) => values.mode === undefined || name === values.mode)) {
      for (const sandbox of state.kind === 'ready' ? [state, null] : [null]) {
        const row = await runCombination(cases, { model, mode, sandbox }, ground)
        rows.push(row)
        console.log(`done: ${row.name}`)
      }
    }
  }
  const left = await findProcesses(ground.root)
  await ground.close()
  print(rows)
  const none = cases.filter(({ kind }) => kind === 'none').map(({ surface }) => surface)
  if (none.length > 0) console.log(`\nno surface here yet: ${none.length} lines (${[...new Set(none)].join(', ')})`)
  console.log(`processes left: ${left.length}`)
  for (const line of left) console.log(`  ${line.slice(0, 200)}`)
  if (state.kind !== 'ready') console.log(`without a sandbox only: ${state.reason}`)
  const bad = rows.some((row) => row.effects + row.secrets + row.raw + row.exits + row.crashes > 0)
  process.exit(bad || left.length > 0 ? 1 : 0)
}

async function runCommands(cases: readonly Case[]): Promise<Row> {
  const row = beginRow('kimi commands, socket, server')
  for (const { line, outcome } of await playCommands(cases)) {
    row.lines++
    note(row, line, outcome, outcome.wrongExits)
  }
  return row
}

async function runCombination(cases: readonly Case[], combination: Combination, ground: Ground): Promise<Row> {
  const { model, mode, sandbox } = combination
  const row = beginRow(`${model}, ${mode}, ${sandbox === null ? 'no sandbox' : 'sandbox'}`)
  if (mode === 'auto' && process.env[CAGED] === undefined) return { ...row, name: `${row.name} (no cage: left out)` }
  const played = cases.filter(
    ({ kind, input }) => !['cli', 'socket', 'api', 'none'].includes(kind) && !(mode === 'auto' && DEADLY.test(input)),
  )
  for (const batch of makeBatches(played)) {
    row.lines += batch.length
    for (const { line, outcome } of await playCases(batch, combination, ground)) note(row, line, outcome)
  }
  return row
}

/** Cases that bring files are played alone. */
function makeBatches(cases: readonly Case[]): Case[][] {
  const batches: Case[][] = []
  for (const line of cases) {
    const isAlone = ['file', 'read', 'name'].includes(line.kind) || line.input.length > 10_000
    const last = batches.at(-1)
    if (!isAlone && last && last.length < BATCH && !last.some(({ kind }) => ['file', 'read', 'name'].includes(kind)))
      last.push(line)
    else batches.push([line])
  }
  return batches
}

function beginRow(name: string): Row {
  return { name, lines: 0, effects: 0, secrets: 0, raw: 0, exits: 0, crashes: 0 }
}

function note(
  row: Row,
  line: Case,
  outcome: { effects: string[]; secrets: string[]; raw: string[]; crashes: string[] },
  exits: string[] = [],
): void {
  const { effects, secrets, raw, crashes } = outcome
  row.effects += effects.length
  row.secrets += secrets.length
  row.raw += raw.length
  row.crashes += crashes.length
  row.exits += exits.length
  for (const found of [...effects, ...secrets, ...raw, ...crashes, ...exits]) {
    const input = JSON.stringify(line.input).slice(0, 120)
    console.log(`${row.name}: ${line.id} (${line.surface}) ${input}: ${JSON.stringify(found).slice(0, 200)}`)
  }
}

/** Processes that were begun in the ground and still run. They are given a moment to end. */
async function findProcesses(root: string): Promise<string[]> {
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  return readdirSync('/proc').flatMap((name) => {
    try {
      const isOurs = /^\d+$/.test(name) && readFileSync(`/proc/${name}/environ`, 'utf8').includes(`HOME=${root}`)
      return isOurs ? [readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ')] : []
    } catch {
      return [] // it has ended meanwhile
    }
  })
}

function print(rows: readonly Row[]): void {
  const version = execFileSync('git', ['--version'], { encoding: 'utf8' }).trim()
  console.log(`\n${''.padEnd(40)} lines effects secrets   raw exits crashes   (${process.platform}, ${version})`)
  for (const { name, lines, effects, secrets, raw, exits, crashes } of rows) {
    const columns = [lines, effects, secrets, raw, exits, crashes].map((count, at) =>
      String(count).padStart([6, 8, 8, 6, 6, 8][at]!),
    )
    console.log(name.padEnd(40) + columns.join(''))
  }
}
