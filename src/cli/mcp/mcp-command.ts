// `kimi mcp …`: adds, lists, tests and changes MCP servers. The texts are Kimi CLI's where it has them.

import { cwd } from 'node:process'
import type { Client } from '../../client/peer.ts'
import { KimiError } from '../../protocol/errors.ts'
import type { McpExposure, McpServerView } from '../../protocol/mcp.ts'
import { clientEnv } from '../../client/client-env.ts'
import { redactSecrets } from '../../safety/text/redaction.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import { say, sayAside, sayJson } from '../standard-streams.ts'
import { withDaemon } from '../tasks/task-client.ts'
import { describeEntry } from './market-entry.ts'
import { describeMissing } from './program-check.ts'

/** A server that answers within this time is not waited for in words. */
const QUIET_WAIT_MS = 1_000
const CELLS = 300

export interface McpFlags {
  json?: boolean
  transport?: 'stdio' | 'http' | 'sse'
  env?: string[]
  header?: string[]
  auth?: 'oauth'
  cwd?: string
  exposure?: McpExposure | 'auto'
  trust?: boolean
  yes?: boolean
  describe?: string
}

/** Returns the exit status. Throws KimiErrors. */
export async function runMcpCommand(
  command: 'list' | 'show' | 'test' | 'remove' | 'enable' | 'disable' | 'trust' | 'untrust',
  [name = '']: string[],
  flags: McpFlags,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  return withDaemon(env, async (client) => {
    const place = { workDir: cwd(), shellEnv: clientEnv(env).shellEnv }
    if (command === 'list') return listServers(client, place, flags)
    if (command === 'test') return testServer(client, name, place, flags)
    if (command === 'show') return showServer(client, name, place, flags)
    const { file } = await changeServer(client, command, name, flags)
    const done = {
      remove: 'Removed',
      enable: 'Enabled',
      disable: 'Disabled',
      trust: 'Trusted',
      untrust: 'No longer trusted:',
    }
    const words =
      command === 'untrust'
        ? `${done.untrust} MCP server '${name}' in ${file}.`
        : `${done[command]} MCP server '${name}' ${command === 'remove' ? 'from' : 'in'} ${file}.`
    print(flags, { name, file }, [words])
    return 0
  })
}

/** Writes a server into the user's file. `words` are its name, then its address, or its command and arguments. */
export async function addServer(words: string[], flags: McpFlags, env: NodeJS.ProcessEnv): Promise<number> {
  const [name = '', ...rest] = words
  if (flags.describe !== undefined || (rest.length === 0 && flags.transport === undefined))
    return (await import('./market-add.ts')).addFromMarket(name, flags, env)
  const entry = makeEntry(name, rest, flags)
  const { file, replaced } = await withDaemon(env, (client) => client.call('mcp/add', { name, entry }))
  // Kimi CLI replaces a server of the same name, too, and says no other word.
  print(flags, { name, file, entry, replaced }, [`Added MCP server '${name}' to ${file}.`])
  const path = readPath(entry) ?? env['PATH'] ?? ''
  const missing = describeMissing(entry['command'], path, flags.cwd ?? cwd())
  const hints = [
    ...(replaced === null
      ? []
      : [`it replaces the server of that name: ${sanitiseLine(describeEntry(replaced), CELLS)}`]),
    ...(missing === null ? [] : [sanitiseLine(missing, CELLS)]),
    ...hintAtSecrets(name, entry, file),
  ]
  for (const hint of hints) sayAside(`kimi: ${hint}\n`)
  return 0
}

/** The PATH that the server is given by its own entry. */
function readPath({ env }: Record<string, unknown>): string | undefined {
  return (env as Record<string, string> | undefined)?.['PATH']
}

