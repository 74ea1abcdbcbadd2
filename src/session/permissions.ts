// Permission for tool calls: the mode and the rules decide first, then the user. An approval covers exactly what was shown
// and is used once; a question without an answer counts as rejected.

import { dirname } from 'node:path'
import type { ToolCall } from '../protocol/message.ts'
import { COVERS_ONCE, type Mode, type WireRequest } from '../protocol/wire.ts'
import { ensureGrammar } from '../safety/lines/bash-grammar.ts'
import { describeLasting, listAlsoCovered, makeLastingRule } from '../safety/rules/lasting-rule.ts'
import {
  type Decision,
  type PermissionState,
  type ServerApprovals,
  approvedAction,
  decide,
  describeRule,
  isActionApproved,
  isApprovedOutside,
  markReach,
  matches,
  patternOf,
  pinOf,
  ruledAct,
} from '../safety/rules/permission.ts'
import { hostOf } from '../safety/rules/path-rules.ts'
import { type IsForbidden, findForbiddenFiles } from '../safety/rules/forbidden-files.ts'
import { judgeByRules } from '../safety/rules/rule-book.ts'
import type { PermissionRule } from '../safety/rules/permission-rule.ts'
import type { PreparedSandbox } from '../safety/sandbox/sandbox.ts'
import { namedPaths, readUnaskedLine } from '../safety/rules/unasked-line.ts'
import { BARE_WALL, type Wall } from '../safety/sandbox/wall.ts'
import { describeAct, lookAtGround } from '../safety/notes/approval-notes.ts'
import { distrust } from '../safety/sources/distrust.ts'
import { describeSources, type TurnSources } from '../safety/sources/turn-sources.ts'
import type { PermissionAsk, Verdict } from '../tools/tool.ts'
import type { Hooks } from './hooks/hooks.ts'
import type { ApprovalReply, Requests, Rules } from './requests.ts'
import { refuseUnattended } from './unattended.ts'
import type { HeardHosts } from './user-words.ts'

export interface PermitDeps {
  mode(): Mode
  /** True for `--print`: what the mode asks about is refused, since nobody is there. */
  isUnattended: boolean
  /** True for `--print` that names no mode: it approves commands also where there is no sandbox, as Kimi CLI does. */
  approvesBare: boolean
  requests: Requests
  hooks: Hooks
  /** Directories of the workspace, in which accept-edits mode allows edits. */
  workDirs(): readonly string[]
  /** Why nothing may be run or changed in the working directory; null where it is the folder that it was. */
  whyMoved(): string | null
  /** True when the user trusts the working directory: only there does anything run without a question. */
  isTrusted(): boolean
  share: string
  /** The folder of the session in the share directory. */
  sessionDir: string
  home: string
  planFile(): string
  /** The approvals for this session: patterns by our own rules, kinds of actions by Kimi CLI's. */
  approved: Record<'patterns' | 'actions', { read(): readonly string[]; add(approved: string): void }>
  /** The rules of the turn that asks. */
  rules(): Rules
  /** The stored permission rules, as they are now. */
  stored(): readonly PermissionRule[]
  /** Writes a rule that lasts into the user's configuration. Rejects when that fails. */
  keepRule(rule: PermissionRule): Promise<void>
  /** Tells the clients what has become of an answer. */
  tell(text: string): void
  /** Tells the clients of an act that was refused since nobody could be asked. */
  tellRefusal(text: string): void
  /** The PATH by which commands find programs. */
  path: string
  /** The shell's XDG_CONFIG_HOME, where it is set. */
  configHome?: string | undefined
  /** The sandbox for the workspace as it is now; null where this system has no sandbox. */
  sandbox(): Promise<PreparedSandbox | null>
  /**
   * The paths of files and folders that the session's MCP servers and git run or obey, outside the sandbox. `near`: further folders whose
   * repositories count; the workspace's own always do.
   */
  obeyedFiles(near: readonly string[]): readonly string[]
  /** The real paths of files with a key that the user has given to a plugin. */
  keyFiles(): readonly string[]
  /** Called before a command or an edit runs of which the mode asks nobody. */
  onUnaskedWork(): void
  /** The hosts that the user has named or approved. */
  hosts: HeardHosts
  /** The setting `mcp.approvals`. */
  serverApprovals: ServerApprovals
  /** The setting `sandbox.mode`, and whether the user has set it. */
  sandboxMode: { value: string; isSet: boolean }
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
  const stateWith = (sandbox: PreparedSandbox | null, obeyedFiles: readonly string[]): PermissionState => ({
    permissions: deps.stored(),
    mode: deps.mode(),
    rules: deps.approved.patterns.read(),
    approvedActions: deps.approved.actions.read(),
    asksToRead: deps.rules() === 'kimi-cli',
    runsBare: deps.approvesBare || deps.rules() === 'kimi-cli',
    workDirs: deps.workDirs(),
    isTrusted: deps.isTrusted(),
    shareDir: deps.share,
    sessionDir: deps.sessionDir,
    home: deps.home,
    planFile: deps.planFile(),
    path: deps.path,
    configHome: deps.configHome,
    isKnownHost: deps.hosts.has,
    serverApprovals: deps.serverApprovals,
    obeyedFiles,
    keyFiles: deps.keyFiles(),
    sandbox,
  })

