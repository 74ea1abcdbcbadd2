// The rule that the answer "always" to an approval becomes: the narrowest one that covers the act, in this folder alone, for a month.
// And what an approval covers besides the act itself, as examples.

import { classifyCommand, SERIOUS_LABELS } from '../lines/line-risk.ts'
import { patternOfCommand } from './command-pattern.ts'
import { makeRule, type PermissionRule, spellRule } from './permission-rule.ts'
import { judgeByRules, type RuledAct, type RulePlace } from './rule-book.ts'
import { hostOf, matchOfFile } from './path-rules.ts'
import { isControlFile, isOwnState, isProjectControl } from './workspace-path.ts'
import { isSensitiveFile } from '../secrets/secret-names.ts'

const DAY_MS = 86_400_000
const LASTING_DAYS = 30
const MAX_SHOWN = 120

/** The rule, or null for an act that only its own approval may cover: dangers, special files, and lines that no rule can mean. */
export function makeLastingRule(act: RuledAct, place: RulePlace): PermissionRule | null {
  const match = findMatch(act, place)
  if (match === null) return null
  const [scope = ''] = place.folders
  const fields = {
    decision: 'allow' as const,
    tool: act.remote?.name ?? act.tool,
    match,
    scope,
    expires: place.now + LASTING_DAYS * DAY_MS,
  }
  const rule = makeRule({ ...fields, reason: 'always, at an approval' }, { source: '' })
  return judgeByRules(act, [rule], place)?.decision === 'allow' ? rule : null
}

function findMatch({ tool, subject: { kind, value }, remote }: RuledAct, place: RulePlace): string | null {
  if (remote !== undefined) return `#${remote.pin}`
  if (kind === 'command') return tool === 'Shell' ? matchCommand(value, place.folders) : null
  if (kind === 'url') return hostOf(value)
  if (kind !== 'edit' || isOwnState(value, place.own[0] ?? '')) return null
  return isControlFile(value) || isProjectControl(value) || isSensitiveFile(value)
    ? null
    : matchOfFile(value, place.folders[0] ?? '/')
}

function matchCommand(line: string, folders: readonly string[]): string | null {
  if (/[\n\r]/.test(line)) return null
  const { labels, parses } = classifyCommand(line, 'bash')
  const isDangerous = labels.some((label) => label !== 'remote-code' && SERIOUS_LABELS.includes(label))
  if (!parses || isDangerous) return null
  return patternOfCommand(line, folders)
}

/** `always` in words: what the rule covers, where and until when. */
export function describeLasting(rule: PermissionRule): string {
  const until = rule.expires === null ? '' : `, until ${new Date(rule.expires).toISOString().slice(0, 10)}`
  return `${spellRule({ ...rule, match: rule.match.replace(/^=|^#.*$/, '') })}, here${until}`
}

/** Lines that an approval with this pattern covers besides the one at hand: at most two. Empty for one that covers nothing else. */
export function listAlsoCovered(pattern: string, line: string): string[] {
  if (!pattern.endsWith(' *')) return []
  const head = pattern.slice(0, -' *'.length)
  const examples = [`${head} other words`, head].filter((example) => example !== line)
  return examples.map((example) => example.slice(0, MAX_SHOWN))
}
