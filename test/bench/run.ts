// npm run bench: the table of figures with their budgets. `-- --json` prints one object a row, `-- --only WORD` the rows
// of one kind (key, offline, echo, load, switch, first, model, login, memory, shells, crowd, growth, commands, composer, editors, terminal, agent,
// cache, safety, task), `-- --quick` fewer samples, `-- --markdown` the README's table; `-- --peers` the other agents that are on the PATH,
// beside kimi, and nothing else.

import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import * as agent from './agent-rows.ts'
import * as cache from './cache-rows.ts'
import * as composer from './composer-rows.ts'
import * as crowd from './crowd-rows.ts'
import * as daemon from './daemon-rows.ts'
import * as editors from './editor-rows.ts'
import * as growth from './growth-rows.ts'
import * as longSession from './long-session-rows.ts'
import type { Row } from './measure.ts'
import { measurePeers } from './peer-rows.ts'
import * as safety from './safety-rows.ts'
import * as sessionShell from './session-shell-rows.ts'
import * as shell from './shell-rows.ts'
import * as task from './task-rows.ts'
import * as terminal from './terminal-rows.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    only: { type: 'string' },
    quick: { type: 'boolean' },
    markdown: { type: 'boolean' },
    peers: { type: 'boolean' },
  },
})
const n = (usual: number) => (values.quick ? Math.ceil(usual / 4) : usual)

const KINDS: [string, () => Promise<Row | Row[]>][] = [
  ['key', () => shell.measureKey('zsh', n(40))],
  ['key', () => shell.measureKey('bash', n(40))],
  ['offline', () => shell.measureOffline(n(40))],
  ['ghost', () => shell.measureGhost(n(100))],
  ['echo', () => shell.measureEcho(n(300))],
  ['load', () => shell.measureLoad('zsh', n(15))],
  ['load', () => shell.measureLoad('bash', n(15))],
  ['load', () => shell.measureFishLoad(n(15))],
  ['switch', () => sessionShell.measureSwitch(n(40))],
  ['switch', () => sessionShell.measureMarks('zsh', n(60))],
  ['switch', () => sessionShell.measureMarks('bash', n(60))],
  ['switch', () => sessionShell.measureMarks('fish', n(60))],
  ['first', () => shell.measureFirstContact('zsh', n(100))],
  ['first', () => shell.measureFirstContact('bash', n(100))],
  ['first', () => shell.measureFirstContact('fish', n(100))],
  ['model', () => daemon.measureModel(n(100))],
  ['login', () => daemon.measureLogin(n(100))],
  ['memory', () => daemon.measureMemory()],
  ['shells', () => daemon.measureLoad(n(20), 'model')],
  ['shells', () => daemon.measureLoad(n(20), 'offline engine')],
  ['crowd', () => crowd.measureOneShots(values.quick ? 400 : 5000)],
  ['growth', () => growth.measureGrowth(values.quick ? [10, 1_000] : undefined)],
  ['growth', () => longSession.measureLongSessions(values.quick ? [10, 1_000] : undefined)],
  ['commands', () => daemon.measureCommands(n(20))],
  ['editors', () => editors.measureEditors(n(20))],
  ['agent', () => agent.measurePrompt(n(20))],
  ['agent', () => agent.measureTurn(n(40))],
  ['agent', () => agent.measureStep(n(40))],
  ['agent', () => agent.measureParallel()],
  ['agent', () => agent.measureLongTurn(n(1000))],
  ['cache', () => cache.measureCache()],
  ['composer', async () => composer.measureComposerKeys(n(200))],
  ['composer', () => composer.measureFileQueries(n(20))],
  ['composer', async () => composer.measurePaste(n(8))],
  ['terminal', () => terminal.measurePaint(n(12))],
  ['terminal', () => terminal.measureTyping(n(60))],
  ['terminal', () => terminal.measureLongSession(n(8))],
  ['safety', () => safety.measureWalls(n(40))],
  ['task', () => task.measureNotice('zsh', n(20))],
  ['task', () => task.measureNotice('bash', n(20))],
  ['task', () => task.measureBurst()],
  ['task', () => task.measureKnown(n(5))],
  ['task', () => task.measureOutput()],
  ['task', () => task.measureList(n(20))],
  ['task', () => task.measureWatch(n(10))],
]

const describe = ({ name, p50, p95, unit, budget, ratio, n, ok }: Row) => {
  const show = (value: number) => (value >= 100 ? value.toFixed(0) : value.toFixed(value < 10 ? 2 : 1))
  const figure = n === 1 ? `${show(p50)} ${unit} |` : `${show(p50)} ${unit} | ${show(p95)} ${unit}`
  return `| ${name}${ratio === undefined ? '' : ` (${ratio.toFixed(2)} × node)`} | ${figure} | ${budget || '-'}${ok ? '' : ' (missed)'} |\n`
}

const print = (row: Row) => {
  if (values.json) return process.stdout.write(JSON.stringify(row) + '\n')
  if (values.markdown) return process.stdout.write(describe(row))
  const number = (value: number) => (value >= 100 ? value.toFixed(0) : value.toFixed(2)).padStart(8)
  const ratio = row.ratio === undefined ? '' : `  ${row.ratio.toFixed(2)} × node`
  process.stdout.write(
    `${row.ok ? '  ' : '! '}${row.name.padEnd(58)}${number(row.p50)}${number(row.p95)} ${row.unit.padEnd(7)} ${(row.budget || '-').padEnd(18)} n ${row.n}, min ${row.min.toFixed(2)}${ratio}\n`,
  )
}

if (!values.json && !values.markdown) {
  process.stdout.write(
    `${cpus().length} cores, ${cpus()[0]?.model ?? '?'}, load ${loadavg()[0]!.toFixed(1)}, Node ${process.versions.node}\n`,
  )
  process.stdout.write(`  ${'what'.padEnd(58)}${'p50'.padStart(8)}${'p95'.padStart(8)} unit    budget\n`)
}
const sayLeftOut = (line: string) => process.stderr.write(`${line}\n`)
const PEERS: typeof KINDS = [['peers', () => measurePeers(n(20), process.env['PATH'] ?? '', sayLeftOut)]]
for (const [kind, measure] of values.peers ? PEERS : KINDS) {
  if (values.only !== undefined && values.only !== kind) continue
  for (const row of [await measure()].flat()) print(row)
}
