// The files and directories of other agents from which `kimi import` takes things over. Nothing is ever written there.

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'smol-toml'
import { readText } from '../../sys/files.ts'
import { isObject, parseObject } from '../../sys/json-reading.ts'

type Table = Record<string, unknown>

export interface AgentPlace {
  agent: string
  /** The agent is there when this directory is. */
  dir: string
  /** The file with servers, and how they are read from it. */
  mcp?: { file: string; read(table: Table): Table }
  instructions?: string
  /** Only of agents whose skills are not read where they are (session/persona/skills.ts). */
  skills?: string
  /** A config.toml in the form of Kimi's CLIs. */
  config?: string
}

const serversIn = (key: string) => (table: Table) => asTable(table[key])

export function listAgentPlaces(home: string, share: string): AgentPlace[] {
  const at = (...names: string[]) => join(home, ...names)
  const kimi = at('.kimi')
  const places: AgentPlace[] = [
    {
      agent: 'Kimi CLI',
      dir: kimi,
      mcp: { file: join(kimi, 'mcp.json'), read: serversIn('mcpServers') },
      instructions: join(kimi, 'AGENTS.md'),
      skills: join(kimi, 'skills'),
      config: join(kimi, 'config.toml'),
    },
    {
      agent: 'Kimi Code',
      dir: at('.kimi-code'),
      mcp: { file: at('.kimi-code', 'mcp.json'), read: serversIn('mcpServers') },
      instructions: at('.kimi-code', 'AGENTS.md'),
      config: at('.kimi-code', 'config.toml'),
    },
    {
      agent: 'Claude Code',
      dir: at('.claude'),
      mcp: { file: at('.claude.json'), read: serversIn('mcpServers') },
      instructions: at('.claude', 'CLAUDE.md'),
    },
    {
      agent: 'Codex',
      dir: at('.codex'),
      mcp: { file: at('.codex', 'config.toml'), read: serversIn('mcp_servers') },
      instructions: at('.codex', 'AGENTS.md'),
    },
    {
      agent: 'pi',
      dir: at('.pi', 'agent'),
      mcp: { file: at('.pi', 'agent', 'mcp.json'), read: serversIn('mcpServers') },
      instructions: at('.pi', 'agent', 'AGENTS.md'),
      skills: at('.pi', 'agent', 'skills'),
    },
    {
      agent: 'opencode',
      dir: at('.config', 'opencode'),
      mcp: { file: at('.config', 'opencode', 'opencode.json'), read: serversIn('mcp') },
      instructions: at('.config', 'opencode', 'AGENTS.md'),
      skills: at('.config', 'opencode', 'skills'),
    },
    {
      agent: 'Gemini CLI',
      dir: at('.gemini'),
      mcp: { file: at('.gemini', 'settings.json'), read: serversIn('mcpServers') },
      instructions: at('.gemini', 'GEMINI.md'),
      skills: at('.gemini', 'skills'),
    },
  ]
  return places.filter(({ dir }) => dir !== share && existsSync(dir))
}

/** A file as a table, by its ending; null when it is missing or broken. */
export function readTable(file: string): Table | null {
  try {
    const text = readText(file)
    if (text === null) return null
    return file.endsWith('.toml') ? (parse(text) as Table) : parseObject(text)
  } catch {
    return null
  }
}

/** The directories below with a SKILL.md. */
export function listSkills(dir: string): string[] {
  try {
    return readdirSync(dir).filter((name) => !name.startsWith('.') && existsSync(join(dir, name, 'SKILL.md')))
  } catch {
    return []
  }
}

export function asTable(value: unknown): Table {
  return isObject(value) ? value : {}
}
