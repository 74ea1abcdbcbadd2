// An MCP server of another agent in the form of our mcp.json, with and without its secrets.

import { asTable } from './agent-places.ts'

type Table = Record<string, unknown>

export interface ServerEntry {
  entry: Table
  /** Names of variables and headers with secret values, and of values that the other agent asks its user for. */
  secrets: string[]
  /** True when command or address hold a secret themselves: without it they are of no use. */
  isHeld: boolean
}

const SECRET_NAME = /key|token|secret|passw|auth|credential|cookie/i
/** `--api-key=x`, and the word behind `--token`. */
const SECRET_OPTION = /^--?[\w-]*(?:key|token|secret|passw)[\w-]*/i
/** Values that refer to variables of the user's environment, or to our keyring. */
const REFERENCE = /^(?:Bearer )?\$\{?[\w.:-]+\}?$/
const FULL_NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,100}$/

/**
 * Null for something that is no server, or that is switched off. `name` is the server's; `folder` is the project whose file has it,
 * null for a file of the user's.
 */
export function convertServer(raw: unknown, name = '', folder: string | null = null): ServerEntry | null {
  const table = asTable(raw)
  if (table['enabled'] === false || table['disabled'] === true) return null
  const read = readCommand(table) ?? readAddress(table)
  if (read === null) return null
  const entry = translate({ ...read, ...readSettings(table) }, name, folder) as Table
  const args = Array.isArray(entry['args']) ? entry['args'].map(String) : []
  const url = String(entry['url'] ?? '')
  const hasSecretWord = args.some((word) => SECRET_OPTION.test(word))
  const hasSecretUrl = URL.canParse(url) && (new URL(url).password !== '' || /[?&][^=]*(?:key|token)=/i.test(url))
  const secrets = ['env', 'headers'].flatMap((part) => listSecrets(asTable(entry[part])))
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

/** The entry in which the secrets stand by their names, and the secrets themselves, for a keyring. */
export function withNamedSecrets(server: ServerEntry, name: string): { entry: Table; values: Record<string, string> } {
  const entry: Table = { ...server.entry }
  const values: Record<string, string> = {}
  for (const part of ['env', 'headers']) {
    const named = Object.entries(asTable(entry[part])).map(([key, value]) => {
      if (!server.secrets.includes(key) || !FULL_NAME.test(key)) return [key, value]
      values[key] = String(value)
      return [key, `\${secret:${name}.${key}}`]
    })
    if (named.length > 0) entry[part] = Object.fromEntries(named)
  }
  return { entry, values }
}

/** A value that refers to a variable is no secret. */
function listSecrets(table: Table): string[] {
  return Object.keys(table).filter((name) => SECRET_NAME.test(name) && !REFERENCE.test(String(table[name])))
}

/** opencode has the whole command as a list, and `environment`; Codex names variables that are passed on. */
function readCommand(table: Table): Table | null {
  const { command } = table
  const words = Array.isArray(command) ? command.map(String) : typeof command === 'string' ? [command] : []
  if (words.length === 0 || words[0] === '') return null
  const args = [...words.slice(1), ...listOf(table['args'])]
  const passed = listOf(table['env_vars']).map((variable) => [variable, `\${${variable}}`])
  const env = { ...Object.fromEntries(passed), ...asTable(table['env'] ?? table['environment']) }
  const { cwd } = table
  return {
    command: words[0],
    args,
    ...(Object.keys(env).length > 0 ? { env } : {}),
    ...(typeof cwd === 'string' && cwd !== '' ? { cwd } : {}),
  }
}

/** Gemini CLI calls the address `httpUrl`, Codex the headers `http_headers`; both Kimi Code and Codex name the variable of a token. */
function readAddress(table: Table): Table | null {
  const url = table['httpUrl'] ?? table['url']
  if (typeof url !== 'string' || !URL.canParse(url)) return null
  const token = table['bearer_token_env_var'] ?? table['bearerTokenEnvVar']
  const fromEnv = Object.entries(asTable(table['env_http_headers'])).map(([key, name]) => [key, `\${${String(name)}}`])
  const headers: Table = {
    ...asTable(table['headers'] ?? table['http_headers']),
    ...Object.fromEntries(fromEnv),
    ...(typeof token === 'string' ? { Authorization: `Bearer \${${token}}` } : {}),
  }
  const isOld = (table['transport'] ?? table['type']) === 'sse'
  return { url, transport: isOld ? 'sse' : 'http', ...(Object.keys(headers).length > 0 ? { headers } : {}) }
}

const EXPOSURES = ['direct', 'deferred', 'hidden']
const LOGIN_FIELDS = ['clientId', 'clientSecret', 'clientMetadataUrl', 'scope', 'callbackPort']

/** Limits, filters and logins, whose names differ: Codex counts seconds, the others milliseconds. */
function readSettings(table: Table): Table {
  const seconds = (key: string) => (typeof table[key] === 'number' ? Math.round(table[key] * 1000) : undefined)
  const login = Object.entries(asTable(table['oauth'])).filter(([key]) => LOGIN_FIELDS.includes(key))
  const settings: Table = {
    startupTimeoutMs: table['startupTimeoutMs'] ?? table['startup_timeout_ms'] ?? seconds('startup_timeout_sec'),
    toolTimeoutMs: table['toolTimeoutMs'] ?? table['timeout'] ?? seconds('tool_timeout_sec'),
    enabledTools: table['enabledTools'] ?? table['enabled_tools'] ?? table['includeTools'],
    disabledTools: table['disabledTools'] ?? table['disabled_tools'] ?? table['excludeTools'],
    exposure: table['deferred'] === true ? 'deferred' : table['exposure'],
    auth: table['auth'] === 'oauth' ? 'oauth' : undefined,
    oauth: login.length > 0 ? Object.fromEntries(login) : undefined,
  }
  const isRight: Record<string, (value: unknown) => boolean> = {
    startupTimeoutMs: Number.isInteger,
    toolTimeoutMs: Number.isInteger,
    enabledTools: (value) => Array.isArray(value) && value.length > 0,
    disabledTools: (value) => Array.isArray(value) && value.length > 0,
    exposure: (value) => EXPOSURES.includes(String(value)),
  }
  return Object.fromEntries(
    Object.entries(settings).filter(([key, value]) => value !== undefined && (isRight[key]?.(value) ?? true)),
  )
}

/** VS Code's variables in our spelling: of the environment, of the project, and values that it asks its user for. */
function translate(value: unknown, name: string, folder: string | null): unknown {
  if (Array.isArray(value)) return value.map((each) => translate(each, name, folder))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, translate(each, name, folder)]))
  if (typeof value !== 'string') return value
  return value
    .replaceAll(/\$\{env:(\w+)\}/g, '${$1}')
    .replaceAll(/\$\{input:([\w-]+)\}/g, (_, input: string) => `\${secret:${name}.${input}}`)
    .replaceAll(/\$\{workspaceFolder\}/g, (whole) => folder ?? whole)
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}
