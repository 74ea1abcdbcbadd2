// The contract of a tool: named, described and checked once, run with a signal, answering with a value and never a throw.

import { z } from 'zod'
import type { ToolDefinition } from '../models/chat-stream.ts'
import { failed } from '../protocol/tool-result.ts'
import type { DisplayBlock, ToolReturn } from '../protocol/wire.ts'

/** What a tool wants to do, for whoever decides: the user, a mode or a rule. */
export interface PermissionAsk {
  /** Kimi CLI's words: `run command`, `edit file`, `edit file outside of working directory`, `stop background task`, … */
  action: string
  /** One line for the user. */
  description: string
  display: DisplayBlock[]
  /**
   * What exactly is done: the command, the path, the URL. An approval is bound to it, and "for this session" to the
   * pattern the permission rules make of it.
   */
  subject: { kind: 'command' | 'edit' | 'url' | 'other'; value: string }
}

/** A refusal says who refused; `feedback` is the user's own words, possibly none. */
export type Verdict = { ok: true } | { ok: false; by: 'user' | 'mode' | 'rule'; feedback: string; reason: string }

/** One call of a tool. */
export interface ToolRun {
  callId: string
  /** Aborted when the turn is cancelled: end what was started and return. */
  signal: AbortSignal
  permit(ask: PermissionAsk): Promise<Verdict>
}

export interface ToolResult extends ToolReturn {
  /** Set when permission was refused. A refusal without feedback ends the turn. */
  rejected?: { feedback: string }
  /** Set when the arguments of the call were not JSON. */
  isUnreadable?: true
}

export interface Tool {
  readonly name: string
  readonly definition: ToolDefinition
  /** Only looks. Such calls start while the model still speaks, and may be repeated. */
  readonly isReadOnly: boolean
  /** Checks the arguments and runs. Never throws and never rejects. */
  run(args: unknown, run: ToolRun): Promise<ToolResult>
}

interface ToolSpec<S extends z.ZodType> {
  name: string
  /** For the model: short, since every request carries it. */
  description: string
  parameters: S
  isReadOnly: boolean
  run(args: z.infer<S>, run: ToolRun): Promise<ToolResult>
}

/** A tool from its parameters' schema. What `run` throws becomes an error result: bugs must not end a turn. */
export function defineTool<S extends z.ZodType>(spec: ToolSpec<S>): Tool {
  return {
    name: spec.name,
    isReadOnly: spec.isReadOnly,
    definition: { name: spec.name, description: spec.description, parameters: describeParameters(spec.parameters) },
    async run(args, run) {
      const parsed = spec.parameters.safeParse(args)
      if (!parsed.success) {
        return failed(`Error validating JSON arguments: ${z.prettifyError(parsed.error)}`, 'Invalid arguments')
      }
      try {
        return await spec.run(parsed.data, run)
      } catch (error) {
        return failed(`Error running tool: ${error instanceof Error ? error.message : String(error)}`, 'Tool failed')
      }
    },
  }
}

/** Each session makes its tools anew; their schemas are the same, and cost 0.3 ms each. */
const described = new WeakMap<z.ZodType, Record<string, unknown>>()

function describeParameters(schema: z.ZodType): Record<string, unknown> {
  const known = described.get(schema)
  if (known) return known
  const { $schema: _, ...parameters } = z.toJSONSchema(schema, { io: 'input' }) as Record<string, unknown>
  described.set(schema, parameters)
  return parameters
}

/** The result of a call that was not permitted, in Kimi CLI's words. */
export function refused(verdict: Exclude<Verdict, { ok: true }>): ToolResult {
  const { by, feedback, reason } = verdict
  if (by !== 'user') return failed(reason, reason)
  const message =
    feedback === ''
      ? 'The tool call is rejected by the user. Stop what you are doing and wait for the user to tell you how to proceed.'
      : `The tool call is rejected by the user. User feedback: ${feedback}`
  return { ...failed(message, feedback === '' ? 'Rejected by user' : `Rejected: ${feedback}`), rejected: { feedback } }
}
