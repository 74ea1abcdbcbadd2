import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { KeyringEntry } from '../../../../src/accounts/system-keyring.ts'
import { createServerLogins, type ServerLogins } from '../../../../src/mcp/oauth/server-logins.ts'
import type { AuthServer, CallUser } from '../../../../src/mcp/server-transport.ts'
import {
  openGuardedServer,
  type GuardedServer,
  type GuardedServerOptions,
} from '../../../support/guarded-mcp-server.ts'
import { programOf } from '../../../support/program.ts'

const exec = promisify(execFile)
let share: string
let server: GuardedServer
beforeEach(() => (share = mkdtempSync('/tmp/ko-')))
afterEach(async () => {
  await server?.[Symbol.asyncDispose]()
  rmSync(share, { recursive: true, force: true })
})

async function open(options: GuardedServerOptions = {}, settings: AuthServer['oauth'] = {}) {
  server = await openGuardedServer(options)
  return {
    logins: openLogins(),
    entry: { name: 'guarded', url: server.url, headers: {}, oauth: settings } satisfies AuthServer,
  }
}

function openLogins(openKeyring: () => Promise<KeyringEntry | null> = async () => null): ServerLogins {
  return createServerLogins({ share, env: {}, log: () => {}, openKeyring })
}

const signal = () => new AbortController().signal
const agrees = (page: string) => void server.agree(page)
/** The user of a call, who agrees. */
const user: CallUser = { isThere: () => true, visit: async (page) => (await server.agree(page), 'visited') }

function callTool(fetch: (url: string, init?: RequestInit) => Promise<Response>, name: string): Promise<Response> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name } })
  return fetch(server.url, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
}

