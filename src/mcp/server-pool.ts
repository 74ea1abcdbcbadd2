// All servers of a daemon. Sessions that name the same server share it: one process, one connection.

import { createHash } from 'node:crypto'
import { openEraCache } from './era-cache.ts'
import type { ConnectionDeps } from './server-connection.ts'
import type { NamedServer } from './server-files.ts'
import { createServerInstance, type InstanceDeps, type ServerInstance } from './server-instance.ts'
import { type Lease, makeLease } from './server-lease.ts'
import { type LeasePlace, namesRelative, placeServer } from './server-place.ts'
import type { ProcessDeps } from './server-process.ts'
import { expandEntry, ownSecrets, type VariableSources } from './server-variables.ts'
import { openToolPins, type ToolPins } from './tool-pins.ts'
import { openUnaskedWork, type UnaskedWork } from '../safety/trust/unasked-work.ts'
import { openToolCache } from './tool-cache.ts'

export interface PoolDeps extends Pick<ConnectionDeps, 'createAuth' | 'onUnauthorized' | 'log'> {
  share: string
  process: ProcessDeps
  secretOf: NonNullable<VariableSources['secretOf']>
  /** The time after which a server is stopped that is not used; only tests shorten it. */
  idleStopMs?: number
}

export interface ServerPool {
  /** The tools as they were when they ran last. */
  readonly pins: ToolPins
  /** The work that nobody was asked about: a project's server is asked about after it. */
  readonly work: UnaskedWork
  /** Servers that were waited for in vain, by the `instance` of their leases. */
  readonly late: WeakSet<object>
  /** Gives the server to a session until the lease is released. Nothing is started yet. `onChanged`: its status or its tools. */
  lease(server: NamedServer, place: LeasePlace, onChanged: () => void): Lease
  /** Has a server connect anew, under all its names: after a login. */
  reset(name: string): Promise<void>
  /** Ends all servers. */
  close(): Promise<void>
}

export function createServerPool(deps: PoolDeps): ServerPool {
  const instances = new Map<string, { instance: ServerInstance; name: string }>()
  const { createAuth, onUnauthorized, log, share, idleStopMs } = deps
  const pins = openToolPins(share)
  const work = openUnaskedWork(share)
  let shared: InstanceDeps | null = null
  const prepare = (): InstanceDeps => ({
    createAuth,
    onUnauthorized,
    log,
    idleStopMs,
    eras: openEraCache(share),
    pins,
    work,
    cache: openToolCache(share),
    process: deps.process,
  })
  return {
    pins,
    work,
    late: new WeakSet(),
    lease(server, place, onChanged) {
      const { name, entry } = server
      const expanded = expandEntry(entry, { env: place.env, secretOf: ownSecrets(server, deps.secretOf) })
      if (!expanded.ok) return makeLease(server, { unable: `not set: ${expanded.missing.join(', ')}` })
      const start = placeServer(server, expanded.entry, place)
      if (!start.ok) return makeLease(server, { unable: start.reason })
      const { cwd, args } = start
      const { command, env, url, headers, transport, oauth } = expanded.entry
      const identity = identify(server, cwd)
      const project = server.origin === 'project' ? { root: server.root, identity } : undefined
      // A server that a project names is not the user's own, which starts without the project's questions.
      const key = hash([
        name,
        command,
        args,
        env,
        url,
        headers,
        transport,
        oauth,
        cwd,
        ...(project ? [project.root] : []),
      ])
      const known = instances.get(key)?.instance
      const options = { name, entry: { ...expanded.entry, args: args && [...args] }, key, cwd, project, env: place.env }
      const instance = known ?? createServerInstance(options, (shared ??= prepare()))
      if (known === undefined) instances.set(key, { instance, name })
      return makeLease(server, { instance, identity, release: instance.use(onChanged) })
    },
    async reset(name) {
      await Promise.all([...instances.values()].map((each) => (each.name === name ? each.instance.reset() : undefined)))
    },
    async close() {
      await Promise.all([...instances.values()].map(({ instance }) => instance.close()))
      instances.clear()
    },
  }
}

/**
 * The server that a user approves with one of its tools: the entry as it is spelled, so that a renewed token or another folder changes
 * nothing. The folder belongs to it where it says which program runs: for a project's server, and for a relative path.
 */
function identify({ name, entry, origin }: NamedServer, cwd: string): string {
  const { command, args = [], env, url, headers, transport, oauth } = entry
  const isPlaced = origin === 'project' || namesRelative([command ?? '', ...args])
  return hash([name, command, args, env, url, headers, transport, oauth, isPlaced ? cwd : entry.cwd])
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32)
}
