// One turn: from what the user says until nothing is left to do. Pure: model, tools, approvals, hooks and time come in
// as deps, so a turn can be read, and tested, without a daemon, a disk or a network.
//
//   steps: limit → compaction → checkpoint → reminders → model call, tools run as it speaks → results → steers → again

import type { ChatRequest, ChatStream, Failure, ToolDefinition } from '../models/chat-stream.ts'
import { systemNote, textOf, type Content, type Message } from '../protocol/message.ts'
import { toolMessage } from '../protocol/tool-result.ts'
import type { TokenUsage, WireEvent } from '../protocol/wire.ts'
import type { Tool, ToolResult } from '../tools/tool.ts'
import { createCallRunner, type CallDeps } from './tool-calls.ts'
import { shouldCompact } from './compaction.ts'
import type { ContextRecord, Conversation } from './conversation.ts'
import type { DMailbox } from './d-mail.ts'
import { mergeUserMessages } from './reminders.ts'
import { createRepeatGuard } from './repeat-guard.ts'
import { makeStep, type Said } from './step.ts'

export interface TurnDeps extends Omit<CallDeps, 'conversation'> {
  conversation: Conversation
  /** Tries again by itself (`restarts`). */
  stream: ChatStream
  tools(): readonly Tool[]
  limits: TurnLimits
  /** Requests with one key share the provider's prompt cache: the session's id. */
  cacheKey: string
  thinking?: boolean
  /** The limit of an answer in tokens when so many are used; none when the provider's own holds. */
  maxOutput?(usedTokens: number): number
  /** What the user says while the turn runs. */
  steers: SteerQueue
  /** Messages to put before the next model call: notices of tasks, reminders of modes. They are kept. */
  reminders(): readonly Message[]
  /** Shortens the conversation; false when that failed, which ends nothing. */
  compact(trigger: 'auto' | 'overflow', signal: AbortSignal): Promise<boolean>
  /** A step begins: what files are like now belongs to this checkpoint. */
  beforeStep(checkpoint: number): void
  dmail?: DMailbox
  /** Subagents go on after a refusal: nobody is there to say how. */
  isSubagent: boolean
  newId(): string
  signal: AbortSignal
}

export interface TurnLimits {
  maxSteps: number
  windowTokens: number
  /** Of the window: compaction from here on; 0.85. */
  ratio: number
  /** Kept free of the window for an answer; 50,000. */
  reserved: number
}

/** What was said during a turn; taken between steps. */
export interface SteerQueue {
  take(): Content[]
}

export type TurnOutcome =
  | { type: 'done'; reason: 'no_tool_calls' | 'tool_rejected' | 'tool_call_repeat'; text: string; steps: number }
  | { type: 'max_steps'; steps: number }
  | { type: 'cancelled'; steps: number }
  | { type: 'failed'; failure: Failure; steps: number }

/** Three answers in a row whose calls cannot be read: it will not get better. */
const UNREADABLE_LIMIT = 3
const INTERRUPTED = systemNote('The user interrupted you here.')

