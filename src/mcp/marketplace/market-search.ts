// Finds servers of the list by words and by names.

import type { MarketItem } from '../../protocol/mcp-market.ts'
import { nearest } from '../../sys/words/nearest-name.ts'
import { MARKET_LIST } from './market-list.ts'

/** Words that say nothing about a server. */
const EMPTY_WORDS = new Set([
  'a',
  'an',
  'and',
  'for',
  'in',
  'mcp',
  'my',
  'of',
  'on',
  'or',
  'server',
  'the',
  'to',
  'with',
])

/** The items in which all words occur, those whose name has them first; all items without words. */
export function searchList(words: string): MarketItem[] {
  const wanted = words
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !EMPTY_WORDS.has(word))
  return MARKET_LIST.map((item) => ({ item, score: scoreOf(item, wanted) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .map(({ item }) => item)
}

/** 0 when a word is missing. A word in the name counts more than one in the description. */
function scoreOf({ name, title, about }: MarketItem, words: readonly string[]): number {
  const [named, described] = [`${name} ${title}`.toLowerCase(), about.toLowerCase()]
  const scores = words.map((word) => (named.includes(word) ? 3 : described.includes(word) ? 1 : 0))
  return scores.includes(0) ? 0 : 1 + scores.reduce<number>((sum, score) => sum + score, 0)
}

export function findInList(name: string): MarketItem | null {
  return MARKET_LIST.find((item) => item.name === name.toLowerCase()) ?? null
}

/** A name of the list that is spelled much the same; null when none is. */
export function nearInList(name: string): string | null {
  return (
    nearest(
      name.toLowerCase(),
      MARKET_LIST.map((item) => item.name),
    ) ?? null
  )
}
