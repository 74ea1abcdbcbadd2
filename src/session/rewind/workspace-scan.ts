// A scan of a directory tree, by names and file status: two scans show the changes between them.

import { lstatSync, readdirSync, readlinkSync, type Stats } from 'node:fs'
import { setImmediate as pauseForEvents } from 'node:timers/promises'

export const SCAN_LIMIT_FILES = 60_000
/** Directories that are not scanned: git has a history of its own, and packages can be installed again. */
const SKIPPED = ['.git', 'node_modules']
/** Entries between two pauses for the event loop: about 2 ms. */
const STRIDE = 300

export interface Scanned {
  kind: 'file' | 'link' | 'directory'
  /** All 12 bits of the mode. */
  mode: number
  size: number
  mtimeMs: number
  ctimeMs: number
  ino: number
  /** The target of a link, else ''. */
  target: string
}

export interface Scan {
  entries: Map<string, Scanned>
  /** Directories that could not be read: nothing is known of what they hold. */
  unread: string[]
  /** True when the scan stopped at its limit. */
  isCut: boolean
  /** Entries that had changed since `since` when they were read, and directories that had lost or gained entries. */
  late: Set<string>
}

export interface ScanOptions {
  limit?: number
  /** The time from which on changes come from a command that did not wait for the scan; Infinity while no such command runs. */
  since?: () => number
  /** Called now and then with the entries found so far. */
  onEntries?: (entries: ReadonlyMap<string, Scanned>) => void
}

/** Scans the tree below `root`, but not the directory `skipped`. The root itself is no entry. */
export async function scanWorkspace(
  root: string,
  skipped: string,
  { limit = SCAN_LIMIT_FILES, since = () => Infinity, onEntries }: ScanOptions = {},
): Promise<Scan> {
  const entries = new Map<string, Scanned>()
  const unread: string[] = []
  const late = new Set<string>()
  const waiting = [root]
  // Breadth first, so that the limit cuts off the deepest entries.
  for (const dir of waiting) {
    const names = namesIn(dir)
    if (names === null) unread.push(dir)
    if (since() < Infinity && (look(dir)?.ctimeMs ?? Infinity) >= since()) late.add(dir)
    for (const name of names ?? []) {
      if (SKIPPED.includes(name)) continue
      if (entries.size >= limit) return { entries, unread, isCut: true, late }
      const path = dir === '/' ? `/${name}` : `${dir}/${name}`
      const scanned = path === skipped ? null : look(path)
      if (!scanned) continue
      entries.set(path, scanned)
      if (scanned.ctimeMs >= since()) late.add(path)
      if (scanned.kind === 'directory') waiting.push(path)
      if (entries.size % STRIDE !== 0) continue
      onEntries?.(entries)
      await pauseForEvents()
    }
  }
  return { entries, unread, isCut: false, late }
}

/** The names in a directory; null when it cannot be read. */
function namesIn(dir: string): string[] | null {
  try {
    return readdirSync(dir)
  } catch {
    return null
  }
}

/** The entry at the path; null for special files, and when it is gone. */
export function look(path: string): Scanned | null {
  try {
    const stat = lstatSync(path)
    const kind = kindOf(stat)
    if (kind === null) return null
    const { mode, size, mtimeMs, ctimeMs, ino } = stat
    const target = kind === 'link' ? readlinkSync(path) : ''
    return { kind, mode: mode & 0o7777, size, mtimeMs, ctimeMs, ino, target }
  } catch {
    return null
  }
}

function kindOf(stat: Stats): Scanned['kind'] | null {
  if (stat.isFile()) return 'file'
  if (stat.isDirectory()) return 'directory'
  return stat.isSymbolicLink() ? 'link' : null
}

/** True when the entry is the same in two scans. The change time reveals a modification time that was set back. */
export function isUntouched(a: Scanned, b: Scanned): boolean {
  if (a.kind !== b.kind || a.mode !== b.mode) return false
  if (a.kind === 'link') return a.target === b.target
  if (a.kind === 'directory') return true
  return a.size === b.size && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs && a.ino === b.ino
}
