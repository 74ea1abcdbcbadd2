// Support for tests of models: sends a request with defaults and collects the events.
import type { ChatEvent, ChatRequest, ChatStream, Failure } from '../../../src/models/chat-stream.ts'
import { createProviderStream, type ProviderStream, type ProviderOptions } from '../../../src/models/provider-stream.ts'

import type { TokenSource } from '../../../src/protocol/token-source.ts'

export function ask(more: Partial<ChatRequest> = {}): ChatRequest {
  return { messages: [{ role: 'user', content: 'hi' }], signal: new AbortController().signal, ...more }
}

export async function collect(stream: ChatStream, request: ChatRequest = ask()): Promise<ChatEvent[]> {
  const events: ChatEvent[] = []
  // The id of an answer is the server's own matter.
  for await (const event of stream(request))
    events.push(event.type === 'end' ? { type: event.type, reason: event.reason } : event)
  return events
}

export function joinText(events: readonly ChatEvent[]): string {
  return events.map((event) => (event.type === 'text' ? event.text : '')).join('')
}

/** The failure that ends the events. Throws when they end otherwise, or when there is more than one end. */
export function getFailure(events: readonly ChatEvent[]): Failure {
  const ends = events.filter(({ type }) => type === 'end' || type === 'failed')
  const last = events.at(-1)
  if (ends.length !== 1 || last?.type !== 'failed') throw new Error(`no single failure: ${JSON.stringify(events)}`)
  return last
}

/** A client of a local server that closes itself. */
export function connect(baseUrl: string, more: Partial<ProviderOptions> = {}): ProviderStream & Disposable {
  const client = createProviderStream({
    baseUrl,
    apiKey: 'sk-test-0123456789',
    model: 'kimi-test',
    dialect: 'kimi',
    ...more,
  })
  return { ...client, [Symbol.dispose]: client.close }
}

/** A source of tokens that cannot renew them. */
export function tokensOf(current: TokenSource['current']): TokenSource {
  return { current, renew: current }
}
