// Measures a turn of the agent: from the command line, over the socket, with a long conversation, and with many at once.

import { execFile, spawn } from 'node:child_process'
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { createClient, type Client, type Listener } from '../../src/client/peer.ts'
import type { WireEvent } from '../../src/protocol/wire.ts'
import { placeSession } from '../../src/session/store/session-layout.ts'
import { KIMI, makeHome, startDaemonIn, type Home } from '../support/kimi.ts'
import { answer, startModelServer, type ModelServer, type Step } from '../support/model-server.ts'
import { sleep, state, summarise, type Row } from './measure.ts'

const call = (name: string, args: object, id = 'c1'): Step => ({
  toolCall: { id, name, arguments: JSON.stringify(args) },
})

async function openSession(home: Home, model: ModelServer, id: string, listener?: Partial<Listener>): Promise<Client> {
  const socket = connect(home.paths.socket)
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  const client = createClient(socket)
  client.follow({ event() {}, request: (_, reply) => reply({ response: 'approve' }), ...listener })
  await client.call('session/open', {
    workDir: home.dir,
    env: { MOONSHOT_API_KEY: 'sk-bench', MOONSHOT_BASE_URL: model.url },
    shellEnv: { PATH: process.env['PATH'] ?? '' },
    id,
    mode: 'bypass',
  })
  return client
}

const now = () => performance.timeOrigin + performance.now()

/** `kimi -p hi` as a whole process, beside a bare Node in turns. */
export async function measurePrompt(n: number): Promise<Row[]> {
  await using model = await startModelServer(() => answer('Hello.'))
  await using home = await makeHome({ MOONSHOT_API_KEY: 'sk-bench', MOONSHOT_BASE_URL: model.url })
  await startDaemonIn(home)
  // The call is asynchronous, since this process also answers for the model.
  const time = (file: string, args: string[]) =>
    new Promise<number>((resolve, reject) => {
      const begin = performance.now()
      execFile(file, args, { env: home.env, cwd: home.dir }, (error) =>
        error ? reject(error) : resolve(performance.now() - begin),
      ).stdin?.end()
    })
  const bare: number[] = []
  const warm: number[] = []
  const inProcess: number[] = []
  for (let round = -2; round < n; round++) {
    const times = [
      await time(process.execPath, ['-e', '0']),
      await time(KIMI, ['-p', 'hi']),
      await time(KIMI, ['-p', 'hi', '--no-daemon']),
    ]
    if (round < 0) continue
    bare.push(times[0]!)
    warm.push(times[1]!)
    inProcess.push(times[2]!)
  }
  const median = (samples: number[]) => samples.toSorted((a, b) => a - b)[samples.length >> 1]!
  const ratio = median(warm) / median(bare)
  return [
    summarise('kimi -p hi, warm daemon, whole process', 'ms', warm, { ratio: 2 }, ratio),
    summarise('kimi -p hi --no-daemon, whole process', 'ms', inProcess, { p50: 250 }),
    state('tokens of the agent request for "hi" (chars / 4)', 'tokens', model.requests[0]!.raw.length / 4, {
      most: 6000,
    }),
  ]
}

/** Prompt → request at the model, with a short and with a long conversation, and the share of it that a cache holds. */
export async function measureTurn(n: number): Promise<Row[]> {
  await using model = await startModelServer(() => answer('Yes.'))
  await using home = await makeHome()
  await startDaemonIn(home)
  const rows: Row[] = []
  for (const [label, tokens] of [
    ['short', 0],
    ['200,000 tokens of', 200_000],
  ] as const) {
    const id = `turn-${tokens}`
    writeConversation(home, id, tokens)
    const client = await openSession(home, model, id)
    const samples: number[] = []
    const shares: number[] = []
    let before = ''
    for (let round = -5; round < n; round++) {
      const count = model.requests.length
      const sent = now()
      const turn = client.call('prompt', { user_input: `question ${round}` })
      const { arrivedAt, raw } = await model.received(count + 1)
      await turn
      if (round >= 0) samples.push(arrivedAt - sent)
      if (before !== '') shares.push((100 * commonPrefix(before, raw)) / before.length)
      before = raw
    }
    client.close()
    rows.push(summarise(`prompt → request at the model, ${label} context`, 'ms', samples, { p50: 3 }))
    rows.push(state(`… bytes of each request repeated by the next, least`, '%', Math.min(...shares), { least: 95 }))
  }
  return rows
}

function commonPrefix(a: string, b: string): number {
  let length = 0
  while (length < a.length && a[length] === b[length]) length++
  return length
}

/** Writes a session of this many tokens to disk, in the form that a long use leaves. */
function writeConversation(home: Home, id: string, tokens: number): void {
  const place = placeSession(home.paths.share, home.dir, id)
  mkdirSync(place.dir, { recursive: true })
  const lines = [JSON.stringify({ role: '_system_prompt', content: 'You are a benchmark.' })]
  for (let written = 0; written < tokens; written += 1000) {
    lines.push(JSON.stringify({ role: 'user', content: 'word '.repeat(400) }))
    lines.push(JSON.stringify({ role: 'assistant', content: 'text '.repeat(400) }))
  }
  // A window of 262,144: below 0.85 of it nothing is compacted.
  lines.push(JSON.stringify({ role: '_usage', token_count: Math.min(tokens, 200_000) }))
  appendFileSync(place.context, lines.join('\n') + '\n')
}

