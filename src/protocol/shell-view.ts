// The user's shell inside a session (`kimi`, Ctrl-X): its state, its commands, and its output as it is pushed to subscribers.
//
// The daemon owns the pty. A client opens it, subscribes to its output, and writes keys. Pushes are numbered, so that a client which
// comes back goes on where it was.

import type { ShellName } from './proposals.ts'

/**
 * `prompt`: the shell reads a line. `running`: a command, or a program that has taken the shell's place (`exec`, `ssh`), has the
 * terminal. `starting`: the shell reads its start-up files.
 */
export type ShellPhase = 'starting' | 'prompt' | 'running' | 'ended'

export interface UserShellState {
  shell: ShellName
  pid: number
  phase: ShellPhase
  cwd: string
  /** True while a program has switched the terminal to its alternate screen. */
  isFullScreen: boolean
  /** The id of the last command that has ended; 0 before the first. */
  lastId: number
  /** The exit status of the shell itself; null while it lives. */
  exit: number | null
}

/** A command that has ended, with its secrets removed. */
export interface UserCommand {
  /** Counted from 1 in each shell. */
  id: number
  /** Null for a line that the shell keeps out of its history, and does not tell. */
  line: string | null
  cwdBefore: string
  cwdAfter: string
  /** Null where the shell does not know it, as fish for `fg`. */
  status: number | null
  ms: number
  /** The output as plain text, without the screens of full-screen programs; its middle is left out where it is long. */
  output: string
  /** Bytes of the output that were left out. */
  omittedBytes: number
}

export interface OpenUserShell {
  /** The environment that the shell starts with: the client's own. */
  env: Record<string, string>
  umask?: number
  columns: number
  rows: number
}

/**
 * `screen`: begins with what belongs to the screen now: the prompt and what was typed there, or the output of the running command.
 * A number: the pushes after this one, which the client has read.
 */
export type ShellStart = 'screen' | number

/** The name of the notification; its parameters are a ShellPush. */
export const SHELL_PUSH_METHOD = 'shell/push'

export interface ShellPush {
  seq: number
  /** Base64. Empty where only the state has changed. */
  bytes: string
  /** The state after these bytes, where it has changed. */
  state?: UserShellState
  /** True when output before this push was lost, because the client has read too slowly. */
  reset?: true
}

export interface SubscribedShell {
  /** Pushes up to this number repeat what was printed before: questions to the terminal in them were answered then. */
  seq: number
  state: UserShellState
}
