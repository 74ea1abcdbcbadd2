// Earlier messages: walking through them with Up and Down, and searching them with Ctrl-R.

import { replaceAll, type EditState } from './edit-state.ts'
import { addObject, type PastedObject } from './pasted-objects.ts'

/** The draft and its objects: what a message is written in. */
export interface Draft {
  edit: EditState
  objects: readonly PastedObject[]
}

export interface HistoryWalk {
  /** The place of the shown entry, from 0 for the oldest. */
  at: number
  /** The text that was being written when the walk began, which Down returns to. */
  draft: string
}

export interface HistorySearch {
  query: string
  /** The entries with all words of the query, the latest first. */
  matches: readonly string[]
  selected: number
}

/** Larger entries come back as a marker, so that the composer stays quick. */
const LARGE_ENTRY = { characters: 20_000, lines: 400 }
const MATCHES_LIMIT = 200

/** The draft with the entry one before (-1) or after (1) the shown one; null at the ends. */
export function walkHistory(
  draft: Draft,
  walk: HistoryWalk | null,
  entries: readonly string[],
  by: 1 | -1,
): (Draft & { walk: HistoryWalk | null }) | null {
  const at = (walk?.at ?? entries.length) + by
  if (at < 0 || at > entries.length || (walk === null && by > 0)) return null
  const start = walk?.draft ?? draft.edit.text
  if (at === entries.length) return { ...draft, edit: replaceAll(draft.edit, start, 'recall'), walk: null }
  return { ...recall(draft, entries[at]!), walk: { at, draft: start } }
}

/** The draft with an earlier message in place of its text; undo brings the text back. */
export function recall({ edit, objects }: Draft, entry: string): Draft {
  const isLarge =
    entry.length > LARGE_ENTRY.characters || entry.split('\n', LARGE_ENTRY.lines).length === LARGE_ENTRY.lines
  const held = isLarge ? addObject(objects, { kind: 'text', text: entry }) : null
  return held
    ? { edit: replaceAll(edit, held.marker, 'recall'), objects: held.objects }
    : { edit: replaceAll(edit, entry, 'recall'), objects }
}

/** The search for a query; every word of it must occur in an entry, in small or capital letters. */
export function searchHistory(entries: readonly string[], query: string): HistorySearch {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const found = new Set<string>()
  for (let at = entries.length - 1; at >= 0 && found.size < MATCHES_LIMIT; at--) {
    const text = entries[at]!.toLowerCase()
    if (words.every((word) => text.includes(word))) found.add(entries[at]!)
  }
  return { query, matches: [...found], selected: 0 }
}
