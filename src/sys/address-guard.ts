// Allows pages of public hosts only. A host's name is resolved first, and the connection goes to the addresses that
// were checked.

import { lookup } from 'node:dns/promises'
import { BlockList, isIP, type LookupFunction } from 'node:net'

// Two lists are needed: a single one would check an IPv4 address in its mapped form, too, and find it in ::ffff:0:0/96.
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
  // IPv4 addresses in IPv6 form, which routers may translate: compatible, mapped, NAT64, Teredo, 6to4.
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

/** True for an address that is not public, and for a text that is not an address. */
export function isPrivateAddress(text: string): boolean {
  const address = text.replace(/^\[|\]$|%.*$/g, '')
  const family = isIP(address)
  if (family === 6) return PRIVATE_V6.check(address, 'ipv6')
  return family === 0 || PRIVATE_V4.check(address, 'ipv4')
}

/** Checks a URL before its name is resolved. `allowed` are private addresses that count as public, for tests. */
export function checkUrl(
  text: string,
  allowed: readonly string[] = [],
): { ok: true; url: URL } | { ok: false; reason: string } {
  // The URL class drops tabs, newlines and blanks, so that the checked URL could differ from the one shown to the user.
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

/** The addresses of a URL's host, if all of them are public. */
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

/** A lookup that gives the addresses that were checked: a name that is resolved a second time could lead elsewhere. */
export function lookupOf(addresses: readonly Address[]): LookupFunction {
  return (_host, { all }, answer) => {
    if (all === true) answer(null, [...addresses])
    else answer(null, addresses[0]?.address ?? '', addresses[0]?.family)
  }
}
