// The secrets of servers, which mcp.json names as `${secret:SERVER.VARIABLE}`: in the system's keyring, or on systems without one in a
// file with mode 0600. All are read into memory when the first server is looked at, since entries are expanded at once.

import { join } from 'node:path'
import {
  clearKeyring,
  openSystemKeyring,
  readKeyring,
  writeKeyring,
  type OpenKeyring,
} from '../accounts/system-keyring.ts'
import { readText, writeAtomic } from '../sys/files.ts'
import { isObject, parseObject } from '../sys/json-reading.ts'

export interface ServerSecrets {
  /** Reads the secrets that are stored, once. Never rejects. */
  ready(): Promise<void>
  /** The secret `SERVER.VARIABLE`; null without one, and before `ready`. */
  read(name: string): string | null
  /** Stores a secret of a server. Throws when the disk fails. Returns the place. */
  save(server: string, variable: string, value: string): Promise<'keyring' | 'file'>
  /** Forgets all secrets of the server. Throws when the disk or the keyring fails. */
  removeOf(server: string): Promise<void>
}

/** A note of the file: the value itself, or null when the keyring has it. */
type Notes = Map<string, string | null>

/** `share` is ~/.kimi */
export function createServerSecrets(share: string, openKeyring: OpenKeyring = openSystemKeyring): ServerSecrets {
  const file = join(share, 'credentials', 'mcp-secrets.json')
  const values = new Map<string, string>()
  let reading: Promise<void> | null = null
  const userOf = (name: string) => `mcp-secret ${name}`

  async function load(): Promise<void> {
    for (const [name, value] of readNotes(file)) {
      const secret = value ?? (await readKeyring(openKeyring, userOf(name)))
      if (secret !== '' && !values.has(name)) values.set(name, secret)
    }
  }

  return {
    ready: () => (reading ??= load().catch(() => {})),
    read: (name) => values.get(name) ?? null,
    async save(server, variable, value) {
      const name = `${server}.${variable}`
      const isInKeyring = await writeKeyring(openKeyring, userOf(name), value)
      writeNotes(file, readNotes(file).set(name, isInKeyring ? null : value))
      values.set(name, value)
      return isInKeyring ? 'keyring' : 'file'
    },
    async removeOf(server) {
      const notes = readNotes(file)
      // The names of variables hold no dot, those of servers may.
      const own = [...notes.keys()].filter((name) => name.slice(0, name.lastIndexOf('.')) === server)
      for (const name of own) {
        if (notes.get(name) === null) await clearKeyring(openKeyring, userOf(name))
        notes.delete(name)
        values.delete(name)
      }
      if (own.length > 0) writeNotes(file, notes)
    },
  }
}

function readNotes(file: string): Notes {
  const notes: Notes = new Map()
  for (const [name, note] of Object.entries(parseObject(readText(file) ?? '') ?? {})) {
    if (!isObject(note)) continue
    if (note['storage'] === 'keyring') notes.set(name, null)
    else if (typeof note['value'] === 'string') notes.set(name, note['value'])
  }
  return notes
}

function writeNotes(file: string, notes: Notes): void {
  const table = [...notes].map(([name, value]) => [
    name,
    value === null ? { storage: 'keyring' } : { storage: 'file', value },
  ])
  writeAtomic(file, `${JSON.stringify(Object.fromEntries(table), null, 2)}\n`)
}
