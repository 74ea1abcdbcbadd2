// The mcp/* methods: the servers of a directory, a test of one, and edits of the user's file.

import {
  type FoundServers,
  type NamedServer,
  editUserServers,
  listHidden,
  mergeServers,
  readProjectServers,
  readUserServers,
  userFile,
} from '../../mcp/server-files.ts'
import type { LeasePlace } from '../../mcp/server-place.ts'
import { readEntry } from '../../mcp/server-entry.ts'
import { cleanLine } from '../../mcp/server-failure.ts'
import type { Lease } from '../../mcp/server-lease.ts'
import { expandEntry } from '../../mcp/server-variables.ts'
import { KimiError } from '../../protocol/errors.ts'
import type { McpMethods } from '../../protocol/mcp.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import { admitListed } from '../../session/admission/folder-admission.ts'
import { isObject } from '../../sys/json-reading.ts'
import type { DaemonParts } from '../daemon-parts.ts'
import { realDirectory } from './client-paths.ts'
import type { NamespaceHandlers } from './json-methods.ts'
import { createMcpLoginMethods, type EditServer } from './mcp-login-methods.ts'
import { createMcpMarketMethods } from './mcp-market-methods.ts'

const NAME_CELLS = 80

type Place = McpMethods['mcp/list']['params']

export function createMcpMethods(parts: DaemonParts): NamespaceHandlers<'mcp'> {
  const { share } = parts.options.paths
  const edit: EditServer = (name, change) => ({
    file: editUserServers(share, (servers) => {
      const entry = servers[name]
      if (!Object.hasOwn(servers, name) || !isObject(entry)) throw notFound(name)
      const changed = change(entry)
      if (changed === null) delete servers[name]
      else servers[name] = changed
    }),
  })
  return {
    async 'mcp/list'(place) {
      await parts.secrets.ready()
      const { servers, problems } = await findServers(place, parts)
      const where = await leasePlace(place, parts)
      const leases = servers.map((server) => parts.servers.lease(server, where, () => {}))
      const views = leases.map((lease) => lease.view())
      const broken = leases.flatMap((lease) => lease.list().problems)
      for (const lease of leases) lease.release()
      const logins = await Promise.all(servers.map(({ entry }) => hasTokens(entry.url, place, parts)))
      const shown = views.map((view, index) => ({ ...view, hasTokens: logins[index]! }))
      return { file: userFile(share), servers: shown, problems: [...problems, ...broken] }
    },
    async 'mcp/test'({ name, ...place }, { signal }) {
      await parts.secrets.ready()
      const server = await findServer(name, place, parts)
      const lease = parts.servers.lease(server, await leasePlace(place, parts), () => {})
      try {
        return await testServer(lease, signal)
      } finally {
        lease.release()
      }
    },
    'mcp/add': (added) => addServer(share, added),
    async 'mcp/remove'({ name }) {
      const edited = edit(name, () => null)
      await parts.secrets.removeOf(name)
      return edited
    },
    ...createMcpMarketMethods(parts),
    ...createMcpLoginMethods(parts, (name, place) => findServer(name, place, parts), edit),
    'mcp/change': ({ name, fields }) =>
      edit(name, (entry) => {
        const changed: Record<string, unknown> = { ...entry, ...fields }
        for (const [field, value] of Object.entries(fields)) if (value === null) delete changed[field]
        // The other spelling of `enabled`, which would win.
        if ('enabled' in fields) delete changed['disabled']
        return changed
      }),
  }
}

/** Writes the server into the user's file, in place of one of the same name. Throws `usage.invalid`. */
function addServer(share: string, { name, entry }: McpMethods['mcp/add']['params']): McpMethods['mcp/add']['result'] {
  const read = readEntry(name, entry)
  if (!read.ok)
    throw new KimiError('usage.invalid', `MCP server ${JSON.stringify(name)}: ${read.problem}`, {
      hint: 'kimi mcp add --help',
    })
  let before: unknown = null
  const file = editUserServers(share, (servers) => {
    if (Object.hasOwn(servers, name)) before = servers[name]
    servers[name] = entry
  })
  return { file, replaced: isObject(before) ? before : null }
}

