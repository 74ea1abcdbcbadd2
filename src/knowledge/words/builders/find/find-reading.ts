// Reads a whole request for find with the rules of this folder, each part once: first what holds texts and places of its own, at last what
// single words say.

import { type FindAct } from './find-rights.ts'
import { readActs } from './find-acts.ts'
import { readInside } from './find-inside.ts'
import { readDepths, readKind, readNouns } from './find-kinds.ts'
import { readModes, readOwners } from './find-modes.ts'
import { readNames } from './find-names.ts'
import { readPlaces } from './find-places.ts'
import { readArchive, readPrint, readQuiet, readTarget } from './find-prints.ts'
import { readSizes } from './find-sizes.ts'
import { readSkipped } from './find-skipped.ts'
import { type FindText, phrase } from './find-text.ts'
import { readTimes } from './find-times.ts'
import { weighUnread } from './find-unread.ts'

/** The parts of a request for find, as they were read. */
export interface FindReading {
  places: string[]
  isPlaceNamed: boolean
  /** True when all below is asked for. */
  isDeep: boolean
  options: string
  type: string
  /** True when the words speak of files and directories alike. */
  isMixed: boolean
  isStrict: boolean
  depth: string[]
  /** The tests of names. */
  names: string[]
  /** All other tests. */
  parts: string[]
  acts: FindAct[]
  inside: string | null
  print: string
  /** The weight of the words that nobody has read. */
  unread: number
}

/** Reads the whole request: first what holds texts and places of its own, at last what single words say. */
export function readFind(text: FindText): FindReading {
  text.take(phrase('^ (?:use (?:the )?|using (?:the )?)?(?:`?find`? )(?:command|utility|program)?,? ?(?=to |for )'))
  const isQuiet = readQuiet(text)
  const acts = readActs(text)
  const skipped = readSkipped(text)
  const depth = readDepths(text)
  const times = readTimes(text)
  const parts = [...readSizes(text), ...times, ...readOwners(text), ...readModes(text)]
  const inside = readInside(text)
  const archive = readArchive(text)
  const target = archive === null ? readTarget(text) : ''
  const names = readNames(text)
  const print = `${readPrint(text, archive, isQuiet)}${target}`.trim()
  const kind = readKind(text)
  const { places, isDeep, isNamed } = readPlaces(text)
  const nouns = kind.type === '' && !kind.isStrict ? readNouns(text) : kind
  return {
    places,
    isPlaceNamed: isNamed,
    isDeep,
    options: kind.options,
    type: nouns.type,
    isMixed: /\bentries\b/i.test(text.whole),
    isStrict: nouns.isStrict,
    depth,
    names: names.tests,
    parts: [...kind.tests, ...parts, ...skipped],
    acts,
    inside,
    print,
    unread: weighUnread(text),
  }
}

/** Returns the actions of find, or the pipe, that stand behind the tests. */
export function actionOf({ acts, inside, print, type, parts, isMixed }: FindReading): string {
  const isEmpty = parts.includes('-empty')
  const written = acts.map((act) => {
    if (act.kind !== 'delete' || !act.text.startsWith('-delete') || isEmpty || type === 'f' || type === 'l')
      return act.text
    return type === 'd' ? '-prune -exec rm -rf {} +' : type === '' && isMixed ? '-exec rm -rf {} +' : act.text
  })
  const shown = written.length > 0 && /^\|/.test(print) ? '' : print
  return [...written.toSorted((a, b) => Number(a === '-delete') - Number(b === '-delete')), inside ?? '', shown]
    .filter(Boolean)
    .join(' ')
}
