// Watches the configuration file, so that the daemon reads it again after the user has changed it.

import type { FSWatcher } from 'chokidar'
import type { Log } from '../sys/log.ts'

/**
 * Calls `onChanged` when the file is written, created or deleted, and once when the watch has begun, because of what may have
 * changed before.
 */
export function createConfigWatch(
  file: string,
  log: Log,
  onChanged: () => void,
): { start(): Promise<void>; close(): void } {
  let watcher: FSWatcher | undefined
  let isClosed = false
  return {
    async start() {
      const { watch } = await import('chokidar')
      if (isClosed) return
      watcher = watch(file, { ignoreInitial: true, awaitWriteFinish: { stabilityThreshold: 50, pollInterval: 25 } })
      watcher.on('all', onChanged)
      watcher.on('error', (error) => log('warn', 'watch', { error: String(error) }))
      watcher.once('ready', onChanged)
    },
    close() {
      isClosed = true
      void watcher?.close()
    },
  }
}
