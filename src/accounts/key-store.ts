// Stores the user's API key for Moonshot's open platform: in the system's keyring, or in a file on systems without a keyring.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { StoredKeyView } from '../protocol/account.ts'
import { readText, stampOf, writeAtomic } from '../sys/files.ts'
import { parseObject } from '../sys/json-reading.ts'
import {
  clearKeyring,
  KEYRING_SERVICE,
  openSystemKeyring,
  readKeyring,
  writeKeyring,
  type OpenKeyring,
} from './system-keyring.ts'

export interface StoredKey {
  apiKey: string
  baseUrl: string
}

export interface KeyStore {
  /** The key as it was last loaded or saved, from memory. */
  known(): { key: StoredKey; view: StoredKeyView } | null
  /** Reads the key when its file is another one than before. True when it was read. */
  load(): Promise<boolean>
  /** Throws when the disk fails. */
  save(key: StoredKey): Promise<StoredKeyView>
  /** True when there was a key. Throws when it cannot be removed. */
  remove(): Promise<boolean>
}

const USER = 'open-platform'
const KEYRING_PLACE = `${KEYRING_SERVICE}/${USER}`

/** `openKeyring` returns null where there is no keyring. The file says that the keyring holds the key: no other start asks for it. */
export function createKeyStore(share: string, openKeyring: OpenKeyring = openSystemKeyring): KeyStore {
  const file = join(share, 'credentials', 'open-platform.json')
  let known: { key: StoredKey; view: StoredKeyView } | null = null
  /** The stamp of the file that `known` was read from. */
  let loaded: string | undefined

  const readNote = (): Record<string, unknown> | null => {
    try {
      return parseObject(readText(file) ?? '')
    } catch {
      return null
    }
  }

  return {
    known: () => known,
    async load() {
      const stamp = stampOf(file)
      if (stamp === loaded) return false
      loaded = stamp
      known = null
      const note = readNote()
      const baseUrl = String(note?.['base_url'] ?? '')
      if (note === null || baseUrl === '') return true
      const isInKeyring = note['storage'] === 'keyring'
      const apiKey = isInKeyring ? await readKeyring(openKeyring, USER) : String(note['api_key'] ?? '')
      if (!apiKey) return true
      known = { key: { apiKey, baseUrl }, view: describePlace(isInKeyring, file, baseUrl) }
      return true
    },
    async save(key) {
      const isInKeyring = await writeKeyring(openKeyring, USER, key.apiKey)
      const note = isInKeyring ? { storage: 'keyring' } : { storage: 'file', api_key: key.apiKey }
      writeAtomic(file, `${JSON.stringify({ ...note, base_url: key.baseUrl }, null, 2)}\n`)
      known = { key, view: describePlace(isInKeyring, file, key.baseUrl) }
      loaded = stampOf(file)
      return known.view
    },
    async remove() {
      const note = readNote()
      if (note === null) return false
      if (note['storage'] === 'keyring') await clearKeyring(openKeyring, USER)
      rmSync(file, { force: true })
      known = null
      loaded = stampOf(file)
      return true
    },
  }
}

function describePlace(isInKeyring: boolean, file: string, baseUrl: string): StoredKeyView {
  return { kept: isInKeyring ? 'keyring' : 'file', place: isInKeyring ? KEYRING_PLACE : file, baseUrl }
}
