// What Ctrl-X asks, and what comes of it.

import type { KimiError } from '../protocol/errors.ts'
import type { ClientEnv } from '../protocol/methods.ts'
import type { Proposal, ShellName } from '../protocol/proposals.ts'

export interface RecentCommand {
  command: string
  status: number
}

export interface Question {
  /** What is typed: words, a half command, a wrong one. Empty: fix `failed`, or say what usually comes next. */
  line: string
  cwd: string
  shell: ShellName
  env: ClientEnv
  /** Never ask the model. */
  offline: boolean
  /** Oldest first. */
  recent: readonly RecentCommand[]
  /** Earlier proposals of this shell and what became of them, one short line each, oldest first (digest.ts). */
  earlier?: readonly string[]
  /** What this shell's agent works on. */
  agentTask?: string
  /** Names of the shell's aliases. */
  aliases: readonly string[]
  /** The last command, when it failed. `output` is what it printed, as far as the terminal could tell. */
  failed?: { command: string; status: number; output: string }
}

/**
 * Events of one question: offers with rising `index` (from 1; a second one with the same index adds its explanation),
 * then exactly one `done` or `failed`.
 */
export type SuggestEvent =
  /** The model looks at something first: one line for the user. */
  | { type: 'looking'; at: string }
  | { type: 'offer'; index: number; proposal: Proposal }
  | { type: 'done'; note: string }
  | { type: 'failed'; error: KimiError }
