import { describe, expect, test } from 'vitest'
import { isSafePage, permitRequest } from '../../../../src/mcp/oauth/metadata-guard.ts'

const NAMES: Record<string, string[]> = {
  'public.example': ['93.184.215.14'],
  'auth.example': ['93.184.215.15', '2606:2800:21f::1'],
  'rebinds.example': ['93.184.215.14', '127.0.0.1'],
  'inside.example': ['10.1.2.3'],
  'router.example': ['192.168.0.1'],
  'cloud.example': ['169.254.169.254'],
  localhost: ['::1', '127.0.0.1'],
}

async function resolve(host: string) {
  const addresses = NAMES[host]
  if (addresses === undefined) throw Object.assign(new Error(host), { code: 'ENOTFOUND' })
  return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
}

const isPermitted = async (target: string, server: string) => (await permitRequest(target, server, resolve)).ok

describe('the metadata of a public server leads to', () => {
  const server = 'https://public.example/mcp'
  test.each(['https://auth.example/token', 'https://public.example/x', 'https://93.184.215.14/'])(
    '%s',
    async (target) => {
      expect(await isPermitted(target, server)).toBe(true)
    },
  )
  test.each([
    'http://auth.example/token',
    'https://inside.example/',
    'https://router.example/',
    'https://cloud.example/',
    'https://rebinds.example/',
    'https://localhost/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::ffff:10.0.0.1]/',
    'https://[::1]/',
    'https://unknown.example/',
    'file:///etc/passwd',
    'https://auth.example\t/',
    'https://user:pw@auth.example/',
    'javascript:alert(1)',
  ])('never to %s', async (target) => {
    expect(await isPermitted(target, server)).toBe(false)
  })
})

test('a server in the private network may lead there, and to public hosts, but not to this machine or a cloud', async () => {
  const server = 'http://inside.example/mcp'
  expect(await isPermitted('http://router.example/', server)).toBe(true)
  expect(await isPermitted('https://auth.example/', server)).toBe(true)
  expect(await isPermitted('http://127.0.0.1/', server)).toBe(false)
  expect(await isPermitted('http://cloud.example/', server)).toBe(false)
})

test('a server on this machine may lead to this machine, by any of its names', async () => {
  for (const target of ['http://127.0.0.1:9/x', 'http://localhost:9/x', 'http://[::1]:9/x'])
    expect(await isPermitted(target, 'http://localhost:8080/mcp'), target).toBe(true)
  expect(await isPermitted('http://inside.example/', 'http://localhost:8080/mcp')).toBe(false)
})

test('the addresses that were checked are the ones to connect to', async () => {
  const permit = await permitRequest('https://auth.example/', 'https://public.example/mcp', resolve)
  expect(permit).toMatchObject({ ok: true, addresses: [{ address: '93.184.215.15' }, { address: '2606:2800:21f::1' }] })
})

test('behind a proxy, which resolves names itself, names of this network and literal addresses are still refused', async () => {
  const server = 'https://public.example/mcp'
  const isProxied = async (target: string) => (await permitRequest(target, server, null)).ok
  expect(await isProxied('https://auth.example/')).toBe(true)
  for (const target of [
    'https://10.0.0.1/',
    'https://printer.local/',
    'https://metadata.internal/',
    'http://auth.example/',
  ])
    expect(await isProxied(target), target).toBe(false)
})

test('a page for the browser is https, or on this machine when the server is', () => {
  const isSafe = (page: string, server: string) => isSafePage(new URL(page), server)
  expect(isSafe('https://auth.example/a', 'https://public.example/mcp')).toBe(true)
  expect(isSafe('http://auth.example/a', 'https://public.example/mcp')).toBe(false)
  expect(isSafe('http://127.0.0.1:1/a', 'https://public.example/mcp')).toBe(false)
  expect(isSafe('http://127.0.0.1:1/a', 'http://localhost:2/mcp')).toBe(true)
  expect(isSafe('https://user:pw@auth.example/a', 'https://public.example/mcp')).toBe(false)
})
