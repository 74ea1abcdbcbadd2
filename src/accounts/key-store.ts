// Stores the user's API key for Moonshot's open platform: in the system's keyring, or in a file on systems without a keyring.

import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { StoredKeyView } from '../protocol/account.ts'
import { readText, writeAtomic } from '../sys/files.ts'
import { parseObject } from '../sys/json-reading.ts'

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

/** The part of @napi-rs/keyring's AsyncEntry that is used. */
export interface KeyringEntry {
  getPassword(): Promise<string | null | undefined>
  setPassword(text: string): Promise<void>
  deletePassword(): Promise<boolean>
}

const SERVICE = 'kimi-companion'
const USER = 'open-platform'
const KEYRING_PLACE = `${SERVICE}/${USER}`

/** `openKeyring` returns null where there is no keyring. The file says that the keyring holds the key: no other start asks for it. */
export function createKeyStore(
  share: string,
  openKeyring: () => Promise<KeyringEntry | null> = openSystemKeyring,
): KeyStore {
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
      const apiKey = isInKeyring ? await readKeyring(openKeyring) : String(note['api_key'] ?? '')
      if (!apiKey) return true
      known = { key: { apiKey, baseUrl }, view: describePlace(isInKeyring, file, baseUrl) }
      return true
    },
    async save(key) {
      const isInKeyring = await writeKeyring(openKeyring, key.apiKey)
      const note = isInKeyring ? { storage: 'keyring' } : { storage: 'file', api_key: key.apiKey }
      writeAtomic(file, `${JSON.stringify({ ...note, base_url: key.baseUrl }, null, 2)}\n`)
      known = { key, view: describePlace(isInKeyring, file, key.baseUrl) }
      loaded = stampOf(file)
      return known.view
    },
    async remove() {
      const note = readNote()
      if (note === null) return false
      if (note['storage'] === 'keyring') await (await openKeyring())?.deletePassword()
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

/** A text that differs for each version of the file; '' without one. */
function stampOf(file: string): string {
  try {
    const { ino, size, mtimeNs } = statSync(file, { bigint: true })
    return `${ino} ${size} ${mtimeNs}`
  } catch {
    return ''
  }
}

async function readKeyring(openKeyring: () => Promise<KeyringEntry | null>): Promise<string> {
  try {
    return (await (await openKeyring())?.getPassword()) ?? ''
  } catch {
    return '' // locked, or gone
  }
}

/** True when the keyring has the key, and gives it back. */
async function writeKeyring(openKeyring: () => Promise<KeyringEntry | null>, apiKey: string): Promise<boolean> {
  try {
    const entry = await openKeyring()
    if (entry === null) return false
    await entry.setPassword(apiKey)
    return (await entry.getPassword()) === apiKey
  } catch {
    return false
  }
}

/**
 * The real secret service, or null. Without the option for Linux the package falls back to the kernel's keyring, which forgets at the
 * next start of the machine.
 */
async function openSystemKeyring(): Promise<KeyringEntry | null> {
  try {
    const { default: keyring } = await import('@napi-rs/keyring')
    return new keyring.AsyncEntry(SERVICE, USER, { linux: { store: 'secret-service' } })
  } catch {
    return null // the package is optional, or no service runs
  }
}
