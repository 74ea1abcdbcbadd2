// Decides whether a tool may act. The order: `deny` rules, then our own state and the limits of plan mode, then `ask` rules, then `allow`
// rules, then the mode, then approvals for this session; else the user is asked.
//
//   mode          commands                            edits                                     anything else
//   ask           readers pass, else ask              ask                                       ask
//   accept-edits  as ask                              pass in the workspace, else ask           ask
//   plan          readers pass, else deny             the plan file passes, else deny           deny
//   auto          pass; deny what touches secrets,    pass where such a command may write;      pass
//                 writes control files or state, or   deny secrets and control files
//                 makes another program act, or,
//                 without a sandbox, reads a folder
//                 whole that holds secrets, or where
//                 the sandbox knows not all secrets
//   bypass        pass                                pass; deny our own state                  pass
//
// In `auto` nobody is at the keyboard: a question is answered with a refusal and its reason. Control files command other
// programs or agents (git hooks, start-up files, CI, AGENTS.md). Neither those nor secrets pass in accept-edits, and an
// approval "for this session" covers them only by their exact name; our own configuration, trust and approvals are asked
// about each time, or denied. A reader is a command that passes for reading alone, where the workspace is trusted: one that is certain
// (certain/certain-line.ts), and where a sandbox closes all secrets also one that line-risk.ts calls safe-readonly. Readers run in
// the sandbox where there is one. In `auto` and `bypass` every other command runs in the workspace's sandbox where there is one
// (session/permissions.ts); what fails there is asked about in `bypass`, and refused in `auto`. So does the command of a plugin's tool, which is
// asked about as anything else is.
//
// A `deny` rule wins over everything, bypass included; an `ask` rule asks in every mode, and where nobody is there to ask it refuses. An
// `allow` rule opens neither our own state nor plan mode, special files only by their own path, and commands only where the folder is
// trusted.

import type { Mode } from '../../protocol/wire.ts'
import type { SandboxView } from '../sandbox/bubblewrap.ts'
import type { ReaderSight } from '../sandbox/wall.ts'
import { isCommandCovered, patternOfCommand } from './command-pattern.ts'
import { hostOf, isLiteralPath } from './path-rules.ts'
import type { PermissionRule } from './permission-rule.ts'
import { describeVerdict, judgeByRules, type RuledAct, type RuleVerdict } from './rule-book.ts'
import { readUnaskedLine } from './unasked-line.ts'
import { isObeyedInHome, mayEditUnasked } from './unasked-edits.ts'
import { isControlFile, isInside, isOwnState, isPrivateState, isProjectControl, realOfWord } from './workspace-path.ts'
import { findHiddenCharacter } from '../text/sanitiser.ts'
import { isSensitiveFile } from '../secrets/secret-names.ts'

export interface PermissionSubject {
  action: string
  /** The name of the tool, for the rules. */
  tool?: string
  /** True for an act that nothing but a rule asks about or forbids. */
  isFree?: boolean
  /** The command, the real path of the file, a URL or a host, or other text. */
  subject: { kind: 'command' | 'edit' | 'read' | 'url' | 'other'; value: string }
  /** True for an edit that changes what other programs run, by what it writes or by the file's other names: no rule for a kind covers it. */
  isFarReaching?: boolean
  /** The wall behind which a command has failed that is now to run with more rights: it does not pass there again. */
  failedIn?: 'reader' | 'workspace'
  /** The tool of an MCP server that is to be called; the action is `mcp:SERVER/TOOL`. */
  serverTool?: ServerToolFacts
  /** The plugin of the tool that is to run a command; the action is `plugin:TOOL`. */
  pluginTool?: PluginToolFacts
  /** True for an act that the user is asked about each time, whatever the mode and earlier approvals are. */
  isAlwaysAsked?: boolean
}

