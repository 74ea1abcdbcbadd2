// Requests a web page. The connection goes to the addresses that were checked, each redirect is checked anew, and the
// size is limited.

import type { IncomingMessage } from 'node:http'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { lookupOf, checkUrl, resolvePublic } from '../../sys/address-guard.ts'
import { readAtMost } from '../../sys/network/bounded-body.ts'
import { openWay } from '../../sys/network/outgoing.ts'
import { chooseProxy } from '../../sys/network/proxy-choice.ts'

const MAX_REDIRECTS = 10
export const MAX_PAGE_BYTES = 10 * 1024 * 1024
const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 kimi'
const HEADERS = {
  'user-agent': USER_AGENT,
  accept: 'text/html,application/xhtml+xml,text/markdown,text/plain;q=0.9,*/*;q=0.5',
  'accept-encoding': 'gzip, deflate, br',
}

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
  /** The environment that names the proxy and the certificates; default process.env. */
  env?: NodeJS.ProcessEnv | undefined
  /** Asked before a redirect to another host is followed: the reason why not, or null. Without it every redirect is followed. */
  refuseHost?: ((url: string) => Promise<string | null>) | undefined
}

export async function requestPage(
  text: string,
  { signal, allowPrivate = [], env = process.env, refuseHost }: PageOptions,
): Promise<PageReply> {
  let next = text
  const hosts = new Set(URL.canParse(text) ? [nameOf(new URL(text))] : [])
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const where = redirects === 0 ? '' : ` (redirected to ${next})`
    const checked = checkUrl(next, allowPrivate)
    if (!checked.ok) return { ok: false, reason: checked.reason + where }
    // The first address was decided about before.
    if (!hosts.has(nameOf(checked.url))) {
      const refusal = (await refuseHost?.(checked.url.href)) ?? null
      if (refusal !== null) return { ok: false, reason: refusal + where }
      hosts.add(nameOf(checked.url))
    }
    const resolved = await resolvePublic(checked.url, allowPrivate)
    // A proxy looks the name up itself; what this machine finds private, or does not find, is not asked of it either.
    if (!resolved.ok) {
      const rule = chooseProxy(checked.url, env).kind === 'direct' ? '' : '; a proxy is asked for public hosts alone'
      return { ok: false, reason: resolved.reason + rule + where }
    }
    const way = openWay(checked.url, env, lookupOf(resolved.addresses))
    if (!way.ok) return { ok: false, reason: way.reason + where }
    const through = way.proxy === null ? '' : ` (through the proxy ${way.proxy})`
    try {
      const response = await way.transport.send({ url: checked.url, method: 'GET', headers: HEADERS, signal })
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
      return { ok: false, reason: (error as Error).message + through + where }
    } finally {
      way.transport.close()
    }
  }
  return { ok: false, reason: `it redirects more than ${MAX_REDIRECTS} times` }
}

/** The host and its port; `www.` before it leads to the same site. A page that moves from http to https stays where it is. */
function nameOf({ host }: URL): string {
  return host.replace(/^www\./, '')
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
  if (unpack !== null) response.once('error', (error) => unpack.destroy(error))
  try {
    return await readAtMost(unpack === null ? response : response.pipe(unpack), MAX_PAGE_BYTES)
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
