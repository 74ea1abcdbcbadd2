// The `openai` client for chat completions and Responses, with our own HTTP beneath it: connections, headers and the check of the
// answer are ours.

import { openEventStream, type EventRequest } from '../network/event-request.ts'

/** Settings that keep the environment out (OPENAI_ORG_ID, OPENAI_LOG…). The key never enters the client. */
const BARE_CLIENT = {
  apiKey: 'unused',
  adminAPIKey: null,
  organization: null,
  project: null,
  webhookSecret: null,
  maxRetries: 0,
  logLevel: 'off',
  // The stall timer limits a request. This is the longest time that a timer can wait.
  timeout: 2 ** 31 - 1,
} as const

/** The client alone: the package's index brings the clients of Azure and Bedrock too. */
export async function loadClient(): Promise<typeof import('openai').OpenAI> {
  return (await import('openai/client')).OpenAI
}

/** A client for one attempt, which sends the body of `request`. Its own headers are left out: they describe this machine, and OPENAI_* variables add to them. */
export function createClient(
  OpenAI: Awaited<ReturnType<typeof loadClient>>,
  base: URL,
  request: EventRequest,
): InstanceType<typeof OpenAI> {
  return new OpenAI({
    ...BARE_CLIENT,
    baseURL: base.href,
    async fetch(url) {
      const body = await openEventStream(request, new URL(String(url)))
      // As much of a response as the client reads of an answer that is already checked. Making Node's own loads undici: 25 ms.
      const headers = new Map([['content-type', 'text/event-stream']])
      return { ok: true, status: 200, url: String(url), headers, body } as unknown as Response
    },
  })
}
