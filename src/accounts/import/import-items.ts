// Lists what `kimi import` can take over from other agents on this machine, each item with what is written when it is taken.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ImportItem } from '../../protocol/account.ts'
import { describeServer } from '../../config/server-description.ts'
import { quoteWord } from '../../shell-syntax/word-quoting.ts'
import { readText } from '../../sys/files.ts'
import { asTable, listAgentPlaces, listSkills, readTable, type AgentPlace } from './agent-places.ts'
import { describeBlock, findBlock } from './instruction-blocks.ts'
import { convertServer, withNamedSecrets, withoutSecrets, type ServerEntry } from './mcp-servers.ts'

type Table = Record<string, unknown>

/** The change that takes an item over. */
export type Taking =
  /** `values` go to the keyring, by the names of their variables. */
  | { kind: 'mcp'; name: string; entry: Table; values: Record<string, string> }
  | { kind: 'skill'; name: string; from: string }
  | { kind: 'instructions'; block: string; from: string }
  | { kind: 'model'; keys: { key: string[]; value: Table }[] }

export interface Found {
  item: ImportItem
  taking: Taking
}

export interface ImportTarget {
  home: string
  share: string
  /** The path of config.toml. */
  config: string
  /** The project whose servers are found, too. */
  workDir?: string
  /** The beginning of the name of the only agent that counts. */
  from?: string
  /** Keeps a secret of a server, which then stands in mcp.json by its name; without it the secret itself stands there. */
  keepSecret?(server: string, variable: string, value: string): Promise<unknown>
}

/** Everything there is, in the order of agents and kinds. With `secrets` the values that are left out otherwise are in it. */
export function findItems(target: ImportTarget, secrets: boolean): Found[] {
  const own = {
    servers: asTable(readTable(join(target.share, 'mcp.json'))?.['mcpServers']),
    config: readTable(target.config) ?? {},
    instructions: readText(join(target.share, 'AGENTS.md')) ?? '',
  }
  const seen = new Set<string>()
  return listAgentPlaces(target.home, target.share, target.workDir)
    .filter(({ agent }) => isMeant(agent, target.from))
    .flatMap((place) => [
      ...findModels(place, own.config, secrets),
      ...findServers(place, own.servers, secrets, target),
      ...findSkills(place, target.share),
      ...findInstructions(place, own.instructions, target.home),
    ])
    .filter(({ item }) => {
      // Of two agents with a server or skill of the same name, the first counts.
      const key = `${item.kind} ${item.kind === 'instructions' ? item.from : item.name}`
      return seen.has(key) ? false : seen.add(key)
    })
}

/** `claude` means Claude Code, `vscode` VS Code. */
function isMeant(agent: string, from = ''): boolean {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z]/g, '')
  return plain(agent).startsWith(plain(from))
}

function findServers(
  { agent, mcp, folder }: AgentPlace,
  own: Table,
  secrets: boolean,
  { keepSecret }: ImportTarget,
): Found[] {
  const table = mcp && readTable(mcp.file)
  if (!table) return []
  return Object.entries(mcp.read(table)).flatMap(([name, raw]) => {
    const server = convertServer(raw, name, folder ?? null)
    if (server === null) return []
    const state = Object.hasOwn(own, name) ? 'there' : server.isHeld && !secrets ? 'held' : 'new'
    const left = secrets ? [] : server.secrets
    const taken = !secrets
      ? { entry: withoutSecrets(server), values: {} }
      : keepSecret
        ? withNamedSecrets(server, name)
        : { entry: server.entry, values: {} }
    const notes = [
      describeFound(server),
      ...describeOrigin(mcp.file, folder),
      ...listAsked(taken.entry, name, taken.values),
    ]
    const item: ImportItem = { agent, kind: 'mcp', name, from: mcp.file, state, secrets: left, notes }
    return { item, taking: { kind: 'mcp' as const, name, ...taken } }
  })
}

