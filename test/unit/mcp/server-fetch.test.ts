// The ends of an answer that nobody reads to its end: none may reach the process as an error that nobody handles.

import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createServerFetch } from '../../../src/mcp/server-fetch.ts'

const server = createServer((request, response) => answer(request.url ?? '', response))
let url = ''
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

/** `/short` answers at once; `/open` begins an answer and leaves it open. */
function answer(path: string, response: ServerResponse): void {
  response.writeHead(path === '/short' ? 401 : 200, { 'content-type': 'application/json' })
  if (path === '/short') response.end('{"error":"no"}')
  else response.write('{')
}

test.each(['/short', '/open'])(
  'an answer of %s that is not read may be cancelled, and the next request is answered',
  async (path) => {
    const { fetch, close } = createServerFetch({})
    const first = await fetch(`${url}${path}`)
    await first.body!.cancel()
    expect(await (await fetch(`${url}/short`)).json()).toEqual({ error: 'no' })
    close()
  },
)

test('a signal that is aborted while an answer is read fails the reading', async () => {
  const { fetch, close } = createServerFetch({})
  const stop = new AbortController()
  const first = await fetch(`${url}/open`, { signal: stop.signal })
  const reading = first.text()
  stop.abort()
  await expect(reading).rejects.toThrow()
  close()
})

test.each(['/short', '/open'])('a signal that is aborted before an answer of %s is read does no harm', async (path) => {
  const { fetch, close } = createServerFetch({})
  const stop = new AbortController()
  const first = await fetch(`${url}${path}`, { signal: stop.signal })
  stop.abort()
  await first.text().catch(() => {})
  expect(await (await fetch(`${url}/short`)).json()).toEqual({ error: 'no' })
  close()
})

test('a signal that is aborted before there is an answer fails the request', async () => {
  const { fetch, close } = createServerFetch({})
  await expect(fetch(`${url}/short`, { signal: AbortSignal.abort() })).rejects.toThrow()
  close()
})
