import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer as createHttp, type RequestListener } from 'node:http'
import { createServer as createHttps } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { requestJson } from '../../../src/accounts/json-request.ts'

const ask = (url: string, limitMs = 5_000) =>
  requestJson({ url, method: 'GET', headers: { Authorization: 'Bearer secret' }, limitMs })

async function serve(answer: RequestListener, tls?: { key: string; cert: string }) {
  const server = tls ? createHttps(tls, answer) : createHttp(answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const port = String((server.address() as AddressInfo).port)
  const close = async () => {
    server.closeAllConnections()
    server.close()
  }
  return { port, host: `127.0.0.1:${port}`, [Symbol.asyncDispose]: close }
}

test('credentials go over TLS, and to this machine', async () => {
  const reason = (url: string) => ({ ok: false, reason: `expected an https address, got "${url}"` })
  for (const url of ['http://api.kimi.com/x', 'ftp://127.0.0.1/', 'no address'])
    expect(await ask(url)).toEqual(reason(url))
})

test('a redirect is an answer, and the token follows it nowhere', async () => {
  const asked: string[] = []
  await using to = await serve((request, response) => void response.end(asked.push(request.url ?? '')))
  await using from = await serve(
    (_, response) => void response.writeHead(302, { location: `http://${to.host}/` }).end(),
  )
  expect(await ask(`http://${from.host}/`)).toEqual({ ok: true, status: 302, body: undefined })
  expect(asked).toEqual([])
})

test('a certificate that nobody vouches for is refused in words, also where checks are switched off for all', async () => {
  // The key and certificate were made for this test, and are used nowhere else.
  const pem = readFileSync(join(import.meta.dirname, '..', '..', 'fixtures', 'self-signed.pem'), 'utf8')
  await using server = await serve((_, response) => void response.end('{}'), { key: pem, cert: pem })
  const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED']
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
  const reply = await ask(`https://${server.host}/`)
  if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
  else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before
  expect(reply).toEqual({ ok: false, reason: `${server.host}: its certificate is signed by itself` })
})

test('no answer, half an answer, too long an answer and a page of the network are values', async () => {
  await using silent = await serve(() => {})
  expect(await ask(`http://${silent.host}/`, 50)).toEqual({ ok: false, reason: `${silent.host}: no answer` })
  await using cut = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '9' })
    response.write('{"a"', () => response.socket?.destroy())
  })
  expect(await ask(`http://${cut.host}/`)).toEqual({ ok: false, reason: `${cut.host}: the connection was cut` })
  await using long = await serve((_, response) => void response.end(`"${'x'.repeat(2_000_000)}"`))
  expect(await ask(`http://${long.host}/`)).toEqual({ ok: false, reason: `${long.host}: the answer is too long` })
  await using page = await serve((_, response) => void response.end('<html>log in to the hotel'))
  expect(await ask(`http://${page.host}/`)).toEqual({ ok: true, status: 200, body: undefined })
})
