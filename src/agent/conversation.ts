// What has been said, in memory, and the journal that makes it last. Everything a model is sent comes from here.

import type { Message } from '../protocol/message.ts'

/** One line of context.jsonl. `_call` is ours; Kimi CLI skips roles it does not know. */
export type ContextRecord =
  | Message
  | { role: '_system_prompt'; content: string }
  | { role: '_checkpoint'; id: number }
  /** Tokens of everything before it, as the provider counted. */
  | { role: '_usage'; token_count: number }
  /** A call with side effects is about to run. Without its result further on, nobody knows how it ended. */
  | { role: '_call'; id: string; name: string; arguments: string }

/** Where records are kept. Both return when a crash of this process can no longer lose them. */
export interface Journal {
  append(records: readonly ContextRecord[]): void
  /** Puts the present file aside as the next `context_N.jsonl` and begins a new one. */
  rewrite(records: readonly ContextRecord[]): void
}

export interface Conversation {
  readonly systemPrompt: string
  readonly messages: readonly Message[]
  /** What the provider last counted, and an estimate of what came after. */
  readonly tokens: number
  /** The id that the next checkpoint gets. */
  readonly nextCheckpoint: number
  /** All or, after a crash in the middle, a beginning of them. */
  append(...records: ContextRecord[]): void
  /** Whether a call with this id has been answered or is being answered. */
  hasCall(id: string): boolean
  /** Marks a point to come back to; `mark` also tells the model its id. */
  checkpoint(mark?: boolean): number
  /** Forgets checkpoint `id` and all after it. False when there is none. */
  revertTo(id: number): boolean
  /** Begins anew with these messages (compaction, /clear). */
  restart(messages: readonly Message[], tokens?: number): void
}

/** ASCII characters for one token, and one for each other character (kimi-code's estimate). */
const CHARS_PER_TOKEN = 4

export function createConversation(records: readonly ContextRecord[], journal: Journal): Conversation {
  let log = [...records]
  let messages: Message[] = []
  const calls = new Set<string>()
  let systemPrompt = ''
  let counted = 0
  let pending = 0
  let nextCheckpoint = 0

  const take = (record: ContextRecord) => {
    if (record.role === '_system_prompt') systemPrompt = record.content
    else if (record.role === '_checkpoint') nextCheckpoint = record.id + 1
    else if (record.role === '_usage') [counted, pending] = [record.token_count, 0]
    else if (record.role !== '_call') {
      messages.push(record)
      for (const { id } of record.tool_calls ?? []) calls.add(id)
      pending += estimateTokens(record)
    }
  }
  const write = (...added: ContextRecord[]) => {
    journal.append(added)
    for (const record of added) {
      log.push(record)
      take(record)
    }
  }
  const load = (kept: ContextRecord[]) => {
    log = kept
    messages = []
    counted = pending = nextCheckpoint = 0
    kept.forEach(take)
  }
  const rewrite = (kept: ContextRecord[]) => {
    journal.rewrite(kept)
    load(kept)
  }
  load(log)

  return {
    get systemPrompt() {
      return systemPrompt
    },
    get messages() {
      return messages
    },
    get tokens() {
      return counted + pending
    },
    get nextCheckpoint() {
      return nextCheckpoint
    },
    append: (...added) => write(...added),
    checkpoint(mark = false) {
      const id = nextCheckpoint
      const told: Message = { role: 'user', content: `<system>CHECKPOINT ${id}</system>` }
      write({ role: '_checkpoint', id }, ...(mark ? [told] : []))
      return id
    },
    revertTo(id) {
      const at = log.findIndex((record) => record.role === '_checkpoint' && record.id === id)
      if (at < 0) return false
      rewrite(log.slice(0, at))
      return true
    },
    hasCall: (id) => calls.has(id),
    restart(kept, tokens) {
      const head: ContextRecord[] = systemPrompt === '' ? [] : [{ role: '_system_prompt', content: systemPrompt }]
      const usage: ContextRecord[] = tokens === undefined ? [] : [{ role: '_usage', token_count: tokens }]
      rewrite([...head, { role: '_checkpoint', id: 0 }, ...kept, ...usage])
    },
  }
}

/** A rough count; the provider's own replaces it with each answer. */
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

/** What a picture costs, about: providers scale it down to some 1,000 tokens. */
const MEDIA_TOKENS = 1_000

export function countTokens(text: string): number {
  // A regular expression over a long text costs more than the buffer's own count: bytes beyond ASCII are 2 to 4 a character.
  const bytes = Buffer.byteLength(text)
  const other = bytes - text.length
  return Math.ceil((text.length - other / 2) / CHARS_PER_TOKEN + other / 2)
}
