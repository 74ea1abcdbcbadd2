// The content of a path: enough to restore it byte for byte, or the reason why that is impossible.

import { lstatSync, readlinkSync, type BigIntStats } from 'node:fs'
import { hasCode } from '../../sys/files.ts'
import { hashFile, type BlobStore } from './blob-store.ts'

export type FileContent =
  | { kind: 'absent' }
  | { kind: 'file'; hash: string; mode: number; size: number }
  | { kind: 'link'; target: string }
  | { kind: 'directory'; mode: number }
  /** The content is not stored: it is too large, not readable, or the path is a special file. */
  | { kind: 'unknown'; reason: string }

/** Stores the present content of the path. Links are not followed. Never throws. */
export function captureContent(path: string, store: BlobStore): FileContent {
  try {
    const stat = statOf(path)
    if (!stat) return { kind: 'absent' }
    const mode = Number(stat.mode) & 0o7777
    if (stat.isSymbolicLink()) return { kind: 'link', target: readlinkSync(path) }
    if (stat.isDirectory()) return { kind: 'directory', mode }
    if (!stat.isFile()) return { kind: 'unknown', reason: 'it is neither a file, a link nor a directory' }
    const kept = store.keepFile(path, Number(stat.size))
    return kept.ok ? { kind: 'file', hash: kept.hash, mode, size: kept.size } : { kind: 'unknown', reason: kept.reason }
  } catch (error) {
    return { kind: 'unknown', reason: error instanceof Error ? error.message : String(error) }
  }
}

/** The path's own status, not that of a link's target; null when it does not exist. */
export function statOf(path: string): BigIntStats | null {
  try {
    return lstatSync(path, { bigint: true })
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return null
    throw error
  }
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
