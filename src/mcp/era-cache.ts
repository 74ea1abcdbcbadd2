// Remembers which protocol a server speaks, so that its next start asks no more: the 2026-07-28 revision, with what the server said of
// itself, or one of those before it.

import { join } from 'node:path'
import type { PriorDiscovery } from '@modelcontextprotocol/client'
import { readText, writeAtomic } from '../sys/files.ts'
import { isObject, parseObject } from '../sys/json-reading.ts'

/** A server may have been updated meanwhile. */
const FRESH_MS = 7 * 86_400_000
const MAX_ENTRIES = 200

export interface EraCache {
  /** The verdict on the server with this key; undefined when no verdict is stored, or one older than FRESH_MS. */
  read(key: string): PriorDiscovery | undefined
  write(key: string, verdict: PriorDiscovery): void
  forget(key: string): void
}

interface Entry {
  at: number
  verdict: PriorDiscovery
}

export function openEraCache(share: string): EraCache {
  const file = join(share, 'cache', 'mcp-protocols.json')
  let entries: Map<string, Entry> | null = null
  const load = () => (entries ??= readEntries(readText(file) ?? ''))
  const save = (map: Map<string, Entry>) => {
    const newest = [...map].toSorted(([, a], [, b]) => b.at - a.at).slice(0, MAX_ENTRIES)
    try {
      writeAtomic(file, JSON.stringify(Object.fromEntries(newest)))
    } catch {
      // Without the file the next start asks again.
    }
  }
  return {
    read(key) {
      const found = load().get(key)
      return found && Date.now() - found.at < FRESH_MS ? found.verdict : undefined
    },
    write(key, verdict) {
      const known = load().get(key)
      if (known && Date.now() - known.at < FRESH_MS / 2 && JSON.stringify(known.verdict) === JSON.stringify(verdict))
        return
      load().set(key, { at: Date.now(), verdict })
      save(load())
    },
    forget(key) {
      if (load().delete(key)) save(load())
    },
  }
}

function readEntries(text: string): Map<string, Entry> {
  const entries = new Map<string, Entry>()
  for (const [key, value] of Object.entries(parseObject(text) ?? {})) {
    if (!isObject(value) || typeof value['at'] !== 'number' || !isObject(value['verdict'])) continue
    const { kind } = value['verdict']
    if (kind === 'legacy' || kind === 'modern') entries.set(key, value as unknown as Entry)
  }
  return entries
}
