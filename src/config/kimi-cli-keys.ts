// The keys of Kimi CLI's config.toml, and what each of them does here: `kimi doctor` names typing mistakes and keys without
// an effect.

import { nearest } from '../sys/words/nearest-name.ts'
import { flatten, type Table } from './layers.ts'

/** Keys that have an effect. `*` stands for a name that the user has chosen. */
const USED = [
  'default_model',
  'default_thinking',
  'default_yolo',
  'default_plan_mode',
  'default_editor',
  'show_thinking_stream',
  'skip_afk_prompt_injection',
  'merge_all_available_skills',
  'extra_skill_dirs',
  'hooks',
  'permission.rules',
  'models.*.provider',
  'models.*.model',
  'models.*.max_context_size',
  'models.*.capabilities',
  'models.*.max_output_size',
  'models.*.support_efforts',
  'models.*.default_effort',
  'models.*.aliases',
  'models.*.overrides.*',
  'models.*.pricing.input',
  'models.*.pricing.cached',
  'models.*.pricing.output',
  'providers.*.type',
  'providers.*.base_url',
  'providers.*.api_key',
  'providers.*.api_key_env',
  'providers.*.reasoning_key',
  'providers.*.env.*',
  'providers.*.custom_headers.*',
  'providers.*.oauth.*',
  'loop_control.max_steps_per_turn',
  'loop_control.max_steps_per_run',
  'loop_control.max_retries_per_step',
  'loop_control.max_ralph_iterations',
  'loop_control.reserved_context_size',
  'loop_control.compaction_trigger_ratio',
  'mcp.client.tool_call_timeout_ms',
  'services.moonshot_search.base_url',
  'services.moonshot_search.api_key',
  'services.moonshot_search.custom_headers.*',
  'services.moonshot_search.oauth.*',
  'services.moonshot_fetch.base_url',
  'services.moonshot_fetch.api_key',
  'services.moonshot_fetch.custom_headers.*',
  'services.moonshot_fetch.oauth.*',
]

/** Keys without an effect here, with Kimi CLI's defaults: with its default a key asks for nothing. */
const IDLE: Record<string, unknown> = {
  theme: 'dark',
  telemetry: true,
  'models.*.display_name': '',
  'background.read_max_bytes': 30_000,
  'background.notification_tail_lines': 20,
  'background.notification_tail_chars': 3_000,
  'background.wait_poll_interval_ms': 500,
  'background.worker_heartbeat_interval_ms': 5_000,
  'background.worker_stale_after_ms': 15_000,
  'background.keep_alive_on_exit': false,
  'background.agent_task_timeout_s': 900,
  'notifications.claim_stale_after_ms': 15_000,
}

/** Tables of Kimi Code, which has a configuration of its own. */
const KIMI_CODE = ['plugins', 'thinking', 'permissions', 'tools']
/** Values of Kimi CLI's keys that are one of a few words. */
const WORDS: Record<string, readonly string[]> = {
  theme: ['dark', 'light'],
  'providers.*.type': [
    'kimi',
    'openai_legacy',
    'openai',
    'openai_responses',
    'anthropic',
    'gemini',
    'google_genai',
    'google-genai',
    'vertexai',
    '_scripted_echo',
  ],
}
/** Environment variables of Kimi CLI without an effect here. */
const IDLE_VARIABLES = ['KIMI_CLI_PASTE_CHAR_THRESHOLD', 'KIMI_CLI_PASTE_LINE_THRESHOLD']

const PATTERNS = [...USED, ...Object.keys(IDLE)]
const TOP_NAMES = [...new Set([...PATTERNS.map((pattern) => pattern.split('.')[0]!), ...KIMI_CODE])]

export interface KeyJudgement {
  /** A key that is not known, with the name that was probably meant; or a value that is not possible. */
  problems: { key: string; text: string }[]
  /** Keys that the file sets in vain. */
  idle: string[]
}

/** Judges a file's keys but those in `ownKeys`, our own settings. */
export function judgeKeys(table: Table, ownKeys: readonly string[]): KeyJudgement {
  const judgement: KeyJudgement = { problems: [], idle: [] }
  for (const [key, value] of flatten(table)) {
    if (ownKeys.includes(key)) continue
    const pattern = PATTERNS.find((each) => isLike(key, each))
    const words = pattern === undefined ? undefined : WORDS[pattern]
    if (words && !words.includes(String(value))) {
      const text = `${key} is ${JSON.stringify(value)}, expected ${words.filter((word) => word[0] !== '_').join(' or ')}`
      judgement.problems.push({ key, text })
    } else if (pattern === undefined) judgeUnknown(key, ownKeys, judgement)
    else if (Object.hasOwn(IDLE, pattern) && value !== null && value !== IDLE[pattern]) judgement.idle.push(key)
  }
  return judgement
}

/** An unknown key of a known table may belong to another version of Kimi: it is a mistake only when it is nearly a known one. */
function judgeUnknown(key: string, ownKeys: readonly string[], { problems, idle }: KeyJudgement): void {
  const [top = '', ...rest] = key.split('.')
  if (rest.length === 0 || !TOP_NAMES.includes(top)) {
    if (KIMI_CODE.includes(top)) return void idle.push(key)
    const near = nearest(key, [...ownKeys, ...TOP_NAMES])
    return void problems.push({ key, text: `unknown key ${key}${near ? `, did you mean ${near}?` : ''}` })
  }
  const last = rest.at(-1)!
  const parent = key.slice(0, -last.length)
  const siblings = [...PATTERNS, ...ownKeys].flatMap((each) => {
    const name = each.slice(each.lastIndexOf('.') + 1)
    return name !== '*' && isLike(parent + name, each) ? name : []
  })
  const near = nearest(last, siblings)
  if (near) problems.push({ key, text: `unknown key ${key}, did you mean ${near}?` })
  else idle.push(key)
}

/** The variables of Kimi CLI that are set in vain. */
export function listIdleVariables(env: NodeJS.ProcessEnv): string[] {
  return IDLE_VARIABLES.filter((name) => env[name])
}

function isLike(key: string, pattern: string): boolean {
  const [names, wanted] = [key.split('.'), pattern.split('.')]
  return names.length === wanted.length && wanted.every((want, index) => want === '*' || want === names[index])
}