export interface ServerToolFacts {
  server: string
  /** The user has marked the server as trusted. */
  isTrusted: boolean
  /** The server says that the tool changes nothing. */
  isReadOnly: boolean
  /** A hash of all that the user approves with the tool: an approval holds for this alone. */
  pin: string
  /** True when the tool has run before with another pin. */
  hasChanged: boolean
}

export interface PluginToolFacts {
  plugin: string
  /** A hash of the plugin's files: an approval holds for these alone. */
  pin: string
}

/** The setting `mcp.approvals`: calls of servers' tools are asked about, but of trusted servers' not, or none is. */
export type ServerApprovals = 'ask' | 'per_server' | 'all'

export interface PermissionState {
  mode: Mode
  /** The approvals for this session, as `patternOf` spells them. */
  rules: readonly string[]
  /** Actions of which every case is approved for this session, as Kimi CLI stores them: `run command`. */
  approvedActions?: readonly string[]
  /** True when commands that only read are asked about, too, as in Kimi CLI. */
  asksToRead?: boolean
  /** True where `auto` runs commands also without a sandbox, as Kimi CLI does: for its clients, and for `--print` that names no mode. */
  runsBare?: boolean
  /** The stored rules, of the user and of a trusted project. */
  permissions?: readonly PermissionRule[]
  /** Folders of the workspace; commands start in the first. */
  workDirs: readonly string[]
  /** True when the user trusts these folders. */
  isTrusted: boolean
  shareDir: string
  /** The folder of this session in the share directory: what it keeps there, such as long output, may be read. */
  sessionDir?: string
  home: string
  planFile: string
  /** The PATH by which commands find programs. */
  path: string
  /** The shell's XDG_CONFIG_HOME, where it is set. */
  configHome?: string | undefined
  /** True for a host that the user has named or approved in this session. */
  isKnownHost?(host: string): boolean
  /** By default `ask`. */
  serverApprovals?: ServerApprovals
  /** The real paths of files and folders in the workspace that something outside the sandbox runs or obeys: MCP servers, git. */
  obeyedFiles?: readonly string[]
  /** The real paths of files with a key that the user has given to a plugin. */
  keyFiles?: readonly string[]
  /** Null where there is no sandbox. */
  sandbox: { closesAllSecrets: boolean; isClosedPlace?: boolean } | null
}

/** `view` and `sight` are set for a reader, also one that is asked about: it runs behind its wall, with so much of the system and of the disk to be seen. */
export type Decision = { kind: 'allow' | 'ask' | 'deny'; reason: string; view?: SandboxView; sight?: ReaderSight }

const ALLOW: Decision = { kind: 'allow', reason: '' }
const ASK: Decision = { kind: 'ask', reason: '' }
const HIDES = 'holds a character that changes how it is shown'
const WORKSPACE_EDITS = 'Edit(workspace)'
/** The action of FetchURL. */
export const FETCH_ACTION = 'fetch from host'
/** The action of a command in the sandbox that reaches for a host. */
export const CONNECT_ACTION = 'connect to host'
/** The word before the pattern of a command that may run outside the workspace's sandbox, where it has failed. */
const OUTSIDE = 'Outside'

const CLOSED_PLACE = 'The sandbox closes the working directory, which holds secrets, and nobody is here to ask'
const NO_SANDBOX =
  'There is no sandbox, and nobody is here to ask: without one, mode auto runs only what certainly just reads, and what a rule allows (kimi doctor; --yolo runs all)'
const TOO_LARGE = 'The workspace is too large to know all secrets in it, and nobody is here to ask'

const deny = (reason: string): Decision => ({ kind: 'deny', reason })

