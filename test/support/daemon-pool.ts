// Processes that run one daemon of the built kimi after the other. The processes end with the worker that has started them.

import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { HostNews, HostWish } from './daemon-host.ts'
import { programOf } from './program.ts'

/** Hosts that run no daemon now. */
const idle: ChildProcess[] = []
/** The host of each home's daemon, by the directory of the home. */
const lent = new Map<string, ChildProcess>()

/**
 * Starts a daemon for a home in a process that has run others before, and returns its process id when it listens. A test that kills it
 * ends the process.
 * @param directory the home's
 * @param env the daemon's environment
 * @param dist the directory of the built kimi
 * @param compiled the directory for compiled code
 */
export async function lendDaemon(
  directory: string,
  env: Record<string, string>,
  dist: string,
  compiled: string,
): Promise<number> {
  const used = idle.pop()
  const isReady = used !== undefined && (await beginIn(used, env))
  const host = isReady ? used : startHost(dist, compiled)
  if (!isReady) await tell(host, { start: env }, 'ready')
  lent.set(directory, host)
  return host.pid!
}

/** A daemon starts within a tenth of this on a crowded machine. */
const START_LIMIT_MS = 15_000

/** Starts a daemon in a host that has run others. False when it does not start: what an earlier daemon has left there may keep it from that. */
async function beginIn(host: ChildProcess, env: Record<string, string>): Promise<boolean> {
  const started = tell(host, { start: env }, 'ready').then(
    () => true,
    () => false,
  )
  const isReady = await Promise.race([started, sleep(START_LIMIT_MS, false, { ref: false })])
  if (isReady) return true
  console.error(`a daemon did not start in the used process ${host.pid}, and gets one of its own`)
  host.kill('SIGKILL')
  return false
}

/**
 * Ends the daemon of a home, and removes the directory when it has. Returns at once; false when the home has no such daemon, or its
 * process has ended.
 */
export function returnDaemon(directory: string): boolean {
  const host = lent.get(directory)
  lent.delete(directory)
  if (!host?.connected || host.exitCode !== null || host.signalCode !== null) return false
  host.kill('SIGCONT')
  tell(host, { end: directory }, 'ended').then(
    () => idle.push(host),
    () => {}, // it has ended with its daemon
  )
  return true
}

/** Resolves when the host tells the news, rejects when it ends instead. */
function tell(host: ChildProcess, wish: HostWish, awaited: HostNews): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      host.off('message', onNews).off('exit', onEnded)
      finish()
    }
    const onNews = (news: HostNews) => news === awaited && settle(resolve)
    const onEnded = () => settle(() => reject(new Error('the daemon has ended')))
    host.on('message', onNews).on('exit', onEnded)
    host.send(wish, (error) => error && onEnded())
  })
}

function startHost(dist: string, compiled: string): ChildProcess {
  const host = fork(programOf(join(import.meta.dirname, 'daemon-host.ts')), [dist, compiled], {
    detached: true,
    cwd: '/',
    env: {},
    execArgv: ['--max-semi-space-size=4', '--no-maglev'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  host.on('exit', () => {
    const at = idle.indexOf(host)
    if (at >= 0) idle.splice(at, 1)
  })
  host.unref()
  host.channel?.unref()
  return host
}
