// Bakes the tables of intents: their lines, and the index of their phrases by stems.

import { writeFileSync } from 'node:fs'
import { encodeIntents } from '../../knowledge/words/intent-file.ts'
import { INTENT_TABLES } from '../../knowledge/words/intents/intent-tables.ts'
import { readWords, stemsOf } from '../../knowledge/words/intent.ts'

/** Writes the file of intents. The same tables give the same bytes. `outFile` is its path; its directory must exist. */
export function writeIntents(outFile: string): void {
  const lines = INTENT_TABLES.flatMap((table) =>
    table.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('//')),
  )
  const laid = layPhrases(lines)
  const { lineOf, placeOf, ids } = laid
  writeFileSync(
    outFile,
    encodeIntents(lines, { lineOf, placeOf, stems: [...ids.keys()], ...layPostings(laid, lines.length) }),
  )
}

interface Laid {
  /** The line of each phrase, and the phrase's place in it. */
  lineOf: Uint16Array
  placeOf: Uint8Array
  /** The different stems of all phrases in a row, and the phrase of each. */
  stems: Uint16Array
  owners: Uint16Array
  ids: Map<string, number>
}

/** Stands for a word without a stem. */
const EMPTY = -1
/** More than all tables hold; too small a room is a RangeError of the build. */
const MOST_PHRASES = 16_384
const MOST_STEMS = 98_304

function layPhrases(lines: readonly string[]): Laid {
  const ids = new Map<string, number>()
  const idOf = (word: string): number => {
    const [stem] = stemsOf([word])
    if (stem === undefined) return EMPTY
    let id = ids.get(stem)
    if (id === undefined) ids.set(stem, (id = ids.size))
    return id
  }
  // Five thousand different words stand seventy thousand times.
  const wordIds = new Map<string, number>()
  const lineOf = new Uint16Array(MOST_PHRASES)
  const placeOf = new Uint8Array(MOST_PHRASES)
  const stems = new Uint16Array(MOST_STEMS)
  const owners = new Uint16Array(MOST_STEMS)
  let [phrase, end] = [0, 0]
  for (const [at, line] of lines.entries()) {
    const head = line.slice(0, line.indexOf(' => '))
    for (const [place, text] of head.split(' ; ').entries()) {
      const start = end
      for (const word of readWords(text)) {
        let id = wordIds.get(word)
        if (id === undefined) wordIds.set(word, (id = idOf(word)))
        if (id === EMPTY || stems.subarray(start, end).includes(id)) continue
        stems[end] = id
        owners[end] = phrase
        end += 1
      }
      lineOf[phrase] = at
      placeOf[phrase] = place
      phrase += 1
    }
  }
  if (phrase > MOST_PHRASES || end > MOST_STEMS) throw new RangeError('intents: more phrases than there is room for')
  return {
    lineOf: lineOf.slice(0, phrase),
    placeOf: placeOf.slice(0, phrase),
    stems: stems.subarray(0, end),
    owners: owners.subarray(0, end),
    ids,
  }
}

/** The phrases of each stem, in one array, and the rarity of the stem among the lines. */
function layPostings({ lineOf, stems, owners, ids }: Laid, lines: number) {
  const counts = new Uint32Array(ids.size)
  const inLines = new Uint32Array(ids.size)
  const last = new Int32Array(ids.size).fill(-1)
  for (const [i, id] of stems.entries()) {
    const line = lineOf[owners[i]!]!
    counts[id]! += 1
    if (last[id] !== line) inLines[id]! += 1
    last[id] = line
  }
  const starts = new Uint32Array(ids.size + 1)
  for (let id = 0; id < ids.size; id += 1) starts[id + 1] = starts[id]! + counts[id]!
  const next = starts.slice()
  const postings = new Uint16Array(stems.length)
  for (const [i, id] of stems.entries()) postings[next[id]!++] = owners[i]!
  return { postings, starts, idf: Float32Array.from(inLines, (count) => Math.log(1 + lines / count)) }
}
