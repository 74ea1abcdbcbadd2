// Wire events and requests of a turn, with all fields that the protocol wants.

import type { DisplayBlock, Question, WireEvent, WireRequest } from '../../../src/protocol/wire.ts'

export const text = (text: string): WireEvent => ({ type: 'ContentPart', payload: { type: 'text', text } })
export const thought = (think: string): WireEvent => ({
  type: 'ContentPart',
  payload: { type: 'think', think, encrypted: null },
})
export const step = (n = 1): WireEvent => ({ type: 'StepBegin', payload: { n } })
export const end: WireEvent = { type: 'TurnEnd', payload: {} }
export const call = (id: string, name: string, json = ''): WireEvent => ({
  type: 'ToolCall',
  payload: { type: 'function', id, function: { name, arguments: json } },
})
export const callPart = (json: string): WireEvent => ({ type: 'ToolCallPart', payload: { arguments_part: json } })
export const retry: WireEvent = {
  type: 'StepRetry',
  payload: { n: 1, next_attempt: 2, max_attempts: 3, wait_s: 0.5, error_type: 'Stalled', status_code: null },
}
export const result = (id: string, display: DisplayBlock[] = [], failure = '', output = ''): WireEvent => ({
  type: 'ToolResult',
  payload: {
    tool_call_id: id,
    return_value: { is_error: failure !== '', output, message: failure, display, extras: null },
  },
})
export const output = (id: string, text: string): WireEvent => ({
  type: 'ToolOutput',
  payload: { tool_call_id: id, text, lines: 1 },
})
export const brief = (text: string): DisplayBlock => ({ type: 'brief', text })
export const usage = (output: number): WireEvent => ({
  type: 'StatusUpdate',
  payload: {
    context_usage: null,
    context_tokens: output * 10,
    max_context_tokens: null,
    token_usage: { input_other: 1, output, input_cache_read: 0, input_cache_creation: 0 },
    message_id: null,
    plan_mode: null,
    mcp_status: null,
  },
})
export const notice = (title: string): WireEvent => ({
  type: 'Notification',
  payload: {
    id: 'n',
    category: 'task',
    type: 'task',
    source_kind: 'task',
    source_id: 't',
    title,
    body: '',
    severity: 'info',
    created_at: 0,
    payload: {},
  },
})
export const inSubagent = (event: WireEvent, callId = 'c1', agentId = 'a1'): WireEvent => ({
  type: 'SubagentEvent',
  payload: { parent_tool_call_id: callId, agent_id: agentId, subagent_type: 'coder', event },
})
export const verdict = (id: string): WireEvent => ({
  type: 'ApprovalResponse',
  payload: { request_id: id, response: 'approve_for_session', feedback: '' },
})
export const diff = (path: string, before: string, after: string): DisplayBlock => ({
  type: 'diff',
  path,
  old_text: before,
  new_text: after,
  old_start: 1,
  new_start: 7,
  is_summary: false,
})

export function approval(id: string, display: DisplayBlock[] = [], callId = 'c1'): WireRequest {
  return {
    type: 'ApprovalRequest',
    payload: {
      id,
      tool_call_id: callId,
      sender: 'Shell',
      action: 'run',
      description: `Run ${id}`,
      source_kind: 'foreground_turn',
      source_id: '',
      agent_id: null,
      subagent_type: null,
      source_description: null,
      display,
    },
  }
}

export function question(id: string, ...asked: (Partial<Question> & { question: string })[]): WireRequest {
  const questions = asked.map((each) => ({
    header: '',
    options: [
      { label: 'Red', description: 'as a rose' },
      { label: 'Blue', description: 'as the sky' },
    ],
    multi_select: false,
    body: '',
    other_label: '',
    other_description: '',
    ...each,
  }))
  return { type: 'QuestionRequest', payload: { id, tool_call_id: 'c1', questions } }
}
