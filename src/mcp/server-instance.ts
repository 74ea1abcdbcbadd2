// A server as the daemon runs it: one for all sessions. It is connected when it is first needed, connected again when it is lost, and
// stopped when nobody has used it for a while; its tools stay known.

import type {
  CallToolResult,
  GetPromptResult,
  Prompt,
  ReadResourceResult,
  Resource,
  Tool,
} from '@modelcontextprotocol/client'
import type { McpServerStatus } from '../protocol/mcp.ts'
import { runnerOf } from './programs/package-runner.ts'
import type { UnaskedWork } from '../safety/trust/unasked-work.ts'
import { createProgramFiles, type ProgramFiles, type ServerWords, WORKED_ON } from './programs/program-files.ts'
import type { CallOptions } from './running-calls.ts'
import type { Connected, Connection, ConnectionDeps, ConnectionOptions } from './server-connection.ts'
import { describeServerError, failWith, type ServerFailure } from './server-failure.ts'
import type { ToolCache } from './tool-cache.ts'
import type { ToolPins } from './tool-pins.ts'

/** A server that is not called for so long is stopped; its next call starts it again. */
const IDLE_STOP_MS = 10 * 60_000
/** The same for a server that no session has. */
const UNUSED_STOP_MS = 20_000
/** The waits before a lost server is connected again; after the last it counts as failed. */
const RESTART_WAITS_MS = [500, 2_000, 8_000]
/** A server that has been connected for so long has recovered: its losses are counted anew. */
const STEADY_MS = 60_000
/** A call of a server that has failed tries to connect again, but not more often than this. */
const RETRY_FAILED_MS = 5_000
const LIST_LIMIT_MS = 30_000

export type Outcome<T> = { ok: true; value: T } | { ok: false; failure: ServerFailure }

export interface InstanceDeps extends ConnectionDeps {
  cache: ToolCache
  pins: ToolPins
  work: UnaskedWork
  /** The time after which a server is stopped that is not used; by default ten minutes, and 20 s for one that no session has. */
  idleStopMs?: number | undefined
}

export type InstanceOptions = Omit<ConnectionOptions, 'signal' | 'onLost' | 'onListChanged'> &
  Pick<ServerWords, 'project'>

export interface ServerInstance {
  readonly key: string
  status(): Exclude<McpServerStatus, 'disabled'>
  /** The reason of a failure, or of a connection that may take long, in one line; else ''. */
  reason(): string
  /** The tools as they were listed last; null when the server was never connected. */
  tools(): readonly Tool[] | null
  /** Null while there is no connection. */
  connection(): Pick<Connection, 'protocol' | 'serverInfo' | 'instructions' | 'pid' | 'has'> | null
  /** The files that its command names; of a server that runs, none has changed, and it is not asked about. */
  readonly files: ProgramFiles
  /** Connects if need be, and knows the tools then. Fails where `files` asks for an approval. */
  ensure(): Promise<Outcome<Connection>>
  callTool(tool: Tool, args: Record<string, unknown>, options: CallOptions): Promise<Outcome<CallToolResult>>
  getPrompt(name: string, args: Record<string, string>, options: CallOptions): Promise<Outcome<GetPromptResult>>
  readResource(uri: string, options: CallOptions): Promise<Outcome<ReadResourceResult>>
  listPrompts(): Promise<Outcome<Prompt[]>>
  listResources(): Promise<Outcome<Resource[]>>
  /** A session has the server from now on, until the function that is returned is called. `onChanged`: its status or tools. */
  use(onChanged: () => void): () => void
  /** Connects anew when it is needed: after a login. */
  reset(): Promise<void>
  close(): Promise<void>
}

interface Instance {
  options: InstanceOptions
  deps: InstanceDeps
  files: ProgramFiles
  /** Each is called when the status or the tools change. */
  users: Set<() => void>
  status: Exclude<McpServerStatus, 'disabled'>
  reason: string
  /** When the status changed last, in milliseconds on the clock that nobody sets. */
  since: number
  connection: Connection | null
  connecting: Promise<Outcome<Connection>> | null
  tools: readonly Tool[] | null
  /** Resolves when the tools are known as the server has told last that they have changed. */
  refreshing: Promise<void>
  /** Losses since the server was steady. */
  losses: number
  /** Calls that run. */
  running: number
  /** Aborted when the instance is closed. */
  closing: AbortController
  /** Resolves when what was stopped last is gone: two processes of one server might get in each other's way. */
  stopping: Promise<unknown>
  stopTimer?: NodeJS.Timeout
  restartTimer?: NodeJS.Timeout
}

