// Writes permission rules into the user's config.toml, and takes them out again. Comments and other keys stay as they are.

import { editConfig } from '../../config/config-edit.ts'
import { readLayer } from '../../config/layers.ts'
import { isObject } from '../../sys/json-reading.ts'
import { readRule, type PermissionRule } from './permission-rule.ts'

/** Adds rules; one that is there already is replaced, with its new end and reason. Throws `config.invalid` and failures of the disk. */
export function addRules(path: string, rules: readonly PermissionRule[], home: string): void {
  const ids = new Set(rules.map(({ id }) => id))
  const kept = entriesOf(path).filter((entry) => !ids.has(idOf(entry, path, home) ?? ''))
  editConfig(path, 'permission.rules', [...kept, ...rules.map(toEntry)])
}

/** Removes the rules with this id, and returns their number: 0 when no rule has it. */
export function removeRule(path: string, id: string, home: string): number {
  const entries = entriesOf(path)
  const kept = entries.filter((entry) => idOf(entry, path, home) !== id)
  if (kept.length < entries.length) editConfig(path, 'permission.rules', kept.length === 0 ? undefined : kept)
  return entries.length - kept.length
}

function entriesOf(path: string): unknown[] {
  const permission = readLayer(path)?.table['permission']
  const rules = isObject(permission) ? permission['rules'] : undefined
  return Array.isArray(rules) ? rules : []
}

function idOf(entry: unknown, source: string, home: string): string | null {
  return readRule(entry, { home, source }).rule?.id ?? null
}

function toEntry({ decision, tool, match, scope, reason, expires }: PermissionRule): Record<string, string> {
  return {
    decision,
    tool,
    ...(match === '' ? {} : { match }),
    ...(scope === '' ? {} : { scope }),
    ...(reason === '' ? {} : { reason }),
    ...(expires === null ? {} : { expires: new Date(expires).toISOString() }),
  }
}
