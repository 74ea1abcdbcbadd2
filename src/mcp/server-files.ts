// The files that name servers: the user's own mcp.json, which `kimi mcp` edits, and those of a project, which count once the user
// trusts them as they are.

import { join } from 'node:path'
import { KimiError } from '../protocol/errors.ts'
import type { McpOrigin, McpServerEntry } from '../protocol/mcp.ts'
import { readHead, SERVER_FILES } from '../safety/trust/folder-contents.ts'
import { readText, writeAtomic } from '../sys/files.ts'
import { findJsonFault } from '../sys/json-fault.ts'
import { isObject, parseJson } from '../sys/json-reading.ts'
import { readServers } from './server-entry.ts'
import { cleanLine } from './server-failure.ts'
import { longPattern } from '../sys/words/long-pattern.ts'

/** A server as some file or client names it. */
export interface NamedServer {
  name: string
  entry: McpServerEntry
  origin: McpOrigin
  /** '' for a server of a client. */
  file: string
  /** The folder of a project's server; '' for others. */
  root: string
}

/**
 * Variables by which a program runs another one than its name says. A project's entry that sets one is left out: the user, who was asked
 * about `npx`, would have started the project's own.
 */
const STEERING = longPattern('i')`
  ^(?:PATH|HOME|LD_.*|DYLD_.*|NODE_(?:OPTIONS|PATH|REPL_.*)|npm_config_.*|PYTHON(?!UNBUFFERED$|IOENCODING$|UTF8$|DONTWRITEBYTECODE$).*
  |BASH_ENV|ENV|SHELLOPTS|BASHOPTS|GIT_.*|PERL5?(?:LIB|OPT|DB)|RUBY(?:LIB|OPT)|_?JAVA_.*|JDK_JAVA_OPTIONS|CLASSPATH|UV_.*|PIP_.*|DENO_.*
  |BUN_.*)$
`

export interface FoundServers {
  servers: NamedServer[]
  problems: string[]
}

export function userFile(share: string): string {
  return join(share, 'mcp.json')
}

/** The servers of the user's file; none without one. A file that is no JSON is one problem. */
export function readUserServers(share: string): FoundServers {
  const file = userFile(share)
  const text = readText(file)
  if (text === null || text.trim() === '') return { servers: [], problems: [] }
  return nameAll(readServerText(text, file), 'user', file, '')
}

/** The servers that a project's files name, of those files that `admit` lets in. */
export async function readProjectServers(
  root: string,
  admit: (path: string, bytes: Buffer) => boolean,
): Promise<FoundServers> {
  const found: FoundServers = { servers: [], problems: [] }
  for (const name of SERVER_FILES) {
    const file = join(root, name)
    const bytes = await readHead(file, root)
    if (bytes === null || !admit(file, bytes)) continue
    const read = nameAll(readServerText(bytes.toString('utf8'), file), 'project', file, root)
    for (const server of read.servers) {
      const steering = Object.keys(server.entry.env ?? {}).find((variable) => STEERING.test(variable))
      if (steering === undefined) found.servers.push(server)
      else
        found.problems.push(`${name}: server ${server.name} sets ${cleanLine(steering, 60)}, which a project may not`)
    }
    found.problems.push(...read.problems)
  }
  return found
}

/** Text that is no JSON is one problem, which names the place of the mistake. */
function readServerText(text: string, file: string): ReturnType<typeof readServers> {
  const fault = findJsonFault(text)
  return fault === null
    ? readServers(parseJson(text), file)
    : { servers: new Map(), problems: [cleanLine(`${file}: ${fault}`)] }
}

/** The servers that a client has given with its session. Throws `usage.invalid` for one with a mistake. */
export function readClientServers(table: Record<string, unknown>): NamedServer[] {
  const { servers, problems } = nameAll(readServers({ mcpServers: table }, 'MCP servers'), 'client', '', '')
  if (problems.length > 0) throw new KimiError('usage.invalid', problems[0]!, { hint: 'kimi help mcp' })
  return servers
}

function nameAll(
  { servers, problems }: ReturnType<typeof readServers>,
  origin: McpOrigin,
  file: string,
  root: string,
): FoundServers {
  const believed = (entry: McpServerEntry) => {
    // Trust in a server is the user's to give: a project would let its own calls pass.
    const { trusted: _trusted, ...rest } = entry
    return origin === 'project' ? rest : entry
  }
  const named = [...servers].map(([name, entry]) => ({ name, entry: believed(entry), origin, file, root }))
  return { servers: named, problems }
}

/** A line for each server of a project that stands behind one of the user's, whose approvals and rules would else be for another server. */
export function listHidden(project: readonly NamedServer[], user: readonly NamedServer[]): string[] {
  const own = new Set(user.map(({ name }) => name))
  return project
    .filter(({ name }) => own.has(name))
    .map(({ name, file }) => `${file}: server ${name} is left out, since a server of your own has its name`)
}

/** Merges lists to one server for each name, in the order of names. The last list wins: a client's before the user's, then a project's. */
export function mergeServers(...lists: readonly (readonly NamedServer[])[]): NamedServer[] {
  const merged = new Map<string, NamedServer>()
  for (const server of lists.flat()) merged.set(server.name, server)
  return [...merged.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/**
 * Changes the servers in the user's file; everything else in it stays. Throws `config.invalid` for a file that is no JSON object, which
 * is not touched.
 */
export function editUserServers(share: string, change: (servers: Record<string, unknown>) => void): string {
  const file = userFile(share)
  const text = readText(file)
  const table = text === null || text.trim() === '' ? {} : parseJson(text)
  const servers = isObject(table) ? (table['mcpServers'] ?? {}) : null
  if (!isObject(table) || !isObject(servers))
    throw new KimiError(
      'config.invalid',
      `${file} is no JSON object {"mcpServers": {…}}; it is not changed${describeFault(text ?? '')}`,
      { hint: '' },
    )
  const changed = { ...servers }
  change(changed)
  writeAtomic(file, `${JSON.stringify({ ...table, mcpServers: changed }, null, 2)}\n`)
  return file
}

function describeFault(text: string): string {
  const fault = findJsonFault(text)
  return fault === null ? '' : ` (${fault})`
}
