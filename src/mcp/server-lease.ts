// A server as one session has it: under the name, the filters and the trust of its entry there.

import type { McpServerView } from '../protocol/mcp.ts'
import { redactOutput } from '../safety/text/redaction.ts'
import { cleanLine, failWith } from './server-failure.ts'
import type { NamedServer } from './server-files.ts'
import type { Outcome, ServerInstance } from './server-instance.ts'
import { readTools, type ToolList } from './server-tools.ts'

const TARGET_CELLS = 300

export interface Lease extends Pick<
  ServerInstance,
  'callTool' | 'getPrompt' | 'readResource' | 'listPrompts' | 'listResources'
> {
  readonly server: NamedServer
  readonly isEnabled: boolean
  /** The server that runs, the same for all sessions that have it; null where it cannot be started. */
  readonly instance: object | null
  /** False until the server was connected once: its tools are not known. */
  isKnown(): boolean
  /** The tools that the entry lets through. */
  list(): ToolList
  /** True while the server runs: then a call starts nothing. */
  isConnected(): boolean
  /** The files that the server's command names, and for what it does not start before that is approved. */
  readonly files: ServerInstance['files']
  /** Connects if need be. */
  ensure(): Promise<Outcome<unknown>>
  view(): McpServerView
  release(): void
}

const NO_FILES: ServerInstance['files'] = {
  list: () => [],
  changed: () => [],
  isWorkedOn: () => false,
  approve: () => {},
}

/** The server that runs, or the reason why it cannot be started. */
type Backing = RunningServer | { unable: string }

interface RunningServer {
  instance: ServerInstance
  /** The part of a tool's pin that names its server. */
  identity: string
  release(): void
}

export function makeLease(server: NamedServer, backing: Backing): Lease {
  const { name, entry } = server
  const isEnabled = entry.enabled !== false
  const instance = 'instance' in backing ? backing.instance : null
  const unable = 'unable' in backing ? failWith(backing.unable) : null
  const refuse = unable ?? (isEnabled ? null : failWith('it is disabled'))
  const list = keepList(server, 'instance' in backing ? backing : null)
  const guard =
    <A extends unknown[], T>(method: ((...args: A) => Promise<Outcome<T>>) | undefined) =>
    async (...args: A): Promise<Outcome<T>> =>
      refuse !== null || method === undefined
        ? { ok: false, failure: refuse ?? failWith('it is not there') }
        : method(...args)
  return {
    server,
    isEnabled,
    instance,
    isKnown: () => instance?.tools() != null,
    list,
    isConnected: () => instance !== null && instance.connection() !== null,
    files: instance?.files ?? NO_FILES,
    ensure: guard(instance?.ensure),
    callTool: guard(instance?.callTool),
    getPrompt: guard(instance?.getPrompt),
    readResource: guard(instance?.readResource),
    listPrompts: guard(instance?.listPrompts),
    listResources: guard(instance?.listResources),
    view() {
      const connection = instance?.connection() ?? null
      const status = !isEnabled ? 'disabled' : unable !== null ? 'failed' : instance!.status()
      return {
        name,
        origin: server.origin,
        file: server.file,
        transport: entry.command === undefined ? (entry.transport ?? 'http') : 'stdio',
        target: describeTarget(server),
        status,
        reason: isEnabled ? (unable?.reason ?? instance!.reason()) : '',
        isTrusted: entry.trusted ?? false,
        usesOAuth: entry.auth === 'oauth' || entry.oauth !== undefined,
        hasTokens: false,
        exposure: entry.exposure ?? 'auto',
        tools: list().tools.map(({ name: tool, called, description, isReadOnly, tokens }) => ({
          name: cleanLine(tool),
          called,
          description: cleanLine(description),
          isReadOnly,
          tokens,
        })),
        protocol: connection?.protocol ?? '',
        serverInfo: connection?.serverInfo ?? '',
        pid: connection?.pid ?? null,
      }
    },
    release: () => ('release' in backing ? backing.release() : undefined),
  }
}

/** Reads the list of tools once for each list that the server gives. */
function keepList({ name, entry }: NamedServer, running: RunningServer | null): () => ToolList {
  let from: unknown = null
  let kept: ToolList = { tools: [], problems: [] }
  return () => {
    const raw = running?.instance.tools() ?? null
    if (raw !== from) kept = readTools(raw ?? [], name, entry, running!.identity)
    from = raw
    return kept
  }
}

/** As the entry spells it, with its variables, so without their values. A secret that stands there as it is is hidden. */
function describeTarget({ entry: { command, args = [], url = '' } }: NamedServer): string {
  const address = URL.parse(url)
  if (address !== null) address.password = ''
  const text = command === undefined ? (address?.href ?? url) : [command, ...args].join(' ')
  return cleanLine(redactOutput(text), TARGET_CELLS)
}
