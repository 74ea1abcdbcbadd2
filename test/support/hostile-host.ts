// A login host, coding endpoint and provider on 127.0.0.1, each text of whose answers is hostile.

import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { HOSTILE_WORD as X } from './hostile-pieces.ts'

export interface HostileHost extends AsyncDisposable {
  readonly url: string
  /** Variables that lead a daemon here. */
  readonly env: Record<string, string>
}

const TOKENS = { access_token: 'a', refresh_token: 'r', token_type: 'Bearer', scope: X, expires_in: 900 }
const USAGES = {
  usage: { used: '4', limit: '10', resetTime: X },
  limits: [{ name: X, detail: { limit: '10', remaining: '5', resetTime: X } }],
  boosterWallet: { balance: { amount: '1000000000', amountLeft: '1' }, monthlyChargeLimit: { currency: X } },
}
const ME = { user_id: X, nickname: X, status: X, region: X, user_level_name: X }
const MODELS = {
  data: [
    { id: X, display_name: X },
    { id: 'kimi-for-coding', context_length: 1_000_000, display_name: X, supports_efforts: [X], protocol: X },
  ],
}

export async function openHostileHost(): Promise<HostileHost> {
  let polls = 0
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', url)
    if (pathname.endsWith('/device_authorization'))
      say(response, 200, {
        user_code: X,
        device_code: 'device',
        verification_uri: `${url}/${X}`,
        verification_uri_complete: `${url}/${X}`,
        expires_in: 600,
        interval: 1,
      })
    else if (pathname.endsWith('/token'))
      if (polls++ === 0) say(response, 400, { error: 'authorization_pending', error_description: X })
      else say(response, 200, TOKENS)
    else if (pathname.endsWith('/usages')) say(response, 200, USAGES)
    else if (pathname.endsWith('/me')) say(response, 200, ME)
    else if (pathname.endsWith('/models') && !pathname.startsWith('/refusing')) say(response, 200, MODELS)
    else say(response, 400, { error: { message: X, type: X, code: X } })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    env: { KIMI_CODE_OAUTH_HOST: url, KIMI_CODE_BASE_URL: `${url}/coding/v1` },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function say(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
