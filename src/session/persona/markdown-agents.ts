// Kimi Code's agents: Markdown files whose front matter says what the agent is and whose body is what it is told.

import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { toToolName } from './agent-spec.ts'
import { SUBAGENT_TYPES, type AgentSpec } from './builtin-agents.ts'
import { readFrontMatter } from './front-matter.ts'
import { findProjectRoot, readProjectText } from './project-files.ts'
import type { Yaml } from './yaml.ts'

const FILE_LIMIT_BYTES = 64 * 1024
const BASE = '${base_prompt}'

export interface MarkdownAgents {
  agents: AgentSpec[]
  /** One line for each file that is no agent. */
  problems: string[]
}

/** The user's and, where the user trusts it, the project's agents; of one name the project's counts. Never throws. */
export async function loadMarkdownAgents(place: {
  workDir: string
  share: string
  home: string
  isTrusted: boolean
  extraDirs?: readonly string[]
}): Promise<MarkdownAgents> {
  const { workDir, share, home, isTrusted, extraDirs = [] } = place
  const root = isTrusted ? findProjectRoot(workDir) : null
  const project = root === null ? [] : ['.kimi', '.kimi-code', '.agents'].map((name) => join(root, name, 'agents'))
  const own = [share, join(home, '.kimi-code'), join(home, '.agents')].map((directory) => join(directory, 'agents'))
  const found = await Promise.all([
    ...project.map((directory) => readDirectory(directory, root!)),
    ...[...own, ...extraDirs].map((directory) => readDirectory(directory)),
  ])
  const agents = new Map<string, AgentSpec>()
  for (const result of found.flat()) {
    if (result.ok && !agents.has(result.agent.name)) agents.set(result.agent.name, result.agent)
  }
  return {
    agents: [...agents.values()],
    problems: found.flat().flatMap((result) => (result.ok ? [] : result.reason)),
  }
}

async function readDirectory(directory: string, within?: string) {
  const names = await readdir(directory).catch(() => [])
  const files = names.filter((name) => name.endsWith('.md')).toSorted()
  return Promise.all(files.map((name) => readMarkdownAgent(join(directory, name), within)))
}

async function readMarkdownAgent(
  path: string,
  within?: string,
): Promise<{ ok: true; agent: AgentSpec } | { ok: false; reason: string }> {
  const read = await readProjectText(path, { limitBytes: FILE_LIMIT_BYTES, within })
  if (!read) return { ok: false, reason: `${path}: cannot be read` }
  if (read.isCut) return { ok: false, reason: `${path}: longer than 64 KiB` }
  const parsed = readFrontMatter(read.text)
  if (!parsed.ok) return { ok: false, reason: `${path}:${parsed.line}: ${parsed.reason}` }
  const { fields } = parsed
  const name = textOf(fields.name) || basename(path, '.md')
  const body = parsed.body.trim()
  if (body === '') return { ok: false, reason: `${path}: says nothing to the agent` }
  const excluded = readNames(fields.disallowedTools).map(toToolName)
  const tools = fields.tools === undefined ? usualTools() : readNames(fields.tools).map(toToolName)
  const agent: AgentSpec = {
    name,
    whenToUse: [textOf(fields.description), textOf(fields.whenToUse)].filter((text) => text !== '').join(' '),
    // Without `override` the body is said after our own prompt, unless it names a place for it.
    template: fields.override === true || body.includes(BASE) ? body : `${BASE}\n\n# Your part\n${body}`,
    args: {},
    model: textOf(fields.model) || null,
    tools: tools.filter((tool) => !excluded.includes(tool)),
    subagents: Object.fromEntries(readNames(fields.subagents).map((each) => [each, { path: null, description: '' }])),
  }
  return { ok: true, agent }
}

function usualTools(): string[] {
  return SUBAGENT_TYPES.find(({ name }) => name === 'coder')?.tools ?? []
}

/** A list, or names with commas between them. */
function readNames(value: Yaml | undefined): string[] {
  const list = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value.map(textOf) : []
  return list.map((name) => name.trim()).filter((name) => name !== '')
}

function textOf(value: Yaml | undefined): string {
  return typeof value === 'string' ? value.trim() : ''
}

/** `SYSTEM.md` in the share directory replaces the main agent's prompt, as in Kimi Code; null when there is none. */
export async function readSystemTemplate(share: string): Promise<string | null> {
  const read = await readProjectText(join(share, 'SYSTEM.md'), { limitBytes: FILE_LIMIT_BYTES })
  return read === null || read.text.trim() === '' ? null : read.text
}