export function createServerInstance(options: InstanceOptions, deps: InstanceDeps): ServerInstance {
  const self = makeInstance(options, deps)
  const list = <T>(
    kind: 'prompts' | 'resources',
    read: (connection: Connection, signal: AbortSignal) => Promise<T[]>,
  ) =>
    work(self, async (connection) => (connection.has[kind] ? read(connection, AbortSignal.timeout(LIST_LIMIT_MS)) : []))
  return {
    key: options.key,
    status: () => self.status,
    reason: () => self.reason,
    tools: () => self.tools,
    connection: () => self.connection,
    files: filesOf(self),
    ensure: () => ensure(self),
    callTool: (tool, args, how) => work(self, (connection) => callTool(self, connection, tool, args, how)),
    getPrompt: (name, args, how) => work(self, (connection) => connection.getPrompt(name, args, how)),
    readResource: (uri, how) => work(self, (connection) => connection.readResource(uri, how)),
    listPrompts: () => list('prompts', (connection, signal) => connection.listPrompts(signal)),
    listResources: () => list('resources', (connection, signal) => connection.listResources(signal)),
    use(onChanged) {
      self.users.add(onChanged)
      rest(self)
      return () => {
        self.users.delete(onChanged)
        rest(self)
      }
    },
    async reset() {
      await stop(self)
      change(self, 'pending')
    },
    async close() {
      self.closing.abort()
      await stop(self)
    },
  }
}

function makeInstance(options: InstanceOptions, deps: InstanceDeps): Instance {
  const { key, cwd, project } = options
  const { command, args = [] } = options.entry
  const begun = {
    connection: null,
    connecting: null,
    tools: deps.cache.read(options.key),
    refreshing: Promise.resolve(),
  }
  const counts = { since: 0, losses: 0, running: 0 }
  const ends = { closing: new AbortController(), stopping: Promise.resolve() }
  return {
    options,
    deps,
    files: createProgramFiles({ key, command, args, cwd, project }, deps.pins, deps.work),
    users: new Set(),
    status: 'pending',
    reason: '',
    ...begun,
    ...counts,
    ...ends,
  }
}

function filesOf(self: Instance): ServerInstance['files'] {
  return {
    list: self.files.list,
    changed: () => (self.connection === null ? self.files.changed() : []),
    isWorkedOn: () => self.connection === null && self.files.isWorkedOn(),
    approve() {
      self.files.approve()
      if (self.status === 'failed') change(self, 'pending')
    },
  }
}

function change(self: Instance, status: Instance['status'], reason = ''): void {
  self.status = status
  self.reason = reason
  self.since = performance.now()
  for (const onChanged of self.users) onChanged()
}

/** A server that has never been connected may have to be fetched first. */
function changeToConnecting(self: Instance): void {
  const runner = self.tools === null ? runnerOf(self.options.entry) : null
  change(self, 'connecting', runner === null ? '' : `${runner} may be fetching it first`)
}

/** Stops the server once it has not been used for its time. */
function rest(self: Instance): void {
  clearTimeout(self.stopTimer)
  if (self.connection === null || self.running > 0) return
  const limit = self.deps.idleStopMs ?? (self.users.size > 0 ? IDLE_STOP_MS : UNUSED_STOP_MS)
  self.stopTimer = setTimeout(() => void stop(self), limit)
  self.stopTimer.unref()
}

async function stop(self: Instance): Promise<void> {
  clearTimeout(self.stopTimer)
  clearTimeout(self.restartTimer)
  const { connection, connecting } = self
  self.connection = null
  if (self.status === 'connected') change(self, 'pending')
  self.stopping = Promise.all([self.stopping, connection?.close()])
  await self.stopping
  // A connection that is being made is given up, and closes itself.
  if (self.closing.signal.aborted) await connecting
}

/** The server is gone without having been stopped: it is connected again, if somebody has it. */
function lose(self: Instance, failure: ServerFailure): void {
  if (self.connection === null) return
  self.connection = null
  self.deps.log(`${self.options.name}: ${failure.reason}`)
  if (performance.now() - self.since > STEADY_MS) self.losses = 0
  restartLater(self, failure)
}

/** Connects again after a while, as often as there are waits; then the server has failed. Nobody waits for one that nobody has. */
function restartLater(self: Instance, failure: ServerFailure): void {
  const wait = RESTART_WAITS_MS[self.losses++]
  if (wait === undefined) return change(self, 'failed', `${failure.reason} (it has ended ${self.losses} times)`)
  change(self, 'pending')
  if (self.users.size === 0) return
  self.restartTimer = setTimeout(async () => {
    const again = await ensure(self)
    if (!again.ok && again.failure.kind === 'failed' && !self.closing.signal.aborted) restartLater(self, again.failure)
  }, wait)
  self.restartTimer.unref()
}

