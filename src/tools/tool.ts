// The contract of a tool: it checks its arguments by a schema, runs with a signal, and returns a value, whatever
// happens.

import * as z from 'zod'
import type { ToolDefinition } from '../models/chat-stream.ts'
import type { PluginToolFacts, ServerToolFacts } from '../safety/rules/permission.ts'
import type { Wall } from '../safety/sandbox/wall.ts'
import { failed } from '../protocol/tool-result.ts'
import { coerceArguments, describeFields } from './argument-coercion.ts'
import type { DisplayBlock, ToolReturn } from '../protocol/wire.ts'

/** A tool's question whether it may do something, decided by the user, a mode or a rule. */
export interface PermissionAsk {
  /**
   * The kind of action, in Kimi CLI's words: `run command`, `edit file`, `edit file outside of working directory`, …
   */
  action: string
  /** The action in one line for the user. */
  description: string
  display: DisplayBlock[]
  /**
   * The exact object of the action: the command, the path, the host of a URL. An approval holds for it alone; an approval "for
   * this session" holds for the pattern that the permission rules derive from it.
   */
  subject: { kind: 'command' | 'edit' | 'read' | 'url' | 'other'; value: string }
  /** True for an edit that changes what other programs run: an approval of a kind of edits does not cover it. */
  isFarReaching?: boolean
  /** The wall behind which a command has failed that is now to run with more rights: it does not pass behind that wall again. */
  failedIn?: 'reader' | 'workspace'
  /** True for an act that nothing but a permission rule asks about or forbids. */
  isFree?: boolean
  /** The tool of an MCP server that is to be called; the action is `mcp:SERVER/TOOL`. */
  serverTool?: ServerToolFacts
  /** The plugin whose tool is to run a command; the action is `plugin:TOOL`. */
  pluginTool?: PluginToolFacts
  /** True for an act that the user is asked about each time, whatever the mode and earlier approvals are; without a user it is refused. */
  isAlwaysAsked?: boolean
  /** Resolves when the user may be asked: the calls before this one in the model's answer have asked, or need no answer. */
  mayAsk?: Promise<void>
  /** Called when the user is asked, before the question is shown. */
  onAsked?(): void
  /** Lines of ours for the user below what is shown; words of the model among them are said to be the model's. */
  notes?: readonly string[]
}

/**
 * The answer. `wall` is how a command has to be started that does not run as it is. `by` is who refused, `feedback` the
 * user's own words or ''.
 */
export type Verdict =
  | { ok: true; wall?: Wall }
  | { ok: false; by: 'user' | 'mode' | 'rule'; feedback: string; reason: string }

/** The surroundings of one call. */
export interface ToolRun {
  callId: string
  /** The arguments as the model sent them: numbers beyond 2^53 are exact only here. */
  argumentsText: string
  /** Aborted when the turn is cancelled: the tool then ends its processes and returns. */
  signal: AbortSignal
  permit(ask: PermissionAsk): Promise<Verdict>
  /** Takes what the tool prints while it runs, for those who watch; the result holds it all the same. */
  onOutput(bytes: Buffer): void
}

export interface ToolResult extends ToolReturn {
  /** Set when permission was refused. A refusal without feedback ends the turn. */
  rejected?: { feedback: string }
  /** Words for the model alone, behind the message. */
  advice?: string
  /** Set when the arguments of the call were not JSON. */
  isUnreadable?: true
}

export interface Tool {
  readonly name: string
  readonly definition: ToolDefinition
  /** True for tools that change nothing. A failed attempt at an answer may repeat their calls. */
  readonly isReadOnly: boolean
  /** True when the model is not told of the tool: a call that it makes all the same is answered by the tool. */
  readonly isHidden?: boolean
  /** The source of its results in words, where these are not the user's own whatever the call is. */
  readonly source?: string
  /** True for a tool that changes something and asks for no permission of its own: no question of a later call waits for it. */
  readonly asksNothing?: boolean
  /** Checks the arguments and runs the tool. Never throws and never rejects. */
  run(args: unknown, run: ToolRun): Promise<ToolResult>
}

interface ToolSpec<S extends z.ZodType> {
  name: string
  /** The description for the model: short, since every request carries it. */
  description: string
  parameters: S
  isReadOnly: boolean
  asksNothing?: boolean
  run(args: z.infer<S>, run: ToolRun): Promise<ToolResult>
}

/**
 * Makes a tool from its specification. An error that `run` throws becomes an error result: a bug must not end a turn.
 */
export function defineTool<S extends z.ZodType>(spec: ToolSpec<S>): Tool {
  const definition = {
    name: spec.name,
    description: spec.description,
    get parameters() {
      return describeParameters(spec.parameters)
    },
  }
  return {
    name: spec.name,
    isReadOnly: spec.isReadOnly,
    asksNothing: spec.asksNothing ?? false,
    definition,
    async run(args, run) {
      const { parameters } = definition
      const parsed = readArguments(spec.parameters, args, parameters)
      if (!parsed.success) {
        const fields = typeof args === 'object' && args !== null ? Object.keys(args).join(', ') : ''
        const wanted = `${spec.name} takes ${describeFields(parameters)}; it was given ${fields || 'nothing'}.`
        const message = `Error validating JSON arguments: ${z.prettifyError(parsed.error)}\n${wanted}`
        return failed(message, 'Invalid arguments')
      }
      try {
        return await spec.run(parsed.data, run)
      } catch (error) {
        return failed(`Error running tool: ${error instanceof Error ? error.message : String(error)}`, 'Tool failed')
      }
    },
  }
}

/** Arguments in the wrong form are brought into the right one; those that are right are left alone. */
function readArguments<S extends z.ZodType>(schema: S, args: unknown, parameters: Record<string, unknown>) {
  const parsed = schema.safeParse(args)
  if (parsed.success) return parsed
  const coerced = schema.safeParse(coerceArguments(args, parameters))
  return coerced.success ? coerced : parsed
}

/** The JSON Schemas of parameters. Each session makes its tools anew, and describing a schema takes 0.3 ms. */
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
