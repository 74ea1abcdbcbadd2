// Requests to an authorization server that misbehaves, over real connections.

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSocksProxy } from '../../../support/socks-proxy.ts'
import { createGuardedFetch } from '../../../../src/mcp/oauth/guarded-request.ts'

const hosts: string[] = []
const server = createServer((request, response) => {
  hosts.push(request.headers.host ?? '')
  if (request.url === '/long') {
    response.writeHead(200)
    const piece = 'x'.repeat(256 * 1024)
    const send = () => {
      while (!response.destroyed && response.write(piece));
    }
    response.on('drain', send)
    return send()
  }
  if (request.url === '/away') return void response.writeHead(302, { location: 'http://169.254.169.254/' }).end()
  if (request.url === '/cut') return void response.socket?.destroy()
  response.writeHead(request.url === '/none' ? 204 : 200, { 'content-type': 'application/json' })
  response.end(request.url === '/none' ? '' : '{"a":1}')
})
let port = 0
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const resolve = async () => [{ address: '127.0.0.1', family: 4 }]
const ask = (path: string, init?: RequestInit) =>
  createGuardedFetch({ serverUrl: `http://127.0.0.1:${port}/mcp`, env: {}, resolve })(
    `http://auth.example:${port}${path}`,
    init,
  )

test('the connection goes to the address that was checked, and not to what the name means later', async () => {
  expect(await (await ask('/')).json()).toEqual({ a: 1 })
  expect(hosts.at(-1)).toBe(`auth.example:${port}`)
})

test('an answer that does not end is given up at a megabyte', async () => {
  await expect(ask('/long')).rejects.toThrow('the answer is too long')
})

test('a redirect is handed back, and nobody goes there', async () => {
  const reply = await ask('/away')
  expect(reply.status).toBe(302)
  expect(reply.headers.get('location')).toBe('http://169.254.169.254/')
})

test('an answer without a body, a cut connection, a port without a server and an aborted signal are plain outcomes', async () => {
  expect((await ask('/none')).status).toBe(204)
  await expect(ask('/cut')).rejects.toThrow(`auth.example:${port}: ECONNRESET`)
  await expect(ask('/', { signal: AbortSignal.abort() })).rejects.toThrow('auth.example')
  const nobody = createGuardedFetch({ serverUrl: 'http://127.0.0.1/mcp', env: {}, resolve })
  await expect(nobody('http://auth.example:1/')).rejects.toThrow('auth.example:1: ECONNREFUSED')
})

test('a SOCKS proxy of the user is used, and finds the host itself; a proxy that cannot be used is named', async () => {
  await using socks = await startSocksProxy(port)
  const through = (proxy: string) =>
    createGuardedFetch({ serverUrl: 'http://127.0.0.1/mcp', env: { all_proxy: proxy }, resolve })
  const secure = through(`socks5h://127.0.0.1:${socks.port}`)
  // The server behind the proxy speaks no TLS: the connection reaches it, and is given up there.
  await expect(secure('https://auth.example/')).rejects.toThrow('auth.example')
  expect(socks.asked).toEqual(['auth.example'])
  await expect(through('ftp://x')('https://auth.example/')).rejects.toThrow(
    'all_proxy names a proxy that cannot be used',
  )
})