/** Connects if need be; those who ask meanwhile share one connection. */
function ensure(self: Instance): Promise<Outcome<Connection>> {
  clearTimeout(self.restartTimer)
  const { status, reason, connecting, connection } = self
  if (self.closing.signal.aborted) return Promise.resolve(failOutcome(failWith('it is being stopped')))
  if (connecting !== null) return connecting
  if (connection !== null) return self.refreshing.then(() => ({ ok: true, value: connection }))
  const doubt = findDoubt(self.files)
  if (doubt !== null) return Promise.resolve(giveUp(self, failWith(doubt)))
  if ((status === 'failed' || status === 'unauthorized') && performance.now() - self.since < RETRY_FAILED_MS)
    return Promise.resolve(failOutcome({ kind: status, reason }))
  self.files.approve()
  self.connecting = self.stopping.then(() => connect(self)).finally(() => (self.connecting = null))
  changeToConnecting(self)
  return self.connecting
}

/** The reason for which the server does not start unasked; null when it may. */
function findDoubt(files: ProgramFiles): string | null {
  const changed = files.changed()
  if (changed.length > 0) return `${changed.join(', ')} has changed since it was approved`
  return files.isWorkedOn() ? WORKED_ON : null
}

async function connect(self: Instance): Promise<Outcome<Connection>> {
  if (self.status !== 'connecting') changeToConnecting(self)
  const { openConnection } = await import('./server-connection.ts')
  const { eras } = self.deps
  const isRemembered = eras.read(self.options.key) !== undefined
  const connected: Connected = await openConnection(
    {
      ...self.options,
      signal: self.closing.signal,
      onLost: (failure) => lose(self, failure),
      onListChanged(kind) {
        if (kind === 'tools' && self.connection !== null) self.refreshing = refreshAgain(self, self.connection)
      },
    },
    self.deps,
  )
  if (!connected.ok) return giveUp(self, connected.failure)
  const { connection } = connected
  try {
    await refreshTools(self, connection)
  } catch (error) {
    const failure = (await connection.end()) ?? describeServerError(error)
    await connection.close()
    // Its protocol was taken from the last time, and the server may be another version by now.
    if (isRemembered) eras.forget(self.options.key)
    return isRemembered ? connect(self) : giveUp(self, failure)
  }
  const end = await connection.end()
  if (end !== null || self.closing.signal.aborted) {
    await connection.close()
    return giveUp(self, end ?? failWith('it is being stopped'))
  }
  self.connection = connection
  change(self, 'connected')
  rest(self)
  return { ok: true, value: connection }
}

function giveUp(self: Instance, failure: ServerFailure): Outcome<never> {
  change(self, failure.kind, failure.reason)
  return failOutcome(failure)
}

function failOutcome(failure: ServerFailure): Outcome<never> {
  return { ok: false, failure }
}

async function refreshTools(self: Instance, connection: Connection): Promise<void> {
  const tools = connection.has.tools ? await connection.listTools(AbortSignal.timeout(LIST_LIMIT_MS)) : []
  if (JSON.stringify(tools) === JSON.stringify(self.tools)) return
  self.tools = tools
  self.deps.cache.write(self.options.key, tools)
  // While the server is being connected its users are told when it is.
  if (self.connection !== null) for (const onChanged of self.users) onChanged()
}

/** The next call waits for this: what the user approves is the tool as it is now. */
async function refreshAgain(self: Instance, connection: Connection): Promise<void> {
  await self.refreshing
  await refreshTools(self, connection).catch((error: unknown) =>
    self.deps.log(`${self.options.name}: ${describeServerError(error).reason}`),
  )
}

/**
 * Calls the tool. When the server answers with an error it may have renamed or removed the tool without a word, as it has to where nobody
 * listens for that: its tools are listed anew, so that the model's next request has them as they are.
 */
async function callTool(
  self: Instance,
  connection: Connection,
  tool: Tool,
  args: Record<string, unknown>,
  options: CallOptions,
): Promise<CallToolResult> {
  const listAnew = () => (self.refreshing = refreshAgain(self, connection))
  try {
    const result = await connection.callTool(tool, args, options)
    if (result.isError === true) await listAnew()
    return result
  } catch (error) {
    // An error of the protocol has a number; those of the connection, and a call that was given up, have none.
    if (typeof (error as { code?: unknown }).code === 'number') await listAnew()
    throw error
  }
}

async function work<T>(self: Instance, task: (connection: Connection) => Promise<T>): Promise<Outcome<T>> {
  const connected = await ensure(self)
  if (!connected.ok) return connected
  const connection = connected.value
  self.running++
  clearTimeout(self.stopTimer)
  try {
    return { ok: true, value: await task(connection) }
  } catch (error) {
    const failure = (await connection.end()) ?? describeServerError(error)
    if (failure.kind === 'unauthorized') {
      await stop(self)
      change(self, failure.kind, failure.reason)
    }
    return failOutcome(failure)
  } finally {
    self.running--
    rest(self)
  }
}
