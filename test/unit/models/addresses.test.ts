// Hosts with several addresses, of which one leads nowhere: IPv6 that is announced and not there.

import type { LookupFunction } from 'node:net'
import { expect, test } from 'vitest'
import { explainConnectionError } from '../../../src/models/network/connection-failure.ts'
import { createTransport } from '../../../src/sys/network/transport.ts'
import { answer, startModelServer } from '../../support/model-server.ts'

/** A host whose name leads to IPv6 first, as the system gives it. */
const lookup: LookupFunction = (_host, _options, found) =>
  found(null, [
    { address: '::1', family: 6 },
    { address: '127.0.0.1', family: 4 },
  ])

function get(url: string, signal = AbortSignal.timeout(4_000)) {
  const transport = createTransport(new URL(url), { kind: 'direct' }, undefined, lookup)
  return transport.send({ url: new URL(url), method: 'GET', headers: {}, signal }).finally(() => transport.close())
}

test('where nobody listens at the IPv6 address, the IPv4 address answers without a wait', async () => {
  await using server = await startModelServer([answer('ls')])
  const began = performance.now()
  const reply = await get(`http://model.test:${server.port}/v1/models`)
  expect(reply.statusCode).toBeGreaterThan(0)
  expect(performance.now() - began).toBeLessThan(3_000)
})

test('where nobody listens at any address, all of them are named', async () => {
  const error: unknown = await get('http://model.test:1/v1').catch((reason: unknown) => reason)
  const endpoint = { host: 'model.test:1', model: 'm', secrets: [], proxy: null, keyHint: '', mayRestart: false }
  expect(explainConnectionError(error, endpoint).message).toMatch(
    /^cannot reach model\.test:1: [a-z ]+ \(E[A-Z]+ \[::1\]:1 and 127\.0\.0\.1:1\)$/,
  )
})
