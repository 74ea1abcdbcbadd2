// Kimi CLI's wire protocol 1.10: the events and requests of a turn. Payloads carry their null fields.

import type { Content, ContentPart, ToolCall } from './message.ts'

/** A block that clients may draw for a tool's result or an approval. */
export type DisplayBlock =
  | { type: 'brief'; text: string }
  | {
      type: 'diff'
      path: string
      old_text: string
      new_text: string
      /** First line of each side, from 1. */
      old_start: number
      new_start: number
      /** True when the file was too long for hunks: the texts then give its length. */
      is_summary: boolean
    }
  | { type: 'todo'; items: TodoItem[] }
  | { type: 'shell'; language: string; command: string }
  | { type: 'background_task'; task_id: string; kind: string; status: string; description: string }

/** Stands in a question below the numbers of lines of a change that is too large to be shown. */
export const UNSEEN = 'too large to be shown: a yes allows what you have not seen'

export interface TodoItem {
  title: string
  status: 'pending' | 'in_progress' | 'done'
}

export interface ToolReturn {
  is_error: boolean
  output: string | ContentPart[]
  /** A message for the model besides the output. */
  message: string
  display: DisplayBlock[]
  extras: Record<string, unknown> | null
}

export interface TokenUsage {
  input_other: number
  output: number
  input_cache_read: number
  input_cache_creation: number
}

export interface McpStatus {
  loading: boolean
  connected: number
  total: number
  tools: number
  servers: { name: string; status: string; tools: string[] }[]
}

/** Fields that have not changed are null. */
export interface StatusUpdate {
  /** 0..1 */
  context_usage: number | null
  context_tokens: number | null
  max_context_tokens: number | null
  token_usage: TokenUsage | null
  message_id: string | null
  plan_mode: boolean | null
  mcp_status: McpStatus | null
}

/** An update of these fields alone. */
export function statusUpdate(fields: Partial<StatusUpdate>): { type: 'StatusUpdate'; payload: StatusUpdate } {
  const unchanged: StatusUpdate = {
    context_usage: null,
    context_tokens: null,
    max_context_tokens: null,
    token_usage: null,
    message_id: null,
    plan_mode: null,
    mcp_status: null,
  }
  return { type: 'StatusUpdate', payload: { ...unchanged, ...fields } }
}

export interface NotificationPayload {
  id: string
  category: string
  type: string
  source_kind: string
  source_id: string
  title: string
  body: string
  severity: 'info' | 'success' | 'warning' | 'error'
  created_at: number
  payload: Record<string, unknown>
}

export type ApprovalAnswer = 'approve' | 'approve_for_session' | 'reject'
/** An answer to an approval. `approve_always` is not in wire 1.10: it also writes the rule `always_rule`. */
export type ApprovalChoice = ApprovalAnswer | 'approve_always'

interface Payloads {
  TurnBegin: { user_input: Content }
  SteerInput: { user_input: Content }
  TurnEnd: Record<never, never>
  StepBegin: { n: number }
  StepInterrupted: Record<never, never>
  /** A step is tried again: clients discard the events of its failed attempt. */
  StepRetry: {
    n: number
    next_attempt: number
    max_attempts: number
    wait_s: number
    error_type: string
    status_code: number | null
  }
  CompactionBegin: Record<never, never>
  CompactionEnd: Record<never, never>
  MCPLoadingBegin: Record<never, never>
  MCPLoadingEnd: Record<never, never>
  HookTriggered: { event: string; target: string; hook_count: number }
  HookResolved: { event: string; target: string; action: 'allow' | 'block'; reason: string; duration_ms: number }
  StatusUpdate: StatusUpdate
  Notification: NotificationPayload
  ContentPart: ContentPart
  ToolCall: ToolCall
  ToolCallPart: { arguments_part: string | null }
  ToolResult: { tool_call_id: string; return_value: ToolReturn }
  ApprovalResponse: { request_id: string; response: ApprovalAnswer; feedback: string }
  /** Not in wire 1.10: a question was answered, by one of the clients that were asked. No answers: the user gave none. */
  QuestionResponse: { request_id: string; answers: Record<string, string> }
  SubagentEvent: {
    parent_tool_call_id: string | null
    agent_id: string | null
    subagent_type: string | null
    event: WireEvent
  }
  PlanDisplay: { content: string; file_path: string }
  /** From here on our own events, sent only to clients with `capabilities.kimi_events` (see `isExtension`). */
  SessionChanged: {
    mode: Mode
    model: string
    effort: string
    title: string
    work_dir: string
    /** The acts that the user has allowed for the session, in words. */
    allowed: string[]
  }
  /** The session's slash commands are others now: its folder was trusted, or it works in another one. */
  CommandsChanged: { slash_commands: { name: string; description: string; aliases: string[] }[] }
  /** The session went back to before a turn, or took that back: files, conversation, or both. */
  SessionRewound: { what: 'files' | 'chat' | 'both'; turn: number; is_undone: boolean }
  TurnFailed: { code: string; message: string; hint: string }
  /** The output of a running call since the last such event, at most its end. `lines`: the lines that it has printed so far. */
  ToolOutput: { tool_call_id: string; text: string; lines: number }
  /** Comes before a StepRetry, and says why the attempt failed: `message` is one line for the user. */
  AttemptFailed: { code: string; message: string }
  /** Comes after the StatusUpdate with a model call's tokens. `usd` is null where the model's prices are not known. */
  ModelCalled: { model: string; usd: number | null }
}

