// A scan of a directory tree, by names and file status: two scans show the changes of a command between them.

import { readdirSync, readlinkSync, type BigIntStats } from 'node:fs'
import { setImmediate as pauseForEvents } from 'node:timers/promises'
import { join } from 'node:path'
import { statOf } from './file-content.ts'

export const SCAN_LIMIT_FILES = 20_000
/** Directories that are not scanned: git has a history of its own, and packages can be installed again. */
const SKIPPED = ['.git', 'node_modules']
/** Entries between two pauses for the event loop: about 2 ms. */
const STRIDE = 300

export interface Scanned {
  kind: 'file' | 'link' | 'directory'
  stat: BigIntStats
  target: string
}

export interface Scan {
  entries: Map<string, Scanned>
  /** True when the scan stopped at its limit. */
  isCut: boolean
}

export async function scanWorkspace(root: string, limit = SCAN_LIMIT_FILES): Promise<Scan> {
  const entries = new Map<string, Scanned>()
  const waiting = [root]
  // Breadth first, so that the limit cuts off the deepest entries.
  for (const dir of waiting) {
    for (const name of namesIn(dir)) {
      if (SKIPPED.includes(name)) continue
      if (entries.size >= limit) return { entries, isCut: true }
      const path = join(dir, name)
      const scanned = look(path)
      if (!scanned) continue
      entries.set(path, scanned)
      if (scanned.kind === 'directory') waiting.push(path)
      if (entries.size % STRIDE === 0) await pauseForEvents()
    }
  }
  return { entries, isCut: false }
}

/** The names in a directory; none when it cannot be read or has disappeared. */
function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir)
  } catch {
    return []
  }
}

function look(path: string): Scanned | null {
  try {
    const stat = statOf(path)
    if (!stat) return null
    if (stat.isSymbolicLink()) return { kind: 'link', stat, target: readlinkSync(path) }
    if (stat.isDirectory()) return { kind: 'directory', stat, target: '' }
    return stat.isFile() ? { kind: 'file', stat, target: '' } : null
  } catch {
    return null
  }
}

/** True when the entry is the same in two scans. The change time reveals a modification time that was set back. */
export function isUntouched(a: Scanned, b: Scanned): boolean {
  if (a.kind !== b.kind || a.stat.mode !== b.stat.mode) return false
  if (a.kind === 'link') return a.target === b.target
  if (a.kind === 'directory') return true
  return (
    a.stat.size === b.stat.size &&
    a.stat.mtimeNs === b.stat.mtimeNs &&
    a.stat.ctimeNs === b.stat.ctimeNs &&
    a.stat.ino === b.stat.ino
  )
}
