// Logins, their renewals and questions about an account go the way to the network that the asking shell names.

import { mkdtempSync, rmSync } from 'node:fs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { askLeft } from '../../../src/accounts/account-questions.ts'
import { createAccounts, type Accounts } from '../../../src/accounts/accounts.ts'
import { networkVariables } from '../../../src/sys/network/network-variables.ts'
import { PROXY_CERTIFICATE, startHttpProxy, type HttpProxy } from '../../support/http-proxy.ts'
import { openCloud, PLATFORM_KEY, type Cloud } from '../../support/kimi-cloud.ts'

const OPTIONS = { log: () => {}, isLasting: false, sleep: async () => {}, openKeyring: async () => null }

let share: string
let cloud: Cloud
let proxy: HttpProxy
let accounts: Accounts
beforeEach(async () => {
  share = mkdtempSync('/tmp/ka-')
  cloud = await openCloud()
  proxy = await startHttpProxy(Number(new URL(cloud.url).port))
  // The daemon itself knows no proxy, and no host of the double: it asks the real hosts.
  for (const name of ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy']) vi.stubEnv(name, undefined)
  accounts = createAccounts({ ...OPTIONS, share, home: share, config: `${share}/config.toml`, env: {} })
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await accounts.close()
  await proxy[Symbol.asyncDispose]()
  await cloud[Symbol.asyncDispose]()
  rmSync(share, { recursive: true, force: true })
})

test('a login and the question what is left go through the proxy of the shell that asked', async () => {
  accounts.reachBy({ HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: PROXY_CERTIFICATE, PATH: '/bin' })
  const steps: string[] = []
  for await (const { type, message } of accounts.logIn('mainland-cn', AbortSignal.timeout(5_000)))
    steps.push(type === 'error' ? message : type)
  expect(steps.at(-1)).toBe('success')
  expect(new Set(proxy.asked)).toEqual(new Set(['auth.kimi.com:443']))
  expect(await askLeft(accounts, {})).toMatchObject([{ host: 'api.kimi.com' }])
  expect(proxy.asked).toContain('api.kimi.com:443')
})

test('a key of a plan has limits, a key of the platform a balance, and neither is shown to another host', async () => {
  cloud.issue()
  const { url, access } = cloud
  const env = { KIMI_CODE_BASE_URL: `${url}/coding/v1`, MOONSHOT_BASE_URL: `${url}/v1`, MOONSHOT_API_KEY: PLATFORM_KEY }
  const own = createAccounts({ ...OPTIONS, share, home: share, config: `${share}/config.toml`, env })
  const used = { apiKey: access, baseUrl: `${url}/coding/v1/`, hint: 'export KIMI_API_KEY=…' }
  const host = new URL(url).host
  expect(await askLeft(own, env, used)).toMatchObject([
    { kind: 'balance', host },
    { kind: 'plan', host, limits: [{ label: 'this week' }, { label: '5 hours' }] },
  ])
  expect(cloud.problems).toEqual([])
  expect(await askLeft(own, { ...env, MOONSHOT_API_KEY: '' }, { ...used, apiKey: 'sk-wrong' })).toEqual([
    {
      kind: 'failed',
      host,
      failure: 'The API Key appears to be invalid or may have expired.',
      hint: 'export KIMI_API_KEY=…',
    },
  ])
  const before = cloud.seen.length
  expect(await askLeft(own, {}, { ...used, baseUrl: `${url}/other/v1` })).toEqual([])
  expect(cloud.seen).toHaveLength(before)
  await own.close()
})

test('a shell without such variables has the daemon’s own way', () => {
  const own = { HTTPS_PROXY: 'http://daemon:1', HOME: '/x' }
  expect(networkVariables({ PATH: '/bin' }, own)).toEqual({ HTTPS_PROXY: 'http://daemon:1' })
  expect(networkVariables({ no_proxy: '*' }, own)).toEqual({ no_proxy: '*' })
})
