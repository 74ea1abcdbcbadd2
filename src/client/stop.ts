// Ends the daemon, and waits until it is gone.

import { spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { KimiError } from '../protocol/errors.ts'
import { hasCode, readText } from '../sys/files.ts'
import { takeLock } from '../sys/lock.ts'
import type { Paths } from '../sys/paths.ts'
import { findDaemon, greet } from './connect.ts'

const STOP_LIMIT_MS = 6_000

/** False when no daemon runs. A daemon that does not answer is ended by a signal. Throws `daemon.busy` and `peer.refused`. */
export async function stopDaemon(paths: Paths): Promise<boolean> {
  const client = await findDaemon(paths)
  if (!client) return false
  // A daemon that computes for ever would be waited for as one that works.
  const late = sleep(STOP_LIMIT_MS, false, { ref: false })
  const greeted = greet(client, paths).then(
    () => true,
    () => false,
  )
  try {
    const answers = await Promise.race([greeted, late])
    if (answers) await client.call('daemon/stop', {})
    else endProcess(paths, 'SIGTERM')
  } finally {
    client.close() // a refusal must not leave a connection for which this process would wait
  }
  if (await isGone(paths)) return true
  endProcess(paths, 'SIGKILL')
  if (await isGone(paths)) return true
  throw new KimiError('daemon.busy', 'the daemon cannot be stopped', { hint: 'kimi daemon logs' })
}

/** True when the lock has become free: the daemon is gone, and another one can start. */
async function isGone(paths: Paths): Promise<boolean> {
  for (const limit = performance.now() + STOP_LIMIT_MS; performance.now() < limit; await sleep(25)) {
    if (isFree(paths.lock)) return true
  }
  return false
}

/** True when nobody holds the lock. A lock that cannot be taken for want of space is free: a held one is refused before. */
function isFree(path: string): boolean {
  try {
    const lock = takeLock(path)
    lock?.close()
    return lock !== null
  } catch (error) {
    return hasCode(error, 'ENOSPC')
  }
}

/** The lock is held, so the pid file names this daemon or an earlier one: the command line of the process tells. */
function endProcess(paths: Paths, signal: 'SIGTERM' | 'SIGKILL'): void {
  const pid = Number(readText(paths.pid))
  if (!Number.isSafeInteger(pid) || pid < 2) return
  // Slim systems have /proc and no ps.
  const line =
    readText(`/proc/${pid}/cmdline`) ??
    spawnSync('/bin/ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout ??
    ''
  if (!/daemon\.js|daemon[\s\0]run/.test(line)) return
  process.kill(pid, 'SIGCONT') // a stopped process does not take SIGTERM
  process.kill(pid, signal)
}
