// Opens a connection to a server, in the newest protocol that kimi and the server both speak. This file is loaded with the SDK when the
// first server is connected; loading takes 135 ms.

import { randomUUID } from 'node:crypto'
import {
  Client,
  type CallToolResult,
  type GetPromptResult,
  type PriorDiscovery,
  type Prompt,
  type ReadResourceResult,
  type Resource,
  type Tool,
} from '@modelcontextprotocol/client'
import type { McpServerEntry } from '../protocol/mcp.ts'
import { VERSION } from '../protocol/version.ts'
import { type ByteMeter, createByteMeter } from './byte-meter.ts'
import type { EraCache } from './era-cache.ts'
import { type CallOptions, createRunningCalls, type RunningCalls } from './running-calls.ts'
import { cleanLine, describeServerError, failWith, type ServerFailure } from './server-failure.ts'
import type { ServerProcess } from './server-process.ts'
import { admitBrokenTools, filterMessages } from './message-filter.ts'
import { runnerOf, startLimits } from './programs/package-runner.ts'
import { callAsTask, followTask, hideTask, needsTask, taskOf, TASKS_EXTENSION } from './task-call.ts'
import {
  type AuthServer,
  authServerOf,
  type CallUser,
  openTransport,
  type TransportDeps,
  type TransportOptions,
} from './server-transport.ts'

export interface ConnectionDeps extends TransportDeps {
  eras: EraCache
  /** Called when the server has refused a request for want of a login. */
  onUnauthorized(server: AuthServer): void
}

export interface ConnectionOptions extends TransportOptions {
  /** The same for the same server: the verdict on its protocol is kept under it. */
  key: string
  /** Gives up a connection that is being made. */
  signal?: AbortSignal
  /** Called once when the connection is lost without having been closed. */
  onLost(failure: ServerFailure): void
  onListChanged(kind: 'tools' | 'prompts' | 'resources'): void
}

export interface Connection {
  /** The version of the protocol, such as `2025-11-25`. */
  readonly protocol: string
  /** The server's name and version, sanitised; '' when it has not said them. */
  readonly serverInfo: string
  /** The server's instructions for a model on how to use it: untrusted text. */
  readonly instructions: string
  /** The process of a local server, else null. */
  readonly pid: number | null
  readonly has: { tools: boolean; prompts: boolean; resources: boolean }
  listTools(signal: AbortSignal): Promise<Tool[]>
  listPrompts(signal: AbortSignal): Promise<Prompt[]>
  listResources(signal: AbortSignal): Promise<Resource[]>
  /** The methods `callTool`, `getPrompt` and `readResource` reject with the SDK's errors; `describeServerError` puts them into words. */
  callTool(tool: Tool, args: Record<string, unknown>, options: CallOptions): Promise<CallToolResult>
  getPrompt(name: string, args: Record<string, string>, options: CallOptions): Promise<GetPromptResult>
  readResource(uri: string, options: CallOptions): Promise<ReadResourceResult>
  /** The end of a local server that has ended by itself, in words; null for any other. */
  end(): Promise<ServerFailure | null>
  /** Ends a process with all that it has started. */
  close(): Promise<void>
}

export type Connected = { ok: true; connection: Connection } | { ok: false; failure: ServerFailure }

const INFO_CELLS = 80
/** A list that takes more is given up. */
const MAX_LIST_BYTES = 32 * 1024 * 1024

/** Connects. Never rejects. */
export async function openConnection(options: ConnectionOptions, deps: ConnectionDeps): Promise<Connected> {
  const prior = deps.eras.read(options.key)
  const first = await tryConnection(options, deps, prior)
  if (first.ok || first.failure.kind === 'unauthorized' || options.signal?.aborted) return first
  if (prior !== undefined) {
    // The server may have been replaced by another version of it.
    deps.eras.forget(options.key)
    return tryConnection(options, deps, undefined)
  }
  // Some old servers end when they are asked for their version before they are initialised.
  return first.hasEnded ? tryConnection(options, deps, { kind: 'legacy' }) : first
}

async function tryConnection(
  options: ConnectionOptions,
  deps: ConnectionDeps,
  prior: PriorDiscovery | undefined,
): Promise<Connected & { hasEnded?: boolean }> {
  const meter = createByteMeter()
  const calls = createRunningCalls()
  const opened = await openTransport(options, { ...deps, user: describeUser(options.name, calls) }, meter.add)
  if (!opened.ok) return opened
  const { transport, process: server } = opened
  const client = createClient(options, calls)
  const { startMs: limit } = startLimits(options.entry)
  const late = new AbortController()
  const onGivenUp = () => late.abort(new Error('it is being stopped'))
  options.signal?.addEventListener('abort', onGivenUp, { once: true })
  if (options.signal?.aborted) onGivenUp()
  const timer = setTimeout(() => late.abort(new Error(describeLate(options.entry, limit))), limit)
  try {
    const work = client.connect(filterMessages(transport, [hideTask, admitBrokenTools]), {
      timeout: limit,
      signal: late.signal,
      ...(prior && { prior }),
    })
    await Promise.race([work, rejected(late.signal)])
  } catch (error) {
    const end = server === null ? null : await endOf(server)
    await opened.close().catch(() => {})
    const failure = end ?? describeServerError(late.signal.aborted ? late.signal.reason : error)
    const last = late.signal.aborted && server !== null ? lastLine(server) : ''
    if (last !== '') failure.reason = cleanLine(`${failure.reason}: ${last}`)
    if (failure.kind === 'unauthorized') deps.onUnauthorized(authServerOf(options))
    return { ok: false, failure, hasEnded: end !== null }
  } finally {
    clearTimeout(timer)
    options.signal?.removeEventListener('abort', onGivenUp)
  }
  const discover = client.getDiscoverResult()
  deps.eras.write(options.key, discover === undefined ? { kind: 'legacy' } : { kind: 'modern', discover })
  let isClosing = false
  client.onclose = () => {
    if (isClosing) return
    isClosing = true
    void describeLoss(server).then(options.onLost)
  }
  const close = () => {
    isClosing = true
    return opened.close().catch(() => {})
  }
  return { ok: true, connection: describeConnection(client, { calls, meter, server, close }) }
}

