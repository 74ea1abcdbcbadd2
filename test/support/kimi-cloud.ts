// Kimi's login host, coding endpoint and open platform on 127.0.0.1. Every request is checked against what the real ones demand:
// headers, form fields, tokens; what is wrong is collected, and refused as they would refuse it.

import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { encodeAnswer, findFault, type StrictProtocol } from './strict-provider.ts'

export const CLIENT_ID = '17e5f671-d194-4dfb-9706-5516cb48c098'
const DEVICE_PATH = '/api/oauth/device_authorization'
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

/** The answer to a poll for the device code. The last one of a list is given to all later polls. */
export type Poll = 'pending' | 'slow_down' | 'expired' | 'denied' | 'busy' | 'cut' | 'agreed'

/** The fate of a renewal. `cut`: the connection ends after the tokens were changed; `busy`: the host answers 503. */
export type Renewal = 'answered' | 'refused' | 'cut' | 'busy'

export interface CloudOptions {
  polls?: Poll[]
  renewals?: Renewal[]
  /** Seconds between polls. */
  interval?: number
  /** The life of an access token in seconds. */
  life?: number
  /** Milliseconds that a renewal takes. */
  renewalMs?: number
}

export interface Cloud extends AsyncDisposable {
  readonly url: string
  /** Variables that lead both CLIs, and us, here. */
  readonly env: Record<string, string>
  /** Mistakes in requests. */
  readonly problems: string[]
  /** The requests, as `POST /api/oauth/token refresh_token`. */
  readonly seen: string[]
  /** Renewals that reached the host. */
  readonly renewals: number
  polls: Poll[]
  /** True once the plan's limit is reached: no question is answered. */
  isUsedUp: boolean
  /** The address of the page on which a login is agreed to, where it is another's; else null. */
  page: string | null
  /** True for a plan without web services. */
  lacksServices: boolean
  /** The bodies that reached search, fetch and data sources. */
  readonly asked: unknown[]
  /** The bodies that reached the models, each with its protocol. */
  readonly bodies: { protocol: StrictProtocol; body: Record<string, unknown> }[]
  /** The models of the plan, as its list has them. A request for another model is answered with 404. */
  models: Record<string, unknown>[]
  nextRenewals: Renewal[]
  /** Makes a login, as if the user had agreed: the fields of a credentials file. */
  issue(): Record<string, unknown>
  /** The access token that is valid now. */
  readonly access: string
  /** Ends all tokens. */
  revoke(): void
  /** Ends the access token; the refresh token stays. */
  expire(): void
}

const JSON_TYPE = { 'content-type': 'application/json' }
/** The API key of the open platform. */
export const PLATFORM_KEY = 'sk-platform-0123456789abcdef'

/** The cloud as its own answers see and change it. */
interface CloudState extends Cloud {
  readonly options: CloudOptions
  /** Logins, renewals and device codes so far: the number in their names. */
  count: number
  /** Empty when there is no valid token. */
  access: string
  refresh: string
  renewals: number
}

export async function openCloud(options: CloudOptions = {}): Promise<Cloud> {
  const server = createServer((request, response) => void answer(request, response, cloud))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const cloud: CloudState = {
    options,
    url,
    env: { KIMI_CODE_OAUTH_HOST: url, KIMI_CODE_BASE_URL: `${url}/coding/v1` },
    problems: [],
    seen: [],
    count: 0,
    access: '',
    refresh: '',
    renewals: 0,
    polls: options.polls ?? ['agreed'],
    isUsedUp: false,
    page: null,
    lacksServices: false,
    asked: [],
    bodies: [],
    models: [...MODELS],
    nextRenewals: options.renewals ?? [],
    issue() {
      const tokens = issueTokens(cloud)
      return { ...tokens, expires_at: Math.floor(Date.now() / 1000) + tokens.expires_in }
    },
    revoke: () => void ([cloud.access, cloud.refresh] = ['', '']),
    expire: () => void (cloud.access = ''),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return cloud
}

/** Makes new tokens, which are the only valid ones from now on, and the answer that holds them. */
function issueTokens(cloud: CloudState) {
  cloud.count++
  cloud.access = `access-${cloud.count}-secret`
  cloud.refresh = `refresh-${cloud.count}-secret`
  return {
    access_token: cloud.access,
    refresh_token: cloud.refresh,
    token_type: 'Bearer',
    scope: 'kimi-code',
    expires_in: cloud.options.life ?? 900,
  }
}

function say(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, JSON_TYPE)
  response.end(JSON.stringify(body))
}