  return async (call, wish, source, sources, signal) => {
    await ensureGrammar()
    const reach = reachOf(wish.subject, deps)
    const ask = markReach(wish, reach)
    if (ask.isFree && ask.subject.kind !== 'read' && deps.stored().length === 0) return { ok: true }
    const moved = ask.isFree ? null : deps.whyMoved()
    if (moved !== null) return { ok: false, by: 'mode', feedback: '', reason: moved }
    const sandbox = runsCommand(ask) ? await deps.sandbox() : null
    const state = stateWith(sandbox, reach.obeyedFiles)
    const act = { ...ask, tool: call.function.name }
    const decision = distrust(decide(act, state), act, state, sources)
    const chosen = chooseWall(ask, decision, state, sandbox, deps)
    const again = async () => chooseWall(ask, decision, state, await deps.sandbox(), deps)
    const wall = chosen === null || sandbox === null ? chosen : { ...chosen, makeAgain: again }
    const permitted: Verdict = wall === null ? { ok: true } : { ok: true, wall }
    if (decision.kind === 'allow') {
      if (isUnaskedWork(ask, decision, state)) deps.onUnaskedWork()
      return permitted
    }
    if (decision.kind === 'deny') return { ok: false, by: 'mode', feedback: '', reason: decision.reason }
    if (deps.isUnattended) {
      const reason = refuseUnattended(act, decision.reason, state, sources)
      deps.tellRefusal(`refused: ${ask.description.split('\n')[0]}: ${reason}`)
      return { ok: false, by: 'mode', feedback: '', reason }
    }
    const reply = await askWhileItChanges(call, ask, decision.reason, { deps, source, sources, signal })
    const isApproved = reply.response !== 'reject'
    if (isApproved && ask.subject.kind === 'url') deps.hosts.add(hostOf(ask.subject.value) ?? '')
    if (isApproved) return permitted
    return { ok: false, by: 'user', feedback: reply.feedback, reason: 'rejected by the user' }
  }
}

/** True for an act in auto or bypass that may change files. A reader that only seems to read runs as any other command does. */
function isUnaskedWork(ask: PermissionAsk, { view }: Decision, state: PermissionState): boolean {
  const { isFree, subject } = ask
  if (isFree || view !== undefined || (state.mode !== 'auto' && state.mode !== 'bypass')) return false
  if (ask.pluginTool !== undefined) return true
  if (subject.kind !== 'command') return subject.kind === 'edit'
  const sight = state.mode === 'bypass' ? readUnaskedLine(subject.value, state).readerView()?.sight : undefined
  return sight !== 'certain' && sight !== 'names'
}

/** True for a command, also of a plugin's tool. */
function runsCommand({ subject, pluginTool }: PermissionAsk): boolean {
  return subject.kind === 'command' || pluginTool !== undefined
}

/** The wall for the command when it is permitted; null for one that runs as it is. */
function chooseWall(
  ask: PermissionAsk,
  { view, sight = 'tried' }: Decision,
  state: PermissionState,
  sandbox: PreparedSandbox | null,
  { sandboxMode, rules }: PermitDeps,
): Wall | null {
  if (view !== undefined) return sandbox?.wall(view, sight, namedPaths(ask.subject.value, state)) ?? BARE_WALL
  if (!runsCommand(ask) || sandbox === null || ask.failedIn === 'workspace') return null
  const isUnasked = state.mode === 'auto' || state.mode === 'bypass'
  // Commands that nobody is asked about run in the sandbox. In bypass, `sandbox.mode = "off"` is obeyed, and clients by Kimi CLI's rules
  // get no sandbox by default: it asks questions, and those clients know none in bypass.
  const isOwnBypass = state.mode === 'bypass' && !sandboxMode.isSet && rules() === 'own'
  const isWanted = sandboxMode.value !== 'off' || state.mode === 'auto' || isOwnBypass
  if (!isWanted || isApprovedOutside(ask, state)) return null
  const wall = sandbox.workshop(!isUnasked ? 'approved' : state.mode === 'auto' ? 'workspace' : 'disk')
  return wall !== null && sandboxMode.value === 'workspace-net' ? { ...wall, asksForHosts: true } : wall
}