/** A line for each value that looks like a secret: it now stands in the file as it is. */
function hintAtSecrets(name: string, { env, headers }: Record<string, unknown>, file: string): string[] {
  const keysOf = (table: unknown, sign: string) =>
    Object.entries((table ?? {}) as Record<string, string>).flatMap(([key, value]) =>
      value.includes('${') || redactSecrets(`${key}${sign}${value}`) === `${key}${sign}${value}` ? [] : [key],
    )
  return [...keysOf(env, '='), ...keysOf(headers, ': ')].map((key) => {
    const variable = key.replaceAll('-', '_')
    return `${key} looks like a secret, and stands in ${file} as it is: kimi mcp secret ${name} ${variable} keeps it in the keyring; write \${secret:${name}.${variable}} in its place`
  })
}

type Place = { workDir: string; shellEnv: Record<string, string> }

/** Throws `usage.invalid` for options that do not fit the kind of the server. */
function makeEntry(name: string, words: readonly string[], flags: McpFlags): Record<string, unknown> {
  const { transport = 'stdio', env = [], header = [], auth, exposure, trust } = flags
  const fail = (message: string) => new KimiError('usage.invalid', message, { hint: `kimi mcp add --help` })
  const own = {
    ...(exposure === undefined || exposure === 'auto' ? {} : { exposure }),
    ...(trust ? { trusted: true } : {}),
  }
  const [first] = words
  if (transport === 'stdio') {
    if (first === undefined)
      throw fail(`the command of ${name} is missing: kimi mcp add ${name} -- COMMAND, or -t http and an address`)
    if (header.length > 0 || auth !== undefined)
      throw fail('--header and --auth are for a server with an address (-t http)')
    const [command, ...args] = words
    return {
      command,
      args,
      ...(env.length > 0 ? { env: readPairs(env, '=', '--env') } : {}),
      ...(flags.cwd === undefined ? {} : { cwd: flags.cwd }),
      ...own,
    }
  }
  if (first === undefined || words.length > 1) throw fail(`expected one address for ${name}`)
  if (env.length > 0 || flags.cwd !== undefined) throw fail('--env and --cwd are for a server that is a command')
  if (!/^https?:\/\//.test(first)) throw fail(`expected an address that begins with https:// or http://, got ${first}`)
  return {
    url: first,
    transport,
    ...(header.length > 0 ? { headers: readPairs(header, ':', '--header') } : {}),
    ...(auth === undefined ? {} : { auth }),
    ...own,
  }
}

function readPairs(pairs: readonly string[], sign: '=' | ':', option: string): Record<string, string> {
  const read = pairs.map((pair) => {
    const at = pair.indexOf(sign)
    const key = pair.slice(0, Math.max(0, at)).trim()
    if (key === '') throw new KimiError('usage.invalid', `${option} takes NAME${sign}VALUE, got ${pair}`, { hint: '' })
    return [key, sign === ':' ? pair.slice(at + 1).trim() : pair.slice(at + 1)] as const
  })
  return Object.fromEntries(read)
}

async function changeServer(
  client: Client,
  command: string,
  name: string,
  { exposure }: McpFlags,
): Promise<{ file: string }> {
  if (command === 'remove') return client.call('mcp/remove', { name })
  if (command === 'trust' || command === 'untrust')
    return client.call('mcp/change', { name, fields: { trusted: command === 'trust' ? true : null } })
  const shown = exposure === undefined ? {} : { exposure: exposure === 'auto' ? null : exposure }
  return client.call('mcp/change', { name, fields: { enabled: command === 'enable' ? null : false, ...shown } })
}

async function listServers(client: Client, place: Place, flags: McpFlags): Promise<number> {
  const { file, servers, problems } = await client.call('mcp/list', place)
  for (const problem of problems) sayAside(`kimi: ${problem}\n`)
  const lines = servers.length === 0 ? ['No MCP servers configured.'] : servers.map(describeLine)
  print(flags, { file, servers, problems }, [`MCP config file: ${file}`, ...lines])
  return 0
}

function describeLine({
  name,
  transport,
  target,
  status,
  reason,
  usesOAuth,
  hasTokens,
  origin,
  exposure,
  isTrusted,
}: McpServerView): string {
  const needsLogin = status === 'unauthorized' || (usesOAuth && !hasTokens)
  const marks = [
    ...(status === 'disabled' ? ['disabled'] : []),
    ...(status === 'connecting' ? [reason === '' ? 'connecting' : `connecting: ${reason}`] : []),
    ...(needsLogin && status !== 'disabled' ? [`authorization required - run: kimi mcp auth ${name}`] : []),
    ...(origin === 'user' ? [] : [origin]),
    ...(exposure === 'auto' ? [] : [exposure]),
    ...(isTrusted ? ['trusted'] : []),
  ]
  return `  ${name} (${transport}): ${target}${marks.map((mark) => ` [${mark}]`).join('')}`
}

async function testServer(client: Client, name: string, place: Place, flags: McpFlags): Promise<number> {
  if (!flags.json) say(`Testing connection to '${name}'...\n`)
  const slow = setTimeout(() => void sayWaiting(client, name, place), QUIET_WAIT_MS)
  const report = await client.call('mcp/test', { ...place, name }).finally(() => clearTimeout(slow))
  const { server, problems, ms, resources, prompts } = report
  const { tools, protocol, serverInfo } = server
  for (const problem of problems) sayAside(`kimi: ${problem}\n`)
  // The lines on stdout are Kimi CLI's, which scripts compare.
  const facts = [serverInfo, `protocol ${protocol}`, `${ms} ms`].filter((part) => part !== '')
  if (!flags.json) sayAside(`${facts.join(', ')}\n`)
  print(flags, report, [
    `✓ Connected to '${name}'`,
    `  Available tools: ${tools.length}`,
    ...(tools.length === 0 ? [] : ['  Tools:', ...tools.map((tool) => `    - ${tool.name}: ${tool.description}`)]),
    ...(resources.length === 0 ? [] : ['  Resources:', ...resources.map(({ uri }) => `    - @${name}:${uri}`)]),
    ...(prompts.length === 0 ? [] : ['  Prompts:', ...prompts.map((prompt) => `    - /mcp:${name}:${prompt.name}`)]),
  ])
  return 0
}

/** Says that the server is waited for, and why that may take long. */
async function sayWaiting(client: Client, name: string, place: Place): Promise<void> {
  const { servers } = await client.call('mcp/list', place).catch(() => ({ servers: [] }))
  const reason = servers.find((server) => server.name === name)?.reason ?? ''
  sayAside(`Waiting for the MCP server ${name}…${reason === '' ? '' : ` (${reason})`}\n`)
}

async function showServer(client: Client, name: string, place: Place, flags: McpFlags): Promise<number> {
  const { servers } = await client.call('mcp/list', place)
  const server = servers.find((each) => each.name === name)
  if (server === undefined) throw new KimiError('mcp.not_found', `MCP server '${name}' not found.`)
  const { transport, target, status, reason, origin, file, tools, exposure, isTrusted, protocol, serverInfo, pid } =
    server
  const tokens = tools.reduce((sum, tool) => sum + tool.tokens, 0)
  const rows: [string, string][] = [
    ['server', `${name} (${transport})`],
    ['target', target],
    ['status', `${status === 'pending' ? 'starts when it is used' : status}${reason === '' ? '' : `: ${reason}`}`],
    ['from', file === '' ? origin : file],
    ['exposure', exposure],
    ['trusted', isTrusted ? 'yes: its tools that only read are not asked about' : 'no'],
    ...(serverInfo === '' ? [] : [['says it is', serverInfo] as [string, string]]),
    ...(protocol === '' ? [] : [['protocol', protocol] as [string, string]]),
    ...(pid === null ? [] : [['process', String(pid)] as [string, string]]),
    ['tools', tools.length === 0 ? `not known yet: kimi mcp test ${name}` : `${tools.length}, about ${tokens} tokens`],
  ]
  print(flags, server, [
    ...rows.map(([key, value]) => `${key.padEnd(10)}  ${value}`),
    ...tools.map((tool) => `  - ${tool.name}${tool.isReadOnly ? ' (reads)' : ''}: ${tool.description}`),
  ])
  return 0
}

function print({ json }: McpFlags, value: unknown, lines: readonly string[]): void {
  if (json) sayJson(value)
  else say(lines.map((line) => `${line}\n`).join(''))
}
