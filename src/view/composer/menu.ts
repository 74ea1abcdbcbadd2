// The menu under the composer: the word that opens it, its items, and the item that is taken into the text.

import { replaceRange, type EditState } from './edit-state.ts'

/** The word at the caret that asks for a menu: `/na` for commands, `@src/ma` for files, sessions and tasks. */
export interface MenuTrigger {
  kind: 'command' | 'mention'
  /** The word with its sign reaches from `from` to `to` in the text. */
  from: number
  to: number
  /** The word without its sign, up to the caret. */
  query: string
}

export interface MenuItem {
  /** Shown; from outside, and sanitised when it is drawn. */
  label: string
  detail: string
  /** Replaces the word: `/model`, `@src/main.ts`. */
  text: string
  /** True when the menu stays open behind it: a folder, whose entries come next. */
  isOpen?: boolean
  /** True for a command that does nothing without arguments, so that Enter only completes it. */
  needsWords?: boolean
  /** Other names of a command, without their sign. */
  aliases?: readonly string[]
}

export interface Menu {
  trigger: MenuTrigger
  items: readonly MenuItem[]
  selected: number
}

/** A quoted name behind `@"` may hold blanks. */
const MENTION = /(?:^|[\s([{<"'`,;=])(@(?:"([^"\n]*)|([^\s"@]*)))$/
const COMMAND = /^\/([^\s/]*)$/
/** The most characters of a mention: longer text opens no menu. */
const MENTION_LIMIT = 512

/** The trigger at the caret, or null. */
export function findTrigger(text: string, caret: number): MenuTrigger | null {
  const [, name] = text.startsWith('/') ? (COMMAND.exec(text.slice(0, caret)) ?? []) : []
  if (name !== undefined) {
    return { kind: 'command', from: 0, to: caret + /^\S*/.exec(text.slice(caret))![0].length, query: name }
  }
  const match = MENTION.exec(text.slice(Math.max(0, caret - MENTION_LIMIT), caret))
  if (!match) return null
  const rest = match[2] === undefined ? /^[^\s"@]*/ : /^[^"\n]*"?/
  return {
    kind: 'mention',
    from: caret - match[1]!.length,
    to: caret + rest.exec(text.slice(caret, caret + MENTION_LIMIT))![0].length,
    query: match[2] ?? match[3]!,
  }
}

export function isSameTrigger(one: MenuTrigger | null, other: MenuTrigger | null): boolean {
  return one?.kind === other?.kind && one?.from === other?.from && one?.query === other?.query
}

/** The menu with another item selected; the list is a ring. */
export function selectItem(menu: Menu, by: number): Menu {
  const count = menu.items.length
  return count === 0 ? menu : { ...menu, selected: (((menu.selected + by) % count) + count) % count }
}

/** The text with the item in place of the trigger's word, and a blank behind it unless the menu stays open. */
export function takeItem(edit: EditState, { from, to }: MenuTrigger, { text, isOpen }: MenuItem): EditState {
  const end = isOpen || edit.text[to] === ' ' ? '' : ' '
  const taken = replaceRange(edit, from, to, text + end, 'other')
  return end === '' && !isOpen ? { ...taken, caret: taken.caret + 1 } : taken
}

/** The commands that fit a query, the best first: names that begin with it, that hold it, then descriptions that hold it. */
export function matchCommands<Item extends MenuItem>(items: readonly Item[], query: string): Item[] {
  const wanted = query.toLowerCase()
  if (wanted === '') return [...items]
  const rankOf = ({ label, detail, aliases = [] }: Item) => {
    const names = [label.replace(/^\//, ''), ...aliases].map((name) => name.toLowerCase())
    if (names.includes(wanted)) return 0
    if (names.some((name) => name.startsWith(wanted))) return 1
    if (names.some((name) => name.split(/[-:_]/).some((word) => word.startsWith(wanted)))) return 2
    if (names.some((name) => name.includes(wanted))) return 3
    if (names.some((name) => holdsInOrder(name, wanted))) return 4
    return wanted.length > 2 && detail.toLowerCase().includes(wanted) ? 5 : null
  }
  return items
    .map((item) => ({ item, rank: rankOf(item) }))
    .filter(({ rank }) => rank !== null)
    .toSorted((a, b) => a.rank! - b.rank!)
    .map(({ item }) => item)
}

function holdsInOrder(name: string, letters: string): boolean {
  let at = -1
  return name[0] === letters[0] && [...letters].every((letter) => (at = name.indexOf(letter, at + 1)) >= 0)
}
