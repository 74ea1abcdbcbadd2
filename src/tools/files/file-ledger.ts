// The files that an agent has read. It must not overwrite a file that it has not read, or that has changed since.

import { createHash } from 'node:crypto'
import { openForReading } from './pinned-file.ts'

/**
 * Up to this size files are compared by content, so that a file that was touched but not changed still counts as read.
 */
export const MAX_HASHED_BYTES = 1024 * 1024

export interface FileState {
  mtimeMs: number
  size: number
  /** The sha256 of the content; null for files of more than 1 MB. */
  hash: string | null
}

export type Freshness = 'ok' | 'unread' | 'changed'

export interface FileLedger {
  noteRead(real: string, state: FileState): void
  /** 'ok' also when there is no such file, since nothing can be lost. */
  checkFresh(real: string): Promise<Freshness>
  /** Keeps the file for a rewind; to be awaited before each write. Rejects when it cannot be kept. */
  beforeWrite(real: string): Promise<void>
  noteWritten(real: string): Promise<void>
}

export function createFileLedger(deps: { keep(path: string): Promise<void> | void }): FileLedger {
  const known = new Map<string, FileState>()
  return {
    noteRead(real, state) {
      known.set(real, state)
    },
    async checkFresh(real) {
      const now = await readState(real)
      if (now === null) return 'ok'
      const then = known.get(real)
      if (then === undefined) return 'unread'
      if (now.hash !== null && then.hash !== null) return now.hash === then.hash ? 'ok' : 'changed'
      return now.size === then.size && now.mtimeMs === then.mtimeMs ? 'ok' : 'changed'
    },
    async beforeWrite(real) {
      await deps.keep(real)
    },
    async noteWritten(real) {
      const state = await readState(real)
      if (state !== null) known.set(real, state)
    },
  }
}

function hashBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

async function readState(real: string): Promise<FileState | null> {
  try {
    const handle = await openForReading(real)
    try {
      const { mtimeMs, size } = await handle.stat()
      return { mtimeMs, size, hash: size <= MAX_HASHED_BYTES ? hashBytes(await handle.readFile()) : null }
    } finally {
      await handle.close()
    }
  } catch {
    return null
  }
}
