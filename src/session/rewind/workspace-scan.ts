// What lies in a directory, by names and stamps: enough to tell afterwards what a command has changed.

import { readdirSync, readlinkSync, type BigIntStats } from 'node:fs'
import { setImmediate as breathe } from 'node:timers/promises'
import { join } from 'node:path'
import { statOf } from './file-content.ts'

export const SCAN_LIMIT_FILES = 20_000
/** Never looked into: git keeps its own history, and packages can be installed again. */
const SKIPPED = ['.git', 'node_modules']
/** Entries between two breaths of the event loop: about 2 ms. */
const STRIDE = 300

export interface Scanned {
  kind: 'file' | 'link' | 'directory'
  stat: BigIntStats
  target: string
}

export interface Scan {
  entries: Map<string, Scanned>
  /** There was more than is looked at. */
  isCut: boolean
}

export async function scanWorkspace(root: string, limit = SCAN_LIMIT_FILES): Promise<Scan> {
  const entries = new Map<string, Scanned>()
  const waiting = [root]
  // Breadth first: where the limit cuts, it is the deepest that is left out.
  for (const dir of waiting) {
    for (const name of namesIn(dir)) {
      if (SKIPPED.includes(name)) continue
      if (entries.size >= limit) return { entries, isCut: true }
      const path = join(dir, name)
      const scanned = look(path)
      if (!scanned) continue
      entries.set(path, scanned)
      if (scanned.kind === 'directory') waiting.push(path)
      if (entries.size % STRIDE === 0) await breathe()
    }
  }
  return { entries, isCut: false }
}

/** A directory that cannot be read, or is gone by now, holds nothing for us. */
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

/** Equal for an entry that nobody has touched. The change time tells even where the modification time was put back. */
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
