// Chooses the proxy for a host. Node's own choice silently connects directly when a proxy variable holds an unusable
// value, although a proxy is often configured because direct connections are not allowed.

import { isLoopback } from './loopback.ts'

export type ProxyChoice =
  | { kind: 'direct' }
  /** `url` may hold a password; `host` may be shown. */
  | { kind: 'proxy'; url: string; host: string; variable: string }
  | { kind: 'socks'; url: string; host: string; variable: string }
  | { kind: 'unusable'; variable: string; scheme: string }

/** Reads `https_proxy` (or `http_proxy`), `all_proxy` and `no_proxy`, lower case first. This machine needs no proxy. */
export function chooseProxy(target: URL, env: NodeJS.ProcessEnv): ProxyChoice {
  if (isLoopback(target.hostname) || isExempt(target, env['no_proxy'] ?? env['NO_PROXY'] ?? ''))
    return { kind: 'direct' }
  const own = `${target.protocol.slice(0, -1)}_proxy`
  const names = [own, own.toUpperCase(), 'all_proxy', 'ALL_PROXY']
  const variable = names.find((name) => env[name])
  if (variable === undefined) return { kind: 'direct' }
  const value = env[variable] ?? ''
  const url = URL.parse(value.includes('://') ? value : `http://${value}`)
  if (url !== null && /^https?:$/.test(url.protocol)) return { kind: 'proxy', url: url.href, host: url.host, variable }
  if (url !== null && /^socks(?:4a?|5h?)?:$/.test(url.protocol))
    return { kind: 'socks', url: url.href, host: url.host, variable }
  return { kind: 'unusable', variable, scheme: url?.protocol.slice(0, -1) ?? '' }
}

/**
 * True when `no_proxy` exempts the host: names with their subdomains and perhaps a port, separated by commas; `*` is
 * any.
 */
function isExempt(target: URL, list: string): boolean {
  const port = target.port || (target.protocol === 'https:' ? '443' : '80')
  return list.split(/[\s,]+/).some((entry) => {
    const [, name = '', entryPort] = /^(?:\*?\.)?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? []
    if (entry === '*') return true
    if (name === '' || (entryPort !== undefined && entryPort !== port)) return false
    return target.hostname === name || target.hostname.endsWith(`.${name}`)
  })
}
