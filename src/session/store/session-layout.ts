// Paths of a session's files, in the layout of Kimi CLI, computed from the share directory without reading it.

import { createHash, randomUUID } from 'node:crypto'
import { join, resolve } from 'node:path'

export interface SessionPlace {
  id: string
  /** The session's working directory; null when only its hash is known. */
  workDir: string | null
  /** md5 of `workDir`, which is part of the path. */
  hash: string
  share: string
  dir: string
  context: string
  wire: string
  state: string
}

const ID_CHARS = 128
/** The limit of file systems for a name. */
const ID_BYTES = 255

export function createSessionId(): string {
  return randomUUID()
}

/** True for any file name that stays inside its directory: users choose ids, too (`kimi -S my-session`). */
export function isSessionId(id: string): boolean {
  if (id.length > ID_CHARS || Buffer.byteLength(id) > ID_BYTES) return false
  return /^[^/\\\0-\x1f\x7f]+$/.test(id) && !/^\.+$/.test(id)
}

/** The hash of the path as it is spelled, as in Kimi CLI: links are not resolved. */
export function hashWorkDir(workDir: string): string {
  return createHash('md5').update(resolve(workDir)).digest('hex')
}

export function isWorkDirHash(name: string): boolean {
  return /^(?:[a-z0-9]+_)?[0-9a-f]{32}$/.test(name)
}

export function sessionsDirectory(share: string): string {
  return join(share, 'sessions')
}

/** Throws when `id` is not a session id: callers check user input with `isSessionId` first. */
export function placeSession(share: string, workDir: string, id: string): SessionPlace {
  return placeHashed(share, hashWorkDir(workDir), id, resolve(workDir))
}

export function placeHashed(share: string, hash: string, id: string, workDir: string | null): SessionPlace {
  if (!isSessionId(id)) throw new Error(`not a session id: ${JSON.stringify(id)}`)
  const dir = join(sessionsDirectory(share), hash, id)
  return {
    id,
    workDir,
    hash,
    share,
    dir,
    context: join(dir, 'context.jsonl'),
    wire: join(dir, 'wire.jsonl'),
    state: join(dir, 'state.json'),
  }
}

/** Plans are in the share directory; Kimi CLI keeps them in ~/.kimi whatever the share directory is. */
export function plansDirectory(share: string): string {
  return join(share, 'plans')
}
