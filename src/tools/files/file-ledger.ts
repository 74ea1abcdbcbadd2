// What one agent knows of files: a file that it has not read, or that somebody changed since, is not overwritten.

import { createHash } from 'node:crypto'
import { openForReading } from './pinned-file.ts'

/** Up to this size a file is compared by content, so that a touched but equal file still counts as known. */
export const MAX_HASHED_BYTES = 1024 * 1024

export interface FileState {
  mtimeMs: number
  size: number
  /** sha256 of the content, for files of at most MAX_HASHED_BYTES. */
  hash: string | null
}

export type Freshness = 'ok' | 'unread' | 'changed'

export interface FileLedger {
  noteRead(real: string, state: FileState): void
  /** 'ok' also when the file is gone: there is nothing to lose. */
  checkFresh(real: string): Promise<Freshness>
  /** Awaited before anything is written there: keeps what a rewind needs. Rejects when that cannot be kept. */
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

export function hashBytes(bytes: Uint8Array): string {
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