/** The decision on one act of a tool. `ensureGrammar()` must have been awaited. */
export function decide(wish: PermissionSubject, state: PermissionState): Decision {
  const ask = markReach(wish, state)
  const ruled = findRuling(ask, state)
  if (ruled?.decision === 'deny') return deny(`Denied: ${describeVerdict(ruled)}`)
  if (ask.isAlwaysAsked) return askAlways(state)
  const decision = decideByMode(ask, state, ruled)
  if (ruled?.decision !== 'ask' || decision.kind === 'deny' || isPlanFile(ask, state)) return decision
  // The user has seen this very act, and said yes to it for the session.
  if (isCovered(ask, state.rules, state.workDirs)) return decision
  const reason = describeVerdict(ruled)
  return state.mode === 'auto' ? deny(`Nobody is here to ask, and ${reason}`) : { ...decision, kind: 'ask', reason }
}

/** The act; an edit of a file that an MCP server or git runs or obeys is known to reach further than the file. `obeyedFiles` are real paths. */
export function markReach<T extends PermissionSubject>(
  ask: T,
  state: Pick<PermissionState, 'obeyedFiles' | 'workDirs' | 'home' | 'path'>,
): T {
  const { kind, value } = ask.subject
  const isRun = kind === 'edit' && (isInside(value, state.obeyedFiles ?? []) || isObeyedInHome(value, state))
  return isRun ? { ...ask, isFarReaching: true } : ask
}

/** In plan mode nothing is changed, and in `auto` nobody is there to ask. */
function askAlways({ mode }: PermissionState): Decision {
  if (mode === 'plan') return deny('Plan mode restriction: nothing is changed before the plan is approved')
  return mode === 'auto' ? deny('Nobody is here to ask, and this is asked about each time') : ASK
}

function findRuling(ask: PermissionSubject, state: PermissionState): RuleVerdict | null {
  const { permissions = [], workDirs: folders, shareDir, home, path, configHome, isTrusted } = state
  const place = { cwd: folders[0] ?? '/', folders, own: [shareDir], home, path, configHome, isTrusted, now: Date.now() }
  return judgeByRules(ruledAct(ask), permissions, place)
}

/** The act as rules see it: a tool of a server or plugin is known by its action, too. */
export function ruledAct(ask: PermissionSubject): RuledAct {
  const { tool = '', subject, action } = ask
  const pin = pinOf(ask)
  return pin === undefined ? { tool, subject } : { tool, subject, remote: { name: action, pin } }
}

/** The hash of what the user approves with a tool that is not ours; undefined for one of ours. */
export function pinOf({
  serverTool,
  pluginTool,
}: Pick<PermissionSubject, 'serverTool' | 'pluginTool'>): string | undefined {
  return serverTool?.pin ?? pluginTool?.pin
}

function isPlanFile({ subject: { kind, value } }: PermissionSubject, state: PermissionState): boolean {
  return kind === 'edit' && state.planFile !== '' && value === realOfWord(state.planFile, state)
}

function decideByMode(ask: PermissionSubject, state: PermissionState, ruled: RuleVerdict | null): Decision {
  const { kind, value } = ask.subject
  if (ask.isFree) return kind === 'read' ? decideRead(value, ask, state) : ALLOW
  if (kind === 'edit') return decideEdit(value, ask, state, ruled)
  const isRun = kind === 'command' || ask.pluginTool !== undefined
  if (isRun && ask.failedIn === 'workspace') return decideOutside(ask, state)
  if (isRun && state.mode === 'bypass' && state.sandbox?.isClosedPlace === true) return ASK
  if (state.mode === 'bypass') return ALLOW
  if (kind === 'command') return decideCommand(value, ask, state, ruled)
  if (kind === 'url') return decideFetch(hostOf(value) ?? value, ask, state, ruled)
  if (ask.serverTool !== undefined) return decideServerTool(ask, ask.serverTool, state, ruled)
  if (ask.pluginTool !== undefined && state.mode === 'auto') return decideSandboxed(state)
  if (state.mode === 'auto') return ALLOW
  if (state.mode === 'plan') return deny('Plan mode restriction: nothing is changed before the plan is approved')
  return ruled?.decision === 'allow' || isApproved(ask, state) ? ALLOW : ASK
}

