// Calls Kimi's search and fetch services: a POST of JSON with the account's key, and an answer of limited size.

import { MAX_PAGE_BYTES } from './page-request.ts'

export interface WebService {
  url: string
  /** A key, or a function that returns a token that is valid now. */
  apiKey: string | (() => Promise<string>)
  headers?: Record<string, string>
}

export type ServiceReply = { ok: true; text: string } | { ok: false; reason: string; status: number | null }

export async function callService(
  service: WebService,
  body: object,
  options: { accept: string; callId: string; signal: AbortSignal },
): Promise<ServiceReply> {
  try {
    const key = typeof service.apiKey === 'string' ? service.apiKey : await service.apiKey()
    const response = await fetch(service.url, {
      method: 'POST',
      headers: {
        ...service.headers,
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        accept: options.accept,
        'x-msh-tool-call-id': options.callId,
      },
      body: JSON.stringify(body),
      // A redirect would send the key to another host.
      redirect: 'error',
      signal: options.signal,
    })
    if (response.status !== 200) {
      await response.body?.cancel()
      return { ok: false, reason: `the service answered ${response.status}`, status: response.status }
    }
    const chunks: Uint8Array[] = []
    let size = 0
    for await (const chunk of response.body ?? []) {
      size += chunk.length
      if (size > MAX_PAGE_BYTES) return { ok: false, reason: 'the answer is too large', status: 200 }
      chunks.push(chunk)
    }
    return { ok: true, text: Buffer.concat(chunks).toString('utf8') }
  } catch (error) {
    const cause = (error as Error).cause as NodeJS.ErrnoException | undefined
    return { ok: false, reason: cause?.code ?? (error as Error).message, status: null }
  }
}
