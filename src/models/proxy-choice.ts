// Which proxy a host is reached through. Decided here and not by node, which silently goes direct when a proxy variable
// holds something it cannot use; and a proxy is often there because direct is not allowed.

import { isLoopback } from './loopback.ts'

export type ProxyChoice =
  | { kind: 'direct' }
  /** `url` may hold a password; `host` may be shown. */
  | { kind: 'proxy'; url: string; host: string }
  | { kind: 'unusable'; variable: string; scheme: string }

/** Reads `https_proxy` (or `http_proxy`), `all_proxy` and `no_proxy`, lower case first. Loopback is always direct. */
export function chooseProxy(target: URL, env: NodeJS.ProcessEnv): ProxyChoice {
  if (isLoopback(target.hostname) || isExempt(target, env['no_proxy'] ?? env['NO_PROXY'] ?? ''))
    return { kind: 'direct' }
  const own = `${target.protocol.slice(0, -1)}_proxy`
  const names = [own, own.toUpperCase(), 'all_proxy', 'ALL_PROXY']
  const variable = names.find((name) => env[name])
  if (variable === undefined) return { kind: 'direct' }
  const value = env[variable] ?? ''
  const url = URL.parse(value.includes('://') ? value : `http://${value}`)
  if (url !== null && /^https?:$/.test(url.protocol)) return { kind: 'proxy', url: url.href, host: url.host }
  return { kind: 'unusable', variable, scheme: url?.protocol.slice(0, -1) ?? '' }
}

/** `no_proxy`: names separated by commas, each with its subdomains, perhaps with a port; `*` is everything. */
function isExempt(target: URL, list: string): boolean {
  const port = target.port || (target.protocol === 'https:' ? '443' : '80')
  return list.split(/[\s,]+/).some((entry) => {
    const [, name = '', entryPort] = /^(?:\*?\.)?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? []
    if (entry === '*') return true
    if (name === '' || (entryPort !== undefined && entryPort !== port)) return false
    return target.hostname === name || target.hostname.endsWith(`.${name}`)
  })
}
