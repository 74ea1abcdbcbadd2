// Everything that `kimi import` can take over: settings that accounts/import/ knows, permission rules, and sessions.

import type { ImportTarget } from '../../accounts/import/import-items.ts'
import { importItems } from '../../accounts/import/take-items.ts'
import { IMPORT_KINDS, type ImportItem, type ImportKind } from '../../protocol/account.ts'
import { toKimiError } from '../../protocol/errors.ts'
import type { ImportPart } from './import-part.ts'
import { findRuleItems, type RuleTarget } from './rule-items.ts'
import { findSessionItems } from './session-items.ts'

export interface ImportWish {
  apply: boolean
  secrets: boolean
  /** The kinds of things; all kinds without it. */
  only?: readonly ImportKind[] | undefined
}

/**
 * Lists everything that can be imported, in the order of kinds; with `apply` imports the new items. An item that fails carries the
 * reason, and the import goes on with the others.
 */
export async function importAll(target: RuleTarget & ImportTarget, wish: ImportWish): Promise<ImportItem[]> {
  const kinds = new Set(wish.only ?? IMPORT_KINDS)
  const settings = [...kinds].filter((kind) => kind !== 'rules' && kind !== 'sessions')
  const items = settings.length === 0 ? [] : await importItems(target, wish.apply, wish.secrets, kinds)
  const parts = [
    ...(kinds.has('rules') ? findRuleItems(target) : []),
    ...(kinds.has('sessions') ? findSessionItems(target) : []),
  ]
  for (const part of parts) items.push(wish.apply ? await takePart(part) : part.item)
  return items
}

async function takePart({ item, take }: ImportPart): Promise<ImportItem> {
  if (item.state !== 'new') return item
  try {
    return { ...(await take()), state: 'taken' }
  } catch (error) {
    return { ...item, state: 'failed', failure: toKimiError(error).message }
  }
}