/** The server as it will run, with what it is given; no secret is in it. */
function describeFound({ entry, secrets, isHeld }: ServerEntry): string {
  const line = describeServer(entry, {
    quote: (words) => words.map(quoteWord).join(' '),
    showPair: (name, value) => (secrets.includes(name) ? name : `${name}=${value}`),
    isHeld,
  })
  return entry['command'] === undefined ? line : `runs ${line}`
}

/** A line for a server that a file of the project brings: its user may never have seen it, and it would run in every folder from then on. */
function describeOrigin(file: string, folder: string | undefined): string[] {
  if (folder === undefined || !file.startsWith(`${folder}/`)) return []
  return [
    `from ${file.slice(folder.length + 1)} of this folder, whoever wrote that; taken over, it runs in all folders`,
  ]
}

/** Values that another agent asks its user for, and that the keyring is to hold now. */
function listAsked(entry: Table, name: string, values: Record<string, string>): string[] {
  const asked = [...JSON.stringify(entry).matchAll(/\$\{secret:[^}]*\.([\w-]+)\}/g)].map(([, variable]) => variable!)
  return [...new Set(asked)]
    .filter((variable) => !Object.hasOwn(values, variable))
    .map((variable) => `it needs a value: kimi mcp secret ${name} ${variable}`)
}

function findSkills({ agent, skills }: AgentPlace, share: string): Found[] {
  if (skills === undefined) return []
  return listSkills(skills).map((name) => {
    const from = join(skills, name)
    const state = existsSync(join(share, 'skills', name)) ? 'there' : 'new'
    return { item: { agent, kind: 'skill', name, from, state, secrets: [] }, taking: { kind: 'skill', name, from } }
  })
}

function findInstructions({ agent, instructions }: AgentPlace, own: string, home: string): Found[] {
  const text = instructions === undefined ? null : readSafely(instructions)
  if (!instructions || text === null || text.trim() === '') return []
  const name = instructions.startsWith(home) ? `~${instructions.slice(home.length)}` : instructions
  const block = describeBlock(name, text)
  const state = findBlock(own, name) === block ? 'there' : 'new'
  const item: ImportItem = { agent, kind: 'instructions', name, from: instructions, state, secrets: [] }
  return [{ item, taking: { kind: 'instructions', block, from: name } }]
}

/** Types of providers that Kimi Code spells differently. */
const TYPES: Record<string, string> = { openai: 'openai_legacy', 'google-genai': 'gemini' }

function findModels({ agent, config }: AgentPlace, own: Table, secrets: boolean): Found[] {
  const table = config === undefined ? null : readTable(config)
  if (config === undefined || table === null) return []
  const [providers, models] = [asTable(table['providers']), asTable(table['models'])]
  const [ownProviders, ownModels] = [asTable(own['providers']), asTable(own['models'])]
  return Object.entries(models).flatMap(([name, raw]) => {
    const model = asTable(raw)
    const provider = asTable(providers[String(model['provider'])])
    // Models of a login need no import: the login itself brings them.
    if (typeof provider['type'] !== 'string' || provider['oauth']) return []
    const hasKey = typeof provider['api_key'] === 'string' && provider['api_key'] !== ''
    const known = TYPES[provider['type']] ?? provider['type']
    const key = hasKey && secrets ? { api_key: provider['api_key'] } : {}
    const { provider: providerName, model: id, max_context_size: size, capabilities } = model
    const keys = [
      {
        key: ['models', name],
        value: {
          provider: providerName,
          model: id,
          max_context_size: size ?? 262_144,
          ...(capabilities ? { capabilities } : {}),
        },
      },
      ...(Object.hasOwn(ownProviders, String(providerName))
        ? []
        : [
            {
              key: ['providers', String(providerName)],
              value: { type: known, base_url: provider['base_url'] ?? '', api_key: '', ...key },
            },
          ]),
    ]
    const state = Object.hasOwn(ownModels, name) ? 'there' : 'new'
    const left = hasKey && !secrets ? ['api_key'] : []
    return {
      item: { agent, kind: 'model' as const, name, from: config, state, secrets: left },
      taking: { kind: 'model' as const, keys },
    }
  })
}

function readSafely(file: string): string | null {
  try {
    return readText(file)
  } catch {
    return null
  }
}
