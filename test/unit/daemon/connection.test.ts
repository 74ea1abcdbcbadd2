import { once } from 'node:events'
import { duplexPair } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { serveConnection, type ConnectionLimits, type JsonConnection } from '../../../src/daemon/connection.ts'
import type { RpcRequest } from '../../../src/protocol/rpc.ts'

const PATIENT: ConnectionLimits = { firstMs: 60_000, unitMs: 60_000, refusedMs: 60_000 }
const REQUEST = '{"jsonrpc":"2.0","id":"1","method":"m"}\n'
const MB = 'x'.repeat(1024 * 1024)

/** A connection with its peer's end. `onRequest` answers each request. */
function open(
  limits: Partial<ConnectionLimits> = {},
  onRequest: (connection: JsonConnection, request: RpcRequest) => void = () => {},
  isTolerant = false,
) {
  const [peer, ours] = duplexPair()
  let isClosed = false
  const records: string[] = []
  serveConnection(
    ours,
    {
      json: (connection) => ({
        request: (request) => onRequest(connection, request),
        reply() {},
        ended: async () => {},
        isTolerant: () => isTolerant,
        closed: () => void (isClosed = true),
      }),
      shell: () => ({ record: ({ name }) => void records.push(name), closed: () => void (isClosed = true) }),
    },
    { ...PATIENT, ...limits },
  )
  peer.on('error', () => {})
  return { peer, records, isClosed: () => isClosed }
}

test.each([
  ['says nothing', { firstMs: 20 }, ''],
  ['begins a frame and never ends it', { unitMs: 20 }, '{"jsonrpc"'],
  ['begins a record and never ends it', { unitMs: 20 }, 'hello\x1f1'],
  ['begins another frame behind a whole one', { unitMs: 20 }, `${REQUEST}{`],
])('a peer that %s is hung up after a time', async (_, limits, said) => {
  const { peer, isClosed } = open(limits)
  peer.resume()
  if (said !== '') peer.write(said)
  await once(peer, 'end')
  if (said !== '') expect(isClosed()).toBe(true)
})

test('bytes that come one by one do not lengthen the time for their frame', async () => {
  const { peer } = open({ unitMs: 100 })
  peer.resume()
  const ended = once(peer, 'end')
  let sent = 0
  const drip = setInterval(() => {
    sent++
    peer.write(' ')
  }, 10)
  await ended
  clearInterval(drip)
  expect(sent).toBeGreaterThan(1)
})

test('between whole frames a peer may be silent for as long as it likes, and in a session also within one', async () => {
  const quiet = open({ firstMs: 20, unitMs: 20 })
  quiet.peer.write(REQUEST)
  const typing = open({ firstMs: 20, unitMs: 20 }, () => {}, true)
  typing.peer.write('{"jsonrpc"')
  await sleep(100)
  expect([quiet.isClosed(), typing.isClosed()]).toEqual([false, false])
  quiet.peer.destroy()
  typing.peer.destroy()
})

test('a refused peer that keeps its end open is hung up, and what it goes on to send is not read', async () => {
  const { peer, isClosed } = open({ refusedMs: 20 })
  peer.write('null\n')
  for (let sent = 0; sent < 64; sent++) peer.write(MB)
  await expect.poll(isClosed).toBe(true)
  expect(peer.writableLength).toBeGreaterThan(60 * MB.length)
})

test('an answer of 30 MB reaches a peer that asked for it, and meanwhile nothing more is read from that peer', async () => {
  const asked: string[] = []
  const { peer } = open({}, (connection, { id }) => {
    asked.push(String(id))
    connection.reply(`${MB.repeat(30)}\n`)
    connection.send('event\n')
  })
  peer.write(REQUEST)
  await expect.poll(() => asked).toEqual(['1'])
  peer.write(REQUEST.replace('"1"', '"2"'))
  await sleep(20)
  expect(asked).toEqual(['1'])
  let read = 0
  peer.on('data', (chunk: Buffer) => (read += chunk.length))
  await expect.poll(() => read).toBe(2 * (30 * MB.length + 1 + 6))
  expect(asked).toEqual(['1', '2'])
  peer.destroy()
})

test('a peer that does not read what it never asked for is dropped when 8 MB of it wait', async () => {
  const { peer, isClosed } = open({}, (connection) => {
    for (let sent = 0; sent < 10; sent++) connection.send(MB)
  })
  peer.write(REQUEST)
  await expect.poll(isClosed).toBe(true)
})

test('an event of 20 MB, as a picture is one, does not drop a peer that reads, though others follow at once', async () => {
  const { peer, isClosed } = open({}, (connection) => {
    connection.send(MB.repeat(20))
    for (let sent = 0; sent < 5; sent++) connection.send('event\n')
  })
  let read = 0
  peer.on('data', (chunk: Buffer) => (read += chunk.length))
  peer.write(REQUEST)
  await expect.poll(() => read).toBe(20 * MB.length + 5 * 6)
  expect(isClosed()).toBe(false)
  peer.destroy()
})

test('a peer that does not read is dropped behind large events, too: at 8 MB of others, and at 100 MB of all', async () => {
  const small = open({}, (connection) => {
    connection.send(MB.repeat(20))
    for (let sent = 0; sent < 10; sent++) connection.send(MB)
  })
  const large = open({}, (connection) => {
    for (let sent = 0; sent < 7; sent++) connection.send(MB.repeat(20))
  })
  for (const { peer } of [small, large]) peer.write(REQUEST)
  await expect.poll(() => [small.isClosed(), large.isClosed()]).toEqual([true, true])
})
