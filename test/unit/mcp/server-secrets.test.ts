import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { OpenKeyring } from '../../../src/accounts/system-keyring.ts'
import { createServerSecrets } from '../../../src/mcp/server-secrets.ts'
import { expandEntry, ownSecrets } from '../../../src/mcp/server-variables.ts'

let share: string
beforeEach(() => (share = mkdtempSync('/tmp/ks-')))
afterEach(() => rmSync(share, { recursive: true, force: true }))

const file = () => join(share, 'credentials', 'mcp-secrets.json')
const noKeyring: OpenKeyring = async () => null

/** A keyring in memory. */
function openRing(): { ring: OpenKeyring; held: Map<string, string> } {
  const held = new Map<string, string>()
  const ring: OpenKeyring = async (user) => ({
    getPassword: async () => held.get(user) ?? null,
    setPassword: async (text) => void held.set(user, text),
    deletePassword: async () => held.delete(user),
  })
  return { ring, held }
}

test('without a keyring a secret is in a file of mode 0600, and is found by a later start', async () => {
  expect(await createServerSecrets(share, noKeyring).save('gh', 'TOKEN', 't-1')).toBe('file')
  expect(statSync(file()).mode & 0o777).toBe(0o600)
  const later = createServerSecrets(share, noKeyring)
  expect(later.read('gh.TOKEN')).toBeNull()
  await later.ready()
  expect(later.read('gh.TOKEN')).toBe('t-1')
})

test('with a keyring the file names the secret and does not hold it', async () => {
  const { ring, held } = openRing()
  expect(await createServerSecrets(share, ring).save('gh', 'TOKEN', 't-1')).toBe('keyring')
  expect(readFileSync(file(), 'utf8')).not.toContain('t-1')
  expect([...held]).toEqual([['mcp-secret gh.TOKEN', 't-1']])
  const later = createServerSecrets(share, ring)
  await later.ready()
  expect(later.read('gh.TOKEN')).toBe('t-1')
})

test('the secrets of a server go with it, and those of one with a longer name stay', async () => {
  const { ring, held } = openRing()
  const secrets = createServerSecrets(share, ring)
  await secrets.save('gh', 'TOKEN', 'a')
  await secrets.save('gh', 'OTHER', 'b')
  await secrets.save('gh.work', 'TOKEN', 'c')
  await secrets.removeOf('gh')
  expect([...held.values()]).toEqual(['c'])
  expect(secrets.read('gh.TOKEN')).toBeNull()
  expect(secrets.read('gh.work.TOKEN')).toBe('c')
})

test('an entry gets its own secrets, and only where the user has written it', async () => {
  const secrets = createServerSecrets(share, noKeyring)
  await secrets.save('gh', 'TOKEN', 'mine')
  await secrets.save('other', 'TOKEN', 'theirs')
  const expand = (name: string, origin: 'user' | 'project', text: string) => {
    const entry = { command: 'x', env: { A: text }, oauth: { clientSecret: text } }
    const expanded = expandEntry(entry, { env: {}, secretOf: ownSecrets({ name, origin }, secrets.read) })
    return expanded.ok ? [expanded.entry.env!['A'], expanded.entry.oauth!.clientSecret] : expanded.missing
  }
  expect(expand('gh', 'user', 'Bearer ${secret:gh.TOKEN}')).toEqual(['Bearer mine', 'Bearer mine'])
  expect(expand('gh', 'user', '${secret:other.TOKEN}')).toEqual(['secret:other.TOKEN'])
  expect(expand('gh', 'project', '${secret:gh.TOKEN}')).toEqual(['secret:gh.TOKEN'])
})
