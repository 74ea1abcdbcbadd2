// A server of the official registry (its server.json) as an entry for mcp.json. Its texts are foreign: names and versions have to be
// plain, so that none of them is an option of npx or uvx, and versions have to be exact.

import * as z from 'zod'
import type { MarketItem, MarketVariable } from '../../protocol/mcp-market.ts'
import { cleanLine } from '../server-failure.ts'
import { refuseVariables } from './refused-variables.ts'

const ABOUT_CELLS = 160
const text = z.string().max(4_000)

const INPUT = z.looseObject({
  name: text.optional(),
  description: text.optional(),
  isRequired: z.boolean().optional(),
  isSecret: z.boolean().optional(),
  value: text.optional(),
  default: text.optional(),
})
const ARGUMENT = INPUT.extend({ type: z.enum(['positional', 'named']), valueHint: text.optional() })
type Argument = z.infer<typeof ARGUMENT>

const PACKAGE = z.looseObject({
  registryType: text,
  identifier: text,
  version: text.optional(),
  transport: z.looseObject({ type: text }).optional(),
  environmentVariables: z.array(INPUT).max(50).optional(),
  packageArguments: z.array(ARGUMENT).max(50).optional(),
})
const REMOTE = z.looseObject({ type: text, url: text, headers: z.array(INPUT).max(50).optional() })
const SERVER = z.looseObject({
  name: text,
  title: text.optional(),
  description: text.optional(),
  version: text.optional(),
  packages: z.array(z.unknown()).max(20).optional(),
  remotes: z.array(z.unknown()).max(20).optional(),
})

const NPM_NAME = /^(?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/i
const PYPI_NAME = /^[a-z0-9][a-z0-9._-]*$/i
const EXACT_VERSION = /^\d[\w.+-]*$/
const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,100}$/

/** The line on a server whose packages set variables that run other code; null for others. */
export function explainRefusal(value: unknown): string | null {
  const parsed = SERVER.safeParse(value)
  if (!parsed.success) return null
  const { name, packages = [] } = parsed.data
  const variables = packages.flatMap((each) => PACKAGE.safeParse(each).data?.environmentVariables ?? [])
  const names = variables.flatMap((variable) => variable.name ?? [])
  return refuseVariables(cleanLine(name, ABOUT_CELLS), [...new Set(names)])
}

/**
 * Null for a server that cannot be run here (a container, a bundle, one without an exact version), and for one that sets variables which
 * run other code.
 */
export function readRegistryServer(value: unknown): MarketItem | null {
  const parsed = SERVER.safeParse(value)
  if (!parsed.success) return null
  const { name, title = '', description = '', packages = [], remotes = [] } = parsed.data
  // A vendor's own server needs no process, so it comes first.
  const way = firstOf(remotes, readRemote) ?? firstOf(packages, readPackage)
  // Values are expanded when the server starts: a foreign one must not name variables or secrets of the user.
  if (way === null || JSON.stringify(way.entry).includes('${')) return null
  const shown = cleanLine(name, ABOUT_CELLS)
  return {
    name: localName(name),
    title: cleanLine(title || name, ABOUT_CELLS),
    about: cleanLine(description, ABOUT_CELLS),
    source: 'registry',
    registryName: shown,
    tools: null,
    tokens: null,
    megabytes: null,
    isArchived: false,
    note: `published as ${shown}; nobody of kimi has tried it`,
    ...way,
  }
}

type Way = Pick<MarketItem, 'kind' | 'entry' | 'variables'>

function firstOf(values: readonly unknown[], read: (value: unknown) => Way | null): Way | null {
  for (const value of values) {
    const way = read(value)
    if (way !== null) return way
  }
  return null
}

