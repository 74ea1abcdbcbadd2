// The files in which Kimi CLI keeps the OAuth tokens of MCP servers, below ~/.kimi/mcp-oauth. Its library (py-key-value-aio, the store
// FileTreeStore with V1 names) makes a directory of each collection and a file of each key; a token that either program has got is
// found by the other.

import { createHash } from 'node:crypto'
import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { trimSlash } from '../../accounts/endpoints.ts'
import { readText, writeAtomic } from '../../sys/files.ts'
import { isObject, parseObject } from '../../sys/json-reading.ts'

/** The collections of Kimi CLI, with the end of the key that each has for a server. */
const COLLECTIONS = {
  tokens: { collection: 'mcp-oauth-token', key: 'tokens' },
  client: { collection: 'mcp-oauth-client-info', key: 'client_info' },
} as const

export type EntryKind = keyof typeof COLLECTIONS

export interface KimiCliEntry {
  value: Record<string, unknown>
  /** Milliseconds since the epoch; null when the file does not say. */
  createdAt: number | null
}

/** Kimi CLI's own figure for tokens: after a year it forgets them. */
const TOKENS_KEPT_MS = 365 * 24 * 60 * 60_000
const HASH_LENGTH = 8
/** The longest name of a file is 255 bytes; `.json` and, for collections, `-info.json` are added to it. */
const KEY_LIMIT = 250
const COLLECTION_LIMIT = 245

/** The path of a server's entry. `directory` is ~/.kimi/mcp-oauth, `serverUrl` the address as configured. */
export function entryPath(directory: string, kind: EntryKind, serverUrl: string): string {
  const { collection, key } = COLLECTIONS[kind]
  const name = sanitiseName(`${trimSlash(serverUrl)}/${key}`, KEY_LIMIT)
  return join(directory, sanitiseName(collection, COLLECTION_LIMIT), `${name}.json`)
}

/** Letters, digits and `_` stay; each run of others becomes `_`, and a part of the hash keeps two such names apart. */
export function sanitiseName(text: string, limit: number): string {
  const plain = text.replaceAll(/[^A-Za-z0-9_]+/g, '_')
  if (plain === text) return text.slice(0, limit)
  const hash = createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH)
  return `S_${plain.slice(0, limit - 'S_-'.length - HASH_LENGTH)}-${hash}`
}

/** Null for a file that is missing, broken, or past the time after which Kimi CLI forgets it. */
export function readEntry(path: string, nowMs: number): KimiCliEntry | null {
  const entry = parseObject(readText(path) ?? '')
  const value = entry?.['value']
  if (entry === null || !isObject(value)) return null
  const endsAt = readTime(entry['expires_at'])
  if (endsAt !== null && endsAt <= nowMs) return null
  return { value, createdAt: readTime(entry['created_at']) }
}

/** Writes the entry for this user alone. Throws when the disk fails. */
export function writeEntry(path: string, kind: EntryKind, value: Record<string, unknown>, nowMs: number): void {
  const expiry = kind === 'tokens' ? { expires_at: formatTime(nowMs + TOKENS_KEPT_MS) } : {}
  const entry = { created_at: formatTime(nowMs), ...expiry, value, version: 1 }
  writeAtomic(path, `${JSON.stringify(entry)}\n`)
}

/** True when there was such a file. */
export function removeFile(path: string): boolean {
  const isThere = statSync(path, { throwIfNoEntry: false }) !== undefined
  rmSync(path, { force: true })
  return isThere
}

/** ISO 8601 with a numeric offset, as Python writes and reads it. */
function formatTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '+00:00')
}

/** Python writes microseconds, of which Date reads the first three digits. */
function readTime(value: unknown): number | null {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(ms) ? null : ms
}
