// The content of a path: enough to restore it byte for byte, or the reason why that is impossible.

import { readlinkSync } from 'node:fs'
import { hashFile, type BlobStore } from './blob-store.ts'
import { statOf, SWAPPED, withEntry, withRegularFile } from './pinned-entry.ts'

export type FileContent =
  | { kind: 'absent' }
  | { kind: 'file'; hash: string; mode: number; size: number }
  | { kind: 'link'; target: string }
  | { kind: 'directory'; mode: number }
  /** The content is not stored: it is too large, not readable, or the path is a special file. */
  | { kind: 'unknown'; reason: string }

const ABSENT: FileContent = { kind: 'absent' }

/** Stores the present content of the path. Links are not followed, those of its folders neither. Never throws. */
export function captureContent(path: string, store: BlobStore): FileContent {
  try {
    const linked: FileContent = { kind: 'unknown', reason: SWAPPED }
    return withEntry(path, (pinned) => captureEntry(pinned, store), { linked, absent: ABSENT })
  } catch (error) {
    return { kind: 'unknown', reason: error instanceof Error ? error.message : String(error) }
  }
}

function captureEntry(path: string, store: BlobStore): FileContent {
  const stat = statOf(path)
  if (!stat) return ABSENT
  const mode = Number(stat.mode) & 0o7777
  if (stat.isSymbolicLink()) return { kind: 'link', target: readlinkSync(path) }
  if (stat.isDirectory()) return { kind: 'directory', mode }
  if (!stat.isFile()) return { kind: 'unknown', reason: 'it is neither a file, a link nor a directory' }
  const kept = withRegularFile(path, (opened) => store.keepFile(opened, Number(stat.size)))
  return kept.ok ? { kind: 'file', hash: kept.hash, mode, size: kept.size } : { kind: 'unknown', reason: kept.reason }
}

/** A text that differs after the path was written to: equal stamps mean equal contents. */
export function stampOf(path: string): string {
  try {
    const stat = statOf(path)
    if (!stat) return 'absent'
    if (stat.isSymbolicLink()) return `link ${readlinkSync(path)}`
    // The times of a directory change with its entries, which have stamps of their own.
    if (stat.isDirectory()) return `directory ${stat.mode}`
    return `${stat.mode} ${stat.size} ${stat.mtimeNs} ${stat.ino}`
  } catch {
    return 'unreadable'
  }
}

/** True when the path has exactly this content now. False for content of kind `unknown`. */
export function holdsContent(path: string, content: FileContent): boolean {
  try {
    const stat = statOf(path)
    if (!stat || content.kind === 'absent') return !stat && content.kind === 'absent'
    const mode = Number(stat.mode) & 0o7777
    if (content.kind === 'link') return stat.isSymbolicLink() && readlinkSync(path) === content.target
    if (content.kind === 'directory') return stat.isDirectory() && mode === content.mode
    if (content.kind !== 'file' || !stat.isFile()) return false
    return mode === content.mode && Number(stat.size) === content.size && hashFile(path).hash === content.hash
  } catch {
    return false
  }
}