const listFiles = () =>
  readdirSync(share, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'))

test('a user who agrees in the browser gives tokens that the next request carries', async () => {
  const { logins, entry } = await open()
  expect(await logins.hasTokens(entry.url)).toBe(false)
  expect(await logins.authorise(entry, agrees, signal())).toMatchObject({ ok: true })
  expect(await logins.hasTokens(entry.url)).toBe(true)
  expect((await callTool(logins.fetchFor(entry, fetch), 'peek')).status).toBe(200)
  expect(server.problems).toEqual([])
  expect(server.registered).toHaveLength(1)
  expect(server.registered[0]).toMatchObject({
    client_name: 'Kimi',
    grant_types: ['authorization_code', 'refresh_token'],
  })
})

test('without a keyring the tokens are in files of mode 0600 below a directory that others cannot enter', async () => {
  const { logins, entry } = await open()
  await logins.authorise(entry, agrees, signal())
  const files = listFiles()
  expect(files).toHaveLength(2)
  for (const name of files) expect(statSync(join(share, name)).mode & 0o777).toBe(0o600)
  expect(statSync(join(share, 'mcp-oauth')).mode & 0o777).toBe(0o700)
})

test('with a keyring no file holds a token, and a new start finds the tokens there', async () => {
  const { entry } = await open()
  let held: string | null = null
  const ring = async (): Promise<KeyringEntry> => ({
    getPassword: async () => held,
    setPassword: async (text) => void (held = text),
    async deletePassword() {
      held = null
      return true
    },
  })
  const logins = openLogins(ring)
  expect(await logins.authorise(entry, agrees, signal())).toMatchObject({ ok: true })
  for (const name of listFiles()) expect(readFileSync(join(share, name), 'utf8')).not.toMatch(/access-|refresh-/)
  expect((await callTool(openLogins(ring).fetchFor(entry, fetch), 'peek')).status).toBe(200)
  expect(await logins.forget(entry)).toBe(true)
  expect(held).toBeNull()
  expect(await logins.hasTokens(entry.url)).toBe(false)
})

test('a token that has ended is renewed without a word; twenty requests at once renew it once', async () => {
  const { logins, entry } = await open({ renewalMs: 30 })
  await logins.authorise(entry, agrees, signal())
  server.expire()
  const askings = Array.from({ length: 20 }, () => callTool(logins.fetchFor(entry, fetch), 'peek'))
  expect((await Promise.all(askings)).map(({ status }) => status)).toEqual(Array(20).fill(200))
  expect(server.seen.filter((line) => line === 'POST /token refresh_token')).toHaveLength(1)
})

test('a token that ends within a minute is renewed before it is used', async () => {
  const { logins, entry } = await open({ life: 30 })
  await logins.authorise(entry, agrees, signal())
  await callTool(logins.fetchFor(entry, fetch), 'peek')
  expect(server.seen.slice(-2)).toEqual(['POST /token refresh_token', 'POST /mcp'])
})

test('other holders of the same files take the renewed token: the refresh token is used once', async () => {
  const { logins, entry } = await open({ renewalMs: 30 })
  await logins.authorise(entry, agrees, signal())
  server.expire()
  const both = [logins, openLogins()].map((own) => callTool(own.fetchFor(entry, fetch), 'peek'))
  expect((await Promise.all(both)).map(({ status }) => status)).toEqual([200, 200])
  expect(server.seen.filter((line) => line === 'POST /token refresh_token')).toHaveLength(1)
})

test('three processes whose token has ended renew it once between them', async () => {
  const { logins, entry } = await open({ renewalMs: 100 })
  await logins.authorise(entry, agrees, signal())
  server.expire()
  const program = programOf(join(import.meta.dirname, '../../../support/mcp-token-client.ts'))
  const run = () => exec(process.execPath, [program, share, server.url])
  const outputs = await Promise.all(Array.from({ length: 3 }, run))
  expect(outputs.map(({ stdout }) => stdout)).toEqual(Array(3).fill('200'))
  expect(server.seen.filter((line) => line === 'POST /token refresh_token')).toHaveLength(1)
})

test('401 at a call starts the authorisation where somebody can be asked, and one page serves all calls', async () => {
  const { logins, entry } = await open({ isOpenToLook: true })
  const pages: string[] = []
  const asking = logins.fetchFor(entry, fetch, {
    ...user,
    async visit(page) {
      pages.push(page)
      return user.visit(page)
    },
  })
  const replies = await Promise.all([callTool(asking, 'peek'), callTool(asking, 'peek')])
  expect(replies.map(({ status }) => status)).toEqual([200, 200])
  expect(new Set(pages).size).toBe(1)
  expect(server.registered).toHaveLength(1)
})

test('401 where nobody can be asked names the command that helps', async () => {
  const { logins, entry } = await open()
  await expect(callTool(logins.fetchFor(entry, fetch), 'peek')).rejects.toThrow(
    'it wants a login: kimi mcp auth guarded',
  )
})

test('a user who declines is not asked again by the next call, but by the command', async () => {
  const { logins, entry } = await open()
  let asked = 0
  const asking = logins.fetchFor(entry, fetch, { isThere: () => true, visit: async () => (asked++, 'declined') })
  for (let call = 0; call < 2; call++)
    await expect(callTool(asking, 'peek')).rejects.toThrow('it wants a login: kimi mcp auth guarded')
  expect(asked).toBe(1)
  expect(await logins.authorise(entry, agrees, signal())).toMatchObject({ ok: true })
})

test('while a call waits for its user, the command shows the same page, and both go on', async () => {
  const { logins, entry } = await open()
  const shown = Promise.withResolvers<string>()
  const waiting: CallUser = { isThere: () => true, visit: async (page) => (shown.resolve(page), 'visited') }
  const call = callTool(logins.fetchFor(entry, fetch, waiting), 'peek')
  const first = await shown.promise
  const pages: string[] = []
  const command = logins.authorise(entry, (page) => (pages.push(page), agrees(page)), signal())
  expect(await command).toMatchObject({ ok: true })
  expect((await call).status).toBe(200)
  expect(pages).toEqual([first])
})

test('a login that is forgotten is revoked at its server, and is forgotten also where the server is gone', async () => {
  const { logins, entry } = await open()
  await logins.authorise(entry, agrees, signal())
  expect(await logins.forget(entry)).toBe(true)
  expect(server.seen.at(-1)).toBe('POST /revoke')
  expect(server.problems).toEqual([])
  expect(await logins.forget(entry)).toBe(false)
  await logins.authorise(entry, agrees, signal())
  await server[Symbol.asyncDispose]()
  expect(await logins.forget(entry)).toBe(true)
  expect(await logins.hasTokens(entry.url)).toBe(false)
  server = await openGuardedServer()
})

test('another address than the server’s own gets no token', async () => {
  const { logins, entry } = await open()
  await logins.authorise(entry, agrees, signal())
  const sent: [string, string | null][] = []
  const asking = logins.fetchFor(entry, async (url, init) => {
    sent.push([String(url), new Headers(init?.headers).get('authorization')])
    return new Response('{}')
  })
  await asking('https://attacker.example/mcp')
  await asking(entry.url)
  expect(sent[0]).toEqual(['https://attacker.example/mcp', null])
  expect(sent[1]![1]).toMatch(/^Bearer access-/)
})

test('a header Authorization of the entry is kept, and no token is added', async () => {
  const { logins, entry } = await open()
  const own = { ...entry, headers: { authorization: 'Bearer mine' } }
  expect(logins.fetchFor(own, fetch)).toBe(fetch)
})

describe('the client', () => {
  test('that the user has registered is used, with its secret', async () => {
    const client = { id: 'given', secret: 's3cret' }
    const { logins, entry } = await open({ registers: false, client }, { clientId: 'given', clientSecret: 's3cret' })
    expect(await logins.authorise(entry, agrees, signal())).toMatchObject({ ok: true })
    expect(server.pages[0]!.get('client_id')).toBe('given')
    expect((await callTool(logins.fetchFor(entry, fetch), 'peek')).status).toBe(200)
  })

  test('is a metadata document where the server takes one, and is not registered', async () => {
    const document = 'https://kimi.example/client.json'
    const { logins, entry } = await open({ takesDocuments: true }, { clientMetadataUrl: document })
    expect(await logins.authorise(entry, agrees, signal())).toMatchObject({ ok: true })
    expect(server.pages[0]!.get('client_id')).toBe(document)
    expect(server.registered).toEqual([])
  })

  test('that registered itself is used again, with the port of its redirect', async () => {
    const { logins, entry } = await open()
    await logins.authorise(entry, agrees, signal())
    await logins.authorise(entry, agrees, signal())
    expect(server.registered).toHaveLength(1)
    expect(server.pages[1]!.get('redirect_uri')).toBe(server.pages[0]!.get('redirect_uri'))
  })

  test('that the server has forgotten, as its page alone says, is registered anew by the next login', async () => {
    const { logins, entry } = await open()
    await logins.authorise(entry, agrees, signal())
    server.forgetClients()
    const first = await logins.authorise(entry, async (page) => void (await server.visit(page)), signal())
    expect(first).toMatchObject({ ok: false, reason: expect.stringContaining('invalid_client') })
    expect(await logins.authorise(entry, agrees, signal())).toMatchObject({ ok: true })
    expect(server.registered).toHaveLength(2)
  })

  test('cannot be had where the server registers nobody: the reason says so', async () => {
    const { logins, entry } = await open({ registers: false })
    expect(await logins.authorise(entry, agrees, signal())).toEqual({
      ok: false,
      reason: expect.stringContaining('does not support dynamic client registration'),
      unregistered: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/),
    })
  })
})

