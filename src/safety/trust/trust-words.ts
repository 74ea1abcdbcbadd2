// Describes in words what a folder brings: for the question, the list and the notice. A stranger may have chosen the names in it.

import { quoteWord } from '../../shell-syntax/word-quoting.ts'
import { showRow } from '../text/exact-text.ts'
import { sanitiseEnds, sanitiseLine } from '../text/sanitiser.ts'
import type { ContentKind, FolderItem } from './folder-item.ts'
import type { FolderTrust } from './folder-trust.ts'

const NAME_CELLS = 60
const PATH_CELLS = 200
const MAX_NAMES = 4
const PLURALS: Record<ContentKind, [one: string, many: string]> = {
  instructions: ['', ''],
  skill: ['skill', 'skills'],
  agent: ['agent', 'agents'],
  settings: ['', ''],
  servers: ['', ''],
  'git hook': ['git hook', 'git hooks'],
  'git setting': ['git setting that runs a program', 'git settings that run programs'],
}

/** `AGENTS.md, 2 git hooks (pre-commit, pre-push), 1 skill (deploy)`. */
export function describeItems(items: readonly FolderItem[]): string {
  const kinds = Object.keys(PLURALS) as ContentKind[]
  return kinds
    .flatMap((kind) => {
      const names = items.filter((item) => item.kind === kind).map(({ name }) => nameItem(name))
      if (names.length === 0) return []
      const [one, many] = PLURALS[kind]
      const shown = names.slice(0, MAX_NAMES).join(', ')
      const more = names.length > MAX_NAMES ? `, and ${names.length - MAX_NAMES} more` : ''
      return one === '' ? `${shown}${more}` : `${names.length} ${names.length === 1 ? one : many} (${shown}${more})`
    })
    .join(', ')
}

/** A name that could be read as a part of the sentence around it stands in quotes. */
function nameItem(name: string): string {
  return quoteWord(sanitiseLine(showRow(name), NAME_CELLS))
}

/** The path of a folder in the same way; of a long one both ends are shown. */
export function nameFolder(path: string): string {
  return quoteWord(sanitiseEnds(showRow(path), PATH_CELLS))
}

/** Describes what the user has not seen in its present state: everything at first, later what has changed and what is new. */
export function describeFresh({ fresh, wasTrusted }: Pick<FolderTrust, 'fresh' | 'wasTrusted'>): string {
  if (!wasTrusted) return describeItems(fresh.map(({ item }) => item))
  const part = (change: 'changed' | 'new') => {
    const items = fresh.filter((one) => one.change === change).map(({ item }) => item)
    return items.length === 0 ? [] : [`${change}: ${describeItems(items)}`]
  }
  return [...part('changed'), ...part('new')].join('; ')
}

/** A row for each server that the user has not seen in its present state. All of them belong to the question. */
export function listFreshRows({ fresh }: Pick<FolderTrust, 'fresh'>): string[] {
  return fresh.flatMap(({ item: { name, rows = [] } }) => rows.map((row) => `${name}: ${row}`))
}
