// Runs the tool calls of a turn: parses arguments, asks hooks, runs equal calls of a step once, and emits each result
// as it comes.

import type { ToolCall } from '../protocol/message.ts'
import { partsOf, systemReminder } from '../protocol/message.ts'
import { failed } from '../protocol/tool-result.ts'
import type { ToolReturn, WireEvent } from '../protocol/wire.ts'
import type { PermissionAsk, Tool, ToolResult, Verdict } from '../tools/tool.ts'
import type { Conversation } from './conversation.ts'
import { createOutputFeed } from './output-feed.ts'
import { callKey, type RepeatGuard } from './repeat-guard.ts'

export interface CallDeps {
  /** The tools at this moment: plan mode and MCP servers change them during a turn. */
  tools(): readonly Tool[]
  permit(call: ToolCall, ask: PermissionAsk): Promise<Verdict>
  /** The PreToolUse hooks: a text when one of them blocks the call, else null. */
  beforeCall(call: ToolCall, args: unknown, signal: AbortSignal): Promise<string | null>
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
   * Settles with the call's result and never rejects; at most 3 s after `signal` is aborted, whatever the tool does.
   */
  run(call: ToolCall, signal: AbortSignal): Promise<ToolResult>
  /** True when the call may run a second time without harm: its tool only reads, or there is no such tool. */
  isRepeatable(call: ToolCall): boolean
}

export function createCallRunner(deps: CallDeps, guard: RepeatGuard): CallRunner {
  let running = new Map<string, Promise<ToolResult>>()
  return {
    beginStep: () => (running = new Map()),
    async run(call, signal) {
      const key = callKey(call)
      const twin = running.get(key)
      const work = twin ?? performCall(call, signal, deps)
      if (!twin) running.set(key, work)
      const reminder = twin ? '' : guard.note(call)
      const result = await work
      if (!signal.aborted)
        deps.emit({ type: 'ToolResult', payload: { tool_call_id: call.id, return_value: toReturn(result) } })
      const { advice, ...plain } = result
      const told = advice === undefined ? plain : { ...plain, message: `${plain.message}. ${advice}` }
      if (reminder === '') return told
      return { ...told, output: [...partsOf(told.output), { type: 'text', text: systemReminder(reminder) }] }
    },
    isRepeatable: (call) => findTool(deps, call)?.isReadOnly ?? true,
  }
}

function findTool(deps: CallDeps, call: ToolCall): Tool | undefined {
  return deps.tools().find(({ name }) => name === call.function.name)
}

async function performCall(call: ToolCall, signal: AbortSignal, deps: CallDeps): Promise<ToolResult> {
  const { name, arguments: text } = call.function
  const tool = findTool(deps, call)
  if (!tool) {
    const names = deps.tools().flatMap((each) => (each.isHidden ? [] : each.name))
    const message = `Tool \`${name}\` not found`
    return { ...failed(message, message), advice: `There are: ${names.join(', ')}` }
  }
  let args: unknown
  try {
    args = JSON.parse(text || '{}')
  } catch (error) {
    const message = `Error parsing JSON arguments: ${error instanceof Error ? error.message : ''}`
    return { ...failed(message, 'Invalid arguments: they are not JSON'), isUnreadable: true }
  }
  const blocked = await deps.beforeCall(call, args, signal)
  if (blocked !== null) return failed(blocked, `Hook blocked: ${blocked}`)
  if (signal.aborted) return interrupted()
  let isNoted = false
  const permit = async (ask: PermissionAsk) => {
    const verdict = await deps.permit(call, ask)
    // From here on the call may have effects. With this record a resumed session knows that it may have begun.
    if (verdict.ok && !isNoted) {
      isNoted = true
      deps.conversation.append({ role: '_call', id: call.id, name, arguments: text ?? '' })
    }
    return verdict
  }
  const feed = createOutputFeed(call.id, deps)
  const run = { callId: call.id, argumentsText: text || '{}', signal, permit, onOutput: feed.write }
  const result = await untilAborted(tool.run(args, run), signal, deps.sleep)
  feed.close()
  deps.afterCall(call, args, result)
  return result
}

function interrupted(): ToolResult {
  return failed('Interrupted by the user before it ended. What it has done until then stays done.', 'Interrupted')
}

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
