// Reads the permission rules of others: Claude Code's settings.json (`permissions.allow`, `ask`, `deny`) and Kimi Code's config.toml
// (`[[permission.rules]]` with a pattern, and `[permission] allow = […]`). What cannot be carried over as it was meant is said.

import { parseLayer } from '../../config/layers.ts'
import { isObject } from '../../sys/json-reading.ts'
import { sanitiseLine } from '../text/sanitiser.ts'
import {
  DECISIONS,
  readRule,
  readSpelling,
  type PermissionRule,
  type RuleDecision,
  type RulePlace,
} from './permission-rule.ts'
import { kindOf, toolOf } from './rule-tools.ts'
import { readPattern } from './word-pattern.ts'

export interface ImportedRules {
  rules: PermissionRule[]
  /** A line for each thing that was not carried over, or not as it was meant. */
  left: string[]
}

const MAX_RULES = 1_000
const SHOWN_CELLS = 160
/** Keys of Claude Code's permissions that are no rules. */
const OTHER_KEYS = ['defaultMode', 'additionalDirectories', 'disableBypassPermissionsMode']

/** Reads the text of such a file, TOML or JSON. Never throws. */
export function importRules(text: string, place: RulePlace): ImportedRules {
  const imported: ImportedRules = { rules: [], left: [] }
  const { table, problems } = parseLayer(place.source, text)
  imported.left.push(...problems.map((problem) => sanitiseLine(problem, SHOWN_CELLS)))
  for (const name of ['permissions', 'permission']) {
    const found = table[name]
    if (found === undefined) continue
    if (!isObject(found)) imported.left.push(`${name} is no table`)
    else importTable(found, name, place, imported)
  }
  if (imported.rules.length === 0 && imported.left.length === 0)
    imported.left.push('the file holds no permission rules')
  return imported
}

function importTable(table: Record<string, unknown>, name: string, place: RulePlace, imported: ImportedRules): void {
  for (const decision of DECISIONS) {
    const entries = table[decision]
    if (entries === undefined) continue
    if (!Array.isArray(entries)) imported.left.push(`${name}.${decision} is no list`)
    else for (const entry of entries.slice(0, MAX_RULES)) importEntry(decision, entry, place, imported)
  }
  const rules = table['rules']
  if (Array.isArray(rules)) {
    for (const entry of rules.slice(0, MAX_RULES)) {
      const decision = isObject(entry) ? entry['decision'] : undefined
      if (DECISIONS.includes(decision as RuleDecision)) importEntry(decision as RuleDecision, entry, place, imported)
      else imported.left.push(`a rule without a decision: ${show(entry)}`)
    }
  }
  for (const key of OTHER_KEYS) if (table[key] !== undefined) imported.left.push(`${name}.${key} is no rule`)
}

function importEntry(decision: RuleDecision, entry: unknown, place: RulePlace, { rules, left }: ImportedRules): void {
  const spelled = spell(entry)
  if (spelled === null) return void left.push(`${decision}: ${show(entry)} cannot be read`)
  const made = translate(decision, spelled)
  if (typeof made === 'string') return void left.push(`${decision} ${show(entry)}: ${made}`)
  const given = isObject(entry) ? { reason: entry['reason'] } : {}
  const { rule, problem } = readRule({ decision, ...given, tool: made.tool, match: made.match }, place)
  // A rule that cannot be read would ask about everything: here the user is told instead.
  if (rule === null || problem !== null)
    return void left.push(`${decision} ${show(entry)}: ${problem ?? 'cannot be read'}`)
  rules.push(rule)
  if (made.note !== undefined) left.push(`${decision} ${show(entry)}: ${made.note}`)
}

interface Spelled {
  tool: string
  match: string
}

/** `Bash(git push:*)`, or a table with pattern, or with tool and match. */
function spell(entry: unknown): Spelled | null {
  if (typeof entry === 'string') return readSpelling(entry)
  if (!isObject(entry)) return null
  const { pattern, tool, match = '' } = entry
  if (typeof pattern === 'string') return readSpelling(pattern)
  return typeof tool === 'string' && typeof match === 'string' ? { tool, match } : null
}

/** Translates a rule into our form, with a `note` on any difference in meaning; a text is the reason why the rule has no such form. */
function translate(decision: RuleDecision, { tool: named, match }: Spelled): (Spelled & { note?: string }) | string {
  const tool = toolOf(named)
  // Claude Code's Edit and Write rules are about all tools that edit files.
  const wide = tool === 'WriteFile' && decision !== 'allow' ? 'Edit' : tool
  if (match === '' || match === '*') return { tool: wide, match: '' }
  if (tool === 'Shell') return translateCommand(match)
  if (tool === 'FetchURL') return translateHost(match)
  if (kindOf(tool) === 'path') {
    // A slash at the front is the folder of the settings there, and the disk here.
    const path = match.startsWith('//') ? match.slice(1) : match.startsWith('/') ? `.${match}` : match
    return { tool: wide, match: path }
  }
  return decision === 'allow'
    ? 'this tool is allowed only as a whole here'
    : { tool: wide, match: '', note: 'it is about every use now' }
}

function translateCommand(match: string): (Spelled & { note?: string }) | string {
  // `git push:*` and `git push *` mean those words with any behind them; `git push*` also other words that begin so.
  const prefix = /^(.*?)(?::\*| \*)$/s.exec(match)?.[1]
  const text =
    prefix === undefined
      ? match.replaceAll(/(?<=\s|^)\*(?=\s|$)/g, '**')
      : `${prefix.replaceAll(/(?<=\s|^)\*(?=\s|$)/g, '**')} **`
  if (readPattern(text) === null) return 'its words cannot be read'
  if (/\S\*$/.test(text) && !text.endsWith('**'))
    return { tool: 'Shell', match: `${text} **`, note: `\`*\` is a part of one word here` }
  return { tool: 'Shell', match: text }
}

function translateHost(match: string): Spelled | string {
  const host =
    /^domain:(.+)$/.exec(match)?.[1] ??
    (URL.canParse(match.replaceAll('*', 'x')) ? new URL(match.replaceAll('*', 'x')).hostname : match)
  return /^(?:\*\.)?[\w-]+(?:\.[\w-]+)*$/.test(host) && !/^https?$/.test(host)
    ? { tool: 'FetchURL', match: host }
    : 'only hosts can be named'
}

function show(entry: unknown): string {
  return sanitiseLine(typeof entry === 'string' ? entry : (JSON.stringify(entry) ?? ''), SHOWN_CELLS)
}
