// The way to a host: directly or through the proxy that the environment names, with the certificates that the user trusts.

import type { LookupFunction } from 'node:net'
import { chooseProxy } from './proxy-choice.ts'
import { createTransport, type Transport } from './transport.ts'
import { readTrust } from './trusted-certificates.ts'

/** `proxy` names the proxy and its variable, without a password. `reason` is a part of a sentence, `hint` a command to type. */
export type Way = { ok: true; transport: Transport; proxy: string | null } | { ok: false; reason: string; hint: string }

/**
 * The way to the host of `url`; its first connection is opened with the first request. A proxy that cannot be used is not gone around.
 * @param lookup finds the addresses of the host in the place of the system; a proxy is found by the system
 */
export function openWay(url: URL, env: NodeJS.ProcessEnv, lookup?: LookupFunction): Way {
  const proxy = chooseProxy(url, env)
  if (proxy.kind === 'unusable') {
    const reason = `${proxy.variable}: expected an http(s) or socks address, got ${proxy.scheme || 'something else'}`
    return { ok: false, reason, hint: `echo $${proxy.variable}` }
  }
  const trust = readTrust(env)
  if (!trust.ok) return { ok: false, reason: trust.reason, hint: 'env | grep CERT' }
  return {
    ok: true,
    transport: createTransport(url, proxy, trust.ca, proxy.kind === 'direct' ? lookup : undefined),
    proxy: proxy.kind === 'direct' ? null : `${proxy.host} of ${proxy.variable}`,
  }
}