/** The user's servers in the order of their file, and behind them those of the project around the directory when the user trusts its files as they are. */
async function findServers({ workDir, shellEnv }: Place, { options, safety }: DaemonParts): Promise<FoundServers> {
  const user = readUserServers(options.paths.share)
  const trust = await safety.trust.judge(realDirectory(workDir), shellEnv['HOME'])
  const files = trust.items.filter(({ kind }) => kind === 'servers').map(({ key }) => sanitiseLine(key, NAME_CELLS))
  if (files.length === 0) return { servers: user.servers, problems: user.problems }
  if (trust.state !== 'trusted') {
    const untrusted = `not trusted, so not used: ${files.join(', ')} (kimi trust add)`
    return { servers: user.servers, problems: [...user.problems, untrusted] }
  }
  const project = await readProjectServers(trust.root, admitListed(trust))
  return {
    servers: [
      ...user.servers,
      ...mergeServers(project.servers, user.servers).filter(({ origin }) => origin !== 'user'),
    ],
    problems: [...user.problems, ...project.problems, ...listHidden(project.servers, user.servers)],
  }
}

async function hasTokens(address: string | undefined, { shellEnv }: Place, { logins }: DaemonParts): Promise<boolean> {
  const expanded = expandEntry({ url: address }, { env: shellEnv })
  return expanded.ok && expanded.entry.url !== undefined && logins.hasTokens(expanded.entry.url)
}

/** Throws `mcp.not_found`, and `config.invalid` for an entry that cannot be read. */
async function findServer(name: string, place: Place, parts: DaemonParts): Promise<NamedServer> {
  const { servers, problems } = await findServers(place, parts)
  const server = servers.find((each) => each.name === name)
  if (server !== undefined) return server
  const problem = problems.find((text) => text.includes(`server ${name}: `))
  throw problem === undefined ? notFound(name) : new KimiError('config.invalid', problem)
}

async function leasePlace({ workDir, shellEnv }: Place, { safety }: DaemonParts): Promise<LeasePlace> {
  const real = realDirectory(workDir)
  const { state } = await safety.trust.judge(real, shellEnv['HOME'])
  return { workDir: real, env: shellEnv, isTrusted: state === 'trusted' }
}

async function testServer(lease: Lease, signal: AbortSignal): Promise<McpMethods['mcp/test']['result']> {
  const { name } = lease.server
  // The user asks for it, so its files are approved as they are.
  lease.files.approve()
  const begin = performance.now()
  const connected = await Promise.race([lease.ensure(), untilAborted(signal)])
  const ms = Math.round(performance.now() - begin)
  if (!connected.ok) {
    const { kind, reason } = connected.failure
    if (kind === 'unauthorized')
      throw new KimiError('mcp.unauthorized', `Failed to connect to '${name}': ${reason}`, {
        hint: `kimi mcp auth ${name}`,
      })
    throw new KimiError('mcp.failed', `Failed to connect to '${name}': ${reason}`, { hint: `kimi mcp show ${name}` })
  }
  const [resources, prompts] = await Promise.all([lease.listResources(), lease.listPrompts()])
  return {
    server: lease.view(),
    problems: lease.list().problems,
    ms,
    resources: (resources.ok ? resources.value : []).map(({ uri, name: title, description = '' }) => ({
      uri: cleanLine(uri),
      name: cleanLine(title),
      description: cleanLine(description),
    })),
    prompts: (prompts.ok ? prompts.value : []).map(({ name: prompt, description = '', arguments: wanted = [] }) => ({
      name: cleanLine(prompt),
      description: cleanLine(description),
      arguments: wanted.map(({ name: argument, required = false }) => ({
        name: cleanLine(argument),
        isRequired: required,
      })),
    })),
  }
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new KimiError('turn.cancelled', 'the client has gone')), {
      once: true,
    })
  })
}

/** Kimi CLI's words. */
function notFound(name: string): KimiError {
  return new KimiError('mcp.not_found', `MCP server '${sanitiseLine(name, NAME_CELLS)}' not found.`)
}
