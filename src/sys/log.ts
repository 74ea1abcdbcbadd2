// The daemon's log: one JSON object a line, so that a newline in a message cannot forge a record; 0600; rotated by size.

import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** Two files of this size at most: 10 MB in all. */
export const LOG_LIMIT_BYTES = 5 * 1024 * 1024

export type Level = 'debug' | 'info' | 'warn' | 'error'
export type Log = (level: Level, event: string, facts?: Record<string, unknown>) => void

/**
 * A log that appends to `path`. A full disk loses lines, never work. `clean` is applied to each line: what must not be
 * on disk (secrets) is taken out here, at the one exit. `minimum` is asked for each line.
 */
export function createLog(path: string, clean: (line: string) => string, minimum: () => Level = () => 'info'): Log {
  const order: Level[] = ['debug', 'info', 'warn', 'error']
  let size = sizeOf(path)
  return (level, event, facts = {}) => {
    if (order.indexOf(level) < order.indexOf(minimum())) return
    const line = clean(JSON.stringify({ at: new Date().toISOString(), level, event, ...facts })) + '\n'
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
      if (size > LOG_LIMIT_BYTES) {
        renameSync(path, `${path}.1`)
        size = 0
      }
      appendFileSync(path, line, { mode: 0o600 })
      size += Buffer.byteLength(line)
    } catch {
      // ENOSPC, EROFS: answering goes on without a log
    }
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
