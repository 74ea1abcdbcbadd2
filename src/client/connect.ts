// Connections to the daemon, which is started if need be. A daemon that is busy is told from one that does not run.

import { connect, type Socket } from 'node:net'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { KimiError } from '../protocol/errors.ts'
import type { DaemonHello } from '../protocol/methods.ts'
import { isNewer, PROTOCOL, VERSION } from '../protocol/version.ts'
import { hasCode, readText } from '../sys/files.ts'
import type { Paths } from '../sys/paths.ts'
import { readActivity } from '../sys/processes.ts'
import { findForeignFolder } from '../sys/share-owner.ts'
import { createPatience } from './patience.ts'
import { createClient, type Client } from './peer.ts'

const LOOK_MS = 100
/** Interval of the looks at a daemon that works for this client: it may be stopped in the middle. */
const WATCH_MS = 1_000
/** A full backlog answers EAGAIN (577 of 4,000 connects in a burst). It means that the daemon is busy, not that it is gone. */
const BUSY_LIMIT_MS = 2_000

export interface ConnectOptions {
  paths: Paths
  env: NodeJS.ProcessEnv
  /** Called when no daemon runs; true allows to start one. */
  autostart: () => Promise<boolean>
  /** Called with a line for the user: the daemon is of a newer release, or was stopped while it works for this client. */
  onRemark: (text: string) => void
}

/** A connection to a daemon that speaks our protocol. Throws `daemon.unreachable`, `daemon.start_failed` or `protocol.version`. */
export async function openClient(options: ConnectOptions): Promise<Client> {
  const reached = await reach(options)
  const hello = await greet(reached, options.paths)
  const client = watch(reached, hello.pid, options.onRemark)
  if (hello.version === VERSION && hello.protocol === PROTOCOL) return client
  if (isNewer(hello.version, VERSION)) return acceptNewer(client, hello, options)
  // The daemon is of an older release. When idle it makes room for ours; when busy it serves us if it speaks our protocol.
  const { stopping } = await client.call('daemon/stop', { ifIdle: true })
  if (!stopping && hello.protocol === PROTOCOL) return client
  client.close()
  if (!stopping) {
    throw new KimiError(
      'protocol.version',
      `the running daemon is kimi ${hello.version} and busy; this is kimi ${VERSION}`,
    )
  }
  const limit = performance.now() + BUSY_LIMIT_MS
  while (performance.now() < limit) {
    const socket = await tryConnect(options.paths)
    if (!socket) break
    socket.destroy()
    await sleep(25)
  }
  return reach(options)
}

/** Says once that the daemon was stopped. The client waits on: whatever the daemon does is done when it is let go on. */
function watch(client: Client, pid: number, onRemark: ConnectOptions['onRemark']): Client {
  const timer = setInterval(() => {
    if (readActivity(pid)?.state !== 'stopped') return
    clearInterval(timer)
    onRemark(`the daemon, process ${pid}, is stopped: kill -CONT ${pid}`)
  }, WATCH_MS).unref()
  return {
    ...client,
    close() {
      clearInterval(timer)
      client.close()
    },
    leave() {
      clearInterval(timer)
      return client.leave()
    },
  }
}

/** A newer daemon is never replaced by an older release: it serves this client if it speaks its protocol. */
function acceptNewer(client: Client, { version, protocol }: DaemonHello, { onRemark }: ConnectOptions): Client {
  const text = `the running daemon is kimi ${version}, newer than this kimi ${VERSION}`
  if (protocol !== PROTOCOL) {
    client.close()
    throw new KimiError('protocol.version', text, { hint: 'type -a kimi' })
  }
  onRemark(text)
  return client
}

/** A connection as bytes, to a daemon that speaks our protocol, which is started if need be. */
export async function connectDaemon(options: ConnectOptions): Promise<Socket> {
  const client = await openClient(options)
  client.close()
  const socket = await tryConnect(options.paths)
  if (!socket) throw new KimiError('daemon.unreachable', 'the daemon ended again')
  return socket
}

