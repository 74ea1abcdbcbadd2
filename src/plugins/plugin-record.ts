// The record of the installed plugins, a file beside their folder: the digests of the files as they were let run, and the host whose key a
// plugin may have.

import { join } from 'node:path'
import type { KeyKind } from '../protocol/plugins/plugin-view.ts'
import { readText, stampOf, writeAtomic } from '../sys/files.ts'
import { isObject, parseObject } from '../sys/json-reading.ts'
import type { Digests } from './plugin-files.ts'

export interface PluginEntry {
  version: string
  /** The words that named the source, without a password. */
  source: string
  /** The host of the model whose key the user has given to the plugin; '' for none. */
  keyHost: string
  /** The kind of that key: another secret of that host was not agreed to. */
  keyKind: KeyKind
  /** The file in which that key stands, in the plugin; '' for none. */
  keyFile: string
  files: Digests
}

export interface PluginRecord {
  all(): ReadonlyMap<string, PluginEntry>
  /** Failures of the disk throw. */
  set(name: string, entry: PluginEntry): void
  remove(name: string): void
}

export function openPluginRecord(share: string): PluginRecord {
  const file = join(share, 'plugins-installed.json')
  /** Read once for each version of the file: each call of a tool asks. */
  let known = { stamp: '', entries: new Map<string, PluginEntry>() }
  const read = () => {
    const stamp = stampOf(file)
    if (stamp !== known.stamp) known = { stamp, entries: stamp === '' ? new Map() : readEntries(file) }
    return known.entries
  }
  const change = (edit: (all: Map<string, PluginEntry>) => void) => {
    const all = readEntries(file)
    edit(all)
    const rows = [...all].map(([name, { version, source, keyHost, keyKind, keyFile, files }]) => [
      name,
      { version, source, key_host: keyHost, key_kind: keyKind, key_file: keyFile, files: Object.fromEntries(files) },
    ])
    writeAtomic(file, `${JSON.stringify(Object.fromEntries(rows), null, 2)}\n`)
    known = { stamp: '', entries: new Map() }
  }
  return {
    all: read,
    set: (name, entry) => change((all) => all.set(name, entry)),
    remove: (name) => change((all) => all.delete(name)),
  }
}

const KINDS: readonly KeyKind[] = ['key', 'login', 'none']

/** An entry that cannot be read is left out: its plugin then counts as one that kimi has not installed. */
function readEntries(file: string): Map<string, PluginEntry> {
  const rows = Object.entries(parseObject(readText(file) ?? '') ?? {})
  return new Map(
    rows.flatMap(([name, row]) => {
      if (!isObject(row) || !isObject(row['files'])) return []
      const files = Object.entries(row['files']).filter((each): each is [string, string] => typeof each[1] === 'string')
      const text = (key: string) => (typeof row[key] === 'string' ? (row[key] as string) : '')
      const entry = {
        version: text('version'),
        source: text('source'),
        keyHost: text('key_host'),
        keyKind: KINDS.find((kind) => kind === text('key_kind')) ?? 'key',
        keyFile: text('key_file'),
        files: new Map(files),
      }
      return [[name, entry] as const]
    }),
  )
}
