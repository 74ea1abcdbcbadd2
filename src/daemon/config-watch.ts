// Watches the configuration file, so that the daemon reads it again after the user has changed it.

import { statSync } from 'node:fs'
import type { FSWatcher } from 'chokidar'
import type { Log } from '../sys/log.ts'

/**
 * Calls `onChanged` when the file is written, created or deleted. Create it before the file is read for the first time:
 * a change between now and the moment when `start` has begun to watch is reported, too.
 */
export function createConfigWatch(
  file: string,
  log: Log,
  onChanged: () => void,
): { start(): Promise<void>; close(): void } {
  const first = stampOf(file)
  let watcher: FSWatcher | undefined
  let isClosed = false
  return {
    async start() {
      const { watch } = await import('chokidar')
      if (isClosed) return
      watcher = watch(file, { ignoreInitial: true, awaitWriteFinish: { stabilityThreshold: 50, pollInterval: 25 } })
      watcher.on('all', onChanged)
      watcher.on('error', (error) => log('warn', 'watch', { error: String(error) }))
      watcher.once('ready', () => {
        if (stampOf(file) !== first) onChanged()
      })
    },
    close() {
      isClosed = true
      void watcher?.close()
    },
  }
}

/** A text that differs for each version of the file; empty when the file does not exist. */
function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false, bigint: true })
  return stat ? `${stat.ino} ${stat.size} ${stat.mtimeNs}` : ''
}
