// Records the handshake of a server of the market list into the fixtures:
//
//   node test/support/record-handshake.ts NAME COMMAND [WORD…]
//
// COMMAND starts the server: the version of the list, installed elsewhere with `npm install --ignore-scripts`. It gets the environment of
// this process. What it writes to stderr is shown.

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { findInList } from '../../src/mcp/marketplace/market-search.ts'
import { keepHandshake, type Handshake } from './handshakes.ts'

const LIMIT_MS = 60_000
/** The version that is asked for; the server answers with its own. */
const PROTOCOL = '2025-11-25'

const [name = '', command = '', ...words] = process.argv.slice(2)
const [, pinned = ''] = (findInList(name)?.entry?.['args'] ?? []) as string[]
const server = spawn(command, words, { stdio: ['pipe', 'pipe', 'inherit'] })
const late = setTimeout(() => {
  process.stderr.write(`${name} has not answered for ${LIMIT_MS / 1000} s\n`)
  server.kill('SIGKILL')
  process.exit(1)
}, LIMIT_MS)
const answers = new Map<number, (frame: { result?: Record<string, unknown>; error?: unknown }) => void>()
createInterface({ input: server.stdout }).on('line', (line) => {
  if (!line.startsWith('{')) return // some servers print a greeting
  const frame = JSON.parse(line)
  answers.get(frame.id)?.(frame)
})

const send = (frame: object) => server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...frame })}\n`)

let asked = 0
function ask(method: string, params: object): Promise<Record<string, unknown>> {
  const id = ++asked
  const { promise, resolve, reject } = Promise.withResolvers<Record<string, unknown>>()
  answers.set(id, ({ result, error }) => (result ? resolve(result) : reject(new Error(JSON.stringify(error)))))
  send({ id, method, params })
  return promise
}

const { protocolVersion, serverInfo, capabilities } = await ask('initialize', {
  protocolVersion: PROTOCOL,
  capabilities: {},
  clientInfo: { name: 'kimi', version: '0' },
})
send({ method: 'notifications/initialized' })
const tools: unknown[] = []
let cursor: unknown
do {
  const page = await ask('tools/list', cursor === undefined ? {} : { cursor })
  tools.push(...(page['tools'] as unknown[]))
  cursor = page['nextCursor']
} while (cursor !== undefined)
clearTimeout(late)
server.kill('SIGKILL')

const at = pinned.lastIndexOf('@')
const of = { name, package: pinned.slice(0, at), version: pinned.slice(at + 1), protocol: protocolVersion }
keepHandshake({ ...of, serverInfo, capabilities, tools } as Handshake)
const tokens = Math.round(JSON.stringify(tools).length / 4)
process.stdout.write(`${name}: ${tools.length} tools, ${tokens} tokens, protocol ${String(protocolVersion)}\n`)
