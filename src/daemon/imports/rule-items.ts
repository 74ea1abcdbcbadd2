// The permission rules of other agents, as things that `kimi import` takes over.

import { globSync } from 'node:fs'
import { join } from 'node:path'
import type { ImportItem } from '../../protocol/account.ts'
import { importCodexRules } from '../../safety/rules/codex-rules.ts'
import { spellRule, type PermissionRule } from '../../safety/rules/permission-rule.ts'
import { addRules } from '../../safety/rules/rule-file.ts'
import { importRules, type ImportedRules } from '../../safety/rules/rule-import.ts'
import { readText } from '../../sys/files.ts'
import type { ImportPart } from './import-part.ts'

interface RuleFile {
  agent: string
  /** The path below the home; `*` stands for any name. */
  pattern: string
  read: typeof importRules
}

const FILES: readonly RuleFile[] = [
  { agent: 'Kimi Code', pattern: '.kimi-code/config.toml', read: importRules },
  { agent: 'Claude Code', pattern: '.claude/settings.json', read: importRules },
  { agent: 'Claude Code', pattern: '.claude/settings.local.json', read: importRules },
  { agent: 'Codex', pattern: '.codex/rules/*.rules', read: importCodexRules },
]

export interface RuleTarget {
  home: string
  /** The path of config.toml. */
  config: string
  /** The user's rules as they are now. */
  known(): readonly PermissionRule[]
  onWritten(): void
}

/** The import items for rules: one for each file with rules. It adds only rules that the user does not have yet. */
export function findRuleItems({ home, config, known, onWritten }: RuleTarget): ImportPart[] {
  return FILES.flatMap(({ agent, pattern, read }) =>
    globSync(pattern, { cwd: home }).flatMap((name) => {
      const file = join(home, name)
      const { rules, left } = readRules(file, home, read)
      const ids = new Set(known().map(({ id }) => id))
      const fresh = rules.filter(({ id }) => !ids.has(id))
      if (rules.length === 0) return []
      const state = fresh.length === 0 ? 'there' : 'new'
      const notes = [
        ...fresh.map((rule) => `${rule.decision} ${spellRule(rule)}`),
        ...left.map((one) => `left: ${one}`),
      ]
      const item: ImportItem = { agent, kind: 'rules', name: countRules(rules), from: file, state, secrets: [], notes }
      return {
        item,
        async take() {
          addRules(config, fresh, home)
          onWritten()
          return item
        },
      }
    }),
  )
}

function readRules(file: string, home: string, read: typeof importRules): ImportedRules {
  try {
    const text = readText(file) ?? ''
    return /permission|prefix_rule/.test(text) ? read(text, { home, source: file }) : { rules: [], left: [] }
  } catch {
    return { rules: [], left: [] }
  }
}

function countRules(rules: readonly PermissionRule[]): string {
  const counts = Map.groupBy(rules, ({ decision }) => decision)
  return [...counts].map(([decision, these]) => `${these.length} ${decision}`).join(', ')
}
