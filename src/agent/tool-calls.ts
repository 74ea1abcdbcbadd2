// Runs the tool calls of a turn: parses arguments, asks hooks, runs equal calls of a step once, and emits each result
// as it comes.

import { parseArguments } from '../protocol/call-arguments.ts'
import { partsOf, systemReminder, type Content, type ToolCall } from '../protocol/message.ts'
import { failed } from '../protocol/tool-result.ts'
import type { ToolReturn, WireEvent } from '../protocol/wire.ts'
import type { PermissionAsk, Tool, ToolResult, Verdict } from '../tools/tool.ts'
import { PROCESS_ENDS } from './abort-reason.ts'
import type { Conversation } from './conversation.ts'
import { createOutputFeed } from './output-feed.ts'
import { callKey, type RepeatGuard } from './repeat-guard.ts'
import { findToolName } from './tool-names.ts'
import { createWaitingLine, type Place } from './waiting-line.ts'

export interface CallDeps {
  /** The tools at this moment: plan mode and MCP servers change them during a turn. */
  tools(): readonly Tool[]
  permit(call: ToolCall, ask: PermissionAsk): Promise<Verdict>
  /** The permission rules and the PreToolUse hooks: the result of a call that one of them blocks, else null. */
  beforeCall(call: ToolCall, args: unknown, signal: AbortSignal): Promise<ToolResult | null>
  /** The PostToolUse and PostToolUseFailure hooks, which nobody waits for. */
  afterCall(call: ToolCall, args: unknown, result: ToolResult): void
  conversation: Pick<Conversation, 'append'>
  emit(event: WireEvent): void
  sleep(ms: number): Promise<unknown>
}

/** The time that a tool has to end after a cancel; then the turn ends without it. */
const CANCEL_GRACE_MS = 3_000

export interface CallRunner {
  /** Begins a step. Equal calls within a step share one run. */
  beginStep(): void
  /**
   * Settles with the call's result and never rejects; at most 3 s after `signal` is aborted, whatever the tool does. `said`
   * is what the model has said before the call.
   */
  run(call: ToolCall, said: Content, signal: AbortSignal): Promise<ToolResult>
  /** The name of the tool that the model means; its own word when no tool is near. */
  nameOf(called: string): string
  /** True when the call may run a second time without harm: its tool only reads, or there is no such tool. */
  isRepeatable(call: ToolCall): boolean
}

export function createCallRunner(deps: CallDeps, guard: RepeatGuard): CallRunner {
  let running = new Map<string, Promise<ToolResult>>()
  // Calls that change something begin in the order of the model, however long the hooks of each take: a tool takes its
  // place in the queue of a file when it begins.
  const begins = createWaitingLine()
  // Calls also ask in this order, however long it takes to judge each.
  const questions = createWaitingLine()
  const perform = (call: ToolCall, said: Content, signal: AbortSignal) => {
    const { isReadOnly = true, asksNothing = false } = findTool(deps, call) ?? {}
    if (isReadOnly) {
      // Its question waits for those before it, and no other one for it: what only reads may take long, and need no question.
      const question = questions.join()
      question.leave()
      return performCall(call, said, signal, askInTurn(deps, question))
    }
    const begin = begins.join()
    if (asksNothing) return performCall(call, said, signal, deps, begin).finally(begin.leave)
    const question = questions.join()
    return performCall(call, said, signal, askInTurn(deps, question), begin).finally(() => {
      begin.leave()
      question.leave()
    })
  }
  return {
    beginStep: () => (running = new Map()),
    nameOf: (called) => findToolName(namesOf(deps), called) ?? called,
    async run(call, said, signal) {
      const key = callKey(call)
      const twin = running.get(key)
      const work = twin ?? perform(call, said, signal)
      if (!twin) running.set(key, work)
      const reminder = twin ? '' : guard.note(call)
      const result = await work
      if (!signal.aborted)
        deps.emit({ type: 'ToolResult', payload: { tool_call_id: call.id, return_value: toReturn(result) } })
      const { advice, ...plain } = result
      const told = advice === undefined ? plain : { ...plain, message: joinSentences(plain.message, advice) }
      if (reminder === '') return told
      return { ...told, output: [...partsOf(told.output), { type: 'text', text: systemReminder(reminder) }] }
    },
    isRepeatable: (call) => findTool(deps, call)?.isReadOnly ?? true,
  }
}

