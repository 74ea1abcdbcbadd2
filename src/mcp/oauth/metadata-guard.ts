// Decides which addresses an MCP server may send us to with its OAuth metadata: a hostile server could name hosts that only this
// machine can reach, such as a router or a cloud's metadata service, and have us ask them (server-side request forgery).

import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { isPrivateAddress, type Address } from '../../sys/address-guard.ts'

/** `special`: link-local and reserved addresses, among them the metadata services of clouds (169.254.169.254). */
type Zone = 'public' | 'private' | 'machine' | 'special'

export type Permit = { ok: true; url: URL; addresses: Address[] } | { ok: false; reason: string }

/** Gives all addresses of a name; null where a proxy resolves names, and this machine perhaps cannot. */
export type ResolveName = ((host: string) => Promise<Address[]>) | null

const MACHINE = listRanges([
  ['127.0.0.0', 8, 'ipv4'],
  ['::1', 128, 'ipv6'],
])
/** RFC 1918, carriers' networks (RFC 6598), and unique local addresses (RFC 4193). */
const PRIVATE = listRanges([
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['fc00::', 7, 'ipv6'],
])

/** Names that are never public, whoever resolves them. */
const LOCAL_NAME = /(?:^|\.)(?:localhost|local|internal|home\.arpa)$/i

export const resolveName = (host: string): Promise<Address[]> => lookup(host, { all: true })

/**
 * Permits a request for a server's authorisation to `target`: https to public hosts; to this machine, or the private network, only
 * when the server itself is there, and then also without TLS. `addresses` are the only ones to connect to; empty behind a proxy.
 */
export async function permitRequest(
  target: string,
  serverUrl: string,
  resolve: ResolveName = resolveName,
): Promise<Permit> {
  const url = readUrl(target)
  if (url === null) return { ok: false, reason: 'it is not a plain http or https address' }
  const found = await findZone(url, resolve)
  if (!found.ok) return found
  if (found.zone !== 'public') {
    const server = await findZone(new URL(serverUrl), resolve)
    const isNear = server.ok && server.zone === found.zone && found.zone !== 'special'
    if (!isNear) return { ok: false, reason: `${url.hostname} is not a public host` }
  } else if (url.protocol !== 'https:') return { ok: false, reason: `${url.host} is asked without TLS` }
  return { ok: true, url, addresses: found.addresses }
}

/** The page on which the user agrees: its address goes to a program of the system, so its form is checked once more. */
export function isSafePage(page: URL, serverUrl: string): boolean {
  if (page.username !== '' || page.password !== '') return false
  if (page.protocol === 'https:') return true
  return page.protocol === 'http:' && isMachineName(page) && isMachineName(new URL(serverUrl))
}

/** Null for text with characters that a URL parser drops, and for addresses that hold a password. */
function readUrl(text: string): URL | null {
  if (/[\u0000-\u0020\u007f-\u009f\\]/.test(text)) return null
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return null
  return url
}

async function findZone(
  url: URL,
  resolve: ResolveName,
): Promise<{ ok: true; zone: Zone; addresses: Address[] } | { ok: false; reason: string }> {
  const host = hostOf(url)
  try {
    const family = isIP(host)
    if (family === 0 && resolve === null)
      return { ok: true, zone: LOCAL_NAME.test(host) ? 'special' : 'public', addresses: [] }
    const addresses = family === 0 ? await resolve!(host) : [{ address: host, family }]
    const zones = new Set(addresses.map(({ address }) => zoneOf(address)))
    const [zone] = zones
    if (zone === undefined) return { ok: false, reason: `${host} has no address` }
    if (zones.size > 1) return { ok: false, reason: `${host} leads to public and private addresses at once` }
    return { ok: true, zone, addresses }
  } catch (error) {
    const { code = 'no answer' } = error as NodeJS.ErrnoException
    return { ok: false, reason: `${host} cannot be resolved (${code})` }
  }
}

function zoneOf(address: string): Zone {
  if (!isPrivateAddress(address)) return 'public'
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
  if (MACHINE.check(address, family)) return 'machine'
  return PRIVATE.check(address, family) ? 'private' : 'special'
}

function isMachineName(url: URL): boolean {
  const host = hostOf(url)
  return host === 'localhost' || (isIP(host) !== 0 && zoneOf(host) === 'machine')
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
}

function listRanges(ranges: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[]): BlockList {
  const list = new BlockList()
  for (const [address, bits, family] of ranges) list.addSubnet(address, bits, family)
  return list
}
