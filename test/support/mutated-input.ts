// Frames and records with random faults in them, thrown at the socket and the control fifo of a daemon.

import { closeSync, constants, openSync, writeSync } from 'node:fs'
import { connect } from 'node:net'
import { encodeFrame } from '../../src/protocol/frames.ts'
import { encodeRecord } from '../../src/protocol/records.ts'
import type { Home } from './kimi.ts'

/** A seeded generator of numbers in 0..1 (mulberry32): a failure is found again by its seed. */
export function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Nothing here begins work or ends the daemon, also when a fault leaves it whole. */
function listSeeds(dir: string): Buffer[] {
  const ask = { cwd: dir, shell: 'zsh', env: {}, offline: true }
  const frames = [
    ['daemon/hello', { protocol: 1 }],
    ['daemon/status', { loop: true }],
    ['suggest/check', { command: 'rm -rf x | sh', shell: 'any' }],
    ['suggest/explain', { ...ask, command: 'tar czf a.tgz b' }],
    ['session/list', { workDir: dir, limit: 3 }],
    ['session/show', { workDir: dir, id: 'x' }],
    ['task/list', {}],
    ['task/output', { id: 'bash-00000000' }],
    ['events/subscribe', { topics: ['tasks', 'sessions'] }],
    ['initialize', { protocol_version: '1.10', capabilities: {} }],
    ['cancel', {}],
  ].map(([method, params], id) => encodeFrame({ jsonrpc: '2.0', id, method, params }))
  const records = [
    encodeRecord('hello', 1, 'zsh', 'mutated', process.pid, '', '', '', ''),
    encodeRecord('env', 'KIMI_SUGGEST_OFFLINE=1'),
    encodeRecord('prompt', 0, 10, dir, 'ls -la'),
    encodeRecord('ghost', 1, 'git st', 'mutated'),
    encodeRecord('list', 'tasks', 'mutated'),
    encodeRecord('used', 1, 1, 'run', 'ls'),
    encodeRecord('seen', 'nothing'),
    encodeRecord('wait', 1, 0),
    encodeRecord('cancel', 1),
    encodeRecord('bye'),
  ]
  return [...frames, ...records].map((text) => Buffer.from(text))
}

const SPECIAL = [
  '\0',
  '\n',
  '\x1f',
  '{',
  '}',
  '[',
  '"',
  '\\u0000',
  '\ud800',
  '\xff',
  '1e999',
  '-0',
  '__proto__',
  'null',
  '['.repeat(200),
  'x'.repeat(5_000),
].map((text) => Buffer.from(text, 'latin1'))

/** Puts one to four faults into an input: bytes changed, removed, inserted or doubled, or an end that is cut off or another input's. */
export function mutateInput(seed: Buffer, seeds: readonly Buffer[], random: () => number): Buffer {
  const below = (limit: number) => Math.floor(random() * limit)
  let bytes = Buffer.from(seed)
  for (let count = 1 + below(4); count > 0; count--) {
    const at = below(bytes.length + 1)
    const end = Math.min(bytes.length, at + below(16))
    const [head, middle, tail] = [bytes.subarray(0, at), bytes.subarray(at, end), bytes.subarray(end)]
    switch (below(6)) {
      case 0:
        if (at < bytes.length) bytes[at] = below(256)
        break
      case 1:
        bytes = Buffer.concat([head, tail])
        break
      case 2:
        bytes = Buffer.concat([head, SPECIAL[below(SPECIAL.length)]!, middle, tail])
        break
      case 3:
        bytes = Buffer.concat([head, middle, middle, tail])
        break
      case 4:
        bytes = Buffer.concat([head, seeds[below(seeds.length)]!.subarray(below(20))])
        break
      default:
        bytes = Buffer.from(head)
    }
  }
  return bytes
}

const BATCH = 50

/** Throws so many mutated inputs at the daemon of this home, and resolves when all are sent. Connections are closed by either side. */
export async function throwMutations(home: Home, count: number, seed: number): Promise<void> {
  const random = createRandom(seed)
  const seeds = listSeeds(home.dir)
  const next = () => mutateInput(seeds[Math.floor(random() * seeds.length)]!, seeds, random)
  const control = openSync(home.paths.control, constants.O_WRONLY | constants.O_NONBLOCK)
  try {
    for (let sent = 0; sent < count; sent += BATCH) {
      const batch = Buffer.concat(Array.from({ length: BATCH }, next))
      if (random() < 0.2) await throwAtFifo(control, batch)
      else await throwAtSocket(home.paths.socket, batch, random() < 0.5)
    }
  } finally {
    closeSync(control)
  }
}

/** A record of a shell has at most 4,096 bytes, which a fifo takes at once or not at all; a full one is waited for. */
async function throwAtFifo(fd: number, batch: Buffer): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    try {
      writeSync(fd, batch.subarray(0, 4_096))
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
}

function throwAtSocket(path: string, batch: Buffer, isPatient: boolean): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.on('error', () => {}).on('close', () => resolve())
    socket.on('data', () => {})
    if (isPatient) socket.end(batch)
    else socket.write(batch, () => socket.destroy())
    socket.setTimeout(1_000, () => socket.destroy())
  })
}
