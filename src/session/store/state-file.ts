// state.json: what a session stores besides its conversation, in Kimi CLI's fields. Unknown fields are kept.

import { MODES, type Mode, type TodoItem } from '../../protocol/wire.ts'
import { readText, writeAtomic } from '../../sys/files.ts'
import { isObject, parseObject } from '../../sys/json-reading.ts'

/** The state file of one session. */
export interface StateStore {
  read(): SessionState
  save(change: Partial<SessionState>): void
}

export interface SessionState {
  version: number
  approval: { yolo: boolean; afk: boolean; auto_approve_actions: string[] }
  additional_dirs: string[]
  custom_title: string | null
  title_generated: boolean
  title_generate_attempts: number
  plan_mode: boolean
  plan_session_id: string | null
  plan_slug: string | null
  wire_mtime: number | null
  archived: boolean
  /** Seconds since the epoch. */
  archived_at: number | null
  auto_archive_exempt: boolean
  todos: TodoItem[]
  /** Our own field: the mode, which Kimi CLI's fields cannot always express. */
  kimi_mode?: Mode
  /** Our own field: the mode that leaving plan mode restores. */
  kimi_mode_before_plan?: Mode | undefined
  /** Our own field: the rules approved for the session (safety/rules/permission.ts). */
  kimi_rules?: string[]
  /** Our own field: the tools of MCP servers that the model has loaded. */
  kimi_loaded_tools?: string[]
  /** Our own field: the real paths that the additional directories had when they were added. */
  kimi_real_dirs?: Record<string, string>
  /** Our own field: digests of what folders bring, for which the user has said in this session that it is not trusted. */
  kimi_declined?: string[]
  /** Our own field: the directory that the session has moved to; without it, the one that it was begun in. */
  kimi_work_dir?: string
  /** Our own fields: the model and the effort that were chosen for the session; without them the configuration chooses. */
  kimi_model?: string | undefined
  kimi_effort?: string | undefined
  [unknown: string]: unknown
}

const createDefaults = (): SessionState => ({
  version: 1,
  approval: { yolo: false, afk: false, auto_approve_actions: [] },
  additional_dirs: [],
  custom_title: null,
  title_generated: false,
  title_generate_attempts: 0,
  plan_mode: false,
  plan_session_id: null,
  plan_slug: null,
  wire_mtime: null,
  archived: false,
  archived_at: null,
  auto_archive_exempt: false,
  todos: [],
})
const DEFAULTS = createDefaults()

/** The state, with the defaults of a new session for fields that are missing or malformed. Never throws on content. */
export function readState(path: string): SessionState {
  const found = parseObject(readText(path) ?? '') ?? {}
  const state: SessionState = { ...createDefaults(), ...found }
  for (const key of Object.keys(DEFAULTS)) {
    if (!isLike(state[key], DEFAULTS[key], NULLABLE[key])) state[key] = createDefaults()[key]
  }
  const approval: Record<string, unknown> = { ...DEFAULTS.approval, ...state.approval }
  state.approval = {
    ...approval,
    yolo: approval['yolo'] === true,
    afk: approval['afk'] === true,
    auto_approve_actions: stringsOf(approval['auto_approve_actions']),
  }
  state.additional_dirs = stringsOf(state.additional_dirs)
  state.todos = state.todos.filter(
    (item) => typeof item?.title === 'string' && ['pending', 'in_progress', 'done'].includes(item.status),
  )
  if (!MODES.includes(state.kimi_mode as Mode)) delete state.kimi_mode
  const before = state.kimi_mode_before_plan
  if (!MODES.includes(before as Mode) || before === 'plan') delete state.kimi_mode_before_plan
  for (const key of ['kimi_rules', 'kimi_loaded_tools', 'kimi_declined'] as const)
    if (state[key] !== undefined) state[key] = stringsOf(state[key])
  if (typeof state.kimi_work_dir !== 'string') delete state.kimi_work_dir
  if (!isTextTable(state.kimi_real_dirs)) delete state.kimi_real_dirs
  return state
}

/** The mode that the session is in, also when Kimi CLI has written its state. */
export function modeOfState(state: SessionState): Mode {
  if (state.plan_mode) return 'plan'
  if (state.approval.yolo) return 'bypass'
  if (state.approval.afk) return 'auto'
  return state.kimi_mode ?? 'ask'
}

/** The type of each field that may be null. */
const NULLABLE: Record<string, string> = {
  custom_title: 'string',
  plan_session_id: 'string',
  plan_slug: 'string',
  wire_mtime: 'number',
  archived_at: 'number',
}

function isLike(value: unknown, standard: unknown, nullable: string | undefined): boolean {
  if (nullable !== undefined) return value === null || typeof value === nullable
  if (Array.isArray(standard)) return Array.isArray(value)
  return value !== null && typeof value === typeof standard && !Array.isArray(value)
}

function isTextTable(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.values(value).every((text) => typeof text === 'string')
}

function stringsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

/** Changes these fields only, since another process may have changed others. Returns the whole state. */
export function changeState(path: string, change: Partial<SessionState>): SessionState {
  const state = { ...readState(path), ...change }
  writeAtomic(path, JSON.stringify(state, null, 2))
  return state
}
