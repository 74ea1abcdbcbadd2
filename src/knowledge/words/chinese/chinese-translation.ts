// Translates a request in Chinese into English, word by word, after its parts were put into the order of English.

import { findWord } from './chinese-dictionary.ts'
import { orderAsEnglish } from './chinese-order.ts'

/** The request in English; null where the dictionary knows too few of its words, or a denial is not understood. */
export function translateChinese(text: string): string | null {
  const words: string[] = []
  let [known, unknown, names] = [0, 0, 0]
  for (const run of orderAsEnglish(text).match(/\p{Script=Han}+|[^\p{Script=Han}\s，。、：；]+/gu) ?? []) {
    if (!/\p{Script=Han}/u.test(run)) {
      words.push(run)
      names += 1
      continue
    }
    const read = translateRun(run)
    if (read === null) return null
    words.push(...read.words)
    known += read.words.length
    unknown += read.unknown
  }
  // A verb and a name are a request: "解压 a.zip".
  if (known + Math.min(names, 2) < 2 || unknown * UNKNOWN_WEIGHT > known) return null
  return spellPlurals(words.join(' '))
}

/** The English words of a text without blanks, and the number of signs without a meaning; null where it denies something in unknown words. */
function translateRun(run: string): { words: string[]; unknown: number } | null {
  const words: string[] = []
  let unknown = 0
  for (let at = 0; at < run.length;) {
    const found = findWord(run, at)
    if (found) words.push(found.meaning)
    EMPTY.lastIndex = at
    const length = found?.word.length ?? EMPTY.exec(run)?.[0].length ?? 0
    // A denial that is not understood would turn the request into its opposite.
    if (length === 0 && DENIALS.test(run[at]!)) return null
    if (length === 0) unknown += 1
    at += length || 1
  }
  return { words, unknown }
}

const DENIALS = /[不没未非无别勿莫]/u
/** Words without a meaning of their own. */
const EMPTY = /正在|已经|可以|需要|一下|这个|那个|[的了一个请把将被给我你中里内下上是有吗呢并次条份位过]/y
/** Two signs are a word, and one word that is not understood is as much as a request of some eight words may leave unread. */
const UNKNOWN_WEIGHT = 4

/** English nouns stand in the plural behind "all". */
const spellPlurals = (text: string): string =>
  text
    .replaceAll(/\b(all (?:\S+ )?(?:file|container|image|line|commit|folder|user|package|service|volume))\b/g, '$1s')
    .replaceAll(/\b(all (?:\S+ )?(?:process|branch))\b/g, '$1es')
    .replaceAll(/\b(all (?:\S+ )?)directory\b/g, '$1directories')
