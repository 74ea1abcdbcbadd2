// A SOCKS 5 proxy on 127.0.0.1 that leads every connection to one port of this machine.

import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface SocksProxy extends AsyncDisposable {
  readonly port: number
  /** The hosts that clients have asked for. */
  readonly asked: string[]
}

/** Starts the proxy. If there is a `password`, a client has to log in with it, as `me`. */
export async function startSocksProxy(targetPort: number, password?: string): Promise<SocksProxy> {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    void serve(socket)
  })

  async function serve(socket: Socket): Promise<void> {
    await once(socket, 'data')
    socket.write(Buffer.from([5, password === undefined ? 0 : 2]))
    if (password !== undefined) {
      const [login] = (await once(socket, 'data')) as [Buffer]
      const isRight = login.toString('latin1').endsWith(password)
      socket.write(Buffer.from([1, isRight ? 0 : 1]))
      if (!isRight) return void socket.end()
    }
    const [request] = (await once(socket, 'data')) as [Buffer]
    asked.push(request.subarray(5, 5 + request[4]!).toString())
    const target = connect(targetPort, '127.0.0.1')
    sockets.add(target)
    target.on('error', () => socket.destroy())
    await once(target, 'connect')
    socket.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]))
    socket.pipe(target).pipe(socket)
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
