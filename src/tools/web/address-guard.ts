// Which hosts a page may be fetched from: public ones. Names are resolved first, and the connection goes to what was
// checked.

import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

// Apart, since one list takes every IPv4 address for its mapped form and would find it in ::ffff:0:0/96.
const PRIVATE_V4 = new BlockList()
const PRIVATE_V6 = new BlockList()
for (const range of [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // IPv4 in other clothes, which routers may undress: compatible, mapped, NAT64, Teredo, 6to4.
  '::/96',
  '::ffff:0:0/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '2001::/32',
  '2002::/16',
  '100::/64',
  '2001:db8::/32',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
]) {
  const [address = '', bits] = range.split('/')
  if (address.includes(':')) PRIVATE_V6.addSubnet(address, Number(bits), 'ipv6')
  else PRIVATE_V4.addSubnet(address, Number(bits), 'ipv4')
}

export interface Address {
  address: string
  family: number
}

/** Whether nobody on the internet has this address. What is no address counts as private. */
export function isPrivateAddress(text: string): boolean {
  const address = text.replace(/^\[|\]$|%.*$/g, '')
  const family = isIP(address)
  if (family === 6) return PRIVATE_V6.check(address, 'ipv6')
  return family === 0 || PRIVATE_V4.check(address, 'ipv4')
}

/** A URL that may be asked for at all, before any name is resolved; else why not. `allowed` are addresses for tests. */
export function checkUrl(
  text: string,
  allowed: readonly string[] = [],
): { ok: true; url: URL } | { ok: false; reason: string } {
  // URL drops tabs and newlines and trims: what is checked must be what was shown.
  if (/[\u0000-\u0020\u007f-\u009f\\]/.test(text))
    return { ok: false, reason: 'it holds blanks, backslashes or control characters' }
  if (!URL.canParse(text)) return { ok: false, reason: 'it is not a URL' }
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return { ok: false, reason: 'it is neither http nor https' }
  if (url.username !== '' || url.password !== '') return { ok: false, reason: 'it holds a user name or password' }
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  const isLocal = /(?:^|\.)(?:localhost|local|internal|home\.arpa|onion)$/i.test(host)
  if (isLocal || (isIP(host) !== 0 && isPrivateAddress(host) && !allowed.includes(host)))
    return { ok: false, reason: `${host} is a private address` }
  return { ok: true, url }
}

/** The addresses of a host, when all of them are public; else why not. */
export async function resolvePublic(
  url: URL,
  allowed: readonly string[] = [],
): Promise<{ ok: true; addresses: Address[] } | { ok: false; reason: string }> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  let addresses: Address[]
  try {
    addresses = await lookup(host, { all: true })
  } catch (error) {
    return { ok: false, reason: `${host} cannot be resolved (${(error as NodeJS.ErrnoException).code ?? 'no answer'})` }
  }
  const found = addresses.find(({ address }) => isPrivateAddress(address) && !allowed.includes(address))
  if (found !== undefined) return { ok: false, reason: `${host} leads to the private address ${found.address}` }
  return addresses.length === 0 ? { ok: false, reason: `${host} has no address` } : { ok: true, addresses }
}
