// Compaction of a live conversation, with the hooks and events around it. A failure leaves the conversation as it was.

import { compact } from '../agent/compaction.ts'
import type { Conversation } from '../agent/conversation.ts'
import type { ChatStream } from '../models/chat-stream.ts'
import type { Message } from '../protocol/message.ts'
import type { WireEvent } from '../protocol/wire.ts'
import type { Hooks } from './hooks/hooks.ts'

export interface CompactionJob {
  conversation: Conversation
  stream: ChatStream
  windowTokens: number
  trigger: 'auto' | 'manual' | 'manual-with-prompt' | 'overflow'
  /** The user's wish for what the summary should keep; '' for no wish. */
  focus: string
  /** Messages that follow the summary. */
  extra: readonly Message[]
  hooks: Hooks
  emit(event: WireEvent): void
  onCompacted(): void
  signal: AbortSignal
}

/** The reason when all messages are among those that a compaction keeps. */
export const TOO_SHORT = 'There is nothing to compact yet.'

/** Never rejects. `reason` says why nothing was compacted. */
export async function runCompaction(job: CompactionJob): Promise<{ ok: boolean; reason: string }> {
  const { conversation, hooks, emit, signal } = job
  const trigger = job.trigger === 'overflow' ? 'auto' : job.trigger
  await hooks.fire('PreCompact', trigger, { trigger, token_count: conversation.tokens }, signal)
  emit({ type: 'CompactionBegin', payload: {} })
  const result = await compact({
    messages: conversation.messages,
    windowTokens: job.windowTokens,
    focus: job.focus,
    extra: job.extra,
    summarise: (messages) => readAnswer(job.stream, messages, signal),
  })
  if (result.outcome === 'compacted') {
    conversation.restart(result.messages, result.tokens)
    job.onCompacted()
  }
  emit({ type: 'CompactionEnd', payload: {} })
  const count = { trigger, estimated_token_count: conversation.tokens }
  void hooks.fire('PostCompact', trigger, count, signal)
  if (result.outcome === 'failed') return { ok: false, reason: result.reason }
  return { ok: result.outcome === 'compacted', reason: result.outcome === 'nothing' ? TOO_SHORT : '' }
}

const CUT_NOTE = '\n[this summary was cut off at its limit of tokens: what stood behind it is lost]'

/** The text of one answer. Rejects with the message of a failed call. */
async function readAnswer(stream: ChatStream, messages: readonly Message[], signal: AbortSignal): Promise<string> {
  let text = ''
  for await (const event of stream({ messages, signal })) {
    if (event.type === 'text') text += event.text
    else if (event.type === 'retry') text = ''
    else if (event.type === 'end' && event.reason === 'length') text += CUT_NOTE
    else if (event.type === 'failed') throw new Error(event.message)
  }
  return text
}