async function answer(request: IncomingMessage, response: ServerResponse, cloud: CloudState): Promise<void> {
  const { pathname } = new URL(request.url ?? '', cloud.url)
  const text = await readText(request)
  const form = new URLSearchParams(text)
  cloud.seen.push(
    `${request.method} ${pathname}${form.has('grant_type') ? ` ${form.get('grant_type')!.split(':').at(-1)}` : ''}`,
  )
  if (pathname.startsWith('/api/oauth/')) {
    checkOAuth(pathname, request, form, cloud.problems)
    if (pathname === DEVICE_PATH) return answerDevice(response, cloud)
    if (form.get('grant_type') === DEVICE_GRANT) return answerPoll(response, cloud)
    return answerRenewal(response, form.get('refresh_token') ?? '', cloud)
  }
  if (pathname.startsWith('/coding/v1/')) return answerCoding(pathname, request, response, text, cloud)
  if (pathname === '/v1/users/me/balance') return answerBalance(request, response)
  cloud.problems.push(`nobody asks for ${pathname}`)
  say(response, 404, { error: { message: 'not found' } })
}

function checkOAuth(path: string, request: IncomingMessage, form: URLSearchParams, problems: string[]): void {
  checkDevice(request, problems)
  if (request.method !== 'POST') problems.push(`${request.method} ${path}`)
  if (request.headers['content-type'] !== 'application/x-www-form-urlencoded') problems.push(`${path}: no form`)
  if (form.get('client_id') !== CLIENT_ID) problems.push(`${path}: client_id ${form.get('client_id')}`)
  if (path === DEVICE_PATH) checkFields(form, ['client_id'], path, problems)
  else if (form.get('grant_type') === DEVICE_GRANT)
    checkFields(form, ['client_id', 'device_code', 'grant_type'], path, problems)
  else checkFields(form, ['client_id', 'grant_type', 'refresh_token'], path, problems)
}

function answerDevice(response: ServerResponse, cloud: CloudState): void {
  const code = ++cloud.count
  say(response, 200, {
    user_code: `CODE-${code}`,
    device_code: `device-${code}`,
    verification_uri: `${cloud.url}/device`,
    verification_uri_complete: cloud.page ?? `${cloud.url}/device?user_code=CODE-${code}`,
    expires_in: 600,
    interval: cloud.options.interval ?? 0,
  })
}

function answerPoll(response: ServerResponse, cloud: CloudState): void {
  const poll = cloud.polls.length > 1 ? cloud.polls.shift()! : cloud.polls[0]!
  if (poll === 'agreed') return say(response, 200, issueTokens(cloud))
  if (poll === 'cut') return void response.socket?.destroy()
  if (poll === 'busy') return say(response, 503, { message: 'try later' })
  const errors = {
    pending: 'authorization_pending',
    slow_down: 'slow_down',
    expired: 'expired_token',
    denied: 'access_denied',
  }
  say(response, 400, { error: errors[poll], error_description: `the user: ${poll}` })
}

async function answerRenewal(response: ServerResponse, token: string, cloud: CloudState): Promise<void> {
  const { renewalMs = 0 } = cloud.options
  cloud.renewals++
  const fate = cloud.nextRenewals.shift() ?? 'answered'
  if (renewalMs > 0) await new Promise((resolve) => setTimeout(resolve, renewalMs))
  if (fate === 'busy') return say(response, 503, { message: 'try later' })
  // A refresh token is good for one renewal.
  if (fate === 'refused' || token !== cloud.refresh || cloud.refresh === '')
    return say(response, 401, { error: 'invalid_grant', error_description: `${token} is not valid` })
  const fresh = issueTokens(cloud)
  if (fate === 'cut') return void response.socket?.destroy()
  say(response, 200, fresh)
}

function answerCoding(
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  text: string,
  cloud: CloudState,
): void {
  const { access, isUsedUp, problems } = cloud
  checkDevice(request, problems)
  if (request.headers.authorization !== `Bearer ${access}` || access === '')
    return say(response, 401, { error: { message: 'The API Key appears to be invalid or may have expired.' } })
  const bodies: Record<string, object> = { usages: USAGES, me: ME, models: { data: cloud.models } }
  const body = bodies[path.slice('/coding/v1/'.length)]
  if (body) return say(response, 200, body)
  if (/^\/coding\/v1\/(?:search|fetch|tools)$/.test(path)) return answerService(path, request, response, text, cloud)
  const protocol = PROTOCOLS[path]
  if (isUsedUp) return say(response, 403, { error: { message: "You've reached your usage limit for this period" } })
  if (protocol !== undefined) return answerQuestion(protocol, response, text, cloud)
  problems.push(`nobody asks for ${path}`)
  say(response, 404, { error: { message: 'not found' } })
}

/** The protocols that the coding endpoint speaks. */
const PROTOCOLS: Record<string, StrictProtocol> = {
  '/coding/v1/chat/completions': 'chat',
  '/coding/v1/messages': 'anthropic',
}

