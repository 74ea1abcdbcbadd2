// The file by which launchers agree on the one that starts the daemon. dist/kimi makes it with its process id before it becomes
// Node; other launchers wait while that process lives.

import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Paths } from '../sys/paths.ts'

/**
 * Tells the launchers that wait how the start has ended: `failure` is the line that they print, null means that the daemon
 * is ready. Does nothing when this process has not made the file.
 */
export function settleStarter({ run }: Paths, failure: string | null): void {
  const path = join(run, 'starter')
  try {
    if (Number(readFileSync(path, 'utf8')) !== process.pid) return
    if (failure === null) rmSync(path)
    else writeFileSync(path, `${process.pid}\n${failure.split('\n', 1)[0]}\n`)
  } catch {
    // Without the file, or on a full disk, each waiting launcher runs Node and finds out for itself.
  }
}
