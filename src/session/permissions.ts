// Permission for tool calls: the mode and the rules decide first, then the user. An approval covers exactly what was shown
// and is used once; a question without an answer counts as rejected.

import type { ToolCall } from '../protocol/message.ts'
import type { Mode, WireRequest } from '../protocol/wire.ts'
import { describeAct } from '../safety/notes/approval-notes.ts'
import { decide, describeRule, isActionApproved, matches, patternOf } from '../safety/rules/permission.ts'
import { distrust } from '../safety/sources/distrust.ts'
import { describeSources, type TurnSources } from '../safety/sources/turn-sources.ts'
import { BARE_WALL, type PreparedSandbox } from '../safety/sandbox/sandbox.ts'
import type { PermissionAsk, Verdict } from '../tools/tool.ts'
import type { Hooks } from './hooks/hooks.ts'
import type { Requests, Rules } from './requests.ts'

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
  /** The approvals for this session: patterns by our own rules, kinds of actions by Kimi CLI's. */
  approved: Record<'patterns' | 'actions', { read(): readonly string[]; add(approved: string): void }>
  /** The rules of the turn that asks. */
  rules(): Rules
  /** The PATH by which commands find programs. */
  path: string
  /** The sandbox for the workspace as it is now; null where this system has no sandbox. */
  sandbox(): Promise<PreparedSandbox | null>
}

/** The origin of a call: the turn itself or a subagent. */
export interface PermitSource {
  kind: 'foreground_turn' | 'background_agent'
  id: string
  agentId: string | null
  subagentType: string | null
  description: string | null
}

/** `sources` is what the turn has read that its user has not written. */
export type Permit = (
  call: ToolCall,
  ask: PermissionAsk,
  source: PermitSource,
  sources: TurnSources,
  signal: AbortSignal,
) => Promise<Verdict>

export function createPermit(deps: PermitDeps): Permit {
  const judge = (ask: PermissionAsk, sandbox: PreparedSandbox | null, sources: TurnSources) => {
    const state = {
      mode: deps.mode(),
      rules: deps.approved.patterns.read(),
      approvedActions: deps.approved.actions.read(),
      asksToRead: deps.rules() === 'kimi-cli',
      workDirs: deps.workDirs(),
      isTrusted: deps.isTrusted(),
      shareDir: deps.share,
      home: deps.home,
      planFile: deps.planFile(),
      path: deps.path,
      sandbox,
    }
    return distrust(decide(ask, state), ask, state, sources)
  }

  return async (call, ask, source, sources, signal) => {
    const sandbox = ask.subject.kind === 'command' ? await deps.sandbox() : null
    const decision = judge(ask, sandbox, sources)
    const { view, isCertain = false } = decision
    const permitted: Verdict =
      view === undefined ? { ok: true } : { ok: true, wall: sandbox?.wall(view, isCertain) ?? BARE_WALL }
    if (decision.kind === 'allow') return permitted
    if (decision.kind === 'deny') return { ok: false, by: 'mode', feedback: '', reason: decision.reason }
    const fields = { tool_name: call.function.name, action: ask.action, description: ask.description }
    void deps.hooks.fire('PermissionRequest', call.function.name, fields, signal)
    const approval = findApproval(call.function.name, ask, deps)
    const reply = await deps.requests.approve(
      {
        tool_call_id: call.id,
        sender: call.function.name,
        action: ask.action,
        description: approval.description,
        source_kind: source.kind,
        source_id: source.id,
        agent_id: source.agentId,
        subagent_type: source.subagentType,
        source_description: source.description,
        display: await describeBelow(ask, sources, deps),
        session_rule: approval.covers,
      },
      signal,
    )
    const isApproved = reply.response !== 'reject'
    void deps.hooks.fire('PermissionResult', call.function.name, { ...fields, approved: isApproved }, signal)
    if (reply.response === 'approve_for_session') {
      approval.keep()
      // The approval also answers open questions of parallel calls that it covers, unless these were asked for what was read.
      for (const request of sources.list().length > 0 ? [] : deps.requests.open()) {
        if (request.type === 'ApprovalRequest' && approval.isFor(request)) {
          deps.requests.answer('ApprovalRequest', request.payload.id, { response: 'approve', feedback: '' })
        }
      }
    }
    if (isApproved) return permitted
    return { ok: false, by: 'user', feedback: reply.feedback, reason: 'rejected by the user' }
  }
}

/** The blocks of a question: what is approved, and below it what the user should know. Kimi CLI's clients get the blocks they know. */
async function describeBelow(
  ask: PermissionAsk,
  sources: TurnSources,
  { rules, workDirs, home }: PermitDeps,
): Promise<PermissionAsk['display']> {
  if (rules() === 'kimi-cli') return ask.display
  const notes = await describeAct(ask.subject, { cwd: workDirs()[0] ?? '/', home })
  const read = sources.list().length === 0 ? [] : [describeSources(sources.list())]
  return [
    ...ask.display,
    ...[...(ask.notes ?? []), ...read, ...notes].map((text) => ({ type: 'brief' as const, text })),
  ]
}

/** An approval for the session. */
interface SessionApproval {
  /** The question in the words of the turn's rules. */
  description: string
  /** The actions that an approval for the session covers, in words for the user. */
  covers: string
  keep(): void
  /** True when it covers another question that is open. */
  isFor(request: WireRequest & { type: 'ApprovalRequest' }): boolean
}

function findApproval(tool: string, ask: PermissionAsk, deps: PermitDeps): SessionApproval {
  const workDirs = deps.workDirs()
  const { action } = ask
  if (deps.rules() === 'kimi-cli') {
    return {
      description: describeLikeKimiCli(tool, ask),
      covers: `every "${action}"`,
      keep: () => deps.approved.actions.add(action),
      isFor({ payload: { action: other, display } }) {
        const [shown] = display
        const subject = shown?.type === 'diff' ? { kind: 'edit' as const, value: shown.path } : ask.subject
        return isActionApproved({ action: other, subject }, [action])
      },
    }
  }
  const rule = patternOf(ask, workDirs)
  return {
    description: ask.description,
    covers: describeRule(rule),
    keep: () => deps.approved.patterns.add(rule),
    isFor: ({ payload }) => payload.action === action && isCovered(rule, payload.display, ask, workDirs),
  }
}

/** The words that Kimi CLI's clients show, and may look for. */
function describeLikeKimiCli(tool: string, { action, description, subject: { kind, value } }: PermissionAsk): string {
  if (kind === 'command') return `Run ${action === 'run background command' ? 'background ' : ''}command \`${value}\``
  if (kind !== 'edit') return description
  const path = /`(.*)`$/s.exec(description)?.[1] ?? value
  return `${tool === 'WriteFile' ? 'Write' : 'Edit'} file \`${path}\``
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
