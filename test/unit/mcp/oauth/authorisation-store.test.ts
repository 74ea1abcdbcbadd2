// The files of tokens, beside those that Kimi CLI's own library has written.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createAuthorisationStore } from '../../../../src/mcp/oauth/authorisation-store.ts'

let share: string
beforeEach(() => (share = mkdtempSync('/tmp/ko-')))
afterEach(() => rmSync(share, { recursive: true, force: true }))

const URL_OF_SERVER = 'https://mcp.linear.app/mcp'
/** The names and texts that py-key-value-aio 0.4.6 gave to these entries. */
const TOKENS_FILE = 'mcp-oauth/S_mcp_oauth_token-3a009b34/S_https_mcp_linear_app_mcp_tokens-69c3f341.json'
const CLIENT_FILE = 'mcp-oauth/S_mcp_oauth_client_info-92af0fc1/S_https_mcp_linear_app_mcp_client_info-cd593c97.json'
const TOKENS =
  '{"created_at": "2026-11-29T10:31:27.936809+00:00", "expires_at": "2027-11-29T10:31:27.936809+00:00", "value": {"access_token": "a", "expires_in": 3600, "refresh_token": "r", "scope": null, "token_type": "Bearer"}, "version": 1}'
const CLIENT =
  '{"created_at": "2026-11-29T10:31:28.008947+00:00", "value": {"client_id": "c", "client_secret": null, "redirect_uris": ["http://localhost:4711/callback"]}, "version": 1}'
const CREATED_MS = Date.parse('2026-11-29T10:31:27.936Z')

function write(file: string, text: string): void {
  mkdirSync(dirname(join(share, file)), { recursive: true })
  writeFileSync(join(share, file), text)
}

const openStore = (now = CREATED_MS) =>
  createAuthorisationStore(
    share,
    async () => null,
    () => now,
  )

const OURS = {
  tokens: { access_token: 'new', token_type: 'Bearer', refresh_token: 'next', expires_in: 60, scope: 'read' },
  client: { client_id: 'c', redirect_uris: ['http://127.0.0.1:4711/callback'] },
  issuer: 'https://mcp.linear.app',
  asked: 'read write',
  expiresAt: CREATED_MS + 60_000,
}

test('tokens that Kimi CLI has stored are found, with the time at which they end', async () => {
  write(TOKENS_FILE, TOKENS)
  write(CLIENT_FILE, CLIENT)
  expect(await openStore().read(`${URL_OF_SERVER}/`)).toEqual({
    tokens: { access_token: 'a', token_type: 'Bearer', refresh_token: 'r', expires_in: 3600 },
    client: { client_id: 'c', redirect_uris: ['http://localhost:4711/callback'] },
    issuer: '',
    asked: '',
    expiresAt: CREATED_MS + 3_600_000,
  })
})

test('tokens that we store have the names and fields of Kimi CLI', async () => {
  await openStore().save(URL_OF_SERVER, OURS)
  expect(JSON.parse(readFileSync(join(share, TOKENS_FILE), 'utf8'))).toEqual({
    version: 1,
    created_at: '2026-11-29T10:31:27.936+00:00',
    expires_at: '2027-11-29T10:31:27.936+00:00',
    value: { ...OURS.tokens, issuer: OURS.issuer, asked: OURS.asked },
  })
  expect(JSON.parse(readFileSync(join(share, CLIENT_FILE), 'utf8'))).toMatchObject({ value: OURS.client })
  expect(await openStore(CREATED_MS + 1000).read(URL_OF_SERVER)).toEqual(OURS)
})

test('tokens that another process has stored are seen at the next reading', async () => {
  const [one, other] = [openStore(), openStore()]
  await one.save(URL_OF_SERVER, OURS)
  expect((await other.read(URL_OF_SERVER))!.tokens.access_token).toBe('new')
  await one.save(URL_OF_SERVER, { ...OURS, tokens: { ...OURS.tokens, access_token: 'newest' } })
  expect((await other.read(URL_OF_SERVER))!.tokens.access_token).toBe('newest')
  expect(await one.remove(URL_OF_SERVER)).toBe(true)
  expect(await other.read(URL_OF_SERVER)).toBeNull()
  expect(await one.remove(URL_OF_SERVER)).toBe(false)
})

test.each([
  ['no JSON', 'x'],
  ['a list', '[]'],
  ['without a value', '{"version": 1}'],
  ['without a token', '{"version": 1, "value": {}}'],
  ['past the time after which Kimi CLI forgets it', TOKENS.replaceAll('2027', '2026')],
])('a file that is %s counts as none', async (_, text) => {
  write(TOKENS_FILE, text)
  write(CLIENT_FILE, CLIENT)
  expect(await openStore(CREATED_MS + 60_000).read(URL_OF_SERVER)).toBeNull()
})
