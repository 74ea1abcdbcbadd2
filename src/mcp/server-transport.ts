// Opens the way to a server: a process with its standard streams, or an address.

import { SSEClientTransport, StreamableHTTPClientTransport, type Transport } from '@modelcontextprotocol/client'
import type { McpOAuth, McpServerEntry } from '../protocol/mcp.ts'
import { createServerFetch, type ServerFetch } from './server-fetch.ts'
import { cleanLine, failWith, type ServerFailure } from './server-failure.ts'
import { type ProcessDeps, type ServerProcess, serverEnvironment, startServer } from './server-process.ts'
import { createStdioTransport } from './stdio-transport.ts'

/** Lines that are no messages and are logged, of one process. */
const LOGGED_NOISE = 10

/** A remote server, as its login knows it. Its headers are those of its entry. */
export interface AuthServer {
  name: string
  url: string
  headers: Record<string, string>
  oauth?: McpOAuth | undefined
  /** The environment of the user's shell, which says how the network is reached. */
  env?: Readonly<Record<string, string | undefined>>
}

/** The user of the call that a request belongs to. */
export interface CallUser {
  /** False while no call runs: then nobody is there to be asked. */
  isThere(): boolean
  /** Shows a page that the user is to visit. `cancelled`: the question was not answered. */
  visit(page: string): Promise<'visited' | 'declined' | 'cancelled'>
}

/** Gives a `fetch` that adds the server's token, has it renewed and asks the user for a login; undefined for a server without one. */
export type CreateAuth = (
  server: AuthServer,
  fetch: ServerFetch['fetch'],
  user: CallUser,
) => ServerFetch['fetch'] | undefined

export interface TransportDeps {
  process: ProcessDeps
  createAuth: CreateAuth
  log(problem: string): void
}

export interface TransportOptions {
  name: string
  /** The server's entry, with its variables replaced by their values. */
  entry: McpServerEntry
  /** The directory in which a process starts. */
  cwd: string
  /** The environment of the user's shell: a process gets a few of its variables, and the network is reached as it says. */
  env: Readonly<Record<string, string | undefined>>
}

export interface TransportContext extends TransportDeps {
  user: CallUser
}

/** Called with the number of bytes of each piece that the server sends. */
type OnBytes = (count: number) => void

export interface OpenTransport {
  ok: true
  transport: Transport
  /** Null for an address. */
  process: ServerProcess | null
  /** Closes the transport and what is below it: ends the process, or the connections. */
  close(): Promise<void>
}

export function authServerOf({ name, entry, env }: Pick<TransportOptions, 'name' | 'entry' | 'env'>): AuthServer {
  return { name, url: entry.url ?? '', headers: entry.headers ?? {}, oauth: entry.oauth, env }
}

export async function openTransport(
  options: TransportOptions,
  deps: TransportContext,
  onBytes: OnBytes,
): Promise<OpenTransport | { ok: false; failure: ServerFailure }> {
  return options.entry.command === undefined ? openAddress(options, deps, onBytes) : openProcess(options, deps, onBytes)
}

async function openProcess(
  { name, entry, cwd, env }: TransportOptions,
  deps: TransportDeps,
  onBytes: OnBytes,
): Promise<OpenTransport | { ok: false; failure: ServerFailure }> {
  const { command = '', args = [] } = entry
  const started = await startServer({ command, args, cwd, env: serverEnvironment(env, entry.env) }, deps.process)
  if (!started.ok) return { ok: false, failure: failWith(started.reason) }
  let noise = 0
  const onNoise = (line: string) => {
    if (noise++ < LOGGED_NOISE) deps.log(`${name} printed: ${cleanLine(line)}`)
  }
  const transport = createStdioTransport(started.process, onNoise, onBytes)
  return { ok: true, transport, process: started.process, close: () => transport.close() }
}

function openAddress(
  options: TransportOptions,
  deps: TransportContext,
  onBytes: OnBytes,
): OpenTransport | { ok: false; failure: ServerFailure } {
  const { entry, env } = options
  const url = URL.parse(entry.url ?? '')
  if (url === null || !/^https?:$/.test(url.protocol))
    return { ok: false, failure: failWith(`expected an address that begins with https://, got ${entry.url}`) }
  const network = createServerFetch(env, onBytes)
  const authorised = deps.createAuth(authServerOf(options), network.fetch, deps.user)
  const settings = { requestInit: { headers: entry.headers ?? {} }, fetch: authorised ?? network.fetch }
  const transport: Transport =
    entry.transport === 'sse' ? new SSEClientTransport(url, settings) : new StreamableHTTPClientTransport(url, settings)
  return {
    ok: true,
    transport,
    process: null,
    async close() {
      await transport.close()
      network.close()
    },
  }
}
