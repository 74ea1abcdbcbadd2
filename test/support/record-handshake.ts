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
/** The version that `initialize` asks for; the server answers with its own. */
const OLD_PROTOCOL = '2025-11-25'
const NEW_PROTOCOL = '2026-07-28'
const CLIENT = { name: 'kimi', version: '0' }

type Result = Record<string, unknown>
interface Server {
  /** Rejects with the error that the server gives. */
  ask(method: string, params: object): Promise<Result>
  notify(method: string): void
}

/** Starts the server for one conversation, and ends it. */
async function withServer<T>([command = '', ...words]: string[], talk: (server: Server) => Promise<T>): Promise<T> {
  const child = spawn(command, words, { stdio: ['pipe', 'pipe', 'inherit'] })
  const answers = new Map<number, (frame: { result?: Result; error?: unknown }) => void>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith('{')) return // some servers print a greeting
    const frame = JSON.parse(line)
    answers.get(frame.id)?.(frame)
  })
  const late = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS)
  const ended = new Promise<never>((_, reject) => child.once('exit', () => reject(new Error('the server has ended'))))
  const send = (frame: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...frame })}\n`)
  const ask: Server['ask'] = (method, params) => {
    const id = answers.size
    const { promise, resolve, reject } = Promise.withResolvers<Result>()
    answers.set(id, ({ result, error }) => (result ? resolve(result) : reject(new Error(JSON.stringify(error)))))
    send({ id, method, params })
    return Promise.race([promise, ended])
  }
  try {
    return await talk({ ask, notify: (method) => send({ method }) })
  } finally {
    clearTimeout(late)
    child.kill('SIGKILL')
  }
}

/** Asks a server of the newest protocol to describe itself; gives nothing for an older one. */
async function talkNew({ ask }: Server): Promise<Pick<Handshake, 'modern'>> {
  const key = (word: string) => `io.modelcontextprotocol/${word}`
  const about = { [key('protocolVersion')]: NEW_PROTOCOL, [key('clientCapabilities')]: {}, [key('clientInfo')]: CLIENT }
  const discover = await ask('server/discover', { _meta: about }).catch(() => null)
  if (discover === null) return {}
  const { tools: _, ...list } = await ask('tools/list', { _meta: about })
  return { modern: { discover, list } }
}

async function talkOld({ ask, notify }: Server) {
  const wish = { protocolVersion: OLD_PROTOCOL, capabilities: {}, clientInfo: CLIENT }
  const { protocolVersion: protocol, serverInfo, capabilities } = await ask('initialize', wish)
  notify('notifications/initialized')
  const tools: unknown[] = []
  let cursor: unknown
  do {
    const page = await ask('tools/list', cursor === undefined ? {} : { cursor })
    tools.push(...(page['tools'] as unknown[]))
    cursor = page['nextCursor']
  } while (cursor !== undefined)
  return { protocol, serverInfo, capabilities, tools } as Omit<Handshake, 'name' | 'package' | 'version' | 'modern'>
}

const [name = '', ...command] = process.argv.slice(2)
const [, pinned = ''] = (findInList(name)?.entry?.['args'] ?? []) as string[]
const at = pinned.lastIndexOf('@')
const old = await withServer(command, talkOld)
const modern = await withServer(command, talkNew)
keepHandshake({ name, package: pinned.slice(0, at), version: pinned.slice(at + 1), ...old, ...modern })
const tokens = Math.round(JSON.stringify(old.tools).length / 4)
const spoken = [old.protocol, ...(modern.modern ? [NEW_PROTOCOL] : [])].join(' and ')
process.stdout.write(`${name}: ${old.tools.length} tools, ${tokens} tokens, protocol ${spoken}\n`)
