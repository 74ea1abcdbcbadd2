// Measures how work on one session grows with its messages: it is opened, forked whole and in half, put back to its middle, and that is
// taken back. Each is timed at three sizes, and at each the daemon tells the longest time for which it worked without serving anybody.

import { mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { createClient, type Client } from '../../src/client/peer.ts'
import { WIRE_PROTOCOL } from '../../src/protocol/version.ts'
import { placeSession } from '../../src/session/store/session-layout.ts'
import { makeHome, startDaemonIn, type Home } from '../support/kimi.ts'
import { script, useScripts } from '../support/wire-client.ts'
import { state, type Row } from './measure.ts'

const SIZES = [10, 1_000, 20_000]
const STALL_MS = 50
/** Characters of a message. */
const LENGTH = 1_000

interface Work {
  name: string
  /** The budget at the largest size, in milliseconds. */
  budget: number
  run(on: Open): Promise<unknown>
}

interface Open {
  home: Home
  id: string
  turns: number
  client: Client
}

const chosen = ({ home, id }: Open) => ({ id, workDir: home.dir })
const rewind = (on: Open, wish: { to?: number; undo?: boolean }) =>
  on.home.call('session/rewind', { named: chosen(on), what: 'both', apply: true, ...wish })

/** The order counts: each finds the session as the one before has left it. */
const WORK: Work[] = [
  { name: 'a session is opened', budget: 1_000, run: openSession },
  { name: 'its last turns are shown', budget: 200, run: ({ client }) => client.call('session/history', { turns: 10 }) },
  { name: 'its next turn', budget: 1_000, run: ({ client }) => client.call('prompt', { user_input: 'hi' }) },
  { name: 'it is forked', budget: 2_000, run: (on) => on.home.call('session/fork', chosen(on)) },
  {
    name: 'its first half is forked',
    budget: 2_000,
    run: (on) => on.home.call('session/fork', { ...chosen(on), turns: Math.ceil(on.turns / 2) }),
  },
  { name: 'it is put back by one turn', budget: 2_000, run: (on) => rewind(on, {}) },
  { name: 'it is put back to its middle', budget: 2_000, run: (on) => rewind(on, { to: Math.ceil(on.turns / 2) }) },
  { name: 'that is taken back', budget: 2_000, run: (on) => rewind(on, { undo: true }) },
]

export async function measureLongSessions(sizes: readonly number[] = SIZES): Promise<Row[]> {
  const samples = new Map<string, { ms: number; stall: number }[]>()
  await using home = await makeHome({ KIMI_DAEMON_IDLE_EXIT: '0' })
  useScripts(home, [script('done')])
  await startDaemonIn(home)
  for (const messages of [sizes[0]!, ...sizes]) {
    const isWarmUp = samples.size === 0
    const on = { home, id: `${isWarmUp ? 'w' : 's'}-${messages}`, turns: messages / 2, client: await join(home) }
    writeSession(on)
    for (const { name, run } of WORK) {
      await readStall(home)
      const begin = performance.now()
      await run(on)
      const ms = performance.now() - begin
      samples.set(name, [...(samples.get(name) ?? []), { ms, stall: await readStall(home) }])
    }
    on.client.close()
  }
  return WORK.flatMap(({ name, budget }) => {
    const found = samples.get(name)!.slice(1) // the first loads what the work needs
    const earlier = found.slice(0, -1).map(({ ms }, index) => `${sizes[index]} messages: ${Math.round(ms)}`)
    return [
      state(`${name} (${earlier.join(', ')})`, 'ms', found.at(-1)!.ms, { most: budget }),
      state('  longest stall of the daemon', 'ms', Math.max(...found.map(({ stall }) => stall)), { most: STALL_MS }),
    ]
  })
}

async function join(home: Home): Promise<Client> {
  const socket = connect(home.paths.socket)
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  return createClient(socket)
}

function openSession({ home, id, client }: Open): Promise<unknown> {
  return client.call('session/open', { workDir: home.dir, env: {}, shellEnv: { PATH: process.env['PATH'] ?? '' }, id })
}

/** The longest stall since the last call, in processor time. */
async function readStall(home: Home): Promise<number> {
  return (await home.call('daemon/status', { loop: true })).longestStall?.cpuMs ?? 0
}

/** Writes the files of a session of so many turns. */
function writeSession({ home, id, turns }: Open): void {
  const place = placeSession(home.paths.share, home.dir, id)
  const words = 'words '.repeat(LENGTH / 6)
  const context: object[] = [{ role: '_system_prompt', content: 'You are Kimi.' }]
  const wire: object[] = [{ type: 'metadata', protocol_version: WIRE_PROTOCOL }]
  const tell = (type: string, payload: object) => wire.push({ timestamp: 1_700_000_000, message: { type, payload } })
  for (let turn = 0; turn < turns; turn++) {
    context.push({ role: '_checkpoint', id: 2 * turn }, { role: 'user', content: `${turn} ${words}` })
    context.push({ role: '_checkpoint', id: 2 * turn + 1 }, { role: 'assistant', content: words })
    context.push({ role: '_usage', token_count: 1_000 })
    tell('TurnBegin', { user_input: `${turn} ${words}` })
    tell('StepBegin', { n: 1 })
    tell('ContentPart', { type: 'text', text: words })
    tell('TurnEnd', {})
  }
  mkdirSync(place.dir, { recursive: true, mode: 0o700 })
  for (const [path, records] of [
    [place.context, context],
    [place.wire, wire],
  ] as const)
    writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''), { mode: 0o600 })
}