/** In `auto` a plugin's command runs behind the workspace's wall, or not at all where that hides not all secrets. */
function decideSandboxed(state: PermissionState): Decision {
  const reason = whyUnwalled(state)
  return reason === null ? ALLOW : deny(reason)
}

/** The reason for which `auto` runs nothing behind the workspace's wall; null where it does. */
function whyUnwalled({ sandbox, runsBare = false }: PermissionState): string | null {
  if (sandbox === null) return runsBare ? null : NO_SANDBOX
  if (sandbox.isClosedPlace === true) return CLOSED_PLACE
  return sandbox.closesAllSecrets ? null : TOO_LARGE
}

const CHANGED = 'the tool is not the one that was approved: its description or its server has changed since'

/** A server's word that a tool only reads counts when the user trusts the server. */
function decideServerTool(
  ask: PermissionSubject,
  { isTrusted, isReadOnly, hasChanged }: ServerToolFacts,
  state: PermissionState,
  ruled: RuleVerdict | null,
): Decision {
  if (state.mode === 'auto') return hasChanged ? deny(`Nobody is here to ask, and ${CHANGED}`) : ALLOW
  const reads = isTrusted && isReadOnly
  if (state.mode === 'plan' && !reads)
    return deny('Plan mode restriction: nothing is changed before the plan is approved')
  if (hasChanged) return { kind: 'ask', reason: CHANGED }
  const { serverApprovals = 'ask' } = state
  if (reads || serverApprovals === 'all' || (serverApprovals === 'per_server' && isTrusted)) return ALLOW
  return ruled?.decision === 'allow' || isApproved(ask, state) ? ALLOW : ASK
}

/** A page is data that comes in, and its address data that goes out: from a host that the user has not named it is asked for. */
function decideFetch(
  host: string,
  ask: PermissionSubject,
  state: PermissionState,
  ruled: RuleVerdict | null,
): Decision {
  if (state.isKnownHost?.(host) === true || ruled?.decision === 'allow' || isApproved(ask, state)) return ALLOW
  return state.mode === 'auto'
    ? deny(`The user has not named ${host}, and nobody is here to ask; sandbox.hosts in the configuration can name it`)
    : ASK
}

/** A command that has failed in the workspace's sandbox: what runs unasked runs in no other way. */
function decideOutside(ask: PermissionSubject, { mode, rules, workDirs }: PermissionState): Decision {
  if (isCovered(ask, rules, workDirs)) return ALLOW
  if (mode !== 'auto' && mode !== 'plan') return ASK
  return deny('Nobody is here to let it run outside the sandbox: in mode ask the user decides')
}

/** True when an approval for this session lets the command run outside the sandbox at once. */
export function isApprovedOutside(ask: PermissionSubject, { rules, workDirs }: PermissionState): boolean {
  return ask.subject.kind === 'command' && isCovered({ ...ask, failedIn: 'workspace' }, rules, workDirs)
}

function decideCommand(
  command: string,
  ask: PermissionSubject,
  state: PermissionState,
  ruled: RuleVerdict | null,
): Decision {
  const line = readUnaskedLine(command, state)
  // A task in the background is not waited for: nobody would see that it failed behind a reader's wall, which is no wall for a task.
  const isBackground = ask.action.includes('background')
  const view = ask.failedIn !== undefined || isBackground ? null : line.readerView()
  // In a folder that is not trusted a command may start programs of a stranger, whatever its words are.
  const isRuledIn = ruled?.decision === 'allow' && state.isTrusted
  if (state.mode === 'auto') {
    const runsBare = state.runsBare === true || isRuledIn || isApproved(ask, state)
    const refusal = (view === null ? whyUnwalled({ ...state, runsBare }) : null) ?? line.whyRefused()
    // A line that only seems to read runs behind the workspace's wall, as any other command does.
    return refusal === null ? { ...ALLOW, ...(view?.sight === 'tried' ? {} : view) } : deny(refusal)
  }
  if (view !== null && !state.asksToRead && state.isTrusted) return { ...ALLOW, ...view }
  if (state.mode === 'plan' && view !== null) return { ...(isApproved(ask, state) ? ALLOW : ASK), ...view }
  if (state.mode === 'plan') {
    return deny('Plan mode restriction: only commands that change nothing run before the plan is approved')
  }
  if (isRuledIn) return { ...ALLOW, reason: describeVerdict(ruled) }
  return isApproved(ask, state) ? ALLOW : ASK
}

