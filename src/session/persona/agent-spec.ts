// Agent files, in the format of Kimi CLI's agent.yaml with `extend`, and the system prompt of an agent.

import { readFile, realpath, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import * as z from 'zod'
import { isSensitiveFile } from '../../safety/secrets/secret-names.ts'
import { HEAD_BYTES, isHiddenSecret } from '../../safety/secrets/secret-shape.ts'
import { redactOutput } from '../../safety/text/redaction.ts'
import { BUILTIN_AGENTS, type AgentSpec } from './builtin-agents.ts'
import {
  buildSystemPrompt,
  nameVariables,
  renderTemplate,
  type PromptVariables,
  type Rendered,
} from './system-prompt.ts'
import { parseYaml } from './yaml-reader.ts'

export type AgentSpecResult = { ok: true; agent: AgentSpec } | { ok: false; reason: string }

/** Depth to which files may extend or include each other: deeper nesting is taken for a circle. */
const DEPTH_LIMIT = 10

/** Names of Kimi Code, and of older agent files, for tools of ours. */
const TOOL_ALIASES: Record<string, string> = {
  Read: 'ReadFile',
  Write: 'WriteFile',
  Edit: 'StrReplaceFile',
  Bash: 'Shell',
  WebSearch: 'SearchWeb',
  TodoList: 'SetTodoList',
  Task: 'Agent',
}

const names = z.array(z.string())
const text = z.union([z.string(), z.number(), z.boolean()]).transform(String)
const FILE = z.object({
  version: z.union([z.literal(1), z.literal('1')]).optional(),
  agent: z.object({
    extend: z.string().nullish(),
    name: z.string().nullish(),
    system_prompt_path: z.string().nullish(),
    system_prompt_args: z.record(z.string(), text).nullish(),
    model: z.string().nullish(),
    when_to_use: z.string().nullish(),
    tools: names.nullish(),
    allowed_tools: names.nullish(),
    exclude_tools: names.nullish(),
    subagents: z.record(z.string(), z.object({ path: z.string(), description: z.string().default('') })).nullish(),
  }),
})

/** An agent whose lists of tools are still apart, because `extend` overrides each of them alone. */
interface Draft extends Omit<AgentSpec, 'tools' | 'template'> {
  template: string | null | undefined
  tools: readonly string[] | undefined
  allowed: readonly string[] | undefined
  excluded: readonly string[]
}

/** Loads a built-in agent by its name, or an agent file by its path, which holds a slash. `reason` is one line. Never throws. */
export async function loadAgentSpec(source: string): Promise<AgentSpecResult> {
  const builtin = BUILTIN_AGENTS.find(({ name }) => name === source)
  if (builtin) return { ok: true, agent: builtin }
  if (!source.includes('/')) {
    const names = BUILTIN_AGENTS.map(({ name }) => name).join(' or ')
    return { ok: false, reason: `there is no agent ${source}: expected ${names}; --agent-file takes one of yours` }
  }
  try {
    const { allowed, excluded, ...draft } = await readDraft(resolve(source), 0)
    const { tools, template } = draft
    if (draft.name === '') return { ok: false, reason: `${source}: agent.name is missing` }
    if (template === undefined) return { ok: false, reason: `${source}: agent.system_prompt_path is missing` }
    if (tools === undefined) return { ok: false, reason: `${source}: agent.tools is missing` }
    const isKept = (name: string) => (allowed?.includes(name) ?? true) && !excluded.includes(name)
    return { ok: true, agent: { ...draft, template, tools: tools.filter(isKept) } }
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) }
  }
}

/** Our name of a tool: `kimi_cli.tools.shell:Shell`, Kimi Code's `Bash` and `Shell` are the same tool. */
export function toToolName(id: string): string {
  const name = id.slice(id.lastIndexOf(':') + 1)
  return TOOL_ALIASES[name] ?? name
}

