// Has a model draft the entry of a server from a description such as "query my sqlite file". The draft is data: it is checked like any
// other entry, and shown to the user before it is added.

import type { ChatStream } from '../../models/chat-stream.ts'
import { KimiError } from '../../protocol/errors.ts'
import type { MarketItem, MarketVariable } from '../../protocol/mcp-market.ts'
import { isObject, parseObject } from '../../sys/json-reading.ts'
import { readEntry } from '../server-entry.ts'
import { cleanLine } from '../server-failure.ts'
import { MARKET_LIST } from './market-list.ts'
import { refuseVariables } from './refused-variables.ts'

const ANSWER_TOKENS = 4_000
const TEXT_CELLS = 200
const MAX_VARIABLES = 10
/** The fields that are taken from a model's draft. A user alone decides on the others, such as trust, the folder and the timeouts. */
const DRAFTED_FIELDS = new Set(['command', 'args', 'env', 'url', 'transport', 'headers', 'auth'])
const VARIABLE_NAME = /^[A-Z][A-Z0-9_]{0,60}$/

/** The text that the model is asked with. The list comes first and does not change, so that a provider can cache it. */
function describeTask(): string {
  const known = MARKET_LIST.filter(({ entry }) => entry !== null).map(({ name, about }) => `- ${name}: ${about}`)
  return `You configure MCP servers. The user describes what an agent should be able to do. Answer with one JSON object and nothing else.
If one of these known servers fits, answer {"known": "NAME"}:
${known.join('\n')}
Otherwise answer {"name": "short-name", "about": "one line", "entry": {...}, "variables": [...]}.
"entry" is {"command": "npx", "args": ["-y", "package@1.2.3"], "env": {...}} for a package of npm, the same with "uvx" and "package==1.2.3"
for one of PyPI, or {"url": "https://...", "transport": "http", "auth": "oauth"} for a server of its vendor. Name only packages that you
know to exist, with an exact version. Never use a shell. Where the user has to give a value, write {{NAME}} in the entry, and describe it in
"variables": {"name": "NAME", "about": "one line", "isSecret": true or false, "isRequired": true or false}. Keys, tokens and passwords are secret.`
}

/** Throws the model's failure, and `mcp.failed` for an answer that is no entry, or one that is refused. */
export async function draftServer(wish: string, stream: ChatStream, signal: AbortSignal): Promise<MarketItem> {
  let answer = ''
  const messages = [
    { role: 'system' as const, content: describeTask() },
    { role: 'user' as const, content: wish },
  ]
  for await (const event of stream({ messages, maxTokens: ANSWER_TOKENS, thinking: 'least', signal })) {
    if (event.type === 'text') answer += event.text
    if (event.type === 'failed')
      throw new KimiError(event.code, event.message, event.hint === undefined ? {} : { hint: event.hint })
  }
  const item = readDraft(answer)
  if (item !== null) return item
  throw new KimiError('mcp.failed', 'the model has drafted no server', { hint: 'kimi mcp search WORDS' })
}

/** The draft in a model's answer; null when it holds no entry that could be run. Throws `mcp.failed` for variables that run other code. */
export function readDraft(answer: string): MarketItem | null {
  const draft = parseObject(answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1))
  if (draft === null) return null
  const known = MARKET_LIST.find(({ name }) => name === draft['known'])
  if (known !== undefined) return known
  const { name, about } = draft
  if (typeof name !== 'string') return null
  const read = readEntry(name, draft['entry'])
  const variables = readVariables(draft['variables'])
  // The entry as it was understood: another agent's spelling may name variables of the user, too.
  if (!read.ok || variables === null || JSON.stringify(read.entry).includes('${')) return null
  const { command = '', args = [], env = {} } = read.entry
  const refusal = refuseVariables('the draft of the model', Object.keys(env))
  if (refusal !== null) throw new KimiError('mcp.failed', refusal, { hint: 'kimi mcp add NAME -- COMMAND' })
  const packageName = args.find((word) => !word.startsWith('-')) ?? ''
  const isPinned = command === '' || /(?:.@|==)\d[\w.+-]*$/.test(packageName)
  return {
    name,
    title: name,
    about: cleanLine(String(about ?? ''), TEXT_CELLS),
    kind: command === '' ? 'http' : command === 'uvx' ? 'uvx' : 'npm',
    source: 'model',
    registryName: '',
    variables,
    entry: Object.fromEntries(Object.entries(read.entry).filter(([key]) => DRAFTED_FIELDS.has(key))),
    tools: null,
    tokens: null,
    megabytes: null,
    isArchived: false,
    note: `a draft of the model: look whether it is what you mean${isPinned ? '' : '; its version is not pinned'}`,
  }
}

function readVariables(value: unknown): MarketVariable[] | null {
  if (value === undefined) return []
  if (!Array.isArray(value) || value.length > MAX_VARIABLES) return null
  const variables = value.map((raw): MarketVariable | null => {
    if (!isObject(raw) || typeof raw['name'] !== 'string' || !VARIABLE_NAME.test(raw['name'])) return null
    const about = cleanLine(String(raw['about'] ?? ''), TEXT_CELLS)
    return { name: raw['name'], about, isSecret: raw['isSecret'] === true, isRequired: raw['isRequired'] === true }
  })
  return variables.includes(null) ? null : (variables as MarketVariable[])
}
