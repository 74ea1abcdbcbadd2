import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import lockfile from 'proper-lockfile'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createAccounts, type Accounts } from '../../../src/accounts/accounts.ts'
import { slotOf } from '../../../src/accounts/endpoints.ts'
import type { LoginEvent, Region } from '../../../src/protocol/account.ts'
import { openCloud, type Cloud, type Poll } from '../../support/kimi-cloud.ts'

let share: string
beforeEach(() => (share = mkdtempSync('/tmp/ka-')))
afterEach(() => rmSync(share, { recursive: true, force: true }))

function openAccounts(env: Record<string, string>, waits: number[] = []): Accounts {
  return createAccounts({
    share,
    home: share,
    config: join(share, 'config.toml'),
    env,
    log: () => {},
    isLasting: false,
    clock: () => waits.reduce((sum, ms) => sum + ms, 0),
    sleep: async (ms) => void waits.push(ms),
    openKeyring: async () => null,
  })
}

/** Logs in with these answers to the polls: the events, and the waits between polls in seconds. */
async function logIn(polls: Poll[], more: { interval?: number; region?: Region } = {}) {
  const cloud = await openCloud({ polls, interval: more.interval ?? 5 })
  const waits: number[] = []
  const accounts = openAccounts(cloud.env, waits)
  const events: LoginEvent[] = []
  try {
    for await (const event of accounts.logIn(more.region, new AbortController().signal)) events.push(event)
  } finally {
    await cloud[Symbol.asyncDispose]()
  }
  return { cloud, accounts, events, waits: waits.map((ms) => ms / 1000), types: events.map(({ type }) => type) }
}

const fileOf = ({ url }: Cloud) => join(share, 'credentials', `${slotOf(url, `${url}/coding/v1`)}.json`)

test('a login shows the page and the code, waits at the pace the host asks for, and keeps the tokens', async () => {
  const { cloud, accounts, events, waits, types } = await logIn(['pending', 'slow_down', 'pending', 'agreed'])
  expect(types).toEqual(['info', 'verification_url', 'waiting', 'success'])
  expect(events[1]).toEqual({
    type: 'verification_url',
    message: `Verification URL: ${cloud.url}/device?user_code=CODE-1`,
    data: { verification_url: `${cloud.url}/device?user_code=CODE-1`, user_code: 'CODE-1' },
  })
  expect(events[2]!.data).toEqual({ error: 'authorization_pending', error_description: 'the user: pending' })
  expect(waits).toEqual([5, 10, 10])
  expect(cloud.problems).toEqual([])
  expect(JSON.parse(readFileSync(fileOf(cloud), 'utf8'))).toMatchObject({ access_token: 'access-2-secret' })
  expect(accounts.login()).toEqual({ baseUrl: `${cloud.url}/coding/v1`, model: 'kimi-for-coding' })
})

test('config.toml then names the login as both CLIs do, without a token, and keeps all else', async () => {
  const { cloud } = await logIn(['agreed'])
  const { parse } = await import('smol-toml')
  const text = readFileSync(join(share, 'config.toml'), 'utf8')
  expect(parse(text)).toEqual({
    providers: {
      'managed:kimi-code': {
        type: 'kimi',
        base_url: `${cloud.url}/coding/v1`,
        api_key: '',
        oauth: { storage: 'file', key: `oauth/${slotOf(cloud.url, `${cloud.url}/coding/v1`)}`, oauth_host: cloud.url },
      },
    },
  })
  expect(text).not.toContain('secret')
})

test('a code that has expired is followed by a new one', async () => {
  const { types, events } = await logIn(['pending', 'expired', 'agreed'])
  expect(types).toEqual(['info', 'verification_url', 'waiting', 'info', 'info', 'verification_url', 'success'])
  expect(events[3]!.message).toBe('Device code expired, restarting login...')
  expect(events[5]!.data!['user_code']).toBe('CODE-2')
})

test('a refusal is an error with the host’s words, and nothing is kept', async () => {
  const { accounts, events } = await logIn(['pending', 'denied'])
  expect(events.at(-1)).toEqual({ type: 'error', message: 'Login failed: the user: denied', hint: 'kimi login' })
  expect(accounts.status().logins).toEqual([])
})

test('to look for a login writes nothing', () => {
  const accounts = openAccounts({})
  expect(accounts.login()).toBeNull()
  expect(accounts.status()).toEqual({ logins: [], key: null })
  expect(accounts.headers('https://api.openai.com/v1')).toEqual({})
  expect(readdirSync(share)).toEqual([])
})

test('a host that is busy or gone for a while does not end the login', async () => {
  const { types, events } = await logIn(['pending', 'cut', 'busy', 'agreed'])
  expect(types).toEqual(['info', 'verification_url', 'waiting', 'waiting', 'success'])
  expect(events[3]!.data!['error']).toBe('unreachable')
})

test('a login that nobody agrees to ends after 15 minutes', async () => {
  const { events, waits } = await logIn(['pending'], { interval: 450 })
  expect(events.at(-1)!.message).toBe('Login failed: nobody agreed within 15 minutes')
  expect(waits.length).toBeLessThanOrEqual(2)
})

test('a host that cannot be reached is named', async () => {
  const accounts = openAccounts({ KIMI_OAUTH_HOST: 'http://127.0.0.1:1' })
  const events: LoginEvent[] = []
  for await (const event of accounts.logIn(undefined, new AbortController().signal)) events.push(event)
  expect(events).toEqual([
    { type: 'error', message: 'Login failed: 127.0.0.1:1: the connection is refused', hint: 'kimi login' },
  ])
})

