// Ending the daemon, and knowing that it is gone.

import { spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { KimiError } from '../protocol/errors.ts'
import { readText } from '../sys/files.ts'
import { takeLock } from '../sys/lock.ts'
import type { Paths } from '../sys/paths.ts'
import { findDaemon, greet } from './connect.ts'

const STOP_LIMIT_MS = 6_000

/** False when none runs. One that does not answer is ended by its process. */
export async function stopDaemon(paths: Paths): Promise<boolean> {
  const client = await findDaemon(paths)
  if (!client) return false
  const answers = await greet(client, paths).then(
    () => true,
    () => false,
  )
  if (answers) await client.call('daemon/stop', {})
  else endProcess(paths, 'SIGTERM')
  client.close()
  if (await isGone(paths)) return true
  endProcess(paths, 'SIGKILL')
  if (await isGone(paths)) return true
  throw new KimiError('daemon.busy', 'the daemon cannot be stopped', { hint: 'kimi daemon logs' })
}

/** Gone when the lock is free: another one can start at once. */
async function isGone(paths: Paths): Promise<boolean> {
  for (const limit = performance.now() + STOP_LIMIT_MS; performance.now() < limit; await sleep(25)) {
    const lock = takeLock(paths.lock)
    lock?.close()
    if (lock) return true
  }
  return false
}

/** The lock is held, so the pid is of this daemon unless it was written by one before; its command line tells. */
function endProcess(paths: Paths, signal: 'SIGTERM' | 'SIGKILL'): void {
  const pid = Number(readText(paths.pid))
  if (!Number.isSafeInteger(pid) || pid < 2) return
  // /proc where there is one: slim systems have no ps.
  const line =
    readText(`/proc/${pid}/cmdline`) ??
    spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout ??
    ''
  if (!/daemon\.js|daemon[\s\0]run/.test(line)) return
  process.kill(pid, 'SIGCONT') // a stopped process takes no SIGTERM
  process.kill(pid, signal)
}
