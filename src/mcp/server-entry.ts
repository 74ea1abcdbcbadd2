// Reads the entries of an mcp.json. Kimi CLI's, Kimi Code's, Claude Code's and VS Code's spellings are taken; an entry with a mistake
// is left out, and the mistake is named.

import * as z from 'zod'
import { MCP_EXPOSURES, MCP_TRANSPORTS, type McpServerEntry } from '../protocol/mcp.ts'
import { sanitiseLine } from '../safety/text/sanitiser.ts'
import { isObject } from '../sys/json-reading.ts'

/** Names become part of the names of tools and of permission rules. */
const SERVER_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

const MAX_SERVERS = 200
const MAX_TEXT = 64 * 1024
const PROBLEM_CELLS = 300

const text = z.string().max(MAX_TEXT)
const line = text.regex(/^[^\0]*$/, 'holds a NUL byte')
const texts = z.record(line, line)
const timeout = z.number().int().min(1).max(86_400_000)

const ENTRY = z.object({
  command: line.min(1).optional(),
  args: z.array(line).max(1_000).optional(),
  env: texts.optional(),
  url: line.min(1).optional(),
  transport: z.enum(MCP_TRANSPORTS).optional(),
  headers: texts.optional(),
  auth: z.literal('oauth').optional(),
  oauth: z
    .object({
      clientId: line.optional(),
      clientSecret: line.optional(),
      clientMetadataUrl: line.optional(),
      scope: line.optional(),
      callbackPort: z.number().int().min(1).max(65_535).optional(),
    })
    .optional(),
  enabled: z.boolean().optional(),
  cwd: line.min(1).optional(),
  startupTimeoutMs: timeout.optional(),
  toolTimeoutMs: timeout.optional(),
  enabledTools: z.array(line).optional(),
  disabledTools: z.array(line).optional(),
  exposure: z.enum(MCP_EXPOSURES).optional(),
  trusted: z.boolean().optional(),
  description: line.optional(),
})

/** The spellings of other agents for our fields. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  type: 'transport',
  httpUrl: 'url',
  startup_timeout_ms: 'startupTimeoutMs',
  tool_timeout_ms: 'toolTimeoutMs',
}
const OTHER_TRANSPORTS: Readonly<Record<string, string>> = {
  'streamable-http': 'http',
  streamable_http: 'http',
  streamableHttp: 'http',
}

export interface ReadServers {
  servers: Map<string, McpServerEntry>
  /** A line of text for each entry that is left out. */
  problems: string[]
}

/** Reads `{"mcpServers": {…}}`. `source` names the file or the flag in the problems. Never throws. */
export function readServers(value: unknown, source: string): ReadServers {
  const servers = new Map<string, McpServerEntry>()
  const problems: string[] = []
  const say = (problem: string) => problems.push(sanitiseLine(`${source}: ${problem}`, PROBLEM_CELLS))
  const table = isObject(value) ? (value['mcpServers'] ?? {}) : null
  if (!isObject(table)) {
    say('expected a JSON object {"mcpServers": {…}}')
    return { servers, problems }
  }
  const entries = Object.entries(table)
  if (entries.length > MAX_SERVERS) say(`more than ${MAX_SERVERS} servers; the others are left out`)
  for (const [name, raw] of entries.slice(0, MAX_SERVERS)) {
    const read = readEntry(name, raw)
    if (read.ok) servers.set(name, read.entry)
    else say(`server ${name}: ${read.problem}`)
  }
  return { servers, problems }
}

/** Reads one entry. `problem` is one line on what was expected. */
export function readEntry(
  name: string,
  raw: unknown,
): { ok: true; entry: McpServerEntry } | { ok: false; problem: string } {
  const fail = (problem: string) => ({ ok: false as const, problem })
  if (!SERVER_NAME.test(name)) return fail('a name holds letters, digits, dots, dashes and underscores, at most 64')
  if (!isObject(raw)) return fail('expected an object with command or url')
  const parsed = ENTRY.safeParse(withOurNames(raw))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return fail(`${issue?.path.join('.') || 'entry'}: ${issue?.message ?? 'cannot be read'}`)
  }
  const { command, url, transport } = parsed.data
  if ((command === undefined) === (url === undefined)) return fail('expected command or url, one of them')
  if (command !== undefined && transport !== undefined && transport !== 'stdio')
    return fail(`transport is ${transport}, and a command speaks stdio`)
  if (url !== undefined && transport === 'stdio') return fail('transport is stdio, and an address speaks http or sse')
  return { ok: true, entry: parsed.data }
}

function withOurNames(raw: Record<string, unknown>): Record<string, unknown> {
  const named: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(raw)) {
    const own = OTHER_NAMES[key] ?? key
    if (own === key || raw[own] === undefined) named[own] = value
  }
  if (raw['disabled'] === true) named['enabled'] = false
  const { transport } = named
  if (typeof transport === 'string' && Object.hasOwn(OTHER_TRANSPORTS, transport))
    named['transport'] = OTHER_TRANSPORTS[transport]
  // Kimi CLI has the scopes as a list beside the address.
  if (Array.isArray(raw['scopes']) && !isObject(raw['oauth'])) named['oauth'] = { scope: raw['scopes'].join(' ') }
  const { bearerTokenEnvVar: variable } = raw
  if (typeof variable === 'string')
    named['headers'] = {
      ...(isObject(named['headers']) ? named['headers'] : {}),
      Authorization: `Bearer \${${variable}}`,
    }
  return named
}