interface Asking {
  deps: PermitDeps
  source: PermitSource
  sources: TurnSources
  signal: AbortSignal
}

/** A question is asked so often when what it is about changes each time. */
const MOST_ROUNDS = 3
const HAS_CHANGED = 'what the names in it lead to has changed since you were asked: look again'

/**
 * Asks again when what a command's names lead to has changed while the question stood: another command, in the background, may have put a
 * link or one more file there.
 */
async function askWhileItChanges(
  call: ToolCall,
  ask: PermissionAsk,
  reason: string,
  asking: Asking,
): Promise<ApprovalReply> {
  const { workDirs, home } = asking.deps
  const look = () => lookAtGround(ask.subject, { cwd: workDirs()[0] ?? '/', home })
  let shown = ask
  for (let round = 1; round <= MOST_ROUNDS; round++) {
    const before = look()
    const reply = await askUser(call, shown, reason, asking)
    if (reply.response === 'reject' || look() === before) return reply
    shown = { ...ask, notes: [HAS_CHANGED, ...(ask.notes ?? [])] }
  }
  return {
    response: 'reject',
    feedback: 'What the names in the command lead to kept changing while the user was asked.',
  }
}

/** Asks the user, and keeps an answer that covers more than this act. `reason`: the rule that asks, or ''. */
async function askUser(
  call: ToolCall,
  ask: PermissionAsk,
  reason: string,
  { deps, source, sources, signal }: Asking,
): Promise<ApprovalReply> {
  const fields = { tool_name: call.function.name, action: ask.action, description: ask.description }
  void deps.hooks.fire('PermissionRequest', call.function.name, fields, signal)
  const approval = findApproval(call.function.name, ask, deps)
  // An act about which a rule asks is asked about each time, so no answer lasts.
  const lasting = reason === '' ? approval.lasting : null
  const display = await describeBelow(ask, reason, sources, deps)
  await ask.mayAsk
  ask.onAsked?.()
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
      display,
      session_rule: approval.covers,
      ...(approval.examples.length === 0 ? {} : { session_examples: approval.examples }),
      ...(lasting === null ? {} : { always_rule: describeLasting(lasting) }),
    },
    signal,
  )
  const isApproved = reply.response !== 'reject'
  void deps.hooks.fire('PermissionResult', call.function.name, { ...fields, approved: isApproved }, signal)
  if (reply.response === 'approve_always') await keepLasting(lasting, deps)
  if (reply.response === 'approve_for_session') {
    approval.keep()
    // The approval also answers open questions of parallel calls that it covers, unless these were asked for what was read.
    for (const request of sources.list().length > 0 ? [] : deps.requests.open()) {
      if (request.type === 'ApprovalRequest' && approval.isFor(request)) {
        deps.requests.answer('ApprovalRequest', request.payload.id, { response: 'approve', feedback: '' })
      }
    }
  }
  return reply
}

/**
 * The blocks of a question: what is approved, and below it what the user should know: the rule that asks (`reason`), what the turn has
 * read. Kimi CLI's clients get the blocks they know.
 */
async function describeBelow(
  ask: PermissionAsk,
  reason: string,
  sources: TurnSources,
  { rules, workDirs, home }: PermitDeps,
): Promise<PermissionAsk['display']> {
  const brief = (text: string) => ({ type: 'brief' as const, text })
  const why = reason === '' ? [] : [reason]
  if (rules() === 'kimi-cli') return [...ask.display, ...why.map(brief)]
  const notes = await describeAct(ask.subject, { cwd: workDirs()[0] ?? '/', home })
  const read = sources.list().length === 0 ? '' : describeSources(sources.list())
  return [
    ...ask.display,
    ...[...(ask.notes ?? []), ...why, ...(read === '' || read === reason ? [] : [read]), ...notes].map(brief),
  ]
}

function placeOf({ workDirs, share, home, path, isTrusted }: PermitDeps) {
  const folders = workDirs()
  const cwd = folders[0] ?? '/'
  return { cwd, folders, own: [share], home, path, isTrusted: isTrusted(), now: Date.now() }
}

