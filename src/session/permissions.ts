// Permission for tool calls: the mode and the rules decide first, then the user. An approval covers exactly what was shown
// and is used once; a question without an answer counts as rejected.

import type { ToolCall } from '../protocol/message.ts'
import type { Mode } from '../protocol/wire.ts'
import { decide, describeRule, matches, patternOf } from '../safety/rules/permission.ts'
import { BARE_WALL, type PreparedSandbox } from '../safety/sandbox/sandbox.ts'
import type { PermissionAsk, Verdict } from '../tools/tool.ts'
import type { Hooks } from './hooks/hooks.ts'
import type { Requests } from './requests.ts'

export interface PermitDeps {
  mode(): Mode
  requests: Requests
  hooks: Hooks
  /** Directories of the workspace, in which accept-edits mode allows edits. */
  workDirs(): readonly string[]
  /** True when the user trusts the working directory: only there does anything run without a question. */
  isTrusted(): boolean
  share: string
  home: string
  planFile(): string
  /** The PATH by which commands find programs. */
  path: string
  /** The sandbox for the workspace as it is now; null where there is none. */
  sandbox(): Promise<PreparedSandbox | null>
  rules: { read(): readonly string[]; add(rule: string): void }
}

/** The origin of a call: the turn itself or a subagent. */
export interface PermitSource {
  kind: 'foreground_turn' | 'background_agent'
  id: string
  agentId: string | null
  subagentType: string | null
  description: string | null
}

export type Permit = (call: ToolCall, ask: PermissionAsk, source: PermitSource, signal: AbortSignal) => Promise<Verdict>

export function createPermit(deps: PermitDeps): Permit {
  const judge = (ask: PermissionAsk, sandbox: PreparedSandbox | null) =>
    decide(ask, {
      mode: deps.mode(),
      rules: deps.rules.read(),
      workDirs: deps.workDirs(),
      isTrusted: deps.isTrusted(),
      shareDir: deps.share,
      home: deps.home,
      planFile: deps.planFile(),
      path: deps.path,
      sandbox,
    })

  return async (call, ask, source, signal) => {
    const sandbox = ask.subject.kind === 'command' ? await deps.sandbox() : null
    const decision = judge(ask, sandbox)
    if (decision.kind === 'allow') {
      return decision.view === undefined ? { ok: true } : { ok: true, wall: sandbox?.wall(decision.view) ?? BARE_WALL }
    }
    if (decision.kind === 'deny') return { ok: false, by: 'mode', feedback: '', reason: decision.reason }
    const fields = { tool_name: call.function.name, action: ask.action, description: ask.description }
    void deps.hooks.fire('PermissionRequest', call.function.name, fields, signal)
    const rule = patternOf(ask, deps.workDirs())
    const reply = await deps.requests.approve(
      {
        tool_call_id: call.id,
        sender: call.function.name,
        action: ask.action,
        description: ask.description,
        source_kind: source.kind,
        source_id: source.id,
        agent_id: source.agentId,
        subagent_type: source.subagentType,
        source_description: source.description,
        display: ask.display,
        session_rule: describeRule(rule),
      },
      signal,
    )
    const isApproved = reply.response !== 'reject'
    void deps.hooks.fire('PermissionResult', call.function.name, { ...fields, approved: isApproved }, signal)
    if (reply.response === 'approve_for_session') {
      deps.rules.add(rule)
      // The rule also answers open questions of parallel calls that it covers.
      for (const { type, payload } of deps.requests.open()) {
        if (
          type === 'ApprovalRequest' &&
          payload.action === ask.action &&
          isCovered(rule, payload.display, ask, deps.workDirs())
        ) {
          deps.requests.answer('ApprovalRequest', payload.id, { response: 'approve', feedback: '' })
        }
      }
    }
    if (isApproved) return { ok: true }
    return { ok: false, by: 'user', feedback: reply.feedback, reason: 'rejected by the user' }
  }
}

/** True when the rule covers what another open question shows. */
function isCovered(
  rule: string,
  display: PermissionAsk['display'],
  { action, subject }: PermissionAsk,
  workDirs: readonly string[],
): boolean {
  const [shown] = display
  const covers = (kind: 'command' | 'edit', value: string) =>
    matches(rule, { action, subject: { kind, value } }, workDirs)
  if (shown?.type === 'shell') return covers('command', shown.command)
  return subject.kind === 'edit' && shown?.type === 'diff' && covers('edit', shown.path)
}