describe('the old tokens stay', () => {
  test('when the user refuses', async () => {
    const { logins, entry } = await open()
    await logins.authorise(entry, agrees, signal())
    const reply = await logins.authorise(entry, (page) => void server.agree(page, 'refuses'), signal())
    expect(reply).toEqual({ ok: false, reason: 'access_denied: the user said no' })
    expect((await callTool(logins.fetchFor(entry, fetch), 'peek')).status).toBe(200)
  })

  test('when the user gives up', async () => {
    const { logins, entry } = await open()
    await logins.authorise(entry, agrees, signal())
    const gone = new AbortController()
    const reply = logins.authorise(entry, () => gone.abort(), gone.signal)
    expect(await reply).toEqual({ ok: false, reason: 'it was cancelled' })
    expect((await callTool(logins.fetchFor(entry, fetch), 'peek')).status).toBe(200)
  })
})

describe('the redirect', () => {
  test('may be pasted where the browser is on another machine; another address is not taken', async () => {
    const { logins, entry } = await open()
    const taken: boolean[] = []
    const reply = await logins.authorise(
      entry,
      async (page, paste) => {
        taken.push(paste('http://127.0.0.1:1/callback?code=x&state=wrong'), paste('nonsense'))
        taken.push(paste(` ${await server.visit(page)}\n`))
      },
      signal(),
    )
    expect(reply).toMatchObject({ ok: true })
    expect(taken).toEqual([false, false, true])
  })

  test.each(['missing', 'wrong'] as const)('whose issuer is %s gives no tokens (RFC 9207)', async (iss) => {
    const { logins, entry } = await open({ iss })
    const reply = await logins.authorise(entry, agrees, signal())
    expect(reply).toEqual({ ok: false, reason: expect.stringContaining('Issuer mismatch') })
    expect(server.seen.filter((line) => line.startsWith('POST /token'))).toEqual([])
    expect(await logins.hasTokens(entry.url)).toBe(false)
  })

  test('with another state, or to another host name, is refused and ends nothing', async () => {
    const { logins, entry } = await open({ iss: 'right' })
    const statuses: number[] = []
    const reply = await logins.authorise(
      entry,
      async (page) => {
        const redirect = new URL(await server.visit(page))
        const forged = new URL(redirect)
        forged.searchParams.set('state', 'forged')
        statuses.push((await fetch(forged)).status)
        statuses.push((await fetch(new URL('/other', redirect))).status)
        statuses.push((await fetch(redirect, { method: 'POST' })).status)
        // The second of two requests at once comes while the port is still open, or finds it closed.
        const both = await Promise.allSettled([fetch(redirect), fetch(redirect)])
        statuses.push(...both.map((each) => (each.status === 'fulfilled' ? each.value.status : 410)).toSorted())
      },
      signal(),
    )
    expect(statuses).toEqual([400, 400, 400, 200, 410])
    expect(reply).toMatchObject({ ok: true })
  })
})

