// A turn of the agent: from the user's prompt to the answer that calls no more tools. The model, tools, approvals,
// hooks and time are passed in as deps, so a turn can be read, and tested, without a daemon, a disk or a network.
//
//   A step: compaction → checkpoint → reminders → model call, whose tool calls run while it streams → results → steers

import type { ChatRequest, ChatStream, Failure, Thinking, ToolDefinition } from '../models/chat-stream.ts'
import { systemNote, textOf, type Content, type Message } from '../protocol/message.ts'
import { toolMessage } from '../protocol/tool-result.ts'
import { statusUpdate, type TokenUsage, type WireEvent } from '../protocol/wire.ts'
import type { Tool, ToolResult } from '../tools/tool.ts'
import { createCallRunner, type CallDeps, type CallRunner } from './tool-calls.ts'
import { shouldCompact } from './compaction.ts'
import type { ContextRecord, Conversation } from './conversation.ts'
import type { DMailbox } from './d-mail.ts'
import { PROCESS_ENDED, PROCESS_ENDS } from './abort-reason.ts'
import { mergeUserMessages } from './reminders.ts'
import { createRepeatGuard, STOP_AT, type RepeatGuard } from './repeat-guard.ts'
import { makeStep, type ModelAnswer, type StepOutcome } from './step.ts'

export interface TurnDeps extends Omit<CallDeps, 'conversation'> {
  conversation: Conversation
  /** Retries by itself, also after an answer has begun (`restarts`). */
  stream: ChatStream
  tools(): readonly Tool[]
  limits: TurnLimits
  /** The session's id: requests with the same key share the provider's prompt cache. */
  cacheKey: string
  thinking?: Thinking
  /** True when a script waits for the turn: see ChatRequest. */
  isForScript?: boolean
  /** The tokens that the window has left for an answer, given the tokens in use. Without it the provider's own limit holds. */
  maxOutput?(usedTokens: number): number
  /** Words of the user that arrive while the turn runs. */
  steers: SteerQueue
  /**
   * Messages to append before the next model call: notices of tasks, reminders of modes. They stay in the conversation.
   */
  reminders(): readonly Message[]
  /** Shortens the conversation. False when that failed; the turn then goes on with the long one. */
  compact(trigger: 'auto' | 'overflow', signal: AbortSignal): Promise<boolean>
  /** Tells the user something about the turn that the model's own words do not say. */
  tell(text: string): void
  /** Null, or a promise to wait for before more of the model's answer is read. */
  untilRead(): Promise<unknown> | null
  dmail?: DMailbox
  /** A subagent goes on after a refusal, since no user will tell it how to proceed. */
  isSubagent: boolean
  newId(): string
  signal: AbortSignal
}

export interface TurnLimits {
  maxSteps: number
  /** Tokens of all model calls together, cached ones included; 0 = no limit. */
  maxTokens?: number
  windowTokens: number
  /** The share of the window from which on the conversation is compacted; usually 0.85. */
  ratio: number
  /** Tokens of the window that stay free for an answer; usually 50,000. */
  reserved: number
}

/** The user's words since the last step. */
export interface SteerQueue {
  /** Returns the words and empties the queue. */
  take(): Content[] | Promise<Content[]>
}

export type TurnOutcome =
  | { type: 'done'; reason: 'no_tool_calls' | 'tool_rejected'; text: string; steps: number }
  | { type: 'max_steps'; steps: number }
  /** The turn has used its budget of tokens. */
  | { type: 'max_tokens'; tokens: number; steps: number }
  /** The model made the same call of this tool so many times in a row. */
  | { type: 'stuck'; tool: string; times: number; steps: number }
  | { type: 'cancelled'; steps: number }
  | { type: 'failed'; failure: Failure; steps: number }

/** A model whose arguments were not JSON in so many steps in a row does not recover. */
const UNREADABLE_LIMIT = 3
/** So many answers in a row may end at their limit of tokens; the turn ends with the last of them. */
const LIMITED_ANSWERS = 3
const INTERRUPTED = systemNote('The user interrupted you here.')

/** A turn that runs. */
interface Turn {
  deps: TurnDeps
  guard: RepeatGuard
  runner: CallRunner
  /** A request was longer than the window, and the conversation was compacted for it. */
  hasOverflown: boolean
  /** Steps in a row with arguments that were not JSON. */
  unreadableSteps: number
  /** Answers in a row that ended at their limit of tokens. */
  limitedAnswers: number
  /** Tokens of all model calls so far. */
  tokens: number
}

/** Runs a turn to its end. Never throws. */
export async function runTurn(input: Content, deps: TurnDeps): Promise<TurnOutcome> {
  const { conversation, limits } = deps
  const guard = createRepeatGuard()
  const runner = createCallRunner(deps, guard)
  const turn: Turn = { deps, guard, runner, hasOverflown: false, unreadableSteps: 0, limitedAnswers: 0, tokens: 0 }
  conversation.checkpoint(deps.dmail !== undefined)
  conversation.append({ role: 'user', content: input })
  for (let step = 1; step <= limits.maxSteps; step++) {
    const end = await runStep(turn, step)
    if (end) return end
  }
  return { type: 'max_steps', steps: limits.maxSteps }
}

