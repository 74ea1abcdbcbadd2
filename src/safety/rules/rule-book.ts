// The decision of the permission rules on one act. The order: a `deny` that is about any part of it, then an `ask`, then an `allow` that
// covers all of it. Where a rule stands does not count; what cannot be decided is asked about.

import { type AllowedPart, type CommandPlace, coverParts, fitCommand, readCommands } from './command-rules.ts'
import { namedFiles } from './command-pattern.ts'
import type { LineCommands } from './line-commands.ts'
import { hostOf, isHostMeant, isLiteralPath, isPathMeant, realPaths } from './path-rules.ts'
import { type PermissionRule, spellRule } from './permission-rule.ts'
import { findUnnamedReads, holdsMeant } from './tree-reads.ts'
import { isAbout, kindOf } from './rule-tools.ts'
import { isInside } from './workspace-path.ts'

export interface RuleVerdict {
  decision: 'allow' | 'ask' | 'deny'
  /** The rule that decides; of an allowed line, the one that covers its first part. */
  rule: PermissionRule
  /** The part of the act that the rule is about, or the reason why that cannot be told. */
  why: string
  /** True when the rule may be about the act, and nobody can tell. */
  isDoubtful: boolean
}

export interface RulePlace extends CommandPlace {
  now: number
}

/** An act of the tool named `tool`. */
export interface RuledAct {
  tool: string
  subject: { kind: 'command' | 'edit' | 'read' | 'url' | 'other'; value: string }
  /** The tool of an MCP server: its other name, `mcp:SERVER/TOOL`, and a hash of what it is now. */
  remote?: { name: string; pin: string }
}

/** The decision, or null when no rule is about the act. `ensureGrammar()` must have been awaited. */
export function judgeByRules(act: RuledAct, rules: readonly PermissionRule[], place: RulePlace): RuleVerdict | null {
  if (rules.length === 0) return null
  const live = rules.filter((rule) => isLive(rule, place))
  let asked: RuleVerdict | null = null
  let line: LineCommands | null = null
  const readLine = () => (line ??= readCommands(act.subject.value, place))
  for (const decision of ['deny', 'ask'] as const) {
    for (const rule of live.filter((each) => each.decision === decision)) {
      const { fit, why } = fitRule(rule, act, place, readLine)
      if (fit === 'yes' && decision === 'deny') return { decision, rule, why, isDoubtful: false }
      if (fit !== 'no') asked ??= { decision: 'ask', rule, why, isDoubtful: fit === 'maybe' }
    }
  }
  const allowed = findAllowed(act, live, place)
  // A rule that names the very line, word by word, is nearer than a doubt.
  if (asked && !(asked.isDoubtful && allowed?.isExact)) return asked
  return allowed?.verdict ?? null
}

/** True when the rule holds now, and in the folder where the work is. */
export function isLive(
  { expires, scope }: PermissionRule,
  { now, folders }: Pick<RulePlace, 'now' | 'folders'>,
): boolean {
  if (expires !== null && expires <= now) return false
  if (scope === '') return true
  try {
    return isInside(folders[0] ?? '/', [scope])
  } catch {
    return false
  }
}

type Fitting = { fit: 'no' | 'maybe' | 'yes'; why: string }
const NO: Fitting = { fit: 'no', why: '' }

/** Whether a rule that forbids or asks is about the act. */
function fitRule(rule: PermissionRule, act: RuledAct, place: RulePlace, readLine: () => LineCommands): Fitting {
  const { tool, match, scope } = rule
  const { kind, value } = act.subject
  if (!means(tool, act)) return kind === 'command' ? fitInLine(rule, value, place, readLine) : NO
  if (match === '') return { fit: 'yes', why: `every use of ${act.tool}` }
  if (kind === 'command') return fitCommand(match, readLine())
  if (kind === 'url') {
    const host = hostOf(value)
    if (host === null) return { fit: 'maybe', why: 'it is no URL' }
    return isHostMeant(match, host, true) ? { fit: 'yes', why: host } : NO
  }
  if (kind !== 'edit' && kind !== 'read') return { fit: 'maybe', why: 'the rule names a part of it' }
  const folder = scope || (place.folders[0] ?? '/')
  const isMeant = isPathMeant(match, realPaths(value, place.cwd), { home: place.home, folder }, true)
  return isMeant ? { fit: 'yes', why: value } : NO
}

function means(ruleTool: string, { tool, remote }: RuledAct): boolean {
  return isAbout(ruleTool, tool) || (remote !== undefined && isAbout(ruleTool, remote.name))
}