function readRemote(value: unknown): Way | null {
  const parsed = REMOTE.safeParse(value)
  if (!parsed.success) return null
  const { type, url, headers = [] } = parsed.data
  const transport = { 'streamable-http': 'http', sse: 'sse' }[type]
  // An address with placeholders is refused: before the user fills them in, the final address cannot be shown.
  if (transport === undefined || !/^https:\/\/[^{}\s]+$/.test(url) || !URL.canParse(url)) return null
  const read = readInputs(headers)
  if (read === null) return null
  const entry = { url, transport, ...(headers.length > 0 ? { headers: read.values } : { auth: 'oauth' }) }
  return { kind: 'http', entry, variables: read.variables }
}

function readPackage(value: unknown): Way | null {
  const parsed = PACKAGE.safeParse(value)
  if (!parsed.success) return null
  const {
    registryType,
    identifier,
    version = '',
    transport,
    environmentVariables = [],
    packageArguments = [],
  } = parsed.data
  if ((transport?.type ?? 'stdio') !== 'stdio' || !EXACT_VERSION.test(version)) return null
  const isNpm = registryType === 'npm' && NPM_NAME.test(identifier)
  if (!isNpm && !(registryType === 'pypi' && PYPI_NAME.test(identifier))) return null
  const [env, words] = [readInputs(environmentVariables), readArguments(packageArguments)]
  if (env === null || words === null) return null
  if (refuseVariables(identifier, Object.keys(env.values)) !== null) return null
  const start = isNpm ? ['-y', `${identifier}@${version}`] : [`${identifier}==${version}`]
  const args = [...start, ...words.args]
  const variables = [...env.variables, ...words.variables]
  const entry = {
    command: isNpm ? 'npx' : 'uvx',
    args,
    ...(environmentVariables.length > 0 ? { env: env.values } : {}),
  }
  return { kind: isNpm ? 'npm' : 'uvx', entry, variables }
}

/** Variables of an environment, or headers. Null when one has no plain name. */
function readInputs(
  inputs: readonly z.infer<typeof INPUT>[],
): { values: Record<string, string>; variables: MarketVariable[] } | null {
  const values: Record<string, string> = {}
  const variables: MarketVariable[] = []
  for (const input of inputs) {
    const { name = '', value } = input
    if (!VARIABLE_NAME.test(name)) return null
    const isFixed = value !== undefined && !value.includes('{')
    values[name] = isFixed ? value : fillIn(value, name)
    if (!isFixed) variables.push(describeVariable(name, input))
  }
  return { values, variables }
}

/** `Bearer {token}` becomes `Bearer {{NAME}}`. */
function fillIn(value: string | undefined, name: string): string {
  return value === undefined ? `{{${name}}}` : value.replaceAll(/\{[^{}]*\}/g, `{{${name}}}`)
}

/** The words behind the package. Null when one is needed that has neither a value nor a name to ask for. */
function readArguments(list: readonly Argument[]): { args: string[]; variables: MarketVariable[] } | null {
  const args: string[] = []
  const variables: MarketVariable[] = []
  for (const argument of list) {
    const { type, name = '', valueHint = '', value, default: usual, isRequired = false } = argument
    const fixed = value ?? usual
    if (type === 'named' && !/^--?[\w-]+$/.test(name)) return null
    if (fixed === undefined && !isRequired) continue
    if (type === 'named') args.push(name)
    if (fixed !== undefined && !fixed.includes('{')) {
      args.push(fixed)
      continue
    }
    const asked = (valueHint || name).replaceAll(/\W+/g, '_').replace(/^_+/, '').toUpperCase()
    if (!VARIABLE_NAME.test(asked)) return null
    args.push(`{{${asked}}}`)
    variables.push(describeVariable(asked, argument))
  }
  return { args, variables }
}

function describeVariable(
  name: string,
  { description = '', isSecret = false, isRequired = false }: z.infer<typeof INPUT>,
): MarketVariable {
  return { name, about: cleanLine(description, ABOUT_CELLS), isSecret, isRequired }
}

/** `io.github.user/weather-server` becomes `weather-server`. */
function localName(name: string): string {
  const last = name
    .split('/')
    .at(-1)!
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
  return last.replace(/^[^A-Za-z0-9]+/, '').slice(0, 64) || 'server'
}