export type WireEventType = keyof Payloads
export type WireEvent = { [T in WireEventType]: { type: T; payload: Payloads[T] } }[WireEventType]

/** The event types that wire 1.10 does not have. */
const WIRE_EXTENSIONS: readonly WireEventType[] = [
  'SessionChanged',
  'CommandsChanged',
  'SessionRewound',
  'TurnFailed',
  'ToolOutput',
  'AttemptFailed',
  'ModelCalled',
  'QuestionResponse',
]

/** True for an event that readers of wire 1.10 do not know, also inside a subagent's event. */
export function isExtension(event: WireEvent): boolean {
  return event.type === 'SubagentEvent' ? isExtension(event.payload.event) : WIRE_EXTENSIONS.includes(event.type)
}

export interface ApprovalRequest {
  id: string
  tool_call_id: string
  /** The name of the tool. */
  sender: string
  action: string
  description: string
  source_kind: 'foreground_turn' | 'background_agent'
  source_id: string
  agent_id: string | null
  subagent_type: string | null
  source_description: string | null
  display: DisplayBlock[]
  /** Not in wire 1.10, and sent only with `capabilities.kimi_events`: what `approve_for_session` would cover. */
  session_rule?: string
  /** As `session_rule`: other acts that `approve_for_session` would cover, as examples. */
  session_examples?: string[]
  /** As `session_rule`: the rule that `approve_always` would write; missing where it is not offered. */
  always_rule?: string
}

/** The `type` of a notification that an act was refused, since the mode asks about it and nobody could be asked. */
export const REFUSED_UNASKED = 'turn.refused'

/** The `session_rule` of an act that is asked about each time. */
export const COVERS_ONCE = 'this once'

/** False where an approval for the session would be the same as one for once, and is not offered. */
export function lastsForSession({ session_rule: rule }: Pick<ApprovalRequest, 'session_rule'>): boolean {
  return rule !== COVERS_ONCE
}

export interface Question {
  question: string
  header: string
  options: { label: string; description: string }[]
  multi_select: boolean
  body: string
  other_label: string
  other_description: string
}

export const PLAN_HEADER = 'Plan'
export const REVISE_LABEL = 'Revise'

/** True for the question with which a plan is shown for approval. */
export function isPlanApproval({ header, other_label: other }: Pick<Question, 'header' | 'other_label'>): boolean {
  return header === PLAN_HEADER && other === REVISE_LABEL
}

/** The label of the option that a plain yes or no to a plan means; null where the plan has no such option, and for any other text. */
export function readPlanAnswer(question: Question, text: string): string | null {
  if (!isPlanApproval(question)) return null
  const wanted = /^y(?:es)?$/i.test(text) ? 'Approve' : /^n(?:o)?$/i.test(text) ? 'Reject' : null
  return question.options.find(({ label }) => label === wanted)?.label ?? null
}

export interface QuestionRequest {
  id: string
  tool_call_id: string
  questions: Question[]
}

export interface ToolCallRequest {
  id: string
  name: string
  arguments: string
}

export interface HookRequest {
  id: string
  subscription_id: string
  event: string
  target: string
  input_data: Record<string, unknown>
}

/** The acts that the daemon may request of an editor, each only where `capabilities.editor` offers it. They are not in wire 1.10. */
export type EditorAct =
  /** The text of a file as the user sees it, unsaved changes included. */
  | { kind: 'read'; path: string }
  /** The whole new text of a file, which may not exist yet. */
  | { kind: 'write'; path: string; text: string }
  /** Runs a program in a terminal of the editor; the answer comes when it has ended. `env` is added to the editor's environment. */
  | {
      kind: 'run'
      file: string
      args: string[]
      cwd: string
      env: Record<string, string>
      /** The most bytes of output that are kept: longer output loses its beginning. */
      limit_bytes: number
    }
  /** Ends the program that the request with this id has started. */
  | { kind: 'kill'; run: string }

export interface EditorRequest {
  id: string
  tool_call_id: string
  act: EditorAct
}

/**
 * `text` is that of a file or the output of a program, '' for other acts; `exit` is there for a program alone. `has_begun`: the program
 * was started all the same, and must not be started again.
 */
export type EditorAnswer =
  | { ok: true; text: string; exit?: { code: number | null; signal: string | null; is_cut: boolean } }
  | { ok: false; reason: string; has_begun?: boolean }

export type WireRequest =
  | { type: 'ApprovalRequest'; payload: ApprovalRequest }
  | { type: 'QuestionRequest'; payload: QuestionRequest }
  | { type: 'ToolCallRequest'; payload: ToolCallRequest }
  | { type: 'HookRequest'; payload: HookRequest }
  | { type: 'EditorRequest'; payload: EditorRequest }

/**
 * The decision about tool calls: `ask` asks the user each time, `accept-edits` lets edits pass, `plan` allows only reading,
 * `auto` asks nothing because the user is away, `bypass` allows everything.
 */
export const MODES = ['ask', 'accept-edits', 'plan', 'auto', 'bypass'] as const
export type Mode = (typeof MODES)[number]