/** The last tool result → the next request; the first byte of an answer → text on stdout. */
export async function measureStep(n: number): Promise<Row[]> {
  const rows: Row[] = []
  {
    await using model = await startModelServer((_, index) =>
      index % 2 === 0 ? answer(call('SetTodoList', { todos: [] }, `c${index}`)) : answer('Done.'),
    )
    await using home = await makeHome()
    await startDaemonIn(home)
    let resultAt = 0
    const client = await openSession(home, model, 'step', {
      event: ({ type }: WireEvent) => {
        if (type === 'ToolResult') resultAt = now()
      },
    })
    const samples: number[] = []
    for (let round = -3; round < n; round++) {
      const count = model.requests.length
      const turn = client.call('prompt', { user_input: `go ${round}` })
      const { arrivedAt } = await model.received(count + 2)
      await turn
      // The event comes over the socket and may arrive after the request: the time between them is then taken as 0.
      if (round >= 0) samples.push(Math.max(0, arrivedAt - resultAt))
    }
    client.close()
    rows.push(summarise('tool result → next request', 'ms', samples, { p50: 10 }))
  }
  {
    let sentAt = 0
    await using model = await startModelServer(() => ({
      steps: [{ wait: sleep(30).then(() => (sentAt = now())) }, 'word', { pauseMs: 20 }],
    }))
    await using home = await makeHome({ MOONSHOT_API_KEY: 'sk-bench', MOONSHOT_BASE_URL: model.url })
    await startDaemonIn(home)
    const samples: number[] = []
    for (let round = -2; round < Math.min(n, 20); round++) {
      const child = spawn(KIMI, ['-p', 'hi'], { env: home.env, cwd: home.dir, stdio: ['ignore', 'pipe', 'ignore'] })
      const seenAt = await new Promise<number>((resolve) => child.stdout.once('data', () => resolve(now())))
      await new Promise((resolve) => child.once('close', resolve))
      if (round >= 0) samples.push(seenAt - sentAt)
    }
    rows.push(summarise('first byte of the answer → text on stdout', 'ms', samples, { p50: 5 }))
  }
  return rows
}

/** Twenty turns at once, ten of them in a slow tool: the delay of the other turns' events. */
export async function measureParallel(): Promise<Row[]> {
  await using model = await startModelServer((request) =>
    request.raw.includes('slow') && !request.raw.includes('"role":"tool"')
      ? answer(call('Shell', { command: 'sleep 2' }))
      : answer('Done.'),
  )
  await using home = await makeHome()
  const pid = await startDaemonIn(home)
  const clients = await Promise.all(Array.from({ length: 20 }, (_, index) => openSession(home, model, `p${index}`)))
  await Promise.all(clients.map((client) => client.call('prompt', { user_input: 'warm up' })))
  const times: number[] = []
  const slow = clients.slice(0, 10).map((client) => client.call('prompt', { user_input: 'slow' }))
  await sleep(300)
  for (let round = 0; round < 5; round++) {
    await Promise.all(
      clients.slice(10).map(async (client) => {
        const begin = performance.now()
        await client.call('prompt', { user_input: 'quick' })
        times.push(performance.now() - begin)
      }),
    )
  }
  await Promise.all(slow)
  const rss = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1])
  await sleep(500)
  const before = rss()
  const more = await Promise.all(Array.from({ length: 50 }, (_, index) => openSession(home, model, `m${index}`)))
  for (const client of more) await client.call('prompt', { user_input: 'hi' })
  await sleep(1500)
  const each = (rss() - before) / 50
  for (const client of [...clients, ...more]) client.close()
  return [
    summarise('a quick turn, ten at once beside ten slow tools', 'ms', times, { p95: 200 }),
    state('memory of one more session after a turn', 'KB', Math.max(0, each), { most: 300 }),
  ]
}

/** Measures one turn of a thousand steps: the last hundred beside the first. Each reads a line of a file, so that no step waits for the disk. */
export async function measureLongTurn(steps: number): Promise<Row[]> {
  const arrivals: number[] = []
  await using model = await startModelServer((request, index) => {
    arrivals.push(request.arrivedAt)
    request.raw = '' // a thousand of them would keep this process busy with their memory
    return index < steps
      ? answer(call('ReadFile', { path: 'lines.txt', line_offset: index + 1, n_lines: 1 }, `c${index}`))
      : answer('Done.')
  })
  await using home = await makeHome()
  writeFileSync(join(home.dir, 'lines.txt'), 'a line of a file\n'.repeat(steps))
  const pid = await startDaemonIn(home)
  const rss = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024
  const client = await openSession(home, model, 'long')
  await sleep(500)
  const before = rss()
  await client.call('prompt', { user_input: 'go' })
  const grown = rss() - before
  client.close()
  const gap = (from: number, to: number) => (arrivals[to]! - arrivals[from]!) / (to - from)
  const tenth = Math.floor(steps / 10)
  return [
    state(`a step near the beginning of a turn of ${steps}`, 'ms', gap(tenth, 2 * tenth), { most: 3 }),
    state(`a step at its end`, 'ms', gap(steps - tenth - 1, steps - 1), { most: 3 }),
    state(`memory that the turn has grown the daemon by`, 'MB', Math.max(0, grown), { most: 100 }),
  ]
}
