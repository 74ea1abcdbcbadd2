// A log file of JSON objects, one in each line, so that a newline in a message cannot forge a record. Rotated by size.

import { renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { makeDirectory } from './files.ts'
import { appendText } from './line-append.ts'

/** The size at which a new file begins. The last file is kept, so a log takes at most twice as much. */
export const LOG_LIMIT_BYTES = 5 * 1024 * 1024

export type Level = 'debug' | 'info' | 'warn' | 'error'
export type Log = (level: Level, event: string, facts?: Record<string, unknown>) => void

/** DEL, C1 and characters that reorder or hide text: JSON.stringify leaves them, and a log is read in a terminal. */
const HIDDEN = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e0fff}]/gu

function nameCharacter(found: string): string {
  return `<U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`
}

/**
 * A log that appends to `path`, a file with mode 0600. Never throws: when the disk is full, lines are lost. `clean`
 * removes secrets from each line. `minimum` is called for each line: lines below the level that it returns are dropped.
 */
export function createLog(path: string, clean: (line: string) => string, minimum: () => Level = () => 'info'): Log {
  const order: Level[] = ['debug', 'info', 'warn', 'error']
  let size = sizeOf(path)
  return (level, event, facts = {}) => {
    if (order.indexOf(level) < order.indexOf(minimum())) return
    const line =
      clean(
        JSON.stringify({ at: new Date().toISOString(), level, event, ...facts }).replaceAll(HIDDEN, nameCharacter),
      ) + '\n'
    try {
      makeDirectory(dirname(path))
      if (size > LOG_LIMIT_BYTES) {
        renameSync(path, `${path}.1`)
        size = 0
      }
      appendText(path, line)
      size += Buffer.byteLength(line)
    } catch {
      // ENOSPC, EROFS: the work goes on without a log
    }
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