/** The act itself is approved, whether or not its rule can be written. */
async function keepLasting(rule: PermissionRule | null, { keepRule, tell }: PermitDeps): Promise<void> {
  if (rule === null) return
  try {
    await keepRule(rule)
    tell(`from now on allowed: ${describeLasting(rule)} (kimi permission remove ${rule.id})`)
  } catch (error) {
    tell(`the rule could not be written: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Tells what stored rules forbid beyond the calls themselves: files in the results of a search, and redirects of a page. */
export interface Forbidden {
  /** Made for each search: tells of a file whether it must not be read. */
  files(): IsForbidden
  /** Also true for an address that a rule asks about: nobody can be asked in the middle of a request. */
  url(url: string): boolean
}

export function createForbidden(deps: PermitDeps): Forbidden {
  return {
    files: () =>
      findForbiddenFiles(deps.stored(), {
        ...placeOf(deps),
        share: deps.share,
        sessionDir: deps.sessionDir,
        keyFiles: deps.keyFiles(),
      }),
    url(value) {
      const rules = deps.stored().filter(({ decision }) => decision !== 'allow')
      return judgeByRules({ tool: 'FetchURL', subject: { kind: 'url', value } }, rules, placeOf(deps)) !== null
    },
  }
}

/** An approval for the session. */
interface SessionApproval {
  /** The question in the words of the turn's rules. */
  description: string
  /** The actions that an approval for the session covers, in words for the user. */
  covers: string
  /** Other acts that it covers. */
  examples: string[]
  /** The rule that "always" would write; null where only an approval of its own is possible. */
  lasting: PermissionRule | null
  keep(): void
  /** True when it covers another question that is open. */
  isFor(request: WireRequest & { type: 'ApprovalRequest' }): boolean
}

function findApproval(tool: string, ask: PermissionAsk, deps: PermitDeps): SessionApproval {
  const workDirs = deps.workDirs()
  const { action } = ask
  if (ask.isAlwaysAsked) return approveOnce(ask)
  if (deps.rules() === 'kimi-cli') {
    return {
      description: describeLikeKimiCli(tool, ask),
      covers: `every "${action}"`,
      examples: [],
      lasting: null,
      keep: () => deps.approved.actions.add(approvedAction(ask)),
      isFor({ payload: { action: other, display } }) {
        if (pinOf(ask) !== undefined) return other === action
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
    examples: ask.subject.kind === 'command' ? listAlsoCovered(describeRule(rule), ask.subject.value) : [],
    // No rule lets a plugin's tool run outside the sandbox once it has failed there.
    lasting:
      ask.pluginTool !== undefined && ask.failedIn !== undefined
        ? null
        : makeLastingRule(ruledAct({ ...ask, tool }), placeOf(deps)),
    keep: () => deps.approved.patterns.add(rule),
    isFor: ({ payload }) => payload.action === action && isCovered(rule, payload.display, ask, deps),
  }
}

/** The approval of an act that is asked about each time: it covers nothing else, and does not last. */
function approveOnce({ description }: PermissionAsk): SessionApproval {
  return { description, covers: COVERS_ONCE, examples: [], lasting: null, keep: () => {}, isFor: () => false }
}

/** The words that Kimi CLI's clients show, and may look for. */
function describeLikeKimiCli(tool: string, ask: PermissionAsk): string {
  const { action, description, subject, failedIn } = ask
  const { kind, value } = subject
  if (failedIn !== undefined) return description
  if (kind === 'command') return `Run ${action === 'run background command' ? 'background ' : ''}command \`${value}\``
  if (kind !== 'edit') return description
  const path = /`(.*)`$/s.exec(description)?.[1] ?? value
  return `${tool === 'WriteFile' ? 'Write' : 'Edit'} file \`${path}\``
}

/** The facts by which a file is known as one that other programs obey. */
function reachOf({ kind, value }: PermissionAsk['subject'], { obeyedFiles, workDirs, home, path }: PermitDeps) {
  // A submodule, or another repository in the workspace, has hooks and settings of its own.
  const near = kind === 'edit' ? [dirname(value)] : []
  const isWork = kind === 'edit' || kind === 'command'
  return { obeyedFiles: isWork ? obeyedFiles(near) : [], workDirs: workDirs(), home, path }
}

/** True when the rule covers what another open question shows. */
function isCovered(rule: string, display: PermissionAsk['display'], ask: PermissionAsk, deps: PermitDeps): boolean {
  const { action, subject } = ask
  if (pinOf(ask) !== undefined && ask.failedIn === undefined) return true // the action is the same
  const [shown] = display
  const covers = (kind: 'command' | 'edit', value: string) =>
    matches(rule, markReach({ action, subject: { kind, value } }, reachOf({ kind, value }, deps)), deps.workDirs())
  if (shown?.type === 'shell') return covers('command', shown.command)
  return subject.kind === 'edit' && shown?.type === 'diff' && covers('edit', shown.path)
}
