// Measures background tasks: from a task's end to the line at the prompt, bursts, many known tasks, long outputs, listing,
// watches.

import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findDaemon } from '../../src/client/connect.ts'
import type { Client } from '../../src/client/peer.ts'
import type { TaskView } from '../../src/protocol/task.ts'
import { KIMI, makeHome, startDaemonIn, type Home } from '../support/kimi.ts'
import type { Terminal } from '../support/terminal.ts'
import { sleep, state, summarise, type Row } from './measure.ts'

const median = (samples: number[]) => samples.toSorted((a, b) => a - b)[samples.length >> 1]!

async function connect(home: Home): Promise<Client> {
  const client = await findDaemon(home.paths)
  if (!client) throw new Error('no daemon')
  return client
}

const begin = (client: Client, home: Home, command: string, title = 'task') =>
  client.call('task/run', { command, title, cwd: home.dir, env: {}, shellEnv: { PATH: process.env['PATH'] ?? '' } })

async function untilRunning(client: Client, count: number): Promise<TaskView[]> {
  for (;;) {
    const { tasks } = await client.call('task/list', { ended: 0 })
    const running = tasks.filter(({ status }) => status === 'running')
    if (running.length >= count) return running
    await sleep(50)
  }
}

/** A task's command that ends when the file `go` appears, and writes the time of its end. */
const waiting = (go: string) => `until [ -e '${go}' ]; do sleep 0.01; done; date +%s%N >'${go}.end'`

async function openShell(home: Home, shell: 'zsh' | 'bash'): Promise<Terminal> {
  const term = await home.shell(shell)
  while ((await home.status()).shells.length === 0) await sleep(20)
  return term
}

/** The last act of a task's command → its line on the screen of an idle shell. */
export async function measureNotice(shell: 'zsh' | 'bash', n: number): Promise<Row> {
  await using home = await makeHome()
  await startDaemonIn(home)
  await using term = await openShell(home, shell)
  const client = await connect(home)
  const samples: number[] = []
  for (let round = -1; round < n; round++) {
    const go = join(home.dir, `go${round}`)
    await begin(client, home, waiting(go), `n${round}.`)
    await untilRunning(client, 1)
    term.type(`echo r${round}\r`)
    await term.until((screen) => screen.includes(`\nr${round}\n`) && screen.endsWith('PROMPT>'))
    await sleep(300)
    writeFileSync(go, '')
    for (let heard = false; !heard;) {
      await term.nextOutput()
      heard = term.output().includes(`n${round}. finished`)
    }
    const shown = performance.timeOrigin + performance.now()
    if (round >= 0) samples.push(shown - Number(readFileSync(`${go}.end`, 'utf8')) / 1e6)
    await sleep(250) // the next is no burst with this one
  }
  client.close()
  return summarise(`task’s end → line at an idle prompt, ${shell}`, 'ms', samples, { p50: shell === 'zsh' ? 50 : 80 })
}

