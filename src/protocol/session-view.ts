// Stored sessions as they cross the socket, and the short form of their ids.

import type { DisplayBlock } from './wire.ts'

/** The session that a user means: by its id or the beginning of it; without an id, the last one of `workDir`. */
export interface SessionChoice {
  id?: string
  workDir: string
}

export interface SessionFacts {
  id: string
  title: string
  /** Null when only the hash of the directory is known. */
  workDir: string | null
  archived: boolean
  /** When something was last said; milliseconds since the epoch. */
  updatedAt: number
  /** Size of the conversation and its events. */
  bytes: number
  /** The directory of its files. */
  dir: string
}

export interface SessionView extends SessionFacts {
  turns: number
  /** False while no model has answered: each turn has failed, or the first one still waits. */
  isAnswered: boolean
}

/** The beginning of a turn: its number, from 1, and the words of the user. */
export interface TurnPrompt {
  turn: number
  text: string
  /** Milliseconds since the epoch. */
  at: number
}

/** The tokens of a turn's model calls, as the provider counted them. */
export interface CacheTurn {
  turn: number
  calls: number
  input: number
  /** The part of `input` that came from the provider's cache. */
  cached: number
  /** The first call of the turn. */
  first: { input: number; cached: number }
  /** From the last call before the turn to the first one in it, which has ended by then; 0 for the first turn. */
  pauseMs: number
}

/** A session in which all words of a search occur. */
export interface SessionHit {
  id: string
  workDir: string | null
  title: string
  /** The line around the words; '' when they were found in the title. */
  snippet: string
  /** When it was said; milliseconds since the epoch. */
  at: number
}

/** As much of an id as users see and type: eight characters of a generated id, all of one that was chosen. */
export function shortenSessionId(id: string): string {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(id) ? id.slice(0, 8) : id
}

/** A part of what the model is sent, by kind. */
export type WindowPartName =
  | 'system prompt'
  | 'AGENTS.md'
  | 'skills'
  | 'tools'
  | 'MCP tools'
  | 'summary'
  | 'user'
  | 'notes'
  | 'answers'
  | 'thinking'
  | 'tool calls'
  | 'tool results'
  | 'media'

export interface WindowView {
  /** The parts that are not empty, in the order in which the model is sent them; estimated tokens. */
  parts: { name: WindowPartName; tokens: number; count: number }[]
  /** Tokens of the conversation as the provider has counted them last, and an estimate of what came since. */
  counted: number
  /** Tokens that the model's window holds; 0 when that is not known or there is no model. */
  size: number
}

export interface HookView {
  event: string
  /** Run by /bin/sh; '' for a hook of a client, which is asked over its connection. */
  command: string
  /** A regular expression that the event's target has to match; '' for every target. */
  matcher: string
  /** Seconds. */
  timeout: number
}

/** A file that a session has changed. Without `blocks` its difference is not shown: it is no text, is large, or was not kept. */
export interface ChangedFile {
  path: string
  change: 'made' | 'changed' | 'deleted'
  blocks: Extract<DisplayBlock, { type: 'diff' }>[]
}
