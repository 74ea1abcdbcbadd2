// The tools of a server, made fit for a model: names that providers take, texts without hidden characters or tags like ours, schemas of
// a bounded size. Each has a pin, which changes when anything that the user has approved with it does.

import { matchesStars } from '../sys/words/star-match.ts'
import { createHash } from 'node:crypto'
import type { Tool } from '@modelcontextprotocol/client'
import type { McpServerEntry, McpToolView } from '../protocol/mcp.ts'
import { toolPrefix } from '../safety/sources/source-of-call.ts'
import { cleanDescription, cleanSchema } from '../safety/sources/tool-words.ts'
import { cleanLine } from './server-failure.ts'
import { problemOf } from './tool-problems.ts'

export interface ServerTool extends McpToolView {
  /** JSON Schema of its arguments. */
  parameters: Record<string, unknown>
  /** The title for users; '' without one. */
  title: string
  /** A hash of the server's command or address, the name, the description, the schema and the annotations. */
  pin: string
  /** The tool as the server described it: the SDK wants it with a call. */
  raw: Tool
}

export interface ToolList {
  tools: ServerTool[]
  /** A line for each thing that was left out. */
  problems: string[]
}

/** Providers take at most 64 letters, digits, dashes and underscores. */
const NAME_CHARACTERS = 64
const HASH_CHARACTERS = 8
const MAX_TOOLS = 1_000
/** More malformed tools are left out without a word. */
const MAX_PROBLEMS = 10
/** The tokens of JSON, roughly: four characters each. */
const CHARACTERS_PER_TOKEN = 4
const PIN_CHARACTERS = 16

/** The tools under the name of their server, without those that its entry leaves out; `key` tells the server's command or address. */
export function readTools(raw: readonly Tool[], server: string, entry: McpServerEntry, key: string): ToolList {
  const list: ToolList = { tools: [], problems: [] }
  const taken = new Set<string>()
  for (const tool of raw) {
    const problem = problemOf(tool)
    if (problem !== null && list.problems.length < MAX_PROBLEMS) list.problems.push(`${server}: ${problem}`)
  }
  const wanted = raw.filter((tool) => problemOf(tool) === null && isWanted(tool.name, entry))
  if (wanted.length > MAX_TOOLS)
    list.problems.push(`${server} has ${wanted.length} tools; only the first ${MAX_TOOLS} are offered`)
  for (const tool of wanted.slice(0, MAX_TOOLS)) {
    const parameters = cleanSchema(tool.inputSchema)
    if (parameters === null) list.problems.push(`${server}: the schema of ${cleanLine(tool.name, 60)} is too large`)
    else list.tools.push(describeTool(tool, parameters, nameTool(server, tool.name, taken), key))
  }
  return list
}

function describeTool(raw: Tool, parameters: Record<string, unknown>, called: string, key: string): ServerTool {
  const { name, description = '', annotations } = raw
  const text = cleanDescription(description)
  const size = called.length + text.length + JSON.stringify(parameters).length
  const pinned = JSON.stringify([key, name, raw.title ?? null, description, raw.inputSchema, annotations ?? null])
  return {
    name,
    called,
    title: cleanLine(raw.title ?? annotations?.title ?? '', 80),
    description: text,
    isReadOnly: annotations?.readOnlyHint === true,
    tokens: Math.ceil(size / CHARACTERS_PER_TOKEN),
    parameters,
    pin: createHash('sha256').update(pinned).digest('hex').slice(0, PIN_CHARACTERS),
    raw,
  }
}

function isWanted(name: string, { enabledTools, disabledTools = [] }: McpServerEntry): boolean {
  const isNamed = (patterns: readonly string[]) => patterns.some((pattern) => matchesStars(pattern, name))
  return (enabledTools === undefined || isNamed(enabledTools)) && !isNamed(disabledTools)
}

/** `mcp__server__tool`; a name that is too long, or taken, ends with a hash of the true one. */
function nameTool(server: string, tool: string, taken: Set<string>): string {
  const plain = `${toolPrefix(server)}${tool.replaceAll(/[^\w-]/g, '_')}`
  const isFit = plain.length <= NAME_CHARACTERS && !taken.has(plain)
  const hash = createHash('sha256').update(`${server}\0${tool}`).digest('hex').slice(0, HASH_CHARACTERS)
  const called = isFit ? plain : `${plain.slice(0, NAME_CHARACTERS - HASH_CHARACTERS - 1)}_${hash}`
  taken.add(called)
  return called
}
