// The sources of foreign text that a turn has read: pages, searches, output of commands that talk to the network, and files of a folder
// that is not trusted. A turn that has read such text has fewer rights: see distrust.ts.

import { sanitiseEnds } from '../text/sanitiser.ts'

export interface TurnSources {
  /** The model is given this text of that source. */
  note(source: string, text: string): void
  /** The model is given something of the user's: a file, or what a command has printed. */
  noteOwn(): void
  /** True once it was. */
  readonly hasReadOwn: boolean
  /** The user has said this, at the beginning of the turn or meanwhile. */
  onSaid(words: string): void
  /** The sources so far, each once, in their order. */
  list(): readonly string[]
  /** True when the user has written exactly this during the turn. */
  isTyped(text: string): boolean
  /** True when the address stands, letter by letter, in something that was read: whoever opens it tells nothing. */
  hasRead(url: string): boolean
  /** The sources of a subagent of this turn: it begins with those of the turn, and what it reads counts for the turn, too. */
  beginInner(): TurnSources
}

const SOURCE_CELLS = 80
const NAMED = 2
/** Addresses that are kept; a page of links has hundreds. */
const MOST_ADDRESSES = 5_000
const ADDRESS = /https?:\/\/[^\s<>"'`\])}]+/g

export function createTurnSources(said = '', outer?: TurnSources, before: readonly string[] = []): TurnSources {
  const sources = new Set(before)
  const addresses = new Set<string>()
  const words = [said]
  let hasReadOwn = false
  const own: TurnSources = {
    note(source, text) {
      sources.add(sanitiseEnds(source, SOURCE_CELLS))
      for (const [address] of text.matchAll(ADDRESS)) {
        if (addresses.size >= MOST_ADDRESSES) break
        addresses.add(trimAddress(address))
      }
      outer?.note(source, text)
    },
    noteOwn() {
      hasReadOwn = true
      outer?.noteOwn()
    },
    get hasReadOwn() {
      return hasReadOwn || outer?.hasReadOwn === true
    },
    onSaid: (more) => void words.push(more),
    list: () => [...sources],
    isTyped: (text) => outer?.isTyped(text) === true || words.some((each) => holdsWhole(each, text.trim())),
    hasRead: (url) => addresses.has(trimAddress(url)) || outer?.hasRead(url) === true,
    beginInner: () => createTurnSources('', own, [...sources]),
  }
  return own
}

/** Signs that end a sentence are no part of an address. */
function trimAddress(url: string): string {
  return url.replace(/[.,;:!?]+$/, '').replace(/#.*$/, '')
}

/** True when `text` stands in the words as a whole: `git push` in "run git push", and not in "never git pushy". */
function holdsWhole(words: string, text: string): boolean {
  if (text === '') return false
  for (let at = words.indexOf(text); at >= 0; at = words.indexOf(text, at + 1)) {
    const [before, after] = [words[at - 1] ?? ' ', words[at + text.length] ?? ' ']
    if (!/[\p{L}\p{N}_/-]/u.test(before) && !/[\p{L}\p{N}_/-]/u.test(after)) return true
  }
  return false
}

/** The sources in words, for a question or a refusal. */
export function describeSources(sources: readonly string[]): string {
  const more = sources.length > NAMED ? ` and ${sources.length - NAMED} more` : ''
  return `this turn has read ${sources.slice(0, NAMED).join(', ')}${more}`
}