/** Runs a step. Null when the turn goes on with another one. */
async function runStep(turn: Turn, step: number): Promise<TurnOutcome | null> {
  const { deps, runner } = turn
  const { conversation, emit, limits, signal } = deps
  emit({ type: 'StepBegin', payload: { n: step } })
  if (shouldCompact({ tokens: conversation.tokens, ...limits })) await deps.compact('auto', signal)
  conversation.checkpoint(deps.dmail !== undefined)
  deps.dmail?.allow(conversation.nextCheckpoint)
  conversation.append(...deps.reminders())
  if (signal.aborted) return noteInterruption(deps, step)

  runner.beginStep()
  const outcome = await makeStep(step, buildRequest(deps), {
    stream: deps.stream,
    emit,
    untilRead: deps.untilRead,
    nameOf: runner.nameOf,
    onAnswer: (usage, id) => emit(statusOf(usage, id, limits)),
    start: (call, said, abandoned) => runner.run(call, said, AbortSignal.any([signal, abandoned])),
    isRepeatable: runner.isRepeatable,
    isTaken: conversation.hasCall,
    nextId: () => `call_${deps.newId()}`,
  })
  const { usage } = outcome.answer
  if (usage) turn.tokens += sumTokens(usage)
  const results = await Promise.all(outcome.answer.calls.map(({ result }) => result))

  if (signal.aborted) return endCancelled(deps, outcome.answer, results, step)
  if (!outcome.ok) return recoverOrFail(turn, outcome, step)
  commit(conversation, outcome.answer, results)
  return decideEnd(turn, outcome.answer, results, step)
}

/** Keeps the words and results of a cancelled step, since the user may want the work continued. */
function endCancelled(deps: TurnDeps, answer: ModelAnswer, results: readonly ToolResult[], step: number): TurnOutcome {
  if (hasContent(answer)) commit(deps.conversation, { ...answer, cut: null }, results)
  return noteInterruption(deps, step)
}

/** Tells the model, also when nothing was said yet: without the note the next turn would obey the words of this one, too. */
function noteInterruption(deps: TurnDeps, step: number): TurnOutcome {
  const content = deps.signal.reason === PROCESS_ENDS ? PROCESS_ENDED : INTERRUPTED
  deps.conversation.append({ role: 'user', content })
  deps.emit({ type: 'StepInterrupted', payload: {} })
  return { type: 'cancelled', steps: step }
}

/** Compacts a conversation that was too long for the model, once in a turn. Any other failure ends the turn. */
async function recoverOrFail(
  turn: Turn,
  { failure }: Extract<StepOutcome, { ok: false }>,
  step: number,
): Promise<TurnOutcome | null> {
  const { deps } = turn
  if (failure.isOverflow && !turn.hasOverflown) {
    turn.hasOverflown = true
    if (await deps.compact('overflow', deps.signal)) return null
  }
  return fail(deps, failure, step)
}

/** The end of the turn, if the step that was just committed is its last; null when another step follows. */
async function decideEnd(
  turn: Turn,
  answer: ModelAnswer,
  results: readonly ToolResult[],
  step: number,
): Promise<TurnOutcome | null> {
  const { deps, guard } = turn
  const { conversation } = deps
  const refusals = results.flatMap(({ rejected }) => rejected ?? [])
  if (refusals.length > 0 && !deps.isSubagent && refusals.every(({ feedback }) => feedback === '')) {
    deps.dmail?.take()
    if (await steer(deps)) return null // what was said before the refusal says how to go on
    return { type: 'done', reason: 'tool_rejected', text: '', steps: step }
  }
  const mail = deps.dmail?.take()
  if (mail && conversation.revertTo(mail.checkpoint)) {
    guard.reset()
    conversation.checkpoint(true)
    conversation.append(mail.message)
    await steer(deps)
    return null
  }
  if (guard.stuckIn !== null) return { type: 'stuck', tool: guard.stuckIn, times: STOP_AT, steps: step }
  turn.unreadableSteps = results.some(({ isUnreadable }) => isUnreadable) ? turn.unreadableSteps + 1 : 0
  if (turn.unreadableSteps >= UNREADABLE_LIMIT) return fail(deps, UNREADABLE, step)
  turn.limitedAnswers = answer.isLimited ? turn.limitedAnswers + 1 : 0
  if (turn.limitedAnswers >= LIMITED_ANSWERS) return fail(deps, LIMITED, step)
  if (answer.isLimited)
    deps.tell('The answer reached its limit of tokens and was cut off; the model goes on from there')
  const isSteered = await steer(deps)
  const goesOn = answer.calls.length > 0 || answer.cut !== null || answer.isLimited || isSteered
  const { maxTokens = 0 } = deps.limits
  if (goesOn && maxTokens > 0 && turn.tokens >= maxTokens)
    return { type: 'max_tokens', tokens: turn.tokens, steps: step }
  if (goesOn) return null
  return { type: 'done', reason: 'no_tool_calls', text: textOf(answer.message.content), steps: step }
}

