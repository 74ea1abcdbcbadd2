// Running the calls of a turn: arguments parsed, hooks asked, equal calls of one step run once, results told as they come.

import type { ToolCall, Message, ContentPart } from '../protocol/message.ts'
import { partsOf, systemNote, systemReminder } from '../protocol/message.ts'
import type { WireEvent } from '../protocol/wire.ts'
import { failed, type PermissionAsk, type Tool, type ToolResult, type Verdict } from '../tools/tool.ts'
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
      return failed(`Error parsing JSON arguments: ${error instanceof Error ? error.message : ''}`, 'Invalid arguments')
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

function toReturn({ rejected: _rejected, ...rest }: ToolResult): Omit<ToolResult, 'rejected'> {
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

/** A result as the model reads it: what the tool says about itself in a tag, then its output (Kimi CLI's form). */
export function toolMessage(id: string, { is_error: isError, message, output }: ToolResult): Message {
  const parts: ContentPart[] = []
  if (message !== '') parts.push({ type: 'text', text: systemNote(isError ? `ERROR: ${message}` : message) })
  const said = partsOf(output)
  if (said.length > 0 && said.every(({ type }) => type !== 'text'))
    parts.push({ type: 'text', text: systemNote('Tool returned non-text content.') })
  parts.push(...said)
  if (parts.length === 0) parts.push({ type: 'text', text: systemNote('Tool output is empty.') })
  // Neighbouring texts become one: providers differ in what they take, and one string they all do.
  const isText = parts.every((part) => part.type === 'text')
  const content = isText ? parts.map((part) => (part as { text: string }).text).join('\n') : parts
  return { role: 'tool', content, tool_call_id: id }
}
