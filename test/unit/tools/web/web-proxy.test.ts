// The web tools behind a proxy: pages and Kimi's services take the way that the user's shell names, and no page inside is reached by it.

import dns from 'node:dns/promises'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { syncBuiltinESMExports } from 'node:module'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createFetchUrl } from '../../../../src/tools/web/fetch-url.ts'
import { createSearchWeb } from '../../../../src/tools/web/search-web.ts'
import { PROXY_CERTIFICATE, startHttpProxy } from '../../../support/http-proxy.ts'
import { startSocksProxy } from '../../../support/socks-proxy.ts'
import { runTool } from '../running.ts'

/** The names that this machine resolves; all others are unknown. */
const names = new Map<string, string>()
const { lookup } = dns
const fakeLookup = async (host: string) => {
  const address = names.get(host) ?? (/^[\d.]+$/.test(host) ? host : null)
  if (address === null) throw Object.assign(new Error('unknown'), { code: 'ENOTFOUND' })
  return [{ address, family: 4 }]
}
// Test files share their process: a mock of the module would not reach those that have imported it.
const setLookup = (next: unknown) => {
  Object.assign(dns, { lookup: next })
  syncBuiltinESMExports()
}
beforeAll(() => setLookup(fakeLookup))
afterAll(() => setLookup(lookup))
beforeEach(() => {
  names.clear()
  names.set('page.example', '8.8.8.8').set('inside.example', '10.0.0.7').set('api.kimi.com', '8.8.4.4')
})

async function serve(answer: RequestListener) {
  const server = createServer(answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const page: RequestListener = (request, response) => {
  if (request.url === '/away') return void response.writeHead(302, { location: 'http://inside.example/' }).end()
  response.writeHead(200, { 'content-type': 'text/plain' }).end(`page of ${request.headers.host}`)
}

test('a page is read through the proxy of the shell, over TLS too, with the certificates that it trusts', async () => {
  await using server = await serve(page)
  await using proxy = await startHttpProxy(server.port, 'pass')
  const env = () => ({ HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: PROXY_CERTIFICATE })
  const tool = createFetchUrl({ env })
  expect((await runTool(tool, { url: 'http://page.example/a' })).text).toBe('page of page.example')
  expect((await runTool(tool, { url: 'https://api.kimi.com/a' })).text).toBe('page of api.kimi.com')
  expect(proxy.asked).toEqual(['page.example', 'api.kimi.com:443'])
})

test('a page is read through a SOCKS proxy', async () => {
  await using server = await serve(page)
  await using proxy = await startSocksProxy(server.port)
  const tool = createFetchUrl({ env: () => ({ ALL_PROXY: `socks5h://127.0.0.1:${proxy.port}` }) })
  expect((await runTool(tool, { url: 'http://page.example/' })).text).toBe('page of page.example')
  expect(proxy.asked).toEqual(['page.example'])
})

test('no page inside is asked of the proxy: not by address, by name, by a name that is unknown here, or by a redirect', async () => {
  await using server = await serve(page)
  await using proxy = await startHttpProxy(server.port)
  const tool = createFetchUrl({ env: () => ({ ALL_PROXY: proxy.url }) })
  for (const host of ['127.0.0.1', 'localhost', '169.254.169.254', 'inside.example', 'unknown.example'])
    expect([host, (await runTool(tool, { url: `http://${host}/` })).is_error]).toEqual([host, true])
  expect(proxy.asked).toEqual([])
  const unknown = await runTool(tool, { url: 'http://unknown.example/' })
  expect(unknown.message).toContain('cannot be resolved (ENOTFOUND); a proxy is asked for public hosts alone')
  const away = await runTool(tool, { url: 'http://page.example/away' })
  expect(away.message).toContain('inside.example leads to the private address 10.0.0.7')
  expect(proxy.asked).toEqual(['page.example'])
})

test('a proxy that cannot be used is named, and not gone around', async () => {
  const dead = createFetchUrl({ env: () => ({ HTTP_PROXY: 'http://me:pass@127.0.0.1:1' }) })
  const { message } = await runTool(dead, { url: 'http://page.example/' })
  expect(message).toContain('(through the proxy 127.0.0.1:1 of HTTP_PROXY)')
  expect(message).not.toContain('pass@')
  const odd = createFetchUrl({ env: () => ({ ALL_PROXY: 'ftp://127.0.0.1:1' }) })
  expect((await runTool(odd, { url: 'http://page.example/' })).message).toContain('ALL_PROXY: expected an http(s)')
})

test('Kimi’s services are asked through the proxy of the shell', async () => {
  const keys: unknown[] = []
  await using server = await serve((request, response) => {
    keys.push(request.headers.authorization)
    response.end(JSON.stringify({ search_results: [{ title: 'T', url: 'u' }] }))
  })
  await using proxy = await startHttpProxy(server.port)
  const env = () => ({ HTTPS_PROXY: proxy.url, SSL_CERT_FILE: PROXY_CERTIFICATE })
  const service = { url: 'https://api.kimi.com/coding/v1/search', apiKey: 'k1', env }
  expect((await runTool(createSearchWeb({ service }), { query: 'q' })).text).toContain('Title: T')
  expect([proxy.asked, keys]).toEqual([['api.kimi.com:443'], ['Bearer k1']])
  const dead = { ...service, env: () => ({ HTTPS_PROXY: 'http://127.0.0.1:1' }) }
  const { message } = await runTool(createSearchWeb({ service: dead }), { query: 'q' })
  expect(message).toContain('(through the proxy 127.0.0.1:1 of HTTPS_PROXY)')
})
