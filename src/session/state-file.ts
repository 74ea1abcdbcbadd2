// state.json: what a session is besides its words. Kimi CLI's fields, and two of ours that it leaves alone.

import { join } from 'node:path'
import type { Mode, TodoItem } from '../protocol/wire.ts'
import { readText, writeAtomic } from '../sys/files.ts'

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
  archived_at: number | null
  auto_archive_exempt: boolean
  todos: TodoItem[]
  /** Ours: the mode when it is none that Kimi CLI has. */
  kimi_mode?: Mode
  /** Ours: what was approved for the session (safety/permission.ts). */
  kimi_rules?: string[]
}

const DEFAULTS: SessionState = {
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
}

/** A file that is missing or broken is a session with nothing set. */
export function readState(dir: string): SessionState {
  try {
    const value: unknown = JSON.parse(readText(join(dir, 'state.json')) ?? '{}')
    if (typeof value !== 'object' || value === null) return structuredClone(DEFAULTS)
    const read = { ...structuredClone(DEFAULTS), ...value } as SessionState
    return { ...read, approval: { ...DEFAULTS.approval, ...read.approval } }
  } catch {
    return structuredClone(DEFAULTS)
  }
}

/** Reads, changes and writes: titles and archive flags may have been set by others meanwhile. */
export function saveState(dir: string, change: Partial<SessionState>): void {
  writeAtomic(join(dir, 'state.json'), JSON.stringify({ ...readState(dir), ...change }, null, 2))
}
