// Compaction: when a conversation grows too long for its model, a summary replaces its older messages.

import { partsOf, systemNote, textOf, type ContentPart, type Message } from '../protocol/message.ts'
import { buildCompactionRequests } from './compaction-request.ts'
import { estimateAll, estimateTokens } from './conversation.ts'
import { shortenMiddle, shortenToTokens } from './shorten.ts'

export const COMPACTED_NOTE = systemNote('Previous context has been compacted. Here is the compaction output:')
const REQUEST_NOTE = systemNote("The user's latest request, in the user's own words:")

/** Messages of user or assistant that stay as they are, counted from the end (Kimi CLI's figure). */
const KEPT_MESSAGES = 2
/**
 * The share of the window for the kept messages. With the summary they must stay below the limit, or each step would
 * compact.
 */
const KEPT_SHARE = 0.4
/** The share of the window for one request to the summariser. The rest is for its answer and for a wrong estimate. */
const REQUEST_SHARE = 0.6
const QUOTE_TOKENS = 2_000
/** The share of the window for the quoted request; the summary gets as much again. */
const QUOTE_SHARE = 0.1
/** Lengths to which tool outputs are cut, one pass after the other, until the kept messages fit. */
const OUTPUT_CUTS_CHARS = [8_000, 2_000, 400]

/**
 * True when the next request would come too near to the end of the model's window: `ratio` is the share of the window
 * that may be used, `reserved` the tokens to keep free. A window of unknown size (0) is never compacted.
 */
export function shouldCompact(size: {
  tokens: number
  windowTokens: number
  ratio?: number
  reserved?: number
}): boolean {
  const { tokens, windowTokens, ratio = 0.85, reserved = 50_000 } = size
  if (windowTokens <= 0) return false
  // In a small window the usual reserve would leave no room, and every step would compact.
  const reserve = Math.min(reserved, Math.floor(windowTokens / 3))
  return tokens >= windowTokens * ratio || tokens + reserve >= windowTokens
}

/**
 * Divides the messages: the last `keep` of user or assistant stay, with all that follows the earliest of them. An
 * assistant's message is never separated from the results of its calls.
 */
export function planCompaction(
  messages: readonly Message[],
  { keep = KEPT_MESSAGES }: { keep?: number } = {},
): { old: Message[]; kept: Message[] } {
  let cut = messages.length
  for (let left = keep; cut > 0 && left > 0;) {
    cut--
    if (isSpoken(messages[cut]!)) left--
  }
  while (cut > 0 && hasOrphan(messages, cut)) cut--
  return { old: messages.slice(0, cut), kept: messages.slice(cut) }
}

export type Compaction =
  | { outcome: 'compacted'; messages: Message[]; tokens: number }
  /** All messages are kept ones: there is nothing to summarise. */
  | { outcome: 'nothing' }
  | { outcome: 'failed'; reason: string }

/**
 * The conversation with a summary in place of its older messages. `summarise` answers one request (a list of messages,
 * no tools) with the model's text, and may reject. `extra` follows the summary. `messages` itself is not changed.
 */
export async function compact(job: {
  messages: readonly Message[]
  windowTokens: number
  /** The user's wish for the summary: `/compact <focus>`. */
  focus?: string
  keep?: number
  extra?: readonly Message[]
  summarise(messages: Message[]): Promise<string>
}): Promise<Compaction> {
  const { messages, windowTokens, focus = '', extra = [], summarise } = job
  const plan = fitPlan(messages, job.keep ?? KEPT_MESSAGES, Math.floor(windowTokens * KEPT_SHARE))
  if (plan.old.length === 0) return { outcome: 'nothing' }
  let summary = ''
  try {
    for (const request of buildCompactionRequests(plan.old, focus, Math.floor(windowTokens * REQUEST_SHARE))) {
      summary = (await summarise(request(summary))).trim()
      if (summary === '') return { outcome: 'failed', reason: 'the model returned an empty summary' }
    }
  } catch (error) {
    return { outcome: 'failed', reason: error instanceof Error ? error.message : String(error) }
  }
  const room = Math.floor(windowTokens * QUOTE_SHARE)
  const shown = shortenToTokens(disarmTags(summary), room)
  const quoted = quoteRequest(plan.old, plan.kept, Math.min(QUOTE_TOKENS, room))
  const content: ContentPart[] = [COMPACTED_NOTE, shown, ...quoted].map((text) => ({ type: 'text', text }))
  const compacted: Message[] = [{ role: 'user', content }, ...extra, ...plan.kept]
  return { outcome: 'compacted', messages: compacted, tokens: estimateAll(compacted) }
}

/**
 * The plan with as many kept messages as fit, up to `keep`. A compaction that freed nothing would be repeated at each
 * step.
 */
function fitPlan(
  messages: readonly Message[],
  keep: number,
  budgetTokens: number,
): { old: Message[]; kept: Message[] } {
  for (let left = keep; ; left--) {
    const { old, kept } = planCompaction(messages, { keep: left })
    const fitted = fitKept(kept, budgetTokens)
    if (left <= 0 || estimateAll(fitted) <= budgetTokens) return { old, kept: fitted }
  }
}

/**
 * Shortens tool outputs until the messages fit into `budgetTokens`, the oldest output first. They may still not fit.
 */
export function fitKept(kept: readonly Message[], budgetTokens: number): Message[] {
  const fitted = [...kept]
  let tokens = estimateAll(fitted)
  for (const limit of OUTPUT_CUTS_CHARS) {
    for (const [index, message] of fitted.entries()) {
      if (tokens <= budgetTokens) return fitted
      if (message.role !== 'tool') continue
      const shorter = { ...message, content: shortenOutput(message, limit) }
      tokens += estimateTokens(shorter) - estimateTokens(message)
      fitted[index] = shorter
    }
  }
  return fitted
}

function shortenOutput(message: Message, limit: number): Message['content'] {
  if (typeof message.content === 'string') return shortenMiddle(message.content, limit)
  return message.content.map((part) => {
    if (part.type === 'text') return { type: 'text', text: shortenMiddle(part.text, limit) }
    return { type: 'text', text: `[${part.type.replace('_url', '')} left out]` }
  })
}

/** The user's last request word for word, unless a kept message holds one: a summary may state it wrongly. */
function quoteRequest(old: readonly Message[], kept: readonly Message[], tokens: number): string[] {
  if (kept.some(isRequest)) return []
  const request = old.findLast(isRequest)
  return request ? [REQUEST_NOTE, shortenToTokens(textOf(request.content), tokens)] : []
}

/**
 * True for the user's own words. Notes, reminders, notices and summaries have the user's role, too, and begin with a
 * tag.
 */
function isRequest(message: Message): boolean {
  const [first] = partsOf(message.content)
  return message.role === 'user' && first?.type === 'text' && !/^\s*<(?:system|notification|active-)/.test(first.text)
}

/** Makes our own tags harmless: text of a page or file in the summary must not gain their authority. */
function disarmTags(summary: string): string {
  return summary.replaceAll(/<(\/?)(system(?:-reminder)?)\b/gi, '‹$1$2')
}

function isSpoken({ role }: Message): boolean {
  return role === 'user' || role === 'assistant'
}

/** True when a tool result at or after `cut` belongs to a call before it. */
function hasOrphan(messages: readonly Message[], cut: number): boolean {
  const called = new Set<string>()
  for (const message of messages.slice(cut)) {
    message.tool_calls?.forEach((call) => called.add(call.id))
    if (message.role === 'tool' && !called.has(message.tool_call_id ?? '')) return true
  }
  return false
}