function answerQuestion(protocol: StrictProtocol, response: ServerResponse, text: string, cloud: CloudState): void {
  const body = JSON.parse(text) as Record<string, unknown>
  cloud.bodies.push({ protocol, body })
  if (!cloud.models.some((model) => model['id'] === body['model']))
    return say(response, 404, { error: { message: `Not found the model ${String(body['model'])}` } })
  const fault = findFault(protocol, body)
  if (fault !== null) {
    cloud.problems.push(`${protocol}: ${fault}`)
    return say(response, 400, { error: { type: 'invalid_request_error', message: fault } })
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const usage = { input: 1000, cached: 600, output: 50 }
  response.end(encodeAnswer(protocol, { text: '```sh\necho from the plan\n```\nsays hello', usage }))
}

/** The web services of a plan, which take exactly these fields. */
function answerService(
  path: string,
  { headers }: IncomingMessage,
  response: ServerResponse,
  text: string,
  { asked, lacksServices, isUsedUp, problems }: CloudState,
): void {
  const body = JSON.parse(text) as Record<string, unknown>
  asked.push(body)
  if (!headers['x-msh-tool-call-id']) problems.push(`${path}: no x-msh-tool-call-id`)
  if (lacksServices) return say(response, 403, { error: { message: 'Your plan does not include this service' } })
  if (isUsedUp) return say(response, 403, { error: { message: "You've reached your usage limit for this period" } })
  const fields = Object.keys(body).sort().join()
  const service = path.split('/').at(-1)
  if (service === 'search') {
    if (fields !== 'enable_page_crawling,limit,text_query,timeout_seconds') problems.push(`${path}: ${fields}`)
    const page = { site_name: 'S', title: 'A page', url: 'https://example.com/a', snippet: 'of the search', date: '' }
    return say(response, 200, { search_results: [{ ...page, content: '', icon: '', mime: '' }] })
  }
  if (service === 'fetch') {
    if (fields !== 'url' || headers.accept !== 'text/markdown') problems.push(`${path}: ${fields} ${headers.accept}`)
    response.writeHead(200, { 'content-type': 'text/markdown' })
    return void response.end('# Read by the service')
  }
  if (fields !== 'method,params') problems.push(`${path}: ${fields}`)
  if (body['method'] === 'get_data_source_desc')
    return say(response, 200, { is_success: true, result: 'APIs: get_gdp(country)', error: '', files: [] })
  const file = { name: 'gdp.csv', content: Buffer.from('year,gdp\n2025,1\n').toString('base64'), encoding: 'base64' }
  say(response, 200, { is_success: true, result: { rows: 1 }, error: '', files: [file] })
}

function answerBalance(request: IncomingMessage, response: ServerResponse): void {
  if (request.headers.authorization !== `Bearer ${PLATFORM_KEY}`)
    return say(response, 401, { error: { message: 'Invalid Authentication', type: 'invalid_authentication_error' } })
  say(response, 200, BALANCE)
}

/** The coding endpoint answers 403 to a program that it does not know. */
function checkDevice({ headers, url }: IncomingMessage, problems: string[]): void {
  if (!/^(KimiCLI|kimi-code-cli)\/\d+\.\d+/.test(headers['user-agent'] ?? ''))
    problems.push(`${url}: ${headers['user-agent']}`)
  for (const name of ['platform', 'version', 'device-name', 'device-model', 'os-version', 'device-id']) {
    const value = headers[`x-msh-${name}`]
    if (typeof value !== 'string' || !/^[\x20-\x7e]+$/.test(value)) problems.push(`${url}: x-msh-${name} is ${value}`)
  }
}

function checkFields(form: URLSearchParams, wanted: string[], path: string, problems: string[]): void {
  const names = [...form.keys()].sort()
  if (names.join() !== wanted.join()) problems.push(`${path}: the fields ${names.join(', ')}`)
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

const USAGES = {
  usage: { used: '420', limit: '1000', resetTime: '2126-12-04T08:00:00.123456789Z' },
  limits: [
    {
      window: { duration: 300, timeUnit: 'TIME_UNIT_MINUTE' },
      detail: { limit: '100', remaining: '75', resetTime: '2126-11-29T12:00:00Z' },
    },
  ],
  boosterWallet: {
    balance: { type: 'BOOSTER', amount: '1000000000', amountLeft: '250000000' },
    monthlyChargeLimit: { priceInCents: '1000', currency: 'USD' },
  },
}
const ME = {
  user_id: 'u1',
  nickname: 'Ada',
  status: 'active',
  region: 'global',
  user_level: 2,
  user_level_name: 'Moderato',
}
const MODELS: Record<string, unknown>[] = [
  { id: 'kimi-for-coding', context_length: 1_048_576, display_name: 'Kimi for Coding' },
  { id: 'kimi-for-coding-highspeed', context_length: 262_144, display_name: 'Kimi for Coding, fast' },
]
const BALANCE = {
  code: 0,
  data: { available_balance: 49.58894, voucher_balance: 46.58893, cash_balance: 3.00001 },
  scode: '0x0',
  status: true,
}
