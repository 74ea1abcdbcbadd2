// The bridge inside the sandbox from a port on its own machine, where programs look for a proxy, to the Unix socket of the proxy outside.

/** The port is free: each command has a network of its own. */
const PORT = 3128

const BRIDGE = `
const net = require('node:net'), { constants } = require('node:os'), { spawn } = require('node:child_process')
const [socket, file, ...args] = process.argv.slice(1)
const proxy = 'http://127.0.0.1:${PORT}', none = 'localhost,127.0.0.1,::1'
const env = { ...process.env, NODE_USE_ENV_PROXY: '1', npm_config_noproxy: none }
for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY']) env[name] = env[name.toLowerCase()] = proxy
env.NO_PROXY = env.no_proxy = none
const bridge = (client) => {
  const door = net.connect(socket)
  const end = () => (client.destroy(), door.destroy())
  client.on('error', end).on('close', end)
  door.on('error', end).on('close', end)
  client.pipe(door).pipe(client)
}
net.createServer(bridge).listen(${PORT}, '127.0.0.1', () => {
  const child = spawn(file, args, { stdio: 'inherit', env })
  child.on('error', (error) => (require('node:fs').writeSync(2, error.message + '\\n'), process.exit(127)))
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
})`

/** The words of a command that starts `file` with the proxy in its environment. It takes 40 ms. */
export function bridgeTo(socket: string, file: string, args: readonly string[]): string[] {
  return [process.execPath, '-e', BRIDGE, socket, file, ...args]
}
