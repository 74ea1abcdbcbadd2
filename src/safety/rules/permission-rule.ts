// A stored permission decision, as config.toml spells it:
//
//   [[permission.rules]]
//   decision = "deny"               # allow, ask or deny
//   tool = "Shell"                  # a tool, Read or Edit for several, or a name with *
//   match = "git push --force"      # words of a command, a path, or a host; without it every use is meant
//   scope = "~/work/site"           # the folder in which it holds; without it everywhere
//   reason = "we review first"      # shown to the user and the model
//   expires = 2027-01-01            # the day on which it ends
//
// A rule that cannot be read never allows anything: a wrong `allow` has no effect, and a wrong `ask` or `deny` asks about every use of
// its tool.

import { createHash } from 'node:crypto'
import { isAbsolute, normalize } from 'node:path'
import { sanitiseLine } from '../text/sanitiser.ts'
import { isObject } from '../../sys/json-reading.ts'
import { expandHome } from '../../sys/own-user.ts'
import { readPattern } from './word-pattern.ts'
import { kindOf, meantTool, toolOf } from './rule-tools.ts'

export const DECISIONS = ['allow', 'ask', 'deny'] as const
export type RuleDecision = (typeof DECISIONS)[number]

export interface PermissionRule {
  /** The same for the same rule, wherever it stands. */
  id: string
  decision: RuleDecision
  /** As `toolOf` spells it. */
  tool: string
  /** '' for every use of the tool. */
  match: string
  /** The absolute path of the folder in which the rule holds; '' = everywhere. */
  scope: string
  reason: string
  /** Milliseconds since 1970; null = it does not end. */
  expires: number | null
  /** The file that holds the rule. */
  source: string
}

export interface ReadRules {
  rules: PermissionRule[]
  /** A line of text for each rule that is not as it was meant. */
  problems: string[]
}

/** The file in which a rule was found, and the home that `~` in the rule means. */
export interface RulePlace {
  home: string
  source: string
}

const MAX_RULES = 1_000
const MAX_TEXT = 1_000

/** Reads the value of `permission.rules`. Never throws. */
export function readRules(value: unknown, place: RulePlace): ReadRules {
  const read: ReadRules = { rules: [], problems: [] }
  if (value === undefined) return read
  const entries = Array.isArray(value) ? value : [value]
  if (entries.length > MAX_RULES) {
    // The rules beyond the limit are not read, and one of them might forbid something.
    read.problems.push(
      `${place.source}: permission.rules has more than ${MAX_RULES} rules, so everything is asked about`,
    )
    read.rules.push(makeRule({ decision: 'ask', tool: '*', reason: 'there are too many rules' }, place))
  }
  for (const [index, entry] of entries.slice(0, MAX_RULES).entries()) {
    const found = readRule(entry, place)
    if (found.rule) read.rules.push(found.rule)
    if (found.problem !== null)
      read.problems.push(`${place.source}: permission.rules[${index}]: ${sanitiseLine(found.problem, 200)}`)
  }
  return read
}

