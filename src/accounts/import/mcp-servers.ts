// An MCP server of another agent in the form of Kimi CLI's mcp.json, with and without its secrets.

import { asTable } from './agent-places.ts'

type Table = Record<string, unknown>

export interface ServerEntry {
  entry: Table
  /** Names of variables and headers with secret values. */
  secrets: string[]
  /** True when command or address hold a secret themselves: without it they are of no use. */
  isHeld: boolean
}

const SECRET_NAME = /key|token|secret|passw|auth|credential|cookie/i
/** `--api-key=x`, and the word behind `--token`. */
const SECRET_OPTION = /^--?[\w-]*(?:key|token|secret|passw)[\w-]*/i

/** Null for something that is no server. */
export function convertServer(raw: unknown): ServerEntry | null {
  const table = asTable(raw)
  if (table['enabled'] === false || table['disabled'] === true) return null
  const entry = readCommand(table) ?? readAddress(table)
  if (entry === null) return null
  const args = Array.isArray(entry['args']) ? entry['args'].map(String) : []
  const url = String(entry['url'] ?? '')
  const hasSecretWord = args.some((word) => SECRET_OPTION.test(word))
  const hasSecretUrl = URL.canParse(url) && (new URL(url).password !== '' || /[?&][^=]*(?:key|token)=/i.test(url))
  const secrets = ['env', 'headers'].flatMap((name) => listSecrets(asTable(entry[name])))
  return { entry, secrets, isHeld: hasSecretWord || hasSecretUrl }
}

/** The entry without the variables and headers of these names. */
export function withoutSecrets({ entry, secrets }: ServerEntry): Table {
  const clean: Table = { ...entry }
  for (const name of ['env', 'headers']) {
    const left = Object.entries(asTable(entry[name])).filter(([key]) => !secrets.includes(key))
    if (left.length > 0) clean[name] = Object.fromEntries(left)
    else delete clean[name]
  }
  return clean
}

/** A value that refers to a variable is no secret. */
function listSecrets(table: Table): string[] {
  return Object.keys(table).filter((name) => SECRET_NAME.test(name) && !/^\$\{?\w+\}?$/.test(String(table[name])))
}

/** opencode has the whole command as a list, and `environment`. */
function readCommand(table: Table): Table | null {
  const { command } = table
  const words = Array.isArray(command) ? command.map(String) : typeof command === 'string' ? [command] : []
  if (words.length === 0 || words[0] === '') return null
  const args = [...words.slice(1), ...(Array.isArray(table['args']) ? table['args'].map(String) : [])]
  const env = asTable(table['env'] ?? table['environment'])
  return { command: words[0], args, ...(Object.keys(env).length > 0 ? { env } : {}) }
}

/** Gemini CLI calls the address `httpUrl`, Codex the headers `http_headers`. */
function readAddress(table: Table): Table | null {
  const url = table['httpUrl'] ?? table['url']
  if (typeof url !== 'string' || !URL.canParse(url)) return null
  const headers = asTable(table['headers'] ?? table['http_headers'])
  return { url, transport: 'http', ...(Object.keys(headers).length > 0 ? { headers } : {}) }
}