/** The words for the model alone stand behind those for everybody. */
function joinSentences(message: string, advice: string): string {
  return message === '' ? advice : `${message.replace(/\.$/, '')}. ${advice}`
}

function findTool(deps: CallDeps, call: ToolCall): Tool | undefined {
  return deps.tools().find(({ name }) => name === call.function.name)
}

function namesOf(deps: CallDeps): string[] {
  return deps.tools().flatMap(({ name, isHidden }) => (isHidden ? [] : name))
}

/** The surroundings of a call that asks the user in its turn. */
function askInTurn(deps: CallDeps, question: Place): CallDeps {
  return {
    ...deps,
    async permit(call, ask) {
      const onAsked = () => {
        ask.onAsked?.()
        question.leave()
      }
      const verdict = await deps.permit(call, { ...ask, mayAsk: question.turn, onAsked })
      question.leave()
      return verdict
    },
  }
}

/** `begin`: the place of a call that begins behind others. */
async function performCall(
  call: ToolCall,
  said: Content,
  signal: AbortSignal,
  deps: CallDeps,
  begin?: Place,
): Promise<ToolResult> {
  const { name, arguments: text } = call.function
  const tool = findTool(deps, call)
  if (!tool) {
    const message = `Tool \`${name}\` not found`
    return { ...failed(message, message), advice: `There are: ${namesOf(deps).join(', ')}` }
  }
  const parsed = parseArguments(text)
  if (!parsed.ok) return refuseUnreadable(text ?? '', parsed.reason)
  const args = parsed.value
  const blocked = await deps.beforeCall(call, args, signal)
  if (blocked !== null) return blocked
  await begin?.turn
  if (signal.aborted) return interrupted()
  let isNoted = false
  let hasWaited = false
  const note = (state: { waits?: true }) =>
    deps.conversation.append({
      role: '_call',
      id: call.id,
      name,
      arguments: text ?? '',
      ...(said === '' ? {} : { said }),
      ...state,
    })
  // With this record a resumed session knows that the call has waited for the user, and has not begun.
  const onAsked = () => {
    hasWaited = true
    if (!isNoted) note({ waits: true })
  }
  const permit = async (ask: PermissionAsk) => {
    const verdict = await deps.permit(call, { ...ask, onAsked })
    // From here on the call may have effects. With this record a resumed session knows that it may have begun.
    if (verdict.ok && !isNoted) {
      isNoted = true
      note({})
    }
    return verdict
  }
  const feed = createOutputFeed(call.id, deps)
  const run = { callId: call.id, argumentsText: text || '{}', signal, permit, onOutput: feed.write }
  const work = tool.run(args, run)
  begin?.leave()
  const result = await untilAborted(work, signal, deps.sleep)
  feed.close()
  if (hasWaited && !isNoted && signal.reason === PROCESS_ENDS) return WAITED
  deps.afterCall(call, args, result)
  return result
}

function refuseUnreadable(text: string, reason: string): ToolResult {
  const cut = text.trimStart().startsWith('{') && !text.trimEnd().endsWith('}') ? ` ${MAY_BE_CUT}` : ''
  const message = `Error parsing JSON arguments: ${reason}${cut}`
  return { ...failed(message, 'Invalid arguments: they are not JSON'), isUnreadable: true }
}

const MAY_BE_CUT = 'They end in the middle: if your answer reached its limit, make the call again in smaller parts.'

function interrupted(): ToolResult {
  return failed('Interrupted by the user before it ended. What it has done until then stays done.', 'Interrupted')
}

/** The result of a call that nobody had answered when the process ended: it was not refused. */
const WAITED = failed(
  'It waited for the user to allow it, and did NOT run. If it is still needed, make the same call again: the user is asked again.',
  'Not answered',
)

/** The part of a result that clients are sent. */
function toReturn({
  rejected: _rejected,
  advice: _advice,
  isUnreadable: _isUnreadable,
  ...rest
}: ToolResult): ToolReturn {
  return rest
}

/** The result of `work`, or an interruption once the grace period after the abort is over. */
function untilAborted(
  work: Promise<ToolResult>,
  signal: AbortSignal,
  sleep: (ms: number) => Promise<unknown>,
): Promise<ToolResult> {
  return new Promise((resolve) => {
    const stop = () => void sleep(CANCEL_GRACE_MS).then(() => resolve(interrupted()))
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    void work.then((result) => {
      signal.removeEventListener('abort', stop)
      resolve(result)
    })
  })
}