describe('step-up', () => {
  test('a call that wants another scope asks for it beside those the token has', async () => {
    const { logins, entry } = await open({ purgeScope: 'admin' })
    await logins.authorise(entry, agrees, signal())
    expect((await callTool(logins.fetchFor(entry, fetch, user), 'purge')).status).toBe(200)
    expect(server.pages.map((page) => page.get('scope'))).toEqual(['read', 'read admin'])
  })

  test('a scope that was asked for in vain is not asked for again', async () => {
    const { logins, entry } = await open({ purgeScope: 'admin', grants: 'read' })
    await logins.authorise(entry, agrees, signal())
    const asking = logins.fetchFor(entry, fetch, user)
    expect((await callTool(asking, 'purge')).status).toBe(403)
    await expect(callTool(asking, 'purge')).rejects.toThrow('your login lacks the scope admin')
    expect(server.pages).toHaveLength(2)
  })
})

describe('metadata of a hostile server', () => {
  const hosts = ['http://169.254.169.254/latest', 'http://10.0.0.1/x', 'http://[fd00::1]/x', 'https://192.168.1.1/x']
  test.each(hosts)('that leads to %s is refused before anything is asked there', async (target) => {
    const { logins, entry } = await open({
      change: (document, kind) => (kind === 'resource' ? { ...document, authorization_servers: [target] } : document),
    })
    const reply = await logins.authorise(entry, agrees, signal())
    expect(reply).toEqual({ ok: false, reason: expect.stringContaining('address that is not asked') })
  })

  test('with a token endpoint in the private network gets no code', async () => {
    const { logins, entry } = await open({
      change: (document, kind) =>
        kind === 'issuer' ? { ...document, token_endpoint: 'https://10.1.2.3/token' } : document,
    })
    expect(await logins.authorise(entry, agrees, signal())).toEqual({
      ok: false,
      reason: expect.stringContaining('10.1.2.3 is not a public host'),
    })
  })

  test('with a page that is no web address opens no browser', async () => {
    for (const page of ['file:///etc/passwd', 'http://attacker.example/x', 'https://user:pw@attacker.example/']) {
      const { logins, entry } = await open({
        change: (document, kind) => (kind === 'issuer' ? { ...document, authorization_endpoint: page } : document),
      })
      const pages: string[] = []
      const reply = await logins.authorise(entry, (shown) => void pages.push(shown), signal())
      expect(reply.ok, page).toBe(false)
      expect(pages).toEqual([])
      await server[Symbol.asyncDispose]()
    }
  })

  test('about another server is refused', async () => {
    const { logins, entry } = await open({
      change: (document, kind) =>
        kind === 'resource' ? { ...document, resource: 'https://other.example/mcp' } : document,
    })
    expect(await logins.authorise(entry, agrees, signal())).toEqual({
      ok: false,
      reason: expect.stringContaining('does not match expected'),
    })
  })
})