/** Files are read unasked, but for what kimi keeps of other conversations, accounts and programs. */
function decideRead(path: string, ask: PermissionSubject, state: PermissionState): Decision {
  const real = realOfWord(path, state)
  const isKey = isInside(real, state.keyFiles ?? [])
  if ((!isKey && !isPrivateState(real, state.shareDir, state.sessionDir)) || isApproved(ask, state)) return ALLOW
  // By Kimi CLI's rules nobody is asked in this mode.
  if (state.mode === 'bypass' && state.asksToRead === true) return ALLOW
  const reason = isKey ? 'the key of a plugin stands in it' : 'kimi keeps other conversations and logins there'
  if (state.mode !== 'auto') return { kind: 'ask', reason }
  return deny(`${path} belongs to kimi itself, and nobody is here to ask`)
}

function decideEdit(path: string, ask: PermissionSubject, state: PermissionState, ruled: RuleVerdict | null): Decision {
  const { mode } = state
  if (isPlanFile(ask, state)) return ALLOW
  if (isOwnState(path, state.shareDir)) {
    // An agent that may write its own rules is bound by none: no approval covers these files.
    return mode === 'ask' || mode === 'accept-edits' ? ASK : deny(`${path} belongs to kimi itself`)
  }
  if (mode === 'plan') return deny('Plan mode restriction: only the plan file may be written')
  if (mode === 'bypass') return ALLOW
  if (mode === 'auto') {
    if (isSensitiveFile(path)) return deny(`${path} holds secrets, and nobody is here to ask`)
    if (findHiddenCharacter(path) !== null) return deny(`The file's name ${HIDES}, and nobody is here to ask`)
    if (isSpecialEdit(ask)) return deny(`${path} commands other programs, and nobody is here to ask`)
    if (mayEditUnasked(path, state) || ruled?.decision === 'allow' || isApproved(ask, state)) return ALLOW
    return deny(`${path} is outside the workspace, and nobody is here to ask`)
  }
  if (ruled?.decision === 'allow' && (!isSpecialEdit(ask) || isLiteralPath(ruled.rule.match))) return ALLOW
  if (findHiddenCharacter(path) !== null)
    return isApproved(ask, state) ? ALLOW : { kind: 'ask', reason: `the file's name ${HIDES}` }
  if (mode === 'accept-edits' && !isSpecialEdit(ask) && isInside(path, state.workDirs)) return ALLOW
  return isApproved(ask, state) ? ALLOW : ASK
}

/** True when an earlier approval covers this act. Files that command other programs are approved by their names alone. */
function isApproved(ask: PermissionSubject, { rules, workDirs, approvedActions = [] }: PermissionState): boolean {
  return isActionApproved(ask, approvedActions) || isCovered(ask, rules, workDirs)
}

/** True when every case of the act's kind is approved, and the act is not on a file that wants an approval of its own. */
export function isActionApproved(ask: PermissionSubject, actions: readonly string[]): boolean {
  return actions.includes(approvedAction(ask)) && !(ask.subject.kind === 'edit' && isSpecialEdit(ask))
}

/** The action as an approval of its kind is kept: of a server's or plugin's tool as it is now. */
export function approvedAction(ask: Pick<PermissionSubject, 'action' | 'serverTool' | 'pluginTool'>): string {
  const pin = pinOf(ask)
  return pin === undefined ? ask.action : `${ask.action}#${pin}`
}