test('each pair of hosts has the file that Kimi Code gives it', () => {
  expect(slotOf('https://auth.kimi.com', 'https://api.kimi.com/coding/v1')).toBe('kimi-code')
  expect(slotOf('https://auth.kimi.ai', 'https://api.kimi.ai/coding/v1')).toBe('kimi-code-env-0e4f99c69cc27850')
})

test('logging out removes login, stored key and the provider in config.toml, but not what else is there', async () => {
  const { accounts, cloud } = await logIn(['agreed'])
  const { editConfig } = await import('../../../src/config/config-edit.ts')
  const config = join(share, 'config.toml')
  editConfig(config, ['models', 'kimi-code/k3.1-pro'], {
    provider: 'managed:kimi-code',
    model: 'k3.1-pro',
    max_context_size: 9,
  })
  editConfig(config, ['models', 'mine'], { provider: 'own', model: 'm', max_context_size: 9 })
  editConfig(config, 'default_model', 'kimi-code/k3.1-pro')
  await accounts.keepKey({ apiKey: 'sk-1', baseUrl: 'https://api.moonshot.ai/v1' })
  const key = join(share, 'credentials', 'open-platform.json')
  expect(await accounts.logOut(false)).toEqual({ removed: [fileOf(cloud), key], left: [] })
  expect(accounts.login()).toBeNull()
  const { parse } = await import('smol-toml')
  expect(parse(readFileSync(config, 'utf8'))).toEqual({
    models: { mine: { provider: 'own', model: 'm', max_context_size: 9 } },
  })
})

test('logging out also takes away the choice of a model of the plan, which would keep every other key from being used', async () => {
  const { editConfig } = await import('../../../src/config/config-edit.ts')
  const { parse } = await import('smol-toml')
  const config = join(share, 'config.toml')
  const choose = (name: string) => editConfig(config, 'default_model', name)
  const { accounts, cloud } = await logIn(['agreed'])
  choose('kimi/kimi-for-coding-highspeed')
  expect((await accounts.logOut(false)).removed).toEqual([
    fileOf(cloud),
    `default_model = "kimi/kimi-for-coding-highspeed" in ${config}`,
  ])
  expect(parse(readFileSync(config, 'utf8'))).toEqual({})
  choose('kimi/kimi-for-coding') // of KIMI_API_KEY, since there is no login
  expect((await accounts.logOut(false)).removed).toEqual([])
  expect(parse(readFileSync(config, 'utf8'))).toEqual({ default_model: 'kimi/kimi-for-coding' })
  for (const name of ['mine', 'openai/gpt-6.2-sol', 'kimi-k3']) {
    await logIn(['agreed'])
    choose(name)
    await accounts.logOut(false)
    expect(parse(readFileSync(config, 'utf8'))).toEqual({ default_model: name })
  }
})

test('the choice of a model of the plan stays while a login of Kimi Code is used', async () => {
  const { editConfig } = await import('../../../src/config/config-edit.ts')
  const { accounts, cloud } = await logIn(['agreed'])
  const code = join(share, '.kimi-code', 'credentials')
  mkdirSync(code, { recursive: true })
  copyFileSync(fileOf(cloud), join(code, basename(fileOf(cloud))))
  editConfig(join(share, 'config.toml'), 'default_model', 'kimi/kimi-for-coding')
  expect(await accounts.logOut(false)).toEqual({
    removed: [fileOf(cloud)],
    left: [join(code, basename(fileOf(cloud)))],
  })
  expect(readFileSync(join(share, 'config.toml'), 'utf8')).toContain('kimi/kimi-for-coding')
})

test('a place where no login can be kept is named before the user is sent to a page', async () => {
  const cloud = await openCloud()
  mkdirSync(fileOf(cloud), { recursive: true })
  const accounts = openAccounts(cloud.env)
  const events: LoginEvent[] = []
  for await (const event of accounts.logIn(undefined, new AbortController().signal)) events.push(event)
  const reason = `${fileOf(cloud)} is a directory`
  expect(events).toEqual([
    { type: 'error', message: `Login failed: it could not be kept: ${reason}`, hint: `ls -ld ${fileOf(cloud)}` },
  ])
  expect(cloud.seen).toEqual([])
  await cloud[Symbol.asyncDispose]()
})

test('a new login waits for a program that is just renewing the old one, whose answer would take its place', async () => {
  await using cloud = await openCloud()
  const target = join(share, 'oauth', slotOf(cloud.url, `${cloud.url}/coding/v1`))
  mkdirSync(join(share, 'oauth'))
  writeFileSync(target, '')
  const release = await lockfile.lock(target, { stale: 5_000, realpath: false })
  const events: LoginEvent[] = []
  const login = (async () => {
    for await (const event of openAccounts(cloud.env).logIn(undefined, new AbortController().signal)) events.push(event)
  })()
  await expect.poll(() => existsSync(`${target}.own`)).toBe(true)
  writeFileSync(fileOf(cloud), JSON.stringify({ access_token: 'of the old login', refresh_token: 'r', expires_at: 1 }))
  await release()
  await login
  expect(JSON.parse(readFileSync(fileOf(cloud), 'utf8'))).toMatchObject({ access_token: 'access-2-secret' })
  expect(events.at(-1)).toMatchObject({ type: 'success' })
})
