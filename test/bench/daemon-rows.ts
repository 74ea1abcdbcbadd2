// Measures the daemon and the commands: time to the model, memory, tokens, load, and start-up beside a bare Node.

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { encodeRecord } from '../../src/protocol/records.ts'
import { KIMI, makeHome, startDaemonIn, type Home } from '../support/kimi.ts'
import { openCloud } from '../support/kimi-cloud.ts'
import { answer, startModelServer } from '../support/model-server.ts'
import { sleep, state, summarise, type Row } from './measure.ts'

interface FakeShell {
  socket: Socket
  send(...records: string[]): void
  /** Names of the records that arrived for an ask, with the time of each. */
  received: { name: string; id: string; at: number }[]
  /** Resolves with the record of this name for this ask. It does not poll, which would take a core from the daemon. */
  see(name: string, id: number): Promise<{ at: number }>
}

/** A connection that speaks records, which the daemon takes for a shell. */
async function openShell(home: Home, index: number, env: Record<string, string> = {}): Promise<FakeShell> {
  const socket = connect(home.paths.socket)
  const received: FakeShell['received'] = []
  let heard = Promise.withResolvers<void>()
  let rest = ''
  socket.on('data', (chunk) => {
    const records = (rest + chunk.toString()).split('\0')
    rest = records.pop()!
    for (const record of records) {
      const [name = '', id = ''] = record.split('\x1f')
      received.push({ name, id, at: performance.now() })
    }
    heard.resolve()
    heard = Promise.withResolvers<void>()
  })
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  const shell: FakeShell = {
    socket,
    received,
    send: (...records) => void socket.write(records.join('')),
    async see(name, id) {
      for (;;) {
        const found = received.find((record) => record.name === name && record.id === String(id))
        if (found) return found
        await heard.promise
      }
    },
  }
  shell.send(
    encodeRecord('hello', 1, 'zsh', `bench-${index}`, process.pid, '', '', '', ''),
    encodeRecord('env', ...Object.entries(env).map(([name, value]) => `${name}=${value}`)),
    encodeRecord('prompt', 0, 10, home.dir, `echo ${index}`),
  )
  return shell
}

const ask = (id: number, line: string, cwd: string) => encodeRecord('ask', id, cwd, line.length, line, '')

/** Record at the daemon → the request at the model; the request's tokens and the share of them that a cache holds. */
export async function measureModel(n: number): Promise<Row[]> {
  await using home = await makeHome()
  await using model = await startModelServer(() => answer('ls -la\n# all\n'))
  await startDaemonIn(home)
  const shell = await openShell(home, 0, { MOONSHOT_API_KEY: 'sk-bench', MOONSHOT_BASE_URL: model.url })
  await sleep(1000)
  const samples: number[] = []
  for (let round = -5; round < n; round++) {
    const count = model.requests.length
    const sent = performance.timeOrigin + performance.now()
    shell.send(ask(round + 10, `list files number ${round}`, home.dir))
    const { arrivedAt } = await model.received(count + 1)
    if (round >= 0) samples.push(arrivedAt - sent)
    await shell.see('done', round + 10)
    shell.send(encodeRecord('exec'), encodeRecord('prompt', 0, 10, home.dir, `ls number ${round}`))
    await sleep(15)
  }
  shell.socket.destroy()
  const bodies = model.requests.map(({ raw }) => raw)
  const shared = bodies.slice(1).map((body, index) => (100 * commonPrefix(body, bodies[index]!)) / body.length)
  const tokens = bodies.map((body) => body.length / 4)
  return [
    summarise('record at the daemon → request at the model, warm', 'ms', samples, { p50: 5, p95: 15 }),
    state('tokens of a suggestion request (chars / 4)', 'tokens', Math.max(...tokens), { most: 1500 }),
    state(
      'bytes equal to the previous request’s prefix, median',
      '%',
      shared.toSorted((a, b) => a - b)[shared.length >> 1]!,
      { least: 90 },
    ),
  ]
}

