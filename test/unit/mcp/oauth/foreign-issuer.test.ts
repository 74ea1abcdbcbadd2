// The authorisation against oauth2-mock-server, which others have written: an OpenID provider that registers nobody.

import { mkdtempSync, rmSync } from 'node:fs'
import { OAuth2Server } from 'oauth2-mock-server'
import { expect, onTestFinished, test } from 'vitest'
import { createServerLogins } from '../../../../src/mcp/oauth/server-logins.ts'
import { openGuardedServer } from '../../../support/guarded-mcp-server.ts'

async function open() {
  const provider = new OAuth2Server()
  await provider.issuer.keys.generate('RS256')
  await provider.start(0, '127.0.0.1')
  const given: string[] = []
  const grants: unknown[] = []
  // Two tokens of one second would be the same.
  provider.service.on('beforeTokenSigning', (token: { payload: Record<string, unknown> }) => {
    token.payload['jti'] = given.length
  })
  provider.service.on('beforeResponse', (answer: { body: Record<string, unknown> }, request: { body: object }) => {
    grants.push(request.body)
    given.push(String(answer.body['access_token']))
    answer.body['refresh_token'] = `refresh-${given.length}`
  })
  const share = mkdtempSync('/tmp/ko-')
  const ended = new Set<string>()
  const server = await openGuardedServer({
    foreign: { issuer: provider.issuer.url!, accepts: (token) => given.includes(token) && !ended.has(token) },
  })
  onTestFinished(async () => {
    await server[Symbol.asyncDispose]()
    await provider.stop()
    rmSync(share, { recursive: true, force: true })
  })
  const logins = createServerLogins({ share, env: {}, log: () => {}, openKeyring: async () => null })
  const entry = { name: 'foreign', url: server.url, headers: {}, oauth: { clientId: 'kimi-test' } }
  const ask = () =>
    logins.fetchFor(entry, fetch)(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    })
  return { server, logins, entry, ask, grants, given, ended }
}

test('a client that the user has registered is authorised by the code flow, and its token renewed', async () => {
  const { server, logins, entry, ask, grants, given, ended } = await open()
  const agrees = (page: string) => void server.agree(page)
  expect(await logins.authorise(entry, agrees, new AbortController().signal)).toMatchObject({ ok: true })
  expect(grants[0]).toMatchObject({ grant_type: 'authorization_code', client_id: 'kimi-test', resource: server.url })
  expect((grants[0] as { code_verifier: string }).code_verifier.length).toBeGreaterThanOrEqual(43)
  expect((await ask()).status).toBe(200)
  ended.add(given[0]!)
  expect((await ask()).status).toBe(200)
  expect(grants[1]).toMatchObject({ grant_type: 'refresh_token', refresh_token: 'refresh-1', resource: server.url })
})

test('a code that the provider does not take gives no token, and says why', async () => {
  const { logins, entry } = await open()
  const pastes = (page: string, paste: (address: string) => boolean) => {
    const { searchParams: asked } = new URL(page)
    paste(`${asked.get('redirect_uri')}?code=wrong&state=${asked.get('state')}`)
  }
  const reply = await logins.authorise(entry, pastes, new AbortController().signal)
  expect(reply).toMatchObject({ ok: false, reason: expect.stringMatching(/code/i) })
  expect(await logins.hasTokens(entry.url)).toBe(false)
})
