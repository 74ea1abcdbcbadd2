// Connections through a SOCKS proxy. The proxy looks up the name of the host, so that a network without DNS works, too.

import type { Socket } from 'node:net'
import tls from 'node:tls'

export interface SocksTarget {
  host: string
  port: number
  /** Certificates that are trusted; undefined for a connection without TLS. */
  secure: { ca: string[] | undefined } | undefined
}

/** Opens a connection to the target. Rejects with an error whose code is ERR_PROXY_TUNNEL when the proxy refuses. */
export async function connectThroughSocks(proxyUrl: string, { host, port, secure }: SocksTarget): Promise<Socket> {
  const { SocksClient } = await import('socks')
  const { hostname, port: proxyPort, protocol, username, password } = new URL(proxyUrl)
  const connecting = SocksClient.createConnection({
    proxy: {
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(proxyPort || 1080),
      type: /^socks4/.test(protocol) ? 4 : 5,
      ...(username === '' ? {} : { userId: decodeURIComponent(username), password: decodeURIComponent(password) }),
    },
    command: 'connect',
    destination: { host: host.replace(/^\[|\]$/g, ''), port },
    set_tcp_nodelay: true,
  })
  const { socket } = await connecting.catch((error: Error) => {
    throw Object.assign(new Error(error.message), { code: 'ERR_PROXY_TUNNEL' })
  })
  if (!secure) return socket
  return tls.connect({ socket, servername: host, rejectUnauthorized: true, ...(secure.ca ? { ca: secure.ca } : {}) })
}
