// Requests a web page. The connection goes to the addresses that were checked, each redirect is checked anew, and the
// size is limited.

import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { type Address, checkUrl, resolvePublic } from './address-guard.ts'

const MAX_REDIRECTS = 10
export const MAX_PAGE_BYTES = 10 * 1024 * 1024
const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 kimi'
const ACCEPT = 'text/html,application/xhtml+xml,text/markdown,text/plain;q=0.9,*/*;q=0.5'

export interface Page {
  /** The address after redirects. */
  url: string
  status: number
  /** The media type in lower case, without parameters. */
  type: string
  text: string
}

export type PageReply = { ok: true; page: Page } | { ok: false; reason: string }

export interface PageOptions {
  signal: AbortSignal
  /** Private addresses that count as public, for tests. */
  allowPrivate?: readonly string[]
  /** True for an address at another host to which a redirect is not followed. */
  isForbiddenUrl?: ((url: string) => boolean) | undefined
}

export async function requestPage(
  text: string,
  { signal, allowPrivate = [], isForbiddenUrl }: PageOptions,
): Promise<PageReply> {
  let next = text
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const where = redirects === 0 ? '' : ` (redirected to ${next})`
    const checked = checkUrl(next, allowPrivate)
    if (!checked.ok) return { ok: false, reason: checked.reason + where }
    // The first address was decided about before.
    const isElsewhere = redirects > 0 && checked.url.host !== new URL(text).host
    if (isElsewhere && isForbiddenUrl?.(checked.url.href)) return { ok: false, reason: `a rule forbids it${where}` }
    const resolved = await resolvePublic(checked.url, allowPrivate)
    if (!resolved.ok) return { ok: false, reason: resolved.reason + where }
    try {
      const response = await openConnection(checked.url, resolved.addresses, signal)
      const { location } = response.headers
      const status = response.statusCode ?? 0
      if (status >= 300 && status < 400 && location !== undefined) {
        response.destroy()
        if (!URL.canParse(location, checked.url.href))
          return { ok: false, reason: 'it redirects to something that is no URL' }
        next = new URL(location, checked.url.href).href
        continue
      }
      const bytes = await readBody(response)
      if (bytes === null) return { ok: false, reason: `the page is larger than ${MAX_PAGE_BYTES / 1024 / 1024} MB` }
      const kind = response.headers['content-type'] ?? 'text/html'
      const type = (kind.split(';')[0] ?? '').trim().toLowerCase()
      return { ok: true, page: { url: checked.url.href, status, type, text: decode(bytes, kind) } }
    } catch (error) {
      return { ok: false, reason: (error as Error).message + where }
    }
  }
  return { ok: false, reason: `it redirects more than ${MAX_REDIRECTS} times` }
}

function openConnection(url: URL, addresses: Address[], signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options: RequestOptions = {
      agent: false,
      signal,
      headers: { 'user-agent': USER_AGENT, accept: ACCEPT, 'accept-encoding': 'gzip, deflate, br' },
      // The name is not resolved a second time, since another answer could lead elsewhere.
      lookup: (_host, options, answer) => {
        const [first] = addresses
        if (options.all === true) answer(null, addresses)
        else answer(null, first?.address ?? '', first?.family)
      },
    }
    const request = url.protocol === 'https:' ? requestHttps(url, options) : requestHttp(url, options)
    request.once('response', resolve)
    request.once('error', reject)
    request.end()
  })
}

/** The decompressed body; null when it is larger than 10 MB. */
async function readBody(response: IncomingMessage): Promise<Buffer | null> {
  const encoding = (response.headers['content-encoding'] ?? '').trim().toLowerCase()
  const unpack =
    encoding === 'gzip' || encoding === 'x-gzip'
      ? createGunzip()
      : encoding === 'br'
        ? createBrotliDecompress()
        : encoding === 'deflate'
          ? createInflate()
          : null
  const chunks: Buffer[] = []
  let size = 0
  if (unpack !== null) response.once('error', (error) => unpack.destroy(error))
  try {
    for await (const chunk of unpack === null ? response : response.pipe(unpack)) {
      chunks.push(chunk as Buffer)
      size += (chunk as Buffer).length
      if (size > MAX_PAGE_BYTES) return null
    }
    return Buffer.concat(chunks)
  } finally {
    response.destroy()
  }
}

/** The text in the charset of the header, else of the page's first kilobyte, else UTF-8. */
function decode(bytes: Buffer, type: string): string {
  const start = bytes.subarray(0, 1024).toString('latin1')
  const name =
    /charset=["']?([\w-]+)/i.exec(type)?.[1] ?? /<meta[^>]{0,200}charset=["']?([\w-]+)/i.exec(start)?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(name).decode(bytes)
  } catch {
    return bytes.toString('utf8')
  }
}
