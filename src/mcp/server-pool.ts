// All servers of a daemon. Sessions that name the same server share it: one process, one connection.

import { createHash } from 'node:crypto'
import { homedir } from 'node:os'
import { type EraCache, openEraCache } from './era-cache.ts'
import type { ConnectionDeps } from './server-connection.ts'
import type { NamedServer } from './server-files.ts'
import { createServerInstance, type InstanceDeps, type ServerInstance } from './server-instance.ts'
import { type Lease, makeLease } from './server-lease.ts'
import type { ProcessDeps } from './server-process.ts'
import { expandEntry, ownSecrets, type VariableSources } from './server-variables.ts'
import { openToolPins, type ToolPins } from './tool-pins.ts'
import { openToolCache } from './tool-cache.ts'

export interface PoolDeps extends Pick<ConnectionDeps, 'createAuth' | 'onUnauthorized' | 'log'> {
  share: string
  process: ProcessDeps
  secretOf: NonNullable<VariableSources['secretOf']>
  /** The time after which a server is stopped that is not used; only tests shorten it. */
  idleStopMs?: number
}

/** The place of a session: what its servers' variables mean, and where a server that names a relative path starts. */
export interface LeasePlace {
  workDir: string
  env: Readonly<Record<string, string | undefined>>
}

export interface ServerPool {
  /** The tools as they were when they ran last. */
  readonly pins: ToolPins
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
  let shared: InstanceDeps | null = null
  const prepare = (): InstanceDeps => {
    const eras: EraCache = openEraCache(share)
    return {
      createAuth,
      onUnauthorized,
      log,
      idleStopMs,
      eras,
      pins,
      cache: openToolCache(share),
      process: deps.process,
    }
  }
  return {
    pins,
    lease(server, place, onChanged) {
      const { name, entry } = server
      const expanded = expandEntry(entry, { env: place.env, secretOf: ownSecrets(server, deps.secretOf) })
      if (!expanded.ok) return makeLease(server, { missing: expanded.missing })
      const cwd = chooseDirectory(server, expanded.entry, place)
      const { command, args, env, url, headers, transport, oauth } = expanded.entry
      const key = hash([name, command, args, env, url, headers, transport, oauth, cwd])
      const known = instances.get(key)?.instance
      const options = { name, entry: expanded.entry, key, cwd, env: place.env }
      const instance = known ?? createServerInstance(options, (shared ??= prepare()))
      if (known === undefined) instances.set(key, { instance, name })
      return makeLease(server, { instance, identity: identify(server, cwd), release: instance.use(onChanged) })
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
 * The directory in which the process starts: the entry's, a project's root, else the home, since all sessions share it. A server of the
 * user's whose words name a relative path is meant from where the user works, and is another one in each directory.
 */
function chooseDirectory(
  { root, origin }: NamedServer,
  { cwd, args = [] }: NamedServer['entry'],
  place: LeasePlace,
): string {
  const home = place.env['HOME'] || homedir()
  if (cwd !== undefined) return cwd.replace(/^~(?=\/|$)/, () => home)
  if (origin === 'project') return root
  return isRelative(args) || origin === 'client' ? place.workDir : home
}

function isRelative(args: readonly string[]): boolean {
  return args.some((word) => /^\.{1,2}(?:\/|$)/.test(word))
}

/**
 * The server that a user approves with one of its tools: the entry as it is spelled, so that a renewed token or another folder changes
 * nothing. The folder belongs to it where it says which program runs: for a project's server, and for a relative path.
 */
function identify({ name, entry, origin }: NamedServer, cwd: string): string {
  const { command, args = [], env, url, headers, transport, oauth } = entry
  const isPlaced = origin === 'project' || isRelative([command ?? '', ...args])
  return hash([name, command, args, env, url, headers, transport, oauth, isPlaced ? cwd : entry.cwd])
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32)
}
