// Logins, their renewals and questions about an account go the way to the network that the asking shell names.

import { mkdtempSync, rmSync } from 'node:fs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { askLeft } from '../../../src/accounts/account-questions.ts'
import { createAccounts, type Accounts } from '../../../src/accounts/accounts.ts'
import { networkVariables } from '../../../src/sys/network/network-variables.ts'
import { PROXY_CERTIFICATE, startHttpProxy, type HttpProxy } from '../../support/http-proxy.ts'
import { openCloud, type Cloud } from '../../support/kimi-cloud.ts'

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
  accounts = createAccounts({
    share,
    home: share,
    config: `${share}/config.toml`,
    env: {},
    log: () => {},
    isLasting: false,
    sleep: async () => {},
    openKeyring: async () => null,
  })
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

test('a shell without such variables has the daemon’s own way', () => {
  const own = { HTTPS_PROXY: 'http://daemon:1', HOME: '/x' }
  expect(networkVariables({ PATH: '/bin' }, own)).toEqual({ HTTPS_PROXY: 'http://daemon:1' })
  expect(networkVariables({ no_proxy: '*' }, own)).toEqual({ no_proxy: '*' })
})
