// The permission rules of a project's own settings, once the user trusts them as they are.

import { join } from 'node:path'
import { parseLayer } from '../../config/layers.ts'
import { type PermissionRule, readRules } from '../../safety/rules/permission-rule.ts'
import { digestOf, PROJECT_SETTINGS, readHead } from '../../safety/trust/folder-contents.ts'
import type { FolderTrust } from '../../safety/trust/folder-trust.ts'

interface RuleReader {
  home: string
  log(problem: string): void
}

/** The rules of `.kimi/config.toml` that forbid or ask. The project of a stranger opens nothing. */
export async function readProjectRules(
  { root, items }: FolderTrust,
  { home, log }: RuleReader,
): Promise<PermissionRule[]> {
  const item = items.find(({ key }) => key === PROJECT_SETTINGS)
  if (!item) return []
  const source = join(root, PROJECT_SETTINGS)
  const bytes = await readHead(source, root)
  if (bytes === null || digestOf(bytes) !== item.digest) return []
  const layer = parseLayer(source, bytes.toString('utf8'))
  const permission = layer.table['permission'] as { rules?: unknown } | undefined
  const { rules, problems } = readRules(permission?.rules, { home, source })
  for (const problem of [...layer.problems, ...problems]) log(problem)
  return rules.flatMap((rule) => (rule.decision === 'allow' ? [] : { ...rule, scope: rule.scope || root }))
}