/** A rule on files or hosts is about a command that names one. */
function fitInLine(
  { tool, match, scope }: PermissionRule,
  line: string,
  place: RulePlace,
  readLine: () => LineCommands,
): Fitting {
  const kind = kindOf(tool)
  if (match === '' || (kind !== 'path' && kind !== 'host')) return NO
  if (kind === 'host') {
    const hosts = [...line.matchAll(/\b[a-z][a-z0-9+.-]*:\/\/[^\s'"`;|&<>()]+/gi)].map(([url]) => hostOf(url))
    const denied = hosts.find((host) => host !== null && isHostMeant(match, host, true))
    return denied ? { fit: 'yes', why: denied } : NO
  }
  const folder = scope || (place.folders[0] ?? '/')
  const words = [...namedFiles(line), ...readLine().commands.flatMap(({ args }) => args.map(({ value }) => value))]
  for (const word of new Set(words)) {
    const path = word.replace(/^(?:~|\$HOME|\$\{HOME\})(?=\/|$)/, () => place.home)
    if (path === '' || path.length > 4_096 || path.includes('\0')) continue
    if (isPathMeant(match, realPaths(path, place.cwd), { home: place.home, folder }, true))
      return { fit: 'yes', why: word }
  }
  return fitUnnamed(match, folder, place, readLine().commands)
}

/** A rule on files may be about what a command reads without naming it: then nobody can tell, and the user is asked. */
function fitUnnamed(match: string, folder: string, place: RulePlace, commands: LineCommands['commands']): Fitting {
  const reads = findUnnamedReads(commands, place.cwd)
  const isMeant = (path: string) => isPathMeant(match, realPaths(path, place.cwd), { home: place.home, folder }, true)
  const found = reads.found.find(isMeant)
  if (found !== undefined) return { fit: 'yes', why: found }
  if (reads.unknown !== null) return { fit: 'maybe', why: `${reads.unknown} reads what is known only when it runs` }
  const whole = reads.folders.find((each) => holdsMeant(each.folder, each.showsHidden, isMeant))
  return whole ? { fit: 'maybe', why: `${whole.by} reads the folder ${whole.folder}` } : NO
}

interface Allowed {
  verdict: RuleVerdict
  /** True when each part is named by a rule without a star. */
  isExact: boolean
}

function findAllowed(act: RuledAct, live: readonly PermissionRule[], place: RulePlace): Allowed | null {
  const rules = live.filter((rule) => rule.decision === 'allow' && means(rule.tool, act))
  const { kind, value } = act.subject
  if (rules.length === 0) return null
  if (kind === 'command') {
    const parts = coverParts(
      value,
      rules.map(({ match }) => match),
      place,
    )
    if (parts === null || parts.some(({ by }) => by === null)) return null
    const used = parts.flatMap(({ by }) => (typeof by === 'number' ? rules[by]! : []))
    if (used.length === 0) return null
    return {
      verdict: allow(used[0]!, describeParts(parts)),
      isExact: used.every(({ match }) => match !== '' && !match.includes('*')),
    }
  }
  const rule = rules.find((each) => isAllowed(each, act, place))
  return rule ? { verdict: allow(rule, value), isExact: isLiteralPath(rule.match) } : null
}

function isAllowed(
  { match, scope }: PermissionRule,
  { subject: { kind, value }, remote }: RuledAct,
  place: RulePlace,
): boolean {
  if (match === '') return true
  if (remote !== undefined) return match === `#${remote.pin}`
  if (kind === 'url') {
    const host = hostOf(value)
    return host !== null && isHostMeant(match, host, false)
  }
  if (kind !== 'edit' && kind !== 'read') return false
  const folder = scope || (place.folders[0] ?? '/')
  // Only the real place counts: a link of a harmless name may lead anywhere.
  const real = realPaths(value, place.cwd).at(-1)!
  return isPathMeant(match, [real], { home: place.home, folder }, process.platform === 'darwin')
}

const allow = (rule: PermissionRule, why: string): RuleVerdict => ({ decision: 'allow', rule, why, isDoubtful: false })

function describeParts(parts: readonly AllowedPart[]): string {
  return parts.map(({ text }) => text).join('; ')
}

/** The verdict's reason in one line, for the user and the model. */
export function describeVerdict({ decision, rule, why, isDoubtful }: RuleVerdict): string {
  const reason = rule.reason === '' ? '' : ` (${rule.reason})`
  if (isDoubtful)
    return `it is not certain that the rule ${rule.decision} ${spellRule(rule)} does not mean it: ${why}${reason}`
  return `the rule ${decision} ${spellRule(rule)} means ${why}${reason}`
}