test('tokens are not shown to another authorization server than the one that gave them', async () => {
  const { logins, entry } = await open()
  await logins.authorise(entry, agrees, signal())
  await using other = await openGuardedServer()
  server.options.change = (document, kind) =>
    kind === 'resource' ? { ...document, authorization_servers: [other.issuer] } : document
  server.expire()
  await expect(callTool(logins.fetchFor(entry, fetch), 'peek')).rejects.toThrow('it wants a login')
  expect(other.seen.filter((line) => line.startsWith('POST'))).toEqual([])
})

test('a renewal that is refused asks for a login, and its refresh token is not sent again', async () => {
  const { logins, entry } = await open()
  await logins.authorise(entry, agrees, signal())
  server.expire()
  server.options.renewals = 'refused'
  const asking = logins.fetchFor(entry, fetch)
  for (let call = 0; call < 3; call++) await expect(callTool(asking, 'peek')).rejects.toThrow('it wants a login')
  expect(server.seen.filter((line) => line === 'POST /token refresh_token')).toHaveLength(1)
  expect(await logins.hasTokens(entry.url)).toBe(true)
})

test('a renewal that a broken server fails keeps the tokens, and the next call tries it again', async () => {
  const { logins, entry } = await open()
  await logins.authorise(entry, agrees, signal())
  server.expire()
  server.options.renewals = 'broken'
  await expect(callTool(logins.fetchFor(entry, fetch), 'peek')).rejects.toThrow('its login cannot be renewed: HTTP 500')
  delete server.options.renewals
  expect((await callTool(logins.fetchFor(entry, fetch), 'peek')).status).toBe(200)
})

test('a renewal that the network fails keeps the tokens', async () => {
  const { logins, entry } = await open()
  await logins.authorise(entry, agrees, signal())
  server.expire()
  server.options.change = (document, kind) =>
    kind === 'issuer' ? { ...document, token_endpoint: 'http://127.0.0.1:1/token' } : document
  await expect(callTool(logins.fetchFor(entry, fetch), 'peek')).rejects.toThrow(
    'cannot be renewed: 127.0.0.1:1: ECONNREFUSED',
  )
  server.options.change = (document) => document
  expect((await callTool(logins.fetchFor(entry, fetch), 'peek')).status).toBe(200)
})
