// When a conversation grows too long for its model: what is summarised, what stays word for word, and what comes out.

import { partsOf, systemNote, textOf, type ContentPart, type Message } from '../protocol/message.ts'
import { buildCompactionRequests } from './compaction-request.ts'
import { estimateAll, estimateTokens } from './conversation.ts'
import { shortenMiddle, shortenToTokens } from './shorten.ts'

export const COMPACTED_NOTE = systemNote('Previous context has been compacted. Here is the compaction output:')
const REQUEST_NOTE = systemNote("The user's latest request, in the user's own words:")

/** Messages of user or assistant that stay as they are (Kimi CLI's figure). */
const KEPT_MESSAGES = 2
/** What the kept messages may take of the window: with the summary beside them the next step must not compact again. */
const KEPT_SHARE = 0.4
/** What one request to the summariser may take of the window; the rest is for its answer and for a bad estimate. */
const REQUEST_SHARE = 0.6
const QUOTE_TOKENS = 2_000
/** At most this part of the window for the quoted request, and as much again for the summary. */
const QUOTE_SHARE = 0.1
/** To how many characters old tool outputs are cut, one pass after the other, until the kept messages fit. */
const OUTPUT_CUTS_CHARS = [8_000, 2_000, 400]

/** Whether the next request would come too near to the window's end. An unknown window (0) never compacts. */
export function shouldCompact(size: {
  tokens: number
  windowTokens: number
  ratio?: number
  reserved?: number
}): boolean {
  const { tokens, windowTokens, ratio = 0.85, reserved = 50_000 } = size
  if (windowTokens <= 0) return false
  // In a small window the usual reserve would leave nothing, and every step would compact.
  const reserve = Math.min(reserved, Math.floor(windowTokens / 3))
  return tokens >= windowTokens * ratio || tokens + reserve >= windowTokens
}

/**
 * Parts the messages: the last `keep` of user or assistant stay, with all that follows the earliest of them. An
 * assistant's message is never parted from the results of its calls.
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
  /** There is nothing that a summary could replace. */
  | { outcome: 'nothing' }
  | { outcome: 'failed'; reason: string }

/**
 * Replaces the older messages by a summary. `summarise` answers one request (a list of messages, no tools) with the
 * model's text and may reject; whatever happens, `messages` themselves stay as they are. `extra` follows the summary.
 */
export async function compact(job: {
  messages: readonly Message[]
  windowTokens: number
  /** What the user wants kept in mind: `/compact <focus>`. */
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
  const told = shortenToTokens(disarmTags(summary), room)
  const quoted = quoteRequest(plan.old, plan.kept, Math.min(QUOTE_TOKENS, room))
  const content: ContentPart[] = [COMPACTED_NOTE, told, ...quoted].map((text) => ({ type: 'text', text }))
  const compacted: Message[] = [{ role: 'user', content }, ...extra, ...plan.kept]
  return { outcome: 'compacted', messages: compacted, tokens: estimateAll(compacted) }
}

/** Keeps fewer messages rather than more than the window holds: a compaction that does not help would repeat for ever. */
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

/** Shortens tool outputs, the oldest first and the newest last, and only as far as needed. */
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

/** A summary may retell a request wrongly; what the user asked last is quoted when it is not among the kept messages. */
function quoteRequest(old: readonly Message[], kept: readonly Message[], tokens: number): string[] {
  if (kept.some(isRequest)) return []
  const request = old.findLast(isRequest)
  return request ? [REQUEST_NOTE, shortenToTokens(textOf(request.content), tokens)] : []
}

/** What the user wrote, as opposed to notes, reminders, notices and summaries, which also have the user's role. */
function isRequest(message: Message): boolean {
  const [first] = partsOf(message.content)
  return message.role === 'user' && first?.type === 'text' && !/^\s*<(?:system|notification|active-)/.test(first.text)
}

/** A page or file that the summary retells must not come back with the authority of our own tags. */
function disarmTags(summary: string): string {
  return summary.replaceAll(/<(\/?)(system(?:-reminder)?)\b/gi, '‹$1$2')
}

function isSpoken({ role }: Message): boolean {
  return role === 'user' || role === 'assistant'
}

/** Whether a tool result from `cut` on belongs to a call before it. */
function hasOrphan(messages: readonly Message[], cut: number): boolean {
  const called = new Set<string>()
  for (const message of messages.slice(cut)) {
    message.tool_calls?.forEach((call) => called.add(call.id))
    if (message.role === 'tool' && !called.has(message.tool_call_id ?? '')) return true
  }
  return false
}