/** Fifty tasks that end at the same moment: the number of times the line is drawn again. */
export async function measureBurst(): Promise<Row[]> {
  await using home = await makeHome()
  writeFileSync(home.paths.config, '[background]\nmax_running_tasks = 50\n')
  await startDaemonIn(home)
  await using term = await openShell(home, 'zsh')
  const client = await connect(home)
  for (let at = 0; at < 50; at++) await begin(client, home, 'sleep 600', `t${at}`)
  const running = await untilRunning(client, 50)
  term.type('half typed')
  await term.until(() => term.line() === 'PROMPT> half typed')
  const before = term.output().length
  // All runners have written the ends of their tasks within a few milliseconds.
  const files = running.map(({ outputPath }) => join(outputPath, '..', 'runtime.json'))
  const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'))
  while (!files.every((file) => read(file).child_pgid)) await sleep(50)
  for (const file of files) {
    const runtime = read(file)
    const at = Date.now() / 1000
    writeFileSync(`${file}.x`, JSON.stringify({ ...runtime, status: 'completed', exit_code: 0, finished_at: at }))
    renameSync(`${file}.x`, file)
    process.kill(runtime.worker_pid, 'SIGKILL')
    process.kill(-runtime.child_pgid, 'SIGKILL')
  }
  const lines = () =>
    term
      .output()
      .slice(before)
      .match(/● ?\u001b\[m [^\r\n]*|●[^\r\n]*kimi task/g) ?? []
  const told = () => lines().reduce((sum, line) => sum + Number(/(\d+) tasks:/.exec(line)?.[1] ?? 1), 0)
  await term.until(() => told() === 50, 'all fifty')
  const isIntact = (await term.until(() => term.line() === 'PROMPT> half typed')) !== ''
  client.close()
  return [
    state('fifty tasks that end at once: lines above the prompt', 'lines', lines().length, { most: 3 }),
    state('… told of them, typed text intact', 'tasks', isIntact ? told() : 0, { least: 50 }),
  ]
}

/** The time of the prompt hook with many known tasks, against the time without a task. */
export async function measureKnown(n: number): Promise<Row[]> {
  const rows: Row[] = []
  for (const shell of ['zsh', 'bash'] as const) {
    await using home = await makeHome()
    writeFileSync(home.paths.config, '[background]\nmax_running_tasks = 20\n')
    await startDaemonIn(home)
    const hook = shell === 'zsh' ? '_kimi_precmd' : '_kimi_prompt'
    await using term = await home.shell(shell, { rc: shell === 'zsh' ? 'zmodload zsh/datetime' : '' })
    const time = async (label: string) => {
      const samples: number[] = []
      for (let round = 0; round < n; round++) {
        const before = term.output().length
        term.type(
          `b=$EPOCHREALTIME; for i in {1..40}; do ${hook}; done; e=$EPOCHREALTIME; echo "${label} $b $e e""nd"\r`,
        )
        await term.until(() => /\d[\d.]+ \d[\d.]+ end/.test(term.output().slice(before)))
        const [, from, to] = /(\d[\d.]+) (\d[\d.]+) end/.exec(term.output().slice(before))!
        samples.push(((Number(to) - Number(from)) * 1000) / 40)
      }
      return median(samples)
    }
    const none = await time('none')
    const client = await connect(home)
    for (let at = 0; at < 180; at++) await begin(client, home, 'true')
    while ((await client.call('task/list', { ended: 0 })).tasks.length > 0) await sleep(100)
    for (let at = 0; at < 20; at++) await begin(client, home, 'sleep 600')
    await untilRunning(client, 20)
    term.type('\r')
    await sleep(1_000)
    const many = await time('many')
    client.close()
    const name = `200 tasks known, 20 running: added to a prompt, ${shell}`
    rows.push(state(name, 'ms', Math.max(0, many - none), { most: 0.5 }))
  }
  return rows
}

const rssOf = (pid: number) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024

/** A task that prints a gigabyte. */
export async function measureOutput(): Promise<Row[]> {
  await using home = await makeHome()
  const pid = await startDaemonIn(home)
  const client = await connect(home)
  await begin(client, home, 'true')
  await sleep(500)
  const before = rssOf(pid)
  const task = await begin(client, home, 'head -c 1073741824 /dev/zero | tr "\\0" x')
  let most = before
  const from = performance.now()
  const watch = setInterval(() => (most = Math.max(most, rssOf(pid))), 50)
  const ended = await client.call('task/wait', { id: task.id, limitMs: 120_000 })
  clearInterval(watch)
  const seconds = (performance.now() - from) / 1000
  client.close()
  return [
    state('1 GB of output: the daemon grows by', 'MB', most - before, { most: 30 }),
    state('… all of it counted', 'MB', ended.outputBytes / 1024 / 1024, { least: 1024 }),
    state('… through the runner', 'MB/s', 1024 / seconds, { least: 0 }),
  ]
}

/** `kimi task list` with 200 tasks, beside a bare Node in turns. */
export async function measureList(n: number): Promise<Row[]> {
  await using home = await makeHome()
  await startDaemonIn(home)
  const client = await connect(home)
  for (let at = 0; at < 200; at++) await begin(client, home, 'true')
  while ((await client.call('task/list', { ended: 0 })).tasks.length > 0) await sleep(100)
  client.close()
  const time = (file: string, args: string[]) =>
    new Promise<number>((resolve, reject) => {
      const from = performance.now()
      execFile(file, args, { env: home.env }, (error) =>
        error ? reject(error) : resolve(performance.now() - from),
      ).stdin?.end()
    })
  const bare: number[] = []
  const list: number[] = []
  for (let round = -2; round < n; round++) {
    const times = [await time(process.execPath, ['-e', '0']), await time(KIMI, ['task', 'list'])]
    if (round < 0) continue
    bare.push(times[0]!)
    list.push(times[1]!)
  }
  return [summarise('kimi task list, 200 tasks', 'ms', list, { ratio: 2 }, median(list) / median(bare))]
}

/** A save in a tree of 50,000 files → the start of the run that it causes. */
export async function measureWatch(n: number): Promise<Row[]> {
  await using home = await makeHome()
  await startDaemonIn(home)
  const tree = mkdtempSync(join(tmpdir(), 'kimi-tree-'))
  try {
    for (let dir = 0; dir < 500; dir++) {
      mkdirSync(join(tree, 'src', `d${dir}`), { recursive: true })
      for (let file = 0; file < 100; file++) writeFileSync(join(tree, 'src', `d${dir}`, `f${file}.ts`), '')
    }
    const client = await connect(home)
    const task = await client.call('task/run', {
      command: 'date +%s%N >>ran',
      cwd: tree,
      env: {},
      shellEnv: { PATH: process.env['PATH'] ?? '' },
      watch: { patterns: ['src/**'], restarts: false, debounceMs: 0 },
    })
    const read = (path: string) => readFileSync(path, { encoding: 'utf8', flag: 'a+' })
    const from = performance.now()
    while (!read(task.outputPath).includes('watching')) await sleep(20)
    const ready = performance.now() - from
    const ran = join(tree, 'ran')
    const samples: number[] = []
    for (let round = 0; round < n; round++) {
      const at = performance.timeOrigin + performance.now()
      writeFileSync(join(tree, 'src', `d${(round * 7) % 500}`, 'f5.ts'), String(round))
      while (read(ran).split('\n').length <= round + 1) await sleep(2)
      samples.push(Number(read(ran).trim().split('\n').at(-1)) / 1e6 - at)
      await sleep(600)
    }
    const { worker_pid: pid } = JSON.parse(readFileSync(join(task.outputPath, '..', 'runtime.json'), 'utf8'))
    client.close()
    return [
      summarise('50,000 files watched: save → the run has begun', 'ms', samples, { p95: 200 }),
      state('… until it watches', 'ms', ready, { most: 5_000 }),
      state('… RSS of its process', 'MB', rssOf(pid), { most: 400 }),
    ]
  } finally {
    rmSync(tree, { recursive: true, force: true })
  }
}