/** `problem` says what is wrong; the rule is then what remains of it, if anything. */
export function readRule(entry: unknown, place: RulePlace): { rule: PermissionRule | null; problem: string | null } {
  if (!isObject(entry)) return askAll('expected a table with decision and tool', '*', place)
  const { decision, reason = '', match, pattern } = entry
  if (!DECISIONS.includes(decision as RuleDecision))
    return askAll(`decision is ${JSON.stringify(decision)}, expected allow, ask or deny`, '*', place)
  const fail = (problem: string, tool: string) =>
    decision === 'allow' ? { rule: null, problem: `${problem}; the rule has no effect` } : askAll(problem, tool, place)
  // Kimi Code writes tool and match as one: `Bash(git push*)`.
  const both = typeof pattern === 'string' && entry['tool'] === undefined ? readSpelling(pattern) : null
  const named = both?.tool ?? entry['tool']
  if (typeof named !== 'string' || named === '' || named.length > MAX_TEXT) return fail('tool is missing', '*')
  const meant = meantTool(named)
  const tool = toolOf(meant ?? named)
  if (meant !== null) return fail(`there is no tool ${named}, did you mean ${meant}?`, tool)
  const text = both?.match ?? match ?? (both ? '' : (pattern ?? ''))
  if (typeof text !== 'string' || text.length > MAX_TEXT || /[\0\n\r]/.test(text))
    return fail('match is not a line of text', tool)
  const wrong = checkMatch(tool, text)
  if (wrong !== null) return fail(wrong, tool)
  const scope = readScope(entry['scope'], place.home)
  if (scope === null) return fail(`scope is ${JSON.stringify(entry['scope'])}, expected the path of a folder`, tool)
  const expires = readExpiry(entry['expires'])
  if (expires === 'wrong') return fail(`expires is ${JSON.stringify(entry['expires'])}, expected a date`, tool)
  const fields = { decision: decision as RuleDecision, tool, match: text, scope, expires }
  return { rule: makeRule({ ...fields, reason: typeof reason === 'string' ? reason : '' }, place), problem: null }
}

function askAll(problem: string, tool: string, place: RulePlace): { rule: PermissionRule; problem: string } {
  const rule = makeRule({ decision: 'ask', tool, reason: 'a rule for it cannot be read' }, place)
  return { rule, problem: `${problem}; ${tool === '*' ? 'everything' : `every use of ${tool}`} is asked about` }
}

type Fields = Pick<PermissionRule, 'decision' | 'tool'> & Partial<PermissionRule>

export function makeRule(fields: Fields, { source }: Pick<RulePlace, 'source'>): PermissionRule {
  const { decision, tool, match = '', scope = '', reason = '', expires = null } = fields
  const id = createHash('sha256').update([decision, tool, match, scope].join('\0')).digest('hex').slice(0, 8)
  return { id, decision, tool, match, scope, reason: sanitiseLine(reason, MAX_TEXT), expires, source }
}

/** `Shell(git push *)` → its tool and match. Null for what is neither a name nor such a spelling. */
export function readSpelling(text: string): { tool: string; match: string } | null {
  const found = /^([^()\s]+)(?:\((.*)\))?$/s.exec(text.trim())
  return found ? { tool: found[1]!, match: found[2] ?? '' } : null
}

export function spellRule({ tool, match }: Pick<PermissionRule, 'tool' | 'match'>): string {
  return match === '' ? tool : `${tool}(${match})`
}

/** Describes the mistake in a match for this tool; null when the match can be obeyed. */
function checkMatch(tool: string, match: string): string | null {
  if (match === '') return null
  const kind = kindOf(tool)
  if (kind === 'none' && tool.startsWith('mcp:') && /^#[0-9a-f]{8,64}$/.test(match)) return null
  if (kind === 'none') return `${tool} takes no match`
  if (kind === 'command') return readPattern(match) === null ? `match ${JSON.stringify(match)} has an open quote` : null
  if (kind === 'path') return null
  const host = match.replace(/^domain:/, '')
  return /^(?:\*|(?:\*\.)?[\w-]+(?:\.[\w-]+)*|\[[0-9a-f:.]+\])$/i.test(host)
    ? null
    : `match ${JSON.stringify(match)} is no host, such as example.com or *.example.com`
}

/** '' for everywhere; null when it is no folder. Kimi Code's `user` and `global` mean everywhere. */
function readScope(value: unknown, home: string): string | null {
  if (value === undefined || value === '' || value === 'user' || value === 'global') return ''
  if (typeof value !== 'string' || value.length > MAX_TEXT || value.includes('\0')) return null
  const path = expandHome(value, home)
  return isAbsolute(path) ? normalize(path).replace(/(?<=.)\/$/, '') : null
}

/** A date of TOML, or a text with one. */
function readExpiry(value: unknown): number | null | 'wrong' {
  if (value === undefined || value === '') return null
  const time = value instanceof Date ? value.getTime() : typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(time) ? 'wrong' : time
}
