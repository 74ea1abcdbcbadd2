import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openSandbox } from '../../../../src/safety/sandbox/sandbox.ts'
import { restoreWall } from '../../../../src/safety/sandbox/saved-wall.ts'
import { openNetworkDoor } from '../../../../src/tools/shell/network-door.ts'
import { startShell } from '../../../../src/tools/shell/shell-process.ts'

async function serve(): Promise<string> {
  const server = createServer((request, response) => response.end(`served ${request.headers.host} ${request.url}`))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function run(command: string, answer: boolean, allowPrivate: string[]) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'kimi-door-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  mkdirSync(join(root, 'home/work'), { recursive: true })
  const state = await openSandbox(join(root, 'run'))
  if (state.kind !== 'ready') return null
  const cwd = join(root, 'home/work')
  const prepared = await state.prepare({ home: join(root, 'home'), own: [], folders: [cwd] })
  // The wall is made first: it closes every socket that is there by then.
  const { saved } = prepared!.workshop('workspace')!
  const asked: string[] = []
  const ask = async (host: string) => (asked.push(host), answer)
  const door = await openNetworkDoor({ ask, allowPrivate })
  onTestFinished(() => door.close())
  let output = ''
  const started = await startShell({
    command,
    shell: '/bin/bash',
    cwd,
    env: { PATH: process.env['PATH'], HOME: join(root, 'home') },
    wall: restoreWall(saved!, door.socket),
    onOutput: (bytes) => (output += bytes.toString()),
  })
  if (!started.ok) throw new Error(started.message)
  const { code } = await started.process.exited
  return { code, asked, output: output.trim() }
}

/** Fetches through the proxy that the environment names, by a request and by a tunnel, as programs do. */
const fetchBoth = (url: string) => `${process.execPath} -e '
const http = require("http"), { hostname, port } = new URL(process.env.HTTP_PROXY)
const target = process.argv[1]
http.get({ hostname, port, path: target, headers: { host: new URL(target).host, connection: "close" } }, (r) => {
  let text = ""
  r.on("data", (d) => (text += d)).on("end", () => {
    console.log(r.statusCode, text.trim())
    const tunnel = http.request({ hostname, port, method: "CONNECT", path: new URL(target).host })
    tunnel.on("connect", (r, s) => {
      console.log(r.statusCode, r.statusMessage)
      if (r.statusCode !== 200) process.exit(3)
      s.on("data", (d) => (console.log(String(d).split("\\r\\n\\r\\n")[1]), process.exit(0)))
      s.write("GET /tunnel HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n")
    })
    tunnel.end()
  })
})' ${url}`

test('a command in the sandbox reaches a host that was allowed, asked about once, and keeps its exit status', async (context) => {
  const url = await serve()
  const ran = await run(`${fetchBoth(`${url}/a`)} && exit 7`, true, ['127.0.0.1'])
  if (ran === null) return context.skip('no sandbox here')
  expect(ran).toEqual({
    code: 7,
    asked: ['127.0.0.1'],
    output: `200 served ${new URL(url).host} /a\n200 connected\nserved x /tunnel`,
  })
})

test('a host that was refused, and a private address, are not reached', async (context) => {
  const url = await serve()
  const refused = await run(fetchBoth(url), false, ['127.0.0.1'])
  if (refused === null) return context.skip('no sandbox here')
  expect(refused.output).toMatch(/^403 the sandbox does not let.*\n403/)
  expect(refused.code).toBe(3)
  const own = await run(fetchBoth(url), true, [])
  expect(own).toMatchObject({ asked: [], output: expect.stringMatching(/^403/) as string })
})

test('nothing is reached beside the proxy', async (context) => {
  const url = await serve()
  const ran = await run(`exec 3<>/dev/tcp/127.0.0.1/${new URL(url).port}`, true, ['127.0.0.1'])
  if (ran === null) return context.skip('no sandbox here')
  expect(ran.output).toMatch(/refused/)
})