function describeLate(entry: McpServerEntry, limitMs: number): string {
  const late = `it has not answered for ${limitMs / 1000} s`
  const runner = runnerOf(entry)
  return runner === null ? late : `${late}, and ${runner} may not have fetched it yet; another try goes on from there`
}

/** The user who is asked for a login: the one whose call the server refuses. */
function describeUser(name: string, calls: RunningCalls): CallUser {
  const message = `${name} wants you to log in. Agree on the page; the call goes on then.`
  return {
    isThere: calls.isRunning,
    async visit(url) {
      const { action } = await calls.elicit({ mode: 'url', message, url, elicitationId: randomUUID() })
      return ({ accept: 'visited', decline: 'declined', cancel: 'cancelled' } as const)[action]
    },
  }
}

function createClient({ entry, onListChanged }: ConnectionOptions, calls: RunningCalls): Client {
  const tell = (kind: 'tools' | 'prompts' | 'resources') => ({
    autoRefresh: false,
    debounceMs: 0,
    onChanged: () => onListChanged(kind),
  })
  const client = new Client(
    { name: 'kimi', version: VERSION },
    {
      // The client offers neither sampling, which the newest protocol has deprecated, nor roots: a server serves all folders at once.
      capabilities: { elicitation: { form: {}, url: {} }, extensions: { [TASKS_EXTENSION]: {} } },
      versionNegotiation: { mode: 'auto', probe: { timeoutMs: startLimits(entry).probeMs } },
      listChanged: { tools: tell('tools'), prompts: tell('prompts'), resources: tell('resources') },
    },
  )
  client.setRequestHandler('elicitation/create', ({ params }) => calls.elicit(params))
  client.onerror = () => {} // what matters of it fails a request or closes the connection
  return client
}

interface ConnectionParts {
  calls: RunningCalls
  meter: ByteMeter
  server: ServerProcess | null
  close(): Promise<void>
}

function describeConnection(client: Client, { calls, meter, server, close }: ConnectionParts): Connection {
  const { name, version } = client.getServerVersion() ?? { name: '', version: '' }
  const { tools, prompts, resources } = client.getServerCapabilities() ?? {}
  const list = <T>(signal: AbortSignal, read: (how: { signal: AbortSignal; cacheMode: 'bypass' }) => Promise<T>) =>
    meter.within(MAX_LIST_BYTES, signal, (limited) => read({ signal: limited, cacheMode: 'bypass' }))
  return {
    protocol: client.getNegotiatedProtocolVersion() ?? '',
    serverInfo: cleanLine(`${name} ${version}`, INFO_CELLS),
    instructions: client.getInstructions() ?? '',
    pid: server?.pid ?? null,
    has: { tools: tools !== undefined, prompts: prompts !== undefined, resources: resources !== undefined },
    listTools: async (signal) => (await list(signal, (how) => client.listTools({}, how))).tools,
    listPrompts: async (signal) => (await list(signal, (how) => client.listPrompts({}, how))).prompts,
    listResources: async (signal) => (await list(signal, (how) => client.listResources({}, how))).resources,
    // The schema of the result is left out: results are not checked against what the server itself has written.
    callTool: (tool, args, options) =>
      calls.run(options, async (settings, answers, answer) => {
        if (needsTask(tool, client)) return callAsTask(client, tool, args, settings)
        const { outputSchema: _, ...toolDefinition } = tool
        const params = { name: tool.name, arguments: args, ...answers }
        const result = await client.callTool(params, { ...settings, toolDefinition })
        const task = taskOf(result)
        return task === null ? result : followTask(client, task, settings, answer)
      }),
    getPrompt: (prompt, args, options) =>
      calls.run(options, (settings, answers) =>
        client.getPrompt({ name: prompt, arguments: args, ...answers }, settings),
      ),
    readResource: (uri, options) =>
      calls.run(options, (settings, answers) =>
        client.readResource({ uri, ...answers }, { ...settings, cacheMode: 'bypass' }),
      ),
    end: async () => (server === null ? null : endOf(server)),
    close,
  }
}

/** The end of the process in words; null while it runs. */
async function endOf(server: ServerProcess): Promise<ServerFailure | null> {
  const isRunning = new Promise<null>((resolve) => setImmediate(() => resolve(null)))
  return Promise.race([server.exited.then((how) => failWith(describeEnd(how, server))), isRunning])
}

async function describeLoss(server: ServerProcess | null): Promise<ServerFailure> {
  return server === null ? failWith('it has closed the connection') : failWith(describeEnd(await server.exited, server))
}

/**
 * The end of the server in words, with the last line that it wrote to stderr. A server that ends by itself mostly says there why; the
 * last line of one that was killed is not the reason.
 */
function describeEnd(how: string, server: ServerProcess): string {
  const last = lastLine(server)
  if (last === '') return `it ${how}`
  return how.startsWith('exited') ? `it ${how}: ${last}` : `it ${how}; the last line that it wrote before: ${last}`
}

function lastLine(server: ServerProcess): string {
  return server.stderrTail().trim().split('\n').at(-1) ?? ''
}

function rejected(signal: AbortSignal): Promise<never> {
  if (signal.aborted) return Promise.reject(signal.reason)
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
}
