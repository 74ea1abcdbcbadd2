// The settings of the agent in Kimi CLI's config.toml, with Kimi CLI's bounds, and but for one with its defaults.

import * as z from 'zod'

const service = z.looseObject({
  base_url: z.string(),
  api_key: z.string().default(''),
  custom_headers: z.record(z.string(), z.string()).optional(),
  oauth: z.unknown().optional(),
})

/** As Kimi Code has it. Kimi CLI's 3 attempts last 1.5 s, and a provider that restarts needs a minute. */
const DEFAULT_TRIES = 10

const LoopControl = z.looseObject({
  max_steps_per_turn: z.number().int().min(1).optional(),
  max_steps_per_run: z.number().int().min(1).optional(),
  max_retries_per_step: z.number().int().min(1).default(DEFAULT_TRIES),
  max_ralph_iterations: z.number().int().min(-1).default(0),
  reserved_context_size: z.number().int().min(1000).default(50_000),
  compaction_trigger_ratio: z.number().min(0.5).max(0.99).default(0.85),
})
const Mcp = z.looseObject({
  client: z.looseObject({ tool_call_timeout_ms: z.number().int().min(1).default(60_000) }).prefault({}),
})
const Services = z.looseObject({ moonshot_search: service.optional(), moonshot_fetch: service.optional() })
const Flags = z.looseObject({
  default_thinking: z.boolean().optional(),
  default_yolo: z.boolean().default(false),
  default_plan_mode: z.boolean().default(false),
  skip_afk_prompt_injection: z.boolean().default(false),
  merge_all_available_skills: z.boolean().default(true),
  extra_skill_dirs: z.array(z.string()).default([]),
  show_thinking_stream: z.boolean().optional(),
  default_editor: z.string().default(''),
})

export interface ServiceEntry {
  base_url: string
  api_key: string
  custom_headers?: Record<string, string> | undefined
  /** The login whose tokens the service takes, as Kimi CLI names it. */
  oauth?: unknown
}

export interface AgentSettings {
  /** Model calls in one turn. */
  maxSteps: number
  /** Attempts for one step, including the first. */
  maxTries: number
  /** Repetitions of a prompt in the Ralph loop; 0 = no loop, -1 = no limit. */
  maxRalphIterations: number
  /** Tokens of the context window that stay free: compaction starts earlier. */
  reserved: number
  /** Fraction of the context window at which compaction starts. */
  ratio: number
  /** Whether a terminal shows what the model thinks; undefined leaves it to the command line. */
  showsThinking: boolean | undefined
  /** The command line of an editor, or ''. */
  editor: string
  /** Undefined leaves it to the model. */
  thinking: boolean | undefined
  yolo: boolean
  planMode: boolean
  skipsAfkReminder: boolean
  mergesSkills: boolean
  extraSkillDirs: string[]
  /** The limit of a call of an MCP server's tool that reports no progress. */
  serverCallTimeoutMs: number
  search: ServiceEntry | undefined
  fetch: ServiceEntry | undefined
  /** The unchecked value of `[[hooks]]`, which session/hooks/ checks hook by hook. */
  hooks: unknown
  /** A line of text for each wrong value. */
  problems: string[]
}

const DEFAULT_STEPS = 1000

/** A wrong value gives its whole table the defaults, and adds a line to `problems`. */
export function readAgentSettings(table: Record<string, unknown>): AgentSettings {
  const problems: string[] = []
  const read = <T>(schema: z.ZodType<T>, value: unknown, where: string): T => {
    const parsed = schema.safeParse(value ?? {})
    if (parsed.success) return parsed.data
    const issue = parsed.error.issues[0]
    problems.push(`${[where, ...(issue?.path ?? [])].filter((part) => part !== '').join('.')}: ${issue?.message}`)
    return schema.parse({})
  }
  const loop = read(LoopControl, table['loop_control'], 'loop_control')
  const mcp = read(Mcp, table['mcp'], 'mcp')
  const services = read(Services, table['services'], 'services')
  const flags = read(Flags, table, '')
  return {
    maxSteps: loop.max_steps_per_turn ?? loop.max_steps_per_run ?? DEFAULT_STEPS,
    maxTries: loop.max_retries_per_step,
    maxRalphIterations: loop.max_ralph_iterations,
    reserved: loop.reserved_context_size,
    ratio: loop.compaction_trigger_ratio,
    showsThinking: flags.show_thinking_stream,
    editor: flags.default_editor,
    thinking: flags.default_thinking,
    yolo: flags.default_yolo,
    planMode: flags.default_plan_mode,
    skipsAfkReminder: flags.skip_afk_prompt_injection,
    mergesSkills: flags.merge_all_available_skills,
    extraSkillDirs: flags.extra_skill_dirs,
    serverCallTimeoutMs: mcp.client.tool_call_timeout_ms,
    search: services.moonshot_search,
    fetch: services.moonshot_fetch,
    hooks: table['hooks'],
    problems,
  }
}
