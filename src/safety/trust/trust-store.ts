// The folders that the user trusts, in a file of our own in the share directory: by real path, with the hash of each thing that
// the folder brought when the user was asked. What has changed since, or is new, is not trusted.

import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readText, writeAtomic } from '../../sys/files.ts'
import { isObject, parseObject } from '../../sys/json-reading.ts'
import { takeLock, type Lock } from '../../sys/lock.ts'

export interface TrustedFolder {
  /** `refused`: the user does not want to be asked about what the folder brings. */
  decision: 'trusted' | 'refused'
  /** Milliseconds since 1970. */
  at: number
  /** Key → hash of what the folder brought. */
  items: Record<string, string>
}

export interface TrustStore {
  /** By real path. A file that cannot be read, that others may write, or that is damaged holds nothing. */
  read(): ReadonlyMap<string, TrustedFolder>
  /** Changes the file under its lock: several daemons may share it. Throws the failures of the disk. */
  change(edit: (folders: Map<string, TrustedFolder>) => void): Promise<void>
}

const FILE = 'trust.json'
const MAX_FOLDERS = 2_000
const MAX_ITEMS = 2_000
const MAX_BYTES = 16 * 1024 * 1024
const LOCK_TRIES = 200
const LOCK_WAIT_MS = 25
const OTHERS_MAY_WRITE = 0o022
const HASH = /^[0-9a-f]{64}$/

export function openTrustStore(share: string): TrustStore {
  const path = join(share, FILE)
  const read = () => new Map(readFolders(path))
  return {
    read,
    async change(edit) {
      const lock = await waitForLock(`${path}.lock`)
      try {
        const folders = read()
        edit(folders)
        const kept = [...folders].toSorted(([, a], [, b]) => b.at - a.at).slice(0, MAX_FOLDERS)
        writeAtomic(path, `${JSON.stringify({ version: 1, folders: Object.fromEntries(kept) }, null, 1)}\n`)
      } finally {
        lock?.close()
      }
    },
  }
}

/** Null after 5 seconds: whoever holds a lock so long has been stopped, and the write itself is whole all the same. */
async function waitForLock(path: string): Promise<Lock | null> {
  for (let left = LOCK_TRIES; left > 0; left--) {
    const lock = takeLock(path)
    if (lock) return lock
    await sleep(LOCK_WAIT_MS)
  }
  return null
}

function readFolders(path: string): [string, TrustedFolder][] {
  try {
    const found = lstatSync(path, { throwIfNoEntry: false })
    if (!found?.isFile() || found.size > MAX_BYTES) return []
    if ((found.mode & OTHERS_MAY_WRITE) !== 0 || found.uid !== process.getuid?.()) return []
    const { folders } = parseObject(readText(path) ?? '') ?? {}
    if (!isObject(folders)) return []
    return Object.entries(folders).flatMap(([folder, value]) => {
      const read = folder.startsWith('/') ? readFolder(value) : null
      return read ? [[folder, read] as [string, TrustedFolder]] : []
    })
  } catch {
    return []
  }
}

function readFolder(value: unknown): TrustedFolder | null {
  if (!isObject(value)) return null
  const { decision, at, items } = value
  if ((decision !== 'trusted' && decision !== 'refused') || typeof at !== 'number' || !isObject(items)) return null
  const entries = Object.entries(items).slice(0, MAX_ITEMS)
  const right = entries.filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && HASH.test(entry[1]),
  )
  // Without a prototype: `__proto__` is a key as any other.
  return {
    decision,
    at,
    items: Object.assign(Object.create(null) as Record<string, string>, Object.fromEntries(right)),
  }
}
