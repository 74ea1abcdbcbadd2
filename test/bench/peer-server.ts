// A model that says "Hello." at once, in the three protocols that agents for a command line speak.

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface PeerServer extends AsyncDisposable {
  /** The address without `/v1`. */
  readonly url: string
  /** Forgets the requests so far. */
  forget(): void
  /** When the first request for an answer since `forget` had arrived (performance.now), or null. */
  askedAt(): number | null
}

const TEXT = 'Hello.'
const usage = { input_tokens: 1, output_tokens: 1 }

/** Events of chat completions, as OpenAI and Moonshot send them. */
function chatEvents(): string {
  const chunk = (delta: object, finish_reason: string | null) => ({
    ...{ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'local' },
    choices: [{ index: 0, delta, finish_reason }],
  })
  const chunks = [chunk({ role: 'assistant', content: TEXT }, null), chunk({}, 'stop')]
  return [...chunks.map((each) => JSON.stringify(each)), '[DONE]'].map((data) => `data: ${data}\n\n`).join('')
}

const named = (events: { type: string }[]) =>
  events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('')

/** Events of OpenAI's responses. */
function responseEvents(): string {
  const part = { type: 'output_text', text: TEXT, annotations: [] }
  const item = { type: 'message', id: 'm1', role: 'assistant', status: 'completed', content: [part] }
  const at = { item_id: 'm1', output_index: 0, content_index: 0 }
  const response = { id: 'r1', object: 'response', status: 'in_progress', model: 'local', output: [] as object[] }
  const events = [
    { type: 'response.created', response },
    { type: 'response.output_item.added', output_index: 0, item: { ...item, status: 'in_progress', content: [] } },
    { type: 'response.content_part.added', ...at, part: { ...part, text: '' } },
    { type: 'response.output_text.delta', ...at, delta: TEXT },
    { type: 'response.output_text.done', ...at, text: TEXT },
    { type: 'response.content_part.done', ...at, part },
    { type: 'response.output_item.done', output_index: 0, item },
    {
      type: 'response.completed',
      response: { ...response, status: 'completed', output: [item], usage: { ...usage, total_tokens: 2 } },
    },
  ]
  return named(events.map((event, sequence_number) => ({ ...event, sequence_number })))
}

/** Events of Anthropic's messages. */
function messageEvents(): string {
  const message = { id: 'm1', type: 'message', role: 'assistant', model: 'local', content: [] }
  return named([
    { type: 'message_start', message: { ...message, stop_reason: null, stop_sequence: null, usage } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: TEXT } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage },
    { type: 'message_stop' },
  ] as { type: string }[])
}

const ANSWERS: [path: RegExp, events: string][] = [
  [/\/chat\/completions$/, chatEvents()],
  [/\/responses$/, responseEvents()],
  [/\/messages$/, messageEvents()],
]

/** Starts the server on a free port of 127.0.0.1. What asks for no answer gets a list of one model. */
export async function startPeerServer(): Promise<PeerServer> {
  let first: number | null = null
  const server = createServer((request, response) => {
    const arrived = performance.now()
    const path = new URL(request.url!, 'http://local').pathname
    const events = request.method === 'POST' ? ANSWERS.find(([form]) => form.test(path))?.[1] : undefined
    if (events !== undefined) first ??= arrived
    request.resume().once('end', () => {
      response.setHeader('content-type', events === undefined ? 'application/json' : 'text/event-stream')
      response.end(events ?? JSON.stringify({ object: 'list', data: [{ id: 'local', object: 'model' }] }))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forget: () => (first = null),
    askedAt: () => first,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