/** Renders the system prompt of the agent. */
export function renderAgentPrompt(agent: AgentSpec, variables: PromptVariables): Rendered {
  const role = agent.args.ROLE_ADDITIONAL ?? variables.ROLE_ADDITIONAL
  const known = { ...variables, ROLE_ADDITIONAL: role }
  if (agent.template === null) return { ok: true, text: buildSystemPrompt(known) }
  const rendered = renderTemplate(agent.template, nameVariables(known, agent.args))
  return rendered.ok ? rendered : { ok: false, reason: `system prompt of ${agent.name}: ${rendered.reason}` }
}

async function readDraft(path: string, depth: number): Promise<Draft> {
  if (depth > DEPTH_LIMIT) throw new Error(`${path}: agents extend each other in a circle`)
  const { agent } = await readAgentFile(path)
  const parent = agent.extend ? await readParent(path, agent.extend, depth) : EMPTY
  const promptPath = agent.system_prompt_path && resolve(dirname(path), agent.system_prompt_path)
  const subagents = Object.entries(agent.subagents ?? {}).map(
    ([name, { path: file, description }]) => [name, { path: resolve(dirname(path), file), description }] as const,
  )
  return {
    name: agent.name ?? parent.name,
    whenToUse: agent.when_to_use ?? parent.whenToUse,
    template: promptPath ? await readTemplate(promptPath, 0) : parent.template,
    args: { ...parent.args, ...agent.system_prompt_args },
    model: agent.model ?? parent.model,
    tools: agent.tools?.map(toToolName) ?? parent.tools,
    allowed: agent.allowed_tools?.map(toToolName) ?? parent.allowed,
    excluded: agent.exclude_tools?.map(toToolName) ?? parent.excluded,
    subagents: agent.subagents ? Object.fromEntries(subagents) : parent.subagents,
  }
}

const EMPTY: Draft = {
  name: '',
  whenToUse: '',
  template: undefined,
  args: {},
  model: null,
  tools: undefined,
  allowed: undefined,
  excluded: [],
  subagents: {},
}

async function readParent(path: string, extend: string, depth: number): Promise<Draft> {
  const builtin = BUILTIN_AGENTS.find(({ name }) => name === extend)
  return builtin ? { ...EMPTY, ...builtin } : readDraft(resolve(dirname(path), extend), depth + 1)
}

async function readAgentFile(path: string): Promise<z.infer<typeof FILE>> {
  const parsed = await parseYaml(await readOrExplain(path))
  if (!parsed.ok) throw new Error(`${path}:${parsed.line}: ${parsed.reason}`)
  const checked = FILE.safeParse(parsed.value)
  if (checked.success) return checked.data
  const [issue] = checked.error.issues
  throw new Error(`${path}: ${issue?.path.join('.') || 'agent file'}: ${issue?.message ?? 'invalid'}`)
}

/** Reads a prompt file and the files that it includes, by paths relative to it. */
async function readTemplate(path: string, depth: number): Promise<string> {
  if (depth > DEPTH_LIMIT) throw new Error(`${path}: prompts include each other in a circle`)
  const template = redactOutput(await readOrExplain(path))
  const parts = template.split(/\{%-?\s*include\s+["']([^"'\n]+)["']\s*-?%\}/)
  const read = parts.map((part, index) =>
    index % 2 === 0 ? part : readTemplate(resolve(dirname(path), part), depth + 1),
  )
  return (await Promise.all(read)).join('')
}

/** The text of a file, which goes to the model: not one of secrets, whatever its name. */
async function readOrExplain(path: string): Promise<string> {
  try {
    const [text, real, { nlink: links }] = await Promise.all([readFile(path, 'utf8'), realpath(path), stat(path)])
    if (!isSensitiveFile(path) && !isHiddenSecret({ path, real, links, head: text.slice(0, HEAD_BYTES) })) return text
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    throw new Error(code === 'ENOENT' ? `${path}: no such file` : `${path}: cannot be read (${code})`, { cause: error })
  }
  throw new Error(`${path}: a file of secrets is no part of an agent`)
}
