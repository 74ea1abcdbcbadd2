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
  /** The project that the files belong to; the user's own files have none. */
  folder?: string
  /** The file with servers, and how they are read from it. */
  mcp?: { file: string; read(table: Table): Table }
  instructions?: string
  /** Only of agents whose skills are not read where they are (session/persona/skills.ts). */
  skills?: string
  /** A config.toml in the form of Kimi's CLIs. */
  config?: string
}

const serversIn = (key: string) => (table: Table) => asTable(table[key])

/** `workDir` is the project whose files count, too. */
export function listAgentPlaces(home: string, share: string, workDir?: string): AgentPlace[] {
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
    ...listEditors(home),
    ...(workDir === undefined || workDir === home ? [] : listProjectFiles(home, workDir)),
  ]
  return places.filter(({ dir }) => dir !== share && existsSync(dir))
}

/** Editors have servers alone. VS Code keeps its settings where each system wants them. */
function listEditors(home: string): AgentPlace[] {
  const code = (...above: string[]): AgentPlace => {
    const dir = join(home, ...above, 'Code', 'User')
    return { agent: 'VS Code', dir, mcp: { file: join(dir, 'mcp.json'), read: serversIn('servers') } }
  }
  const cursor = join(home, '.cursor')
  return [
    code('.config'),
    code('Library', 'Application Support'),
    { agent: 'Cursor', dir: cursor, mcp: { file: join(cursor, 'mcp.json'), read: serversIn('mcpServers') } },
  ]
}

/** The servers of a project, in its files and in what Claude Code has noted about it. */
function listProjectFiles(home: string, folder: string): AgentPlace[] {
  const ofProject = (table: Table) => asTable(asTable(asTable(table['projects'])[folder])['mcpServers'])
  const own = (agent: string, file: string[], key: string): AgentPlace => ({
    agent,
    dir: folder,
    folder,
    mcp: { file: join(folder, ...file), read: serversIn(key) },
  })
  return [
    { agent: 'Claude Code', dir: folder, folder, mcp: { file: join(home, '.claude.json'), read: ofProject } },
    own('Claude Code', ['.mcp.json'], 'mcpServers'),
    own('Codex', ['.codex', 'config.toml'], 'mcp_servers'),
    own('pi', ['.pi', 'mcp.json'], 'mcpServers'),
    own('VS Code', ['.vscode', 'mcp.json'], 'servers'),
    own('Cursor', ['.cursor', 'mcp.json'], 'mcpServers'),
  ]
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
