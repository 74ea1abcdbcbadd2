import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createKeyStore } from '../../../src/accounts/key-store.ts'
import type { KeyringEntry } from '../../../src/accounts/system-keyring.ts'

let share: string
beforeEach(() => (share = mkdtempSync('/tmp/ka-')))
afterEach(() => rmSync(share, { recursive: true, force: true }))

const KEY = { apiKey: 'sk-stored-1', baseUrl: 'https://api.moonshot.ai/v1' }
const fileText = () => readFileSync(join(share, 'credentials', 'open-platform.json'), 'utf8')

/** A keyring that holds one text. */
function openRing(fault?: 'locked' | 'forgets'): { entry: KeyringEntry; held(): string | null } {
  let held: string | null = null
  const entry: KeyringEntry = {
    async getPassword() {
      if (fault === 'locked') throw new Error('locked')
      return held
    },
    setPassword: async (text) => void (held = fault === 'forgets' ? null : text),
    async deletePassword() {
      held = null
      return true
    },
  }
  return { entry, held: () => held }
}

test('with a keyring the file names it and holds no key; a new start finds the key there', async () => {
  const ring = openRing()
  const open = async () => ring.entry
  expect(await createKeyStore(share, open).save(KEY)).toMatchObject({ kept: 'keyring' })
  expect(ring.held()).toBe('sk-stored-1')
  expect(fileText()).not.toContain('sk-')
  const later = createKeyStore(share, open)
  await later.load()
  expect(later.known()!.key).toEqual(KEY)
  expect(await later.remove()).toBe(true)
  expect(ring.held()).toBeNull()
  expect(later.known()).toBeNull()
  expect(await later.remove()).toBe(false)
})

test.each(['locked', 'forgets', 'absent'] as const)(
  'where the keyring is %s the key is in a file with mode 0600',
  async (fault) => {
    const open = async () => (fault === 'absent' ? null : openRing(fault).entry)
    const view = await createKeyStore(share, open).save(KEY)
    expect(view).toEqual({
      kept: 'file',
      place: join(share, 'credentials', 'open-platform.json'),
      baseUrl: KEY.baseUrl,
    })
    expect(statSync(view.place).mode & 0o777).toBe(0o600)
    const later = createKeyStore(share, open)
    await later.load()
    expect(later.known()!.key).toEqual(KEY)
  },
)

test('a keyring that is locked later costs the key, not the start', async () => {
  await createKeyStore(share, async () => openRing().entry).save(KEY)
  const later = createKeyStore(share, async () => openRing('locked').entry)
  await later.load()
  expect(later.known()).toBeNull()
})

test('a key that another process has stored or removed is found', async () => {
  const open = async () => null
  const here = createKeyStore(share, open)
  expect(await here.load()).toBe(true)
  expect(await here.load()).toBe(false)
  const there = createKeyStore(share, open)
  await there.save(KEY)
  expect(await here.load()).toBe(true)
  expect(here.known()!.key).toEqual(KEY)
  await there.remove()
  expect(await here.load()).toBe(true)
  expect(here.known()).toBeNull()
})
