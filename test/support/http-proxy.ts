// An HTTP proxy on 127.0.0.1. It plays the hosts that clients ask for: it ends their TLS with a certificate of the fixtures that
// names Kimi's hosts and the providers', and leads what is inside to one port of this machine. Nobody but these tests trusts it.

import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, request as open, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { createServer as createSecure } from 'node:tls'

const CERTIFICATES = join(import.meta.dirname, '..', 'fixtures', 'certificates')
/** The file with the certificate, for NODE_EXTRA_CA_CERTS. */
export const PROXY_CERTIFICATE = join(CERTIFICATES, 'providers.pem')

export interface HttpProxy extends AsyncDisposable {
  /** Its address, as HTTPS_PROXY has it. */
  readonly url: string
  /** The hosts that clients have asked for, with their ports. */
  readonly asked: string[]
}

/** @param password where it is given, clients have to name it, as the user `me` */
export async function startHttpProxy(targetPort: number, password?: string): Promise<HttpProxy> {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => void sockets.add(socket.on('error', () => socket.destroy()))
  const login = `Basic ${Buffer.from(`me:${password}`).toString('base64')}`
  const isStranger = ({ headers }: IncomingMessage) =>
    password !== undefined && headers['proxy-authorization'] !== login
  const secure = createSecure(
    { cert: readFileSync(PROXY_CERTIFICATE), key: readFileSync(join(CERTIFICATES, 'server.key')) },
    (inside) => {
      const target = connect(targetPort, '127.0.0.1')
      for (const socket of [inside, target]) keep(socket)
      inside.pipe(target).pipe(inside)
    },
  )
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    if (isStranger(request)) return void response.writeHead(407).end()
    const { host, pathname, search } = new URL(request.url ?? '')
    asked.push(host)
    const { method, headers } = request
    const onward = open({ host: '127.0.0.1', port: targetPort, method, headers, path: pathname + search }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    request.pipe(onward)
  })
  server.on('connection', keep)
  server.on('connect', (request, socket: Socket) => {
    if (isStranger(request)) return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
    asked.push(request.url ?? '')
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    secure.emit('connection', socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const user = password === undefined ? '' : `me:${password}@`
  return {
    url: `http://${user}127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