const UNREADABLE: Failure = {
  type: 'failed',
  code: 'model.invalid',
  message: `the model sent tool arguments that are not JSON ${UNREADABLE_LIMIT} times in a row`,
  retryable: false,
  hint: 'kimi model list',
}

const LIMITED: Failure = {
  type: 'failed',
  code: 'model.truncated',
  message: `the answer was cut off at its limit of tokens, ${LIMITED_ANSWERS} times in a row`,
  retryable: false,
  hint: 'kimi -C -p "go on, in smaller steps"',
}

function fail({ emit }: TurnDeps, failure: Failure, step: number): TurnOutcome {
  emit({ type: 'StepInterrupted', payload: {} })
  return { type: 'failed', failure, steps: step }
}

/** The next request. It begins with the same bytes as the one before, so that the provider's prompt cache holds. */
function buildRequest(deps: TurnDeps): ChatRequest {
  const { conversation, tools, cacheKey, thinking, maxOutput, signal } = deps
  const offered = tools().filter(({ isHidden }) => !isHidden)
  const definitions: ToolDefinition[] = offered.map(({ definition }) => definition)
  return {
    messages: [...systemMessages(conversation), ...mergeUserMessages(conversation.messages)],
    tools: definitions,
    cacheKey,
    ...(thinking === undefined ? {} : { thinking }),
    ...(maxOutput === undefined ? {} : { leftTokens: maxOutput(conversation.tokens) }),
    ...(deps.isForScript ? { isForScript: true } : {}),
    signal,
  }
}

/** The first messages of conversations. Each request has the same object, since what is known of its bytes goes by the object. */
const firstMessages = new WeakMap<Conversation, Message>()

function systemMessages(conversation: Conversation): Message[] {
  const { systemPrompt: content } = conversation
  if (content === '') return []
  const known = firstMessages.get(conversation)
  const message: Message = known?.content === content ? known : { role: 'system', content }
  firstMessages.set(conversation, message)
  return [message]
}

/**
 * Appends an answer and its results in one write: after a crash both are stored, or neither, but for a torn last line.
 */
function commit(conversation: Conversation, answer: ModelAnswer, results: readonly ToolResult[]): void {
  const { message, calls, usage, cut, isLimited } = answer
  // Providers refuse an answer of nothing but thoughts.
  const records: ContextRecord[] = isLimited && !hasContent(answer) ? [] : [message]
  if (usage) records.push({ role: '_usage', token_count: sumTokens(usage) })
  calls.forEach(({ call }, index) => records.push(toolMessage(call.id, results[index]!)))
  if (cut)
    records.push({ role: 'user', content: systemNote(`Your answer was cut off (${cut.message}). Go on from here.`) })
  if (isLimited) records.push({ role: 'user', content: systemNote(hasContent(answer) ? LIMIT_NOTE : THOUGHTS_NOTE) })
  conversation.append(...records)
}

const LIMIT_NOTE =
  'Your answer reached its limit of tokens and was cut off here. Go on from where it ends, without repeating it; write long files in several calls.'
const THOUGHTS_NOTE =
  'Your answer reached its limit of tokens while you were still thinking, and your thoughts are lost. Think less this time, and act in smaller steps.'

function hasContent({ message, calls }: ModelAnswer): boolean {
  return calls.length > 0 || textOf(message.content).trim() !== ''
}

/** Appends the user's words since the last step. False when there were no words. */
async function steer({ steers, conversation, emit }: TurnDeps): Promise<boolean> {
  const words = await steers.take()
  for (const content of words) {
    conversation.append({ role: 'user', content })
    emit({ type: 'SteerInput', payload: { user_input: content } })
  }
  return words.length > 0
}

/** The context of a status is the request's, without the answer, as in Kimi CLI. */
function statusOf(usage: TokenUsage | null, id: string | null, { windowTokens }: TurnLimits): WireEvent {
  if (usage === null) return statusUpdate({ message_id: id })
  const tokens = sumTokens(usage) - usage.output
  return statusUpdate({
    context_usage: windowTokens > 0 ? Math.min(1, tokens / windowTokens) : null,
    context_tokens: tokens,
    max_context_tokens: windowTokens,
    token_usage: usage,
    message_id: id,
  })
}

function sumTokens({ input_other, input_cache_read, input_cache_creation, output }: TokenUsage): number {
  return input_other + input_cache_read + input_cache_creation + output
}