/** The same way with the login of a plan instead of a key, in turns, so that both meet the same machine; and what the login adds. */
export async function measureLogin(n: number): Promise<Row[]> {
  await using model = await startModelServer(() => answer('ls -la\n'))
  await using cloud = await openCloud()
  await using home = await makeHome({ ...cloud.env, KIMI_CODE_BASE_URL: model.url, KIMI_LOCAL_SERVER: 'off' })
  await startDaemonIn(home)
  const { status, stderr } = await home.kimi(['login', '--no-browser'])
  if (status !== 0) throw new Error(stderr)
  const shells = {
    key: await openShell(home, 0, {
      MOONSHOT_API_KEY: 'sk-bench',
      MOONSHOT_BASE_URL: model.url,
      KIMI_SUGGEST_MODEL: 'moonshot/kimi-k3',
    }),
    login: await openShell(home, 1),
  }
  await sleep(1000)
  const samples: Record<keyof typeof shells, number[]> = { key: [], login: [] }
  const used = { key: '', login: '' }
  for (let round = -10; round < n * 2; round++) {
    const kind = round % 2 === 0 ? 'key' : 'login'
    const count = model.requests.length
    const sent = performance.timeOrigin + performance.now()
    shells[kind].send(ask(round + 20, `list files number ${round}`, home.dir))
    const { arrivedAt, headers } = await model.received(count + 1)
    if (round >= 0) samples[kind].push(arrivedAt - sent)
    used[kind] = headers.authorization ?? ''
    await shells[kind].see('done', round + 20)
    shells[kind].send(encodeRecord('exec'), encodeRecord('prompt', 0, 10, home.dir, `ls number ${round}`))
    await sleep(15)
  }
  for (const { socket } of Object.values(shells)) socket.destroy()
  if (used.key !== 'Bearer sk-bench' || used.login !== `Bearer ${cloud.access}`) throw new Error(JSON.stringify(used))
  const middle = (kind: keyof typeof shells) => samples[kind].toSorted((a, b) => a - b)[n >> 1]!
  return [
    summarise('record at the daemon → request at the model, with a login', 'ms', samples.login, { p50: 5, p95: 15 }),
    state('added by a login in place of a key, median', 'ms', middle('login') - middle('key'), { most: 1 }),
  ]
}

function commonPrefix(a: string, b: string): number {
  let length = 0
  while (length < a.length && a[length] === b[length]) length++
  return length
}

/** Memory with ten shells, and the growth for each further shell. */
export async function measureMemory(): Promise<Row[]> {
  await using home = await makeHome()
  const pid = await startDaemonIn(home)
  const rss = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024
  await sleep(1500)
  const shells = await Promise.all(Array.from({ length: 10 }, (_, index) => openShell(home, index)))
  await sleep(1500)
  const ten = rss()
  shells.push(...(await Promise.all(Array.from({ length: 90 }, (_, index) => openShell(home, 10 + index)))))
  await sleep(1500)
  const hundred = rss()
  for (const { socket } of shells) socket.destroy()
  return [
    state('daemon RSS, idle, ten shells', 'MB', ten, { most: 90 }),
    state('per shell added', 'KB', Math.max(0, ((hundred - ten) / 90) * 1024), { most: 100 }),
  ]
}

/** A hundred shells connected, twenty asking at once: the delay of each against a shell that asks alone. */
export async function measureLoad(rounds: number, source: 'model' | 'offline engine'): Promise<Row> {
  await using home = await makeHome()
  await using model = await startModelServer(() => answer('ls -la\n# all\n'))
  await startDaemonIn(home)
  const env: Record<string, string> =
    source === 'model' ? { MOONSHOT_API_KEY: 'sk-bench', MOONSHOT_BASE_URL: model.url } : {}
  const shells = await Promise.all(Array.from({ length: 100 }, (_, index) => openShell(home, index, env)))
  await sleep(1500)
  let id = 0
  const time = async (asking: FakeShell[]) => {
    id++
    const begin = performance.now()
    for (const shell of asking) shell.send(ask(id, 'gti status', home.dir))
    const offers = await Promise.all(asking.map((shell) => shell.see('offer', id)))
    return offers.map(({ at }) => at - begin)
  }
  for (let warm = 0; warm < 5; warm++) await time(shells.slice(0, 20))
  const alone: number[] = []
  const together: number[] = []
  for (let round = 0; round < rounds; round++) {
    alone.push(...(await time(shells.slice(round % 100, (round % 100) + 1))))
    together.push(...(await time(shells.slice((round * 20) % 80, ((round * 20) % 80) + 20))))
  }
  for (const { socket } of shells) socket.destroy()
  const base = alone.toSorted((a, b) => a - b)[alone.length >> 1]!
  return summarise(
    `100 shells, 20 asking the ${source}: time added`,
    'ms',
    together.map((ms) => ms - base),
    { p95: 20 },
  )
}

/** Whole commands and a bare Node in turns, so that both meet the same noise of the machine. */
export async function measureCommands(n: number): Promise<Row[]> {
  await using home = await makeHome()
  await startDaemonIn(home)
  const time = (program: string, args: string[]) => {
    const begin = performance.now()
    execFileSync(program, args, { env: home.env, stdio: 'ignore' })
    return performance.now() - begin
  }
  const bare: number[] = []
  const version: number[] = []
  const suggest: number[] = []
  for (let round = -2; round < n; round++) {
    const times = [
      time(process.execPath, ['-e', '0']),
      time(KIMI, ['--version']),
      time(KIMI, ['suggest', '--offline', 'gti status']),
    ]
    if (round < 0) continue
    bare.push(times[0]!)
    version.push(times[1]!)
    suggest.push(times[2]!)
  }
  const median = (samples: number[]) => samples.toSorted((a, b) => a - b)[samples.length >> 1]!
  return [
    summarise('node -e 0', 'ms', bare, {}),
    summarise('kimi --version', 'ms', version, { ratio: 1.5 }, median(version) / median(bare)),
    summarise('kimi suggest --offline, warm daemon', 'ms', suggest, { ratio: 2.5 }, median(suggest) / median(bare)),
  ]
}
