// A subscription to the daemon's events: they come in order, it can be resumed, and nothing is queued without limit.

import { mkdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findDaemon } from '../../src/client/connect.ts'
import type { Client } from '../../src/client/peer.ts'
import type { DaemonEvent, EventCursor, Topic } from '../../src/protocol/events.ts'
import { encodeFrame } from '../../src/protocol/frames.ts'
import { lendDaemonTo, makeHome, makeServedHome, type Home } from '../support/kimi.ts'
import { script, useScripts } from '../support/wire-client.ts'

interface Reader {
  client: Client
  /** Events as words, and `reset`. */
  read: string[]
  cursor(): EventCursor
}

async function openDaemon(home: Home): Promise<Client> {
  await lendDaemonTo(home)
  return (await findDaemon(home.paths))!
}

async function subscribe(client: Client, topics: Topic[], since?: EventCursor): Promise<Reader> {
  const read: string[] = []
  let cursor = since
  await client.subscribe(
    { topics, ...(since ? { since } : {}) },
    {
      onEvent(event, next) {
        cursor = next
        read.push(describe(event))
      },
      onReset(next) {
        cursor = next
        read.push('reset')
      },
    },
  )
  return { client, read, cursor: () => cursor! }
}

function describe(event: DaemonEvent): string {
  if (event.topic === 'notices') return `notice ${event.text}`
  if (event.topic === 'sessions') return `${event.change} ${event.id} ${event.title}`
  if (event.topic === 'daemon') return event.change
  return event.change === 'removed' ? 'removed' : `${event.change} ${event.task.title} ${event.task.status}`
}

const wish = (home: Home, title: string, command = 'true') => ({
  title,
  command,
  cwd: home.dir,
  env: {},
  shellEnv: home.env,
})

/** Renaming gives events without the work of a turn. */
async function rename(client: Client, workDir: string, times: number): Promise<void> {
  const titles = Array.from({ length: times }, (_, at) => `t${at}`)
  await Promise.all(titles.map((title) => client.call('session/rename', { id: 'one', workDir, title })))
}

/** A session of one turn, and a connection to its daemon. */
async function makeSession(home: Home, workDir: string): Promise<Client> {
  useScripts(home, [script('hello')])
  expect(await home.command(['-S', 'one', '-p', 'hi'], { cwd: workDir })).toMatchObject({ status: 0 })
  return (await findDaemon(home.paths))!
}

test('the life of a task, of a notice and of a session arrives in order, after a first reset', async () => {
  await using home = await makeHome()
  useScripts(home, [script('hello')])
  const { client, read } = await subscribe(await openDaemon(home), ['tasks', 'notices', 'sessions'])
  const { id } = await client.call('task/run', wish(home, 'job'))
  await client.call('task/wait', { id, limitMs: 10_000 })
  await client.call('task/remove', { id })
  const tasks = () => read.filter((line) => !line.startsWith('progress'))
  await expect.poll(() => tasks().at(-1)).toBe('removed')
  expect(tasks()).toEqual([
    'reset',
    'changed job created',
    'changed job starting',
    'changed job running',
    'changed job completed',
    expect.stringMatching(/^notice job finished/),
    'removed',
  ])
  read.length = 0
  expect(await home.command(['-S', 'one', '-p', 'hi'])).toMatchObject({ status: 0 })
  await client.call('session/rename', { id: 'one', workDir: home.dir, title: 'named' })
  await client.call('session/archive', { id: 'one', workDir: home.dir })
  await client.call('session/delete', { id: 'one', workDir: home.dir })
  const sessions = () => read.filter((line) => / one /.test(line))
  await expect.poll(() => sessions().at(-1)).toBe('deleted one named')
  expect(sessions().map((line) => line.split(' ')[0])).toEqual([
    'opened',
    'turn_began',
    'turn_ended',
    'renamed', // the first words give it a title
    'renamed',
    'archived',
    'closed',
    'deleted',
  ])
  client.close()
})

test('a command’s output is told as progress while it runs', async () => {
  await using home = await makeHome()
  const { client, read } = await subscribe(await openDaemon(home), ['tasks'])
  await client.call('task/run', wish(home, 'talk', 'for i in 1 2 3 4 5 6; do echo line $i; sleep 0.5; done'))
  await expect.poll(() => read).toContain('progress talk running')
  client.close()
})

test('after a dropped connection a client reads what it has missed, once', async () => {
  await using home = await makeServedHome()
  const client = await makeSession(home, home.dir)
  const first = await subscribe(client, ['sessions'])
  await rename(client, home.dir, 3)
  await expect.poll(() => first.read).toEqual(['reset', 'renamed one t0', 'renamed one t1', 'renamed one t2'])
  first.client.close()
  const other = (await findDaemon(home.paths))!
  await rename(other, home.dir, 2)
  const second = await subscribe(other, ['sessions'], first.cursor())
  await rename(other, home.dir, 1)
  await expect.poll(() => second.read).toEqual(['renamed one t0', 'renamed one t1', 'renamed one t0'])
  other.close()
})

/** More than the daemon keeps, of events so long that no socket buffer holds them. */
const MANY = 1_300
const ROUND = 100
const LONG_NAME = 'd'.repeat(200)

test('who comes back too late, reads too slowly or finds another daemon is told to reset, and the daemon does not grow', async () => {
  await using home = await makeHome()
  const workDir = join(home.dir, ...Array.from({ length: 8 }, () => LONG_NAME))
  mkdirSync(workDir, { recursive: true })
  const client = await makeSession(home, workDir)
  const first = await subscribe(client, ['sessions'])
  const early = first.cursor()
  const stopped = connect(home.paths.socket)
  stopped.write(encodeFrame({ jsonrpc: '2.0', id: '1', method: 'events/subscribe', params: { topics: ['sessions'] } }))
  await new Promise((resolve) => stopped.once('data', resolve))
  stopped.pause()

  const pid = (await home.daemonPid())!
  const rss = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024
  const before = rss()
  // In rounds: a client whose process has no time to read for more than the daemon keeps would be told to reset, too.
  for (let sent = 0; sent < MANY; sent += ROUND) {
    await rename(client, workDir, ROUND)
    await expect.poll(() => first.read.length, { interval: 5 }).toBe(sent + ROUND + 1)
  }
  expect(rss() - before).toBeLessThan(60)

  const late = (await findDaemon(home.paths))!
  const second = await subscribe(late, ['sessions'], early)
  expect(second.read).toEqual(['reset'])
  expect(second.cursor()).toEqual({ ...early, seq: early.seq + MANY })
  late.close()

  let text = ''
  stopped.on('data', (chunk: Buffer) => (text += chunk.toString()))
  stopped.resume()
  await expect.poll(() => text).toContain('"reset":true')
  await rename(client, workDir, 1)
  await expect.poll(() => text.trim().split('\n').at(-1)).toContain(`"seq":${early.seq + MANY + 1}`)
  stopped.destroy()
  client.close()

  await home.command(['daemon', 'restart'])
  const next = (await findDaemon(home.paths))!
  await rename(next, workDir, 3)
  const third = await subscribe(next, ['sessions'], { ...early, seq: 1 })
  expect(third.read).toEqual(['reset'])
  next.close()
}, 60_000)
