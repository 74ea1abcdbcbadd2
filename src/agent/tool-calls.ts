// Running the calls of a turn: arguments parsed, hooks asked, equal calls of one step run once, results told as they come.

import type { ToolCall } from '../protocol/message.ts'
import { partsOf, systemReminder } from '../protocol/message.ts'
import type { ToolReturn, WireEvent } from '../protocol/wire.ts'
import { failed } from '../protocol/tool-result.ts'
import type { PermissionAsk, Tool, ToolResult, Verdict } from '../tools/tool.ts'
import type { Conversation } from './conversation.ts'
import { callKey, type RepeatGuard } from './repeat-guard.ts'

export interface CallDeps {
  /** The tools there are now; a turn may change them (plan mode, MCP). */
  tools(): readonly Tool[]
  permit(call: ToolCall, ask: PermissionAsk): Promise<Verdict>
  /** PreToolUse: a text when the call is blocked. */
  beforeCall(call: ToolCall, args: unknown, signal: AbortSignal): Promise<string | null>
  /** PostToolUse and PostToolUseFailure; nobody waits. */
  afterCall(call: ToolCall, args: unknown, result: ToolResult): void
  conversation: Pick<Conversation, 'append'>
  emit(event: WireEvent): void
  sleep(ms: number): Promise<unknown>
}

/** Tools that do not end when they are told to are not waited for any longer than this. */
export const CANCEL_GRACE_MS = 3_000

export interface CallRunner {
  /** Begins a step: from here equal calls share one run. */
  beginStep(): void
  /** Settles with the result and never rejects; soon after `signal` is aborted, whatever the tool does. */
  run(call: ToolCall, signal: AbortSignal): Promise<ToolResult>
  isRepeatable(call: ToolCall): boolean
}

export function createCallRunner(deps: CallDeps, guard: RepeatGuard): CallRunner {
  let running = new Map<string, Promise<ToolResult>>()
  const find = (name: string) => deps.tools().find((tool) => tool.name === name)

  async function perform(call: ToolCall, signal: AbortSignal): Promise<ToolResult> {
    const { name, arguments: text } = call.function
    const tool = find(name)
    if (!tool) {
      const names = deps
        .tools()
        .map((each) => each.name)
        .join(', ')
      return failed(`Tool \`${name}\` not found. There are: ${names}`, 'Unknown tool')
    }
    let args: unknown
    try {
      args = JSON.parse(text || '{}')
    } catch (error) {
      const message = `Error parsing JSON arguments: ${error instanceof Error ? error.message : ''}`
      return { ...failed(message, 'Invalid arguments'), isUnreadable: true }
    }
    const blocked = await deps.beforeCall(call, args, signal)
    if (blocked !== null) return failed(blocked, 'Hook blocked')
    if (signal.aborted) return interrupted()
    let isNoted = false
    const result = await untilAborted(
      tool.run(args, {
        callId: call.id,
        signal,
        async permit(ask) {
          const verdict = await deps.permit(call, ask)
          // From here on it may have an effect: a crash must not make anybody do it again unknowingly.
          if (verdict.ok && !isNoted) {
            isNoted = true
            deps.conversation.append({ role: '_call', id: call.id, name, arguments: text ?? '' })
          }
          return verdict
        },
      }),
      signal,
      deps.sleep,
    )
    deps.afterCall(call, args, result)
    return result
  }

  return {
    beginStep: () => (running = new Map()),
    async run(call, signal) {
      const key = callKey(call)
      const twin = running.get(key)
      // An equal call in the same step is not run again; it gets the same result.
      const work = twin ?? perform(call, signal)
      if (!twin) running.set(key, work)
      const reminder = twin ? '' : guard.note(call)
      const result = await work
      if (!signal.aborted)
        deps.emit({ type: 'ToolResult', payload: { tool_call_id: call.id, return_value: toReturn(result) } })
      return reminder === ''
        ? result
        : { ...result, output: [...partsOf(result.output), { type: 'text', text: systemReminder(reminder) }] }
    },
    isRepeatable: (call) => find(call.function.name)?.isReadOnly ?? true,
  }
}

export function interrupted(): ToolResult {
  return failed('Interrupted by the user before it ended. What it has done until then stays done.', 'Interrupted')
}

function toReturn({ rejected: _rejected, isUnreadable: _isUnreadable, ...rest }: ToolResult): ToolReturn {
  return rest
}

/** The result, or that it was interrupted: a while after the signal, whatever the tool does. */
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