/** A connection to the running daemon, whatever its release; null when no daemon listens. */
export async function findDaemon(paths: Paths): Promise<Client | null> {
  const socket = await tryConnect(paths)
  return socket && createClient(socket)
}

async function reach({ paths, env, autostart }: ConnectOptions): Promise<Client> {
  const found = await findDaemon(paths)
  if (found) return found
  if (!(await autostart())) {
    throw new KimiError('daemon.unreachable', `no daemon listens on ${paths.socket}`, { hint: 'kimi daemon start' })
  }
  const { startDaemon } = await import('./start.ts')
  await startDaemon(paths, env)
  const started = await findDaemon(paths)
  if (!started) throw new KimiError('daemon.start_failed', 'the daemon started and ended again')
  return started
}

/** The daemon's hello. Throws `daemon.unreachable` when the daemon sleeps, is stopped or has worked for long without answering. */
export async function greet(client: Client, paths: Paths): Promise<DaemonHello> {
  const answered = new AbortController()
  const giveUp = waitForSilence(paths, answered.signal)
  giveUp.catch(() => {})
  const hello = await Promise.race([client.call('daemon/hello', { protocol: PROTOCOL, version: VERSION }), giveUp])
  answered.abort()
  if (!(hello instanceof KimiError)) return hello
  client.close()
  throw hello
}

/** Resolves with the reason once no answer is to be expected. Rejects when aborted before. */
async function waitForSilence(paths: Paths, signal: AbortSignal): Promise<KimiError> {
  const began = performance.now()
  const patience = createPatience()
  for (;;) {
    await sleep(LOOK_MS, undefined, { signal, ref: false })
    const pid = readPid(paths)
    const verdict = patience.look(pid)
    if (verdict === 'wait') continue
    if (verdict === 'stopped') return stoppedError(pid!)
    const seconds = Math.round((performance.now() - began) / 1000)
    return new KimiError('daemon.unreachable', `the daemon has not answered for ${seconds} s`, {
      hint: 'kimi daemon restart',
    })
  }
}

/** Null until a daemon that has just started has written it. */
function readPid(paths: Paths): number | null {
  return Number(readText(paths.pid)) || null
}

function stoppedError(pid: number): KimiError {
  return new KimiError('daemon.unreachable', `the daemon, process ${pid}, is stopped`, { hint: `kill -CONT ${pid}` })
}

/** Null when no daemon listens. Throws `daemon.unreachable` where another user may be the one who listens: nothing is sent to him. */
async function tryConnect(paths: Paths): Promise<Socket | null> {
  const path = paths.socket
  const foreign = findForeignFolder(dirname(path))
  if (foreign !== null)
    throw new KimiError('daemon.unreachable', `${foreign}: another user could answer for the daemon`, {
      hint: `ls -ld ${dirname(path)}   # it has to be yours, with mode 700`,
    })
  const limit = performance.now() + BUSY_LIMIT_MS
  const patience = createPatience()
  for (;;) {
    const result = await connectOnce(path)
    if (!(result instanceof Error)) return result
    if (hasCode(result, 'ENOENT', 'ECONNREFUSED', 'ENOTDIR')) return null
    // The backlog of a stopped daemon fills up, too.
    const pid = readPid(paths)
    if (patience.look(pid) === 'stopped') throw stoppedError(pid!)
    if (!hasCode(result, 'EAGAIN', 'ECONNRESET', 'EMFILE') || performance.now() > limit) {
      throw new KimiError('daemon.unreachable', `cannot connect to ${path}: ${result.message}`, { cause: result })
    }
    await sleep(25)
  }
}

function connectOnce(path: string): Promise<Socket | Error> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.removeListener('error', resolve)
      resolve(socket)
    })
    socket.once('error', resolve)
  })
}
