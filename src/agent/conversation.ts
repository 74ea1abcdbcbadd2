// The messages of a conversation in memory, and the journal that stores them. All that a model is sent comes from here.

import type { Content, Message } from '../protocol/message.ts'

/** A record of a conversation: a line of context.jsonl, but for the role `_call`, which is ours alone (context-file.ts). */
export type ContextRecord =
  | Message
  | { role: '_system_prompt'; content: string }
  | { role: '_checkpoint'; id: number }
  /** Tokens of everything before this record, as the provider counted them. */
  | { role: '_usage'; token_count: number }
  /**
   * A call with side effects is about to run. If no result follows, nobody knows how the call ended. `said` is what the
   * model had said before it, which is else stored with the whole answer. `waits`: the user is asked, and it does not run yet.
   */
  | { role: '_call'; id: string; name: string; arguments: string; said?: Content; waits?: true }

/** The storage of records. Both functions return once a crash of this process can no longer lose the records. */
export interface Journal {
  append(records: readonly ContextRecord[]): void
  /** Renames the present file to the next free `context_N.jsonl` and begins a new one with these records. */
  rewrite(records: readonly ContextRecord[]): void
}

export interface Conversation {
  readonly systemPrompt: string
  readonly messages: readonly Message[]
  /** The provider's last count, plus an estimate of the messages after it. */
  readonly tokens: number
  /** The id that the next checkpoint gets. */
  readonly nextCheckpoint: number
  /** Sets the system prompt of a conversation without one; it becomes the first record. */
  instruct(systemPrompt: string): void
  /** Adds all records, or after a crash in the middle only the first of them. */
  append(...records: ContextRecord[]): void
  /** True when a call with this id has been made before, answered or not. */
  hasCall(id: string): boolean
  /** Adds a checkpoint and returns its id. With `mark` a message tells the model the id. */
  checkpoint(mark?: boolean): number
  /** Removes checkpoint `id` and all records after it. False when there is no such checkpoint. */
  revertTo(id: number): boolean
  /** Removes everything but the system prompt (/clear). */
  clear(): void
  /**
   * Replaces all messages by these (compaction); the system prompt stays. `tokens` is their count, if known.
   */
  restart(messages: readonly Message[], tokens?: number): void
}

/** ASCII characters in one token; every other character counts as a token of its own (kimi-code's estimate). */
const CHARS_PER_TOKEN = 4

export function createConversation(records: readonly ContextRecord[], journal: Journal): Conversation {
  let log = [...records]
  /** Ids of all calls ever made here: an id stays taken when its message is reverted or compacted away. */
  const calls = new Set<string>()
  let state = replay(log, calls)

  const append = (...added: ContextRecord[]) => {
    journal.append(added)
    for (const record of added) {
      log.push(record)
      applyRecord(state, record, calls)
    }
  }
  const rewrite = (kept: ContextRecord[]) => {
    journal.rewrite(kept)
    log = kept
    state = replay(kept, calls, state.systemPrompt)
  }

  const head = (): ContextRecord[] => (state.systemPrompt === '' ? [] : [promptRecord(state.systemPrompt)])

  return {
    get systemPrompt() {
      return state.systemPrompt
    },
    get messages() {
      return state.messages
    },
    get tokens() {
      return state.counted + state.pending
    },
    get nextCheckpoint() {
      return state.nextCheckpoint
    },
    instruct: (content) =>
      log.length === 0 ? append(promptRecord(content)) : rewrite([promptRecord(content), ...log]),
    append,
    checkpoint(mark = false) {
      const id = state.nextCheckpoint
      const note: Message = { role: 'user', content: `<system>CHECKPOINT ${id}</system>` }
      append({ role: '_checkpoint', id }, ...(mark ? [note] : []))
      return id
    },
    revertTo(id) {
      const at = log.findIndex((record) => record.role === '_checkpoint' && record.id === id)
      if (at < 0) return false
      rewrite(log.slice(0, at))
      return true
    },
    hasCall: (id) => calls.has(id),
    clear: () => rewrite(head()),
    restart(kept, tokens) {
      const usage: ContextRecord[] = tokens === undefined ? [] : [{ role: '_usage', token_count: tokens }]
      rewrite([...head(), { role: '_checkpoint', id: 0 }, ...kept, ...usage])
    },
  }
}

function promptRecord(content: string): ContextRecord {
  return { role: '_system_prompt', content }
}

/** The sum of a conversation's records. */
interface ConversationState {
  systemPrompt: string
  messages: Message[]
  /** Tokens up to the last `_usage` record. */
  counted: number
  /** Estimated tokens after it. */
  pending: number
  nextCheckpoint: number
}

function replay(records: readonly ContextRecord[], calls: Set<string>, systemPrompt = ''): ConversationState {
  const state: ConversationState = { systemPrompt, messages: [], counted: 0, pending: 0, nextCheckpoint: 0 }
  for (const record of records) applyRecord(state, record, calls)
  return state
}

function applyRecord(state: ConversationState, record: ContextRecord, calls: Set<string>): void {
  if (record.role === '_system_prompt') state.systemPrompt = record.content
  else if (record.role === '_checkpoint') state.nextCheckpoint = record.id + 1
  else if (record.role === '_usage') Object.assign(state, { counted: record.token_count, pending: 0 })
  else if (record.role !== '_call') {
    state.messages.push(record)
    for (const { id } of record.tool_calls ?? []) calls.add(id)
    state.pending += estimateTokens(record)
  }
}

/** A rough count of one message's tokens; each answer brings the provider's own count, which replaces it. */
export function estimateTokens({ content, tool_calls: calls = [] }: Message): number {
  let tokens = calls.reduce((sum, call) => sum + countTokens(call.function.arguments ?? ''), 0)
  if (typeof content === 'string') return tokens + countTokens(content)
  for (const part of content) {
    if (part.type === 'text') tokens += countTokens(part.text)
    else if (part.type === 'think') tokens += countTokens(part.think)
    else tokens += MEDIA_TOKENS
  }
  return tokens
}

export function estimateAll(messages: readonly Message[]): number {
  return messages.reduce((sum, message) => sum + estimateTokens(message), 0)
}

/** About the price of a picture: providers scale it down to some 1,000 tokens. */
const MEDIA_TOKENS = 1_000

/** A rough count of a text's tokens: a quarter for each ASCII character, one for each other. */
export function countTokens(text: string): number {
  // The characters beyond ASCII, about: each takes 2 to 4 bytes. Buffer counts bytes faster than a pattern counts
  // characters.
  const bytes = Buffer.byteLength(text)
  const other = bytes - text.length
  return Math.floor((text.length - other / 2) / CHARS_PER_TOKEN + other / 2)
}
