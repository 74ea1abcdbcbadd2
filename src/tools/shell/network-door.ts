// The way to the network of one command in the sandbox, whose own network has no other machines: a proxy on a Unix socket. It asks about
// each host, and reaches public addresses alone, those that it has looked up itself.

import { mkdtempSync } from 'node:fs'
import { type IncomingMessage, type ServerResponse, createServer, request as requestHttp } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { checkUrl, resolvePublic } from '../../sys/address-guard.ts'
import { discard } from '../../sys/files.ts'

export interface NetworkDoor {
  /** The path of the socket, in a folder of its own that nobody else may enter. */
  socket: string
  close(): void
}

export interface NetworkDoorDeps {
  /** Asks whether the command may reach a host; once per host and command. */
  ask(host: string): Promise<boolean>
  /** Private addresses that count as public, for tests. */
  allowPrivate?: readonly string[]
}

/** The answer to a request that was refused. Its words are known to the reader of a failed command (sandbox-result.ts). */
const REFUSED = 'the sandbox does not let this command reach the host'

export async function openNetworkDoor(deps: NetworkDoorDeps): Promise<NetworkDoor> {
  const folder = mkdtempSync(join(tmpdir(), 'kimi-net-'))
  const socket = join(folder, 's')
  const find = createFinder(deps)
  const open = new Set<Duplex>()
  const hold = (stream: Duplex) => {
    open.add(stream)
    stream.on('error', () => stream.destroy()).on('close', () => open.delete(stream))
  }
  const server = createServer((request, response) => void forward(request, response, find))
  server.on('connect', (request: IncomingMessage, client: Duplex, head: Buffer) => {
    hold(client)
    void tunnel(request, client, head, find, hold)
  })
  server.on('clientError', (_, client) => client.destroy())
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen({ path: socket }, resolve))
  return {
    socket,
    close() {
      server.close()
      server.closeAllConnections()
      for (const stream of open) stream.destroy()
      discard(folder)
    },
  }
}

/** Finds the address of a URL's host that may be reached; null for any other. */
type Find = (url: string) => Promise<string | null>

function createFinder({ ask, allowPrivate = [] }: NetworkDoorDeps): Find {
  const answers = new Map<string, Promise<boolean>>()
  return async (url) => {
    const checked = checkUrl(url, allowPrivate)
    if (!checked.ok) return null
    const { hostname } = checked.url
    if (!answers.has(hostname))
      answers.set(
        hostname,
        ask(hostname).catch(() => false),
      )
    if (!(await answers.get(hostname))) return null
    const resolved = await resolvePublic(checked.url, allowPrivate)
    return resolved.ok ? resolved.addresses[0]!.address : null
  }
}

/** CONNECT: bytes in both directions, as TLS needs them. */
async function tunnel(
  request: IncomingMessage,
  client: Duplex,
  head: Buffer,
  find: Find,
  hold: (stream: Duplex) => void,
): Promise<void> {
  const [, port = '443'] = /:(\d{1,5})$/.exec(request.url ?? '') ?? []
  const address = await find(`https://${request.url ?? ''}`)
  if (address === null) return void client.end(`HTTP/1.1 403 ${REFUSED}\r\n\r\n`)
  const upstream = connect(Number(port), address)
  hold(upstream)
  upstream.on('close', () => client.destroy()).on('error', () => client.end('HTTP/1.1 502 no connection\r\n\r\n'))
  client.on('close', () => upstream.destroy())
  upstream.once('connect', () => {
    client.write('HTTP/1.1 200 connected\r\n\r\n')
    if (head.length > 0) upstream.write(head)
    client.pipe(upstream).pipe(client)
  })
}

/** A request for http, with the whole URL in its first line. */
async function forward(request: IncomingMessage, response: ServerResponse, find: Find): Promise<void> {
  const refuse = (status: number) => void response.writeHead(status, REFUSED).end(`${REFUSED}\n`)
  if (!URL.canParse(request.url ?? '')) return refuse(400)
  const url = new URL(request.url!)
  const host = url.protocol === 'http:' ? await find(url.href) : null
  if (host === null) return refuse(403)
  const { 'proxy-connection': _, 'proxy-authorization': __, ...headers } = request.headers
  const { method } = request
  const target = { host, port: url.port || 80, path: url.pathname + url.search, method, headers, agent: false as const }
  const upstream = requestHttp(target, (reply) => {
    response.writeHead(reply.statusCode ?? 502, reply.headers)
    reply.pipe(response)
  })
  upstream.on('error', () => (response.headersSent ? response.destroy() : refuse(502)))
  request.pipe(upstream)
}