function isSpecialEdit({ subject: { value }, isFarReaching = false }: PermissionSubject): boolean {
  return isFarReaching || isControlFile(value) || isProjectControl(value) || isSensitiveFile(value)
}

/** The rule that an approval "for this session" becomes. The user is shown what `describeRule` makes of it. */
export function patternOf(ask: PermissionSubject, workDirs: readonly string[]): string {
  const { action, failedIn } = ask
  const { kind, value } = ask.subject
  if (kind === 'edit') {
    return action.includes('outside') || isSpecialEdit(ask) ? `Edit(=${value})` : WORKSPACE_EDITS
  }
  if (kind === 'command') return `${failedIn === 'workspace' ? OUTSIDE : 'Shell'}(${patternOfCommand(value, workDirs)})`
  if (kind === 'url') return `${action}(=${hostOf(value) ?? value})`
  // As in Kimi CLI, an approval of a server's tool covers every use of that tool; one of a task covers only that task.
  return /^(?:mcp|plugin):/.test(action) ? approvedAction(ask) : `${action}(=${value})`
}

/** The mark of a server's or plugin's tool as it was when it was approved. */
const PIN = /(?<=^(?:mcp|plugin):.*)#[0-9a-f]+$/

/** The rule in the words of a question: what "for this session" covers. */
export function describeRule(rule: string): string {
  if (rule === WORKSPACE_EDITS) return 'all edits in the workspace'
  const [, tool, exact, text = ''] = /^(.*?)\((=?)(.*)\)$/s.exec(rule) ?? []
  if (tool === undefined) return rule.replace(PIN, '')
  if (tool === FETCH_ACTION) return `pages of ${text}`
  if (tool === CONNECT_ACTION) return `connections to ${text}`
  const place = tool === OUTSIDE ? ', outside the sandbox' : ''
  if (exact === '') return `${text}${place}`
  return tool === 'Edit' ? 'edits of this file' : `exactly this${place}`
}

/** The rule in words that stand alone, as in a list of what is allowed. */
export function nameRule(rule: string): string {
  const file = /^Edit\(=(.*)\)$/s.exec(rule)?.[1]
  if (file !== undefined) return `edits of ${file}`
  const exact = /^[^(]*\(=(.*)\)$/s.exec(rule)?.[1]
  return describeRule(rule).replace(/^exactly this/, () => exact ?? '')
}

/** An action of which every case is approved, in words. */
export function nameAction(action: string): string {
  return `every "${action.replace(PIN, '')}"`
}

/** True when the rule, an earlier approval, covers this act. */
export function matches(rule: string, ask: PermissionSubject, workDirs: readonly string[]): boolean {
  return isCovered(ask, [rule], workDirs)
}

function isCovered(ask: PermissionSubject, rules: readonly string[], workDirs: readonly string[]): boolean {
  const { action, subject } = ask
  if (subject.kind === 'command') {
    const outside = patternsOf(OUTSIDE, rules)
    const patterns = ask.failedIn === 'workspace' ? outside : [...outside, ...shellPatterns(rules)]
    return isCommandCovered(patterns, subject.value, workDirs)
  }
  if (subject.kind !== 'edit') return rules.includes(patternOf(ask, workDirs))
  if (rules.includes(`Edit(=${subject.value})`)) return true
  return rules.includes(WORKSPACE_EDITS) && !action.includes('outside') && !isSpecialEdit(ask)
}

function shellPatterns(rules: readonly string[]): string[] {
  return patternsOf('Shell', rules)
}

function patternsOf(tool: string, rules: readonly string[]): string[] {
  return rules.flatMap((rule) =>
    rule.startsWith(`${tool}(`) && rule.endsWith(')') ? [rule.slice(tool.length + 1, -1)] : [],
  )
}
