import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { findRules } from '../../../src/models/rules/model-rules.ts'
import type { ContentPart, Message } from '../../../src/protocol/message.ts'
import { ask, collect, connect, getFailure, joinText, tokensOf } from './asking.ts'

interface Received {
  path: string
  key: string | undefined
  type: string
  body: string
}

/** A Files API beside chat completions. `refusals` are the statuses of the first uploads. */
async function startFiles(refusals: number[] = []) {
  const received: Received[] = []
  let files = 0
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const body = Buffer.concat(pieces).toString('latin1')
      const { authorization: key, 'content-type': type = '' } = request.headers
      received.push({ path: request.url ?? '', key, type, body })
      const status = request.url === '/v1/files' ? refusals.shift() : undefined
      if (status !== undefined)
        return void response.writeHead(status, { 'content-type': 'application/json' }).end('{"error":{"message":"no"}}')
      if (request.url === '/v1/files') return void response.end(JSON.stringify({ id: `file-${++files}` }))
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.end('data: {"choices":[{"delta":{"content":"seen"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const RULES = { ...findRules('kimi-test'), image: true, video: true }
const dataUrl = (mime: string, bytes: number) => `data:${mime};base64,${Buffer.alloc(bytes, 7).toString('base64')}`
const image = (bytes: number): ContentPart => ({
  type: 'image_url',
  image_url: { url: dataUrl('image/png', bytes), id: null },
})
const video = (bytes: number): ContentPart => ({
  type: 'video_url',
  video_url: { url: dataUrl('video/mp4', bytes), id: null },
})
const say = (...content: ContentPart[]): Message => ({ role: 'user', content })

test('a large picture and each video are uploaded once, and named from then on; a small picture goes along', async () => {
  await using server = await startFiles()
  using client = connect(server.url, { rules: RULES, uploadOverBytes: () => 1_000 })
  const large = image(1_500)
  const messages = [say({ type: 'text', text: 'look' }, large, image(900), video(10))]
  expect(joinText(await collect(client.stream, ask({ messages })))).toBe('seen')
  messages.push({ role: 'assistant', content: 'seen' }, say(image(1_500), large))
  await collect(client.stream, ask({ messages }))
  expect(server.received.map(({ path }) => path)).toEqual([
    '/v1/files',
    '/v1/files',
    '/v1/chat/completions',
    '/v1/chat/completions',
  ])
  const [first, second, request, again] = server.received
  expect(first).toMatchObject({ key: 'Bearer sk-test-0123456789' })
  expect(first?.type).toMatch(/^multipart\/form-data; boundary=/)
  expect(first?.body).toContain('name="purpose"\r\n\r\nimage\r\n')
  expect(first?.body).toContain('filename="upload.png"\r\ncontent-type: image/png')
  expect(first?.body.match(/\u0007/g)).toHaveLength(1_500)
  expect(second?.body).toContain('name="purpose"\r\n\r\nvideo\r\n')
  expect(request?.body).toContain('"image_url":{"url":"ms://file-1"}')
  expect(request?.body).toContain('"video_url":{"url":"ms://file-2"}')
  expect(request?.body).toContain(dataUrl('image/png', 900))
  expect(again?.body.match(/ms:\/\/file-1"/g)).toHaveLength(3)
})

test('another provider gets all media as they are', async () => {
  await using server = await startFiles()
  using client = connect(server.url, { rules: RULES, dialect: 'openai', uploadOverBytes: () => 1_000 })
  await collect(client.stream, ask({ messages: [say(image(2_000))] }))
  expect(server.received.map(({ path }) => path)).toEqual(['/v1/chat/completions'])
  expect(server.received[0]?.body).toContain(dataUrl('image/png', 2_000))
})

test('a model that takes no pictures is told that one was left out', async () => {
  await using server = await startFiles()
  using client = connect(server.url, { rules: { ...RULES, image: false } })
  await collect(client.stream, ask({ messages: [say({ type: 'text', text: 'x' }, image(2_000))] }))
  expect(server.received[0]?.body).toContain('[image left out: this model cannot take it]')
  expect(server.received[0]?.body).not.toContain('base64')
})

test('an upload that fails says so, and no request is sent', async () => {
  await using server = await startFiles([413])
  using client = connect(server.url, { rules: RULES, uploadOverBytes: () => 1_000 })
  const failure = getFailure(await collect(client.stream, ask({ messages: [say(image(2_000))] })))
  expect(failure.message).toMatch(/^the image cannot be sent: 127\.0\.0\.1:\d+ .*\(413\): no$/)
  expect(server.received).toHaveLength(1)
})

test('a token that is refused at an upload is renewed once', async () => {
  await using server = await startFiles([401])
  const renewed: string[] = []
  const apiKey = {
    current: async () => ({ ok: true as const, token: 'old' }),
    async renew(old: string) {
      renewed.push(old)
      return { ok: true as const, token: 'new' }
    },
  }
  using client = connect(server.url, { rules: RULES, apiKey, uploadOverBytes: () => 1_000 })
  expect(joinText(await collect(client.stream, ask({ messages: [say(image(2_000))] })))).toBe('seen')
  expect(renewed).toEqual(['old'])
  expect(server.received.map(({ key }) => key)).toEqual(['Bearer old', 'Bearer new', 'Bearer new'])
})

test('what one account has uploaded is uploaded anew for another, and not after a renewal', async () => {
  await using server = await startFiles()
  const jwt = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`
  const tokens = [jwt({ sub: 'one', n: 1 }), jwt({ sub: 'one', n: 2 }), jwt({ sub: 'two' }), 'opaque-1', 'opaque-2']
  const sent: string[] = []
  const apiKey = tokensOf(async () => ({ ok: true, token: sent.at(-1)! }))
  using client = connect(server.url, { rules: RULES, apiKey, uploadOverBytes: () => 1_000 })
  const messages = [say(image(1_500))]
  for (const token of tokens) {
    sent.push(token)
    await collect(client.stream, ask({ messages }))
  }
  const names = server.received.map(({ body }) => /ms:\/\/(file-\d)/.exec(body)?.[1]).filter(Boolean)
  expect(names).toEqual(['file-1', 'file-1', 'file-2', 'file-3', 'file-4'])
})
