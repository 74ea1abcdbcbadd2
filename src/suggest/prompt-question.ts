// The question that Ctrl-X asks, and the events that answer it.

import type { KimiError } from '../protocol/errors.ts'
import type { ClientEnv } from '../protocol/methods.ts'
import type { Proposal, ShellName } from '../protocol/proposals.ts'
import type { PromptScreen } from '../safety/text/prompt-room.ts'

export interface RecentCommand {
  command: string
  status: number
  /** The directory in which it was run; undefined when unknown. */
  cwd?: string | undefined
}

export interface Question {
  /** The typed line: words, a half command or a wrong one. When it is empty, `failed` is to be fixed, or the next command predicted. */
  line: string
  cwd: string
  shell: ShellName
  env: ClientEnv
  /** True when the model must not be asked. */
  offline: boolean
  /** The commands run before, oldest first. */
  recent: readonly RecentCommand[]
  /** Earlier proposals of this shell and their outcomes, one short line each, oldest first (`offer-digest.ts`). */
  earlier?: readonly string[]
  /** The task that this shell's agent works on. */
  agentTask?: string
  /** The screen of the prompt at which proposals are inserted; undefined for a program, which prints or reads them. */
  screen?: PromptScreen | undefined
  /** Names of the shell's aliases. */
  aliases: readonly string[]
  /** The last command, when it failed. `output` is the part of its output that the terminal could return, or empty. */
  failed?: { command: string; status: number; output: string }
}

/**
 * Events of one question: offers with rising `index` (from 1; a second one with the same index adds its explanation), beside
 * them what is withheld, with indexes of its own, at most one `stands_in`, then exactly one `done` or `failed`.
 */
export type SuggestEvent =
  /** The model looks at something before it answers; `at` is one line for the user. */
  | { type: 'looking'; at: string }
  | { type: 'offer'; index: number; proposal: Proposal }
  /** A proposal that cannot be seen whole at the prompt, and is only printed: the note of `done`, or the error, says so. */
  | { type: 'withheld'; index: number; proposal: Proposal }
  /** The model is still silent, and all that this machine proposes in its place has been offered; `note` says so. */
  | { type: 'stands_in'; note: string }
  | { type: 'done'; note: string }
  | { type: 'failed'; error: KimiError }
