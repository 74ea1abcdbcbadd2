import { duplexPair } from 'node:stream'
import { expect, test } from 'vitest'
import { createClient } from '../../../src/client/peer.ts'
import type { DaemonEvent } from '../../../src/protocol/events.ts'
import { encodeFrame } from '../../../src/protocol/frames.ts'

const notice = (key: string): DaemonEvent => ({ topic: 'notices', key, tone: 'good', text: key, at: 0, shellPid: null })
const push = (params: object) => encodeFrame({ jsonrpc: '2.0', method: 'events/push', params })
const reply = (id: string, result: object) => encodeFrame({ jsonrpc: '2.0', id, result })

/** A client whose daemon answers each chunk of requests with one text. */
function open(answer: (sent: string) => string) {
  const [ours, theirs] = duplexPair()
  theirs.on('data', (chunk: Buffer) => theirs.write(answer(chunk.toString())))
  return { client: createClient(ours), daemon: theirs }
}

test('events behind the reply to a subscription, in the same chunk, come after its reset and in order', async () => {
  const { client, daemon } = open(
    () =>
      reply('1', { epoch: 'e', seq: 4, reset: true }) +
      push({ seq: 5, event: notice('a') }) +
      push({ seq: 6, event: notice('b') }) +
      push({ seq: 9, reset: true }),
  )
  const read: string[] = []
  await client.subscribe(
    { topics: ['notices'] },
    {
      onEvent: (event, { epoch, seq }) => read.push(`${epoch}${seq} ${event.topic === 'notices' ? event.key : ''}`),
      onReset: ({ epoch, seq }) => read.push(`${epoch}${seq} reset`),
    },
  )
  await expect.poll(() => read).toEqual(['e4 reset', 'e5 a', 'e6 b', 'e9 reset'])
  client.close()
  daemon.destroy()
})

test('whoever awaits a reply runs before the events that came behind it, and after those before it', async () => {
  const event = (text: string) =>
    encodeFrame({ jsonrpc: '2.0', method: 'event', params: { type: 'ContentPart', payload: { type: 'text', text } } })
  const { client, daemon } = open(() => event('before') + reply('1', { status: 'steered' }) + event('behind'))
  const read: string[] = []
  client.follow({
    event: ({ type, payload }) => type === 'ContentPart' && payload.type === 'text' && read.push(payload.text),
    request() {},
  })
  await client.call('steer', { user_input: 'x' })
  read.push('reply')
  await expect.poll(() => read).toEqual(['before', 'reply', 'behind'])
  client.close()
  daemon.destroy()
})

test('calls that are open when the connection ends are rejected, and so are later ones', async () => {
  const { client, daemon } = open(() => '')
  const call = client.call('cancel', {})
  daemon.destroy()
  client.close()
  await expect(call).rejects.toMatchObject({ code: 'daemon.unreachable' })
  await expect(client.call('cancel', {})).rejects.toMatchObject({ code: 'daemon.unreachable' })
})

test('a turn that runs already is told with the command that goes on beside it, and not with one that ends it', async () => {
  const error = { code: -32000, message: 'An agent turn is already in progress' }
  const { client, daemon } = open(() => encodeFrame({ jsonrpc: '2.0', id: '1', error }))
  await expect(client.call('prompt', { user_input: 'hi' })).rejects.toMatchObject({
    code: 'session.busy',
    hint: 'kimi session fork',
  })
  client.close()
  daemon.destroy()
})

test('a frame over 100 MB is refused with its size before anything is sent', async () => {
  let sent = 0
  const { client, daemon } = open((text) => ((sent += text.length), ''))
  const user_input = 'x'.repeat(101 * 1024 * 1024)
  await expect(client.call('prompt', { user_input })).rejects.toMatchObject({
    code: 'usage.invalid',
    message: 'too large: 101.0 MB, and at most 100 MB can be sent',
  })
  expect(sent).toBe(0)
  daemon.destroy()
})

test('an error without an id, and the end of an in-memory stream, end every call', async () => {
  const refusal = {
    code: -32700,
    message: 'Invalid JSON format',
    data: { code: 'protocol.invalid', message: 'too long' },
  }
  const refusing = open(() => encodeFrame({ jsonrpc: '2.0', id: null, error: refusal }))
  await expect(refusing.client.call('cancel', {})).rejects.toMatchObject({ message: 'too long' })
  const [ours, theirs] = duplexPair()
  const ending = createClient(ours)
  const call = ending.call('cancel', {})
  theirs.resume()
  theirs.end()
  await expect(call).rejects.toMatchObject({ code: 'daemon.unreachable' })
  await expect(ending.call('cancel', {})).rejects.toMatchObject({ code: 'daemon.unreachable' })
})