/** Runs a turn to its end. Never throws; the outcome is told once. */
export async function runTurn(input: Content, deps: TurnDeps): Promise<TurnOutcome> {
  const { conversation, emit, limits, signal } = deps
  const guard = createRepeatGuard()
  const runner = createCallRunner(deps, guard)
  deps.steers.take() // said after the last turn had ended: not meant for this one
  conversation.checkpoint(deps.dmail !== undefined)
  conversation.append({ role: 'user', content: input })
  let hasOverflown = false
  let unreadable = 0

  for (let step = 1; ; step++) {
    if (step > limits.maxSteps) return { type: 'max_steps', steps: limits.maxSteps }
    emit({ type: 'StepBegin', payload: { n: step } })
    if (shouldCompact({ tokens: conversation.tokens, ...limits })) await deps.compact('auto', signal)
    const checkpoint = conversation.checkpoint(deps.dmail !== undefined)
    deps.dmail?.allow(conversation.nextCheckpoint)
    deps.beforeStep(checkpoint)
    conversation.append(...deps.reminders())
    if (signal.aborted) return { type: 'cancelled', steps: step }

    runner.beginStep()
    const outcome = await makeStep(step, buildRequest(deps), {
      stream: deps.stream,
      emit,
      start: (call, abandoned) => runner.run(call, AbortSignal.any([signal, abandoned])),
      isRepeatable: runner.isRepeatable,
      isTaken: conversation.hasCall,
      nextId: () => `call_${deps.newId()}`,
    })
    const { said } = outcome
    if (outcome.ok) emit(statusOf(said.usage, limits))
    const results = await Promise.all(said.calls.map(({ result }) => result))

    if (signal.aborted) {
      // What was said and done stays said and done: the user may want it continued.
      if (hasContent(said)) commit(conversation, { ...said, cut: null }, results)
      conversation.append({ role: 'user', content: INTERRUPTED })
      emit({ type: 'StepInterrupted', payload: {} })
      return { type: 'cancelled', steps: step }
    }
    if (!outcome.ok) {
      if (outcome.failure.isOverflow && !hasOverflown) {
        hasOverflown = true
        if (await deps.compact('overflow', signal)) continue
      }
      emit({ type: 'StepInterrupted', payload: {} })
      return { type: 'failed', failure: outcome.failure, steps: step }
    }
    commit(conversation, said, results)

    // What the model asked for has been answered; now: does the turn go on?
    const refusals = results.filter(({ rejected }) => rejected !== undefined)
    if (refusals.length > 0 && !deps.isSubagent && refusals.every(({ rejected }) => rejected!.feedback === '')) {
      deps.dmail?.take()
      return { type: 'done', reason: 'tool_rejected', text: '', steps: step }
    }
    const mail = deps.dmail?.take()
    if (mail && conversation.revertTo(mail.checkpoint)) {
      guard.reset()
      conversation.checkpoint(true)
      conversation.append(mail.message)
      steer(deps)
      continue
    }
    if (guard.mustStop) return { type: 'done', reason: 'tool_call_repeat', text: '', steps: step }
    const hasUnreadable = results.some(({ isUnreadable }) => isUnreadable)
    unreadable = hasUnreadable ? unreadable + 1 : 0
    if (unreadable >= UNREADABLE_LIMIT) {
      emit({ type: 'StepInterrupted', payload: {} })
      return { type: 'failed', steps: step, failure: UNREADABLE }
    }
    const isSteered = steer(deps)
    if (said.calls.length > 0 || said.cut || isSteered) continue
    return { type: 'done', reason: 'no_tool_calls', text: textOf(said.message.content), steps: step }
  }
}

const UNREADABLE: Failure = {
  type: 'failed',
  code: 'model.invalid',
  message: `the model sent tool arguments that are not JSON ${UNREADABLE_LIMIT} times in a row`,
  retryable: false,
}

/** The long beginning is the same bytes each time; only its end grows. */
function buildRequest({ conversation, tools, cacheKey, thinking, maxOutput, signal }: TurnDeps): ChatRequest {
  const system: Message[] =
    conversation.systemPrompt === '' ? [] : [{ role: 'system', content: conversation.systemPrompt }]
  const definitions: ToolDefinition[] = tools().map(({ definition }) => definition)
  return {
    messages: [...system, ...mergeUserMessages(conversation.messages)],
    tools: definitions,
    cacheKey,
    ...(thinking === undefined ? {} : { thinking }),
    ...(maxOutput === undefined ? {} : { maxTokens: maxOutput(conversation.tokens) }),
    signal,
  }
}

/** One write: after a crash there is either no answer or one whose results are all there, but for a torn end. */
function commit(conversation: Conversation, said: Said, results: readonly ToolResult[]): void {
  const { message, calls, usage, cut } = said
  const total = usage && usage.input_other + usage.input_cache_read + usage.input_cache_creation + usage.output
  const records: ContextRecord[] = [message]
  if (total !== null) records.push({ role: '_usage', token_count: total })
  calls.forEach(({ call }, index) => records.push(toolMessage(call.id, results[index]!)))
  if (cut)
    records.push({ role: 'user', content: systemNote(`Your answer was cut off (${cut.message}). Go on from here.`) })
  conversation.append(...records)
}

function hasContent({ message, calls }: Said): boolean {
  return calls.length > 0 || textOf(message.content).trim() !== ''
}

/** Puts what the user said meanwhile into the conversation. */
function steer({ steers, conversation, emit }: TurnDeps): boolean {
  const said = steers.take()
  for (const content of said) {
    conversation.append({ role: 'user', content })
    emit({ type: 'SteerInput', payload: { user_input: content } })
  }
  return said.length > 0
}

export function statusOf(usage: TokenUsage | null, limits: TurnLimits): WireEvent {
  const tokens = usage && usage.input_other + usage.input_cache_read + usage.input_cache_creation + usage.output
  return {
    type: 'StatusUpdate',
    payload: {
      context_usage: tokens === null ? null : Math.min(1, tokens / limits.windowTokens),
      context_tokens: tokens,
      max_context_tokens: tokens === null ? null : limits.windowTokens,
      token_usage: usage,
      message_id: null,
      plan_mode: null,
      mcp_status: null,
    },
  }
}
