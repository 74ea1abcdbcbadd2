// `kimi mcp add NAME` and `kimi mcp add --describe`: a server of the market is shown as it will run, asked for its values, and added
// once the user agrees. Secrets go to the keyring.

import { cwd } from 'node:process'
import type { Client } from '../../client/peer.ts'
import { KimiError } from '../../protocol/errors.ts'
import type { MarketItem, MarketVariable } from '../../protocol/mcp-market.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import { formatColumns } from '../../view/columns.ts'
import { readSecret } from '../accounts/hidden-input.ts'
import { clientEnv } from '../../client/client-env.ts'
import { askLine, confirm } from '../confirm.ts'
import { say, sayAside, sayJson } from '../standard-streams.ts'
import { withDaemon } from '../tasks/task-client.ts'
import { describeCost, describeEntry, fillEntry, type FilledEntry } from './market-entry.ts'

export interface MarketFlags {
  json?: boolean
  yes?: boolean
  /** `NAME=value` of variables. */
  env?: string[]
  describe?: string
}

const CELLS = 300

/** Returns the exit status: 1 when the user says no. Throws `mcp.not_found` for a name that nobody knows. */
export async function addFromMarket(name: string, flags: MarketFlags, env: NodeJS.ProcessEnv): Promise<number> {
  return withDaemon(env, async (client) => {
    const item =
      flags.describe === undefined ? await findItem(client, name) : await draftItem(client, flags.describe, name, env)
    if (item.entry === null)
      throw new KimiError('mcp.failed', `${item.name} needs no server: ${item.note}`, { hint: 'kimi mcp search' })
    if (!flags.json || !flags.yes) showItem(item)
    const filled = fillEntry(item, await readValues(item, flags.env ?? []))
    return agreeAndAdd(client, item, filled, flags, env)
  })
}

async function agreeAndAdd(
  client: Client,
  { name }: MarketItem,
  { entry, secrets }: FilledEntry,
  { json, yes }: MarketFlags,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const place = { workDir: cwd(), shellEnv: clientEnv(env).shellEnv }
  const { servers } = await client.call('mcp/list', place)
  const isTaken = servers.some((server) => server.name === name && server.origin === 'user')
  const question = `add ${name}, which runs: ${describeEntry(entry)}${isTaken ? ` (in the place of your own ${name})` : ''}`
  if (!(await confirm(question, yes))) return 1
  const isKept = Object.keys(secrets).length > 0
  const kept = isKept ? (await client.call('mcp/keep-secrets', { server: name, values: secrets })).kept : null
  const { file } = await client.call('mcp/add', { name, entry })
  if (json) {
    sayJson({ name, file, entry, kept })
    return 0
  }
  if (kept !== null)
    sayAside(
      kept === 'keyring' ? 'the secrets are in your keyring\n' : 'the secrets are in a file that only you can read\n',
    )
  say(`Added MCP server '${name}' to ${file}.\n`)
  if (entry['auth'] === 'oauth') sayAside(`it wants a login: kimi mcp auth ${name}\n`)
  return 0
}

async function findItem(client: Client, name: string): Promise<MarketItem> {
  const { item, near, failure } = await client.call('mcp/find', { name, online: true })
  if (item !== null) return item
  const why = failure === '' ? '' : ` (${failure})`
  throw new KimiError('mcp.not_found', `no server is known by the name ${sanitiseLine(name, CELLS)}${why}`, {
    hint: near === null ? `kimi mcp search WORDS, or kimi mcp add NAME -- COMMAND` : `kimi mcp add ${near}`,
  })
}

/** The draft of the model, under the name that the user wants. */
async function draftItem(client: Client, text: string, name: string, env: NodeJS.ProcessEnv): Promise<MarketItem> {
  if (text.trim() === '') throw new KimiError('usage.invalid', '--describe is empty', { hint: 'kimi mcp add --help' })
  const { item } = await client.call('mcp/draft', { text, env: clientEnv(env).env })
  return name === '' ? item : { ...item, name }
}

const SOURCES: Record<MarketItem['source'], (item: MarketItem) => string> = {
  list: () => 'the list that ships with kimi',
  registry: ({ registryName }) => `the official registry, where anybody may publish: ${registryName}`,
  model: () => 'a draft of the model',
}

/** All that is known of the server, on stderr beside the questions. */
function showItem(item: MarketItem): void {
  const { title, about, entry, variables, isArchived, note, source } = item
  const cost = describeCost(item)
  const rows: [string, string][] = [
    ['server', `${title}: ${about}`],
    [entry?.['url'] === undefined ? 'runs' : 'address', describeEntry(entry ?? {})],
    ...variables.map((variable): [string, string] => ['needs', describeVariable(variable)]),
    ...(cost === '' ? [] : [['costs', cost] as [string, string]]),
    ['from', SOURCES[source](item)],
    ...(isArchived ? [['careful', 'its makers no longer maintain it'] as [string, string]] : []),
    ...(note === '' ? [] : [['note', note] as [string, string]]),
  ]
  // The command that will run is shown whole, however long it is.
  sayAside(formatColumns(rows, Infinity))
}

function describeVariable({ name, about, isSecret, isRequired }: MarketVariable): string {
  const marks = [isSecret ? 'kept in the keyring' : '', isRequired ? '' : 'may be left out'].filter(Boolean)
  return `${name}${about === '' ? '' : `, ${about}`}${marks.length === 0 ? '' : ` (${marks.join(', ')})`}`
}

/** The values by their names: those of -e, then what the user types. Throws `usage.invalid` when one is missing. */
async function readValues({ name, variables }: MarketItem, pairs: readonly string[]): Promise<Record<string, string>> {
  const values: Record<string, string> = {}
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    const key = pair.slice(0, Math.max(0, at))
    if (!variables.some((variable) => variable.name === key))
      throw new KimiError('usage.invalid', `--env: ${name} has no variable ${key === '' ? pair : key}`, {
        hint: variables.length === 0 ? '' : `it has ${variables.map((variable) => variable.name).join(', ')}`,
      })
    values[key] = pair.slice(at + 1)
  }
  for (const variable of variables.filter((each) => values[each.name] === undefined)) {
    const value = await askFor(variable)
    if (value === '' && variable.isRequired)
      throw new KimiError('usage.invalid', `${name} needs a value for ${variable.name}`, {
        hint: `kimi mcp add ${name} -e ${variable.name}=…`,
      })
    values[variable.name] = value
  }
  refuseVariables(variables, values)
  return values
}

/** The values that mcp.json holds are expanded there: one that is to be taken as it is cannot hold `${`. */
function refuseVariables(variables: readonly MarketVariable[], values: Readonly<Record<string, string>>): void {
  const wrong = variables.find(({ name, isSecret }) => !isSecret && values[name]?.includes('${'))
  if (wrong !== undefined)
    throw new KimiError('usage.invalid', `the value for ${wrong.name} holds \${, which names a variable in mcp.json`, {
      hint: 'kimi mcp add NAME -- COMMAND ARGS',
    })
}

/** '' without a terminal to ask on. */
async function askFor(variable: MarketVariable): Promise<string> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return ''
  const question = sanitiseLine(`${variable.name}${variable.isRequired ? '' : ' (Enter leaves it out)'}`, CELLS)
  return variable.isSecret ? readSecret(`${question} (it does not show): `, true) : askLine(`${question}: `)
}
