// Programs that run another one as it is: what they run is judged in their place.

import type { FinalWord } from './word-expansion.ts'

export interface Unwrapped {
  /** The name of the program that runs in the end. */
  name: string
  args: FinalWord[]
  /** True when a file of that name is run, also where the shell has a builtin. */
  isExternal: boolean
  /** The wrappers, which have to be programs of the system themselves. */
  wrappers: string[]
}

/** Variables that choose a language, a time zone or a width, and nothing else. */
const HARMLESS_ASSIGNMENT =
  /^(?:(?:LC_(?:ALL|COLLATE|CTYPE|MESSAGES|NUMERIC|TIME)|LANG)=[\w.@-]*|TZ=(?!.*\.\.)[\w+-][\w+/-]*|(?:COLUMNS|LINES)=\d+|NO_COLOR=\d?)$/
const SYSTEM_PATH = /^\/(?:usr\/(?:local\/)?)?s?bin\/([a-z0-9][\w.+-]*)$/
const DURATION = /^\d+(?:\.\d+)?[smhd]?$/
const MOST_WRAPPERS = 4

/** Null when a word is not certain to be what it seems, or nothing is run. */
export function unwrap(words: readonly FinalWord[]): Unwrapped | null {
  const found = takeOff(words)
  // A word that is known only when the line runs is judged with the program, or it makes the line uncertain: none is taken off.
  const count = (some: readonly FinalWord[]) => some.filter(({ unknown }) => unknown !== undefined).length
  return found !== null && count(found.args) === count(words) ? found : null
}

function takeOff(words: readonly FinalWord[]): Unwrapped | null {
  const found: Unwrapped = { name: '', args: skipAssignments(words), isExternal: false, wrappers: [] }
  for (let depth = 0; depth <= MOST_WRAPPERS; depth++) {
    const [first, ...rest] = found.args
    if (first === undefined || first.isFound || first.unknown !== undefined) return null
    const path = SYSTEM_PATH.exec(first.value)
    if (path !== null) {
      found.wrappers.push(first.value)
      found.isExternal = true
    }
    found.name = path?.[1] ?? first.value
    found.args = rest
    const inner = Object.hasOwn(WRAPPERS, found.name) ? WRAPPERS[found.name]!(rest) : null
    if (inner === null) return found
    if (found.name !== 'command') {
      if (path === null) found.wrappers.push(found.name)
      found.isExternal = true
    }
    found.args = inner
  }
  return null
}

/** The words of the program inside; null when the wrapper runs none, or is not written as it is certain. */
const WRAPPERS: Readonly<Record<string, (words: readonly FinalWord[]) => FinalWord[] | null>> = {
  env(words) {
    const inner = skipAssignments(words[0]?.value === '-i' ? words.slice(1) : words)
    return startsProgram(inner) ? inner : null
  },
  nice(words) {
    const [option, value] = words.map((word) => word.value)
    const inner = option === '-n' && /^-?\d+$/.test(value ?? '') ? words.slice(2) : words
    return startsProgram(inner) ? [...inner] : null
  },
  timeout(words) {
    const inner = DURATION.test(words[0]?.value ?? '') ? words.slice(1) : []
    return startsProgram(inner) ? inner : null
  },
  command: (words) => (startsProgram(words) ? [...words] : null),
}

function startsProgram(words: readonly FinalWord[]): boolean {
  return words[0] !== undefined && !words[0].value.startsWith('-') && !words[0].value.includes('=')
}

function skipAssignments(words: readonly FinalWord[]): FinalWord[] {
  const from = words.findIndex(({ value, isFound }) => isFound || !HARMLESS_ASSIGNMENT.test(value))
  return from === -1 ? [] : words.slice(from)
}

/** True for `xargs` with a program that only prints its words, whatever they are: `echo`, `basename`, `dirname`. */
export function isPrintingXargs(words: readonly FinalWord[]): boolean {
  let at = 0
  for (; at < words.length && words[at]!.value.startsWith('-'); at++) {
    const { value } = words[at]!
    if (/^-(?:[0r]|n\d+|L\d+|I[{}%@_]{1,2})$/.test(value)) continue
    if (!/^-[nLI]$/.test(value) || !/^(?:\d+|[{}%@_]{1,2})$/.test(words[++at]?.value ?? '')) return false
  }
  const [program, ...args] = words.slice(at)
  if (program === undefined || words.some(({ isFound, unknown }) => isFound || unknown !== undefined)) return false
  return ['echo', 'basename', 'dirname'].includes(program.value) && args.every(({ value }) => !value.startsWith('-'))
}

/** The archive that tar lists; null when it does anything else. A name with a colon would be on another machine. */
export function readTarList(words: readonly FinalWord[]): FinalWord | null {
  const [mode, archive, ...members] = words
  if (mode === undefined || archive === undefined || [mode, archive].some(({ isFound }) => isFound)) return null
  if (!/^-?(?=[^t]*t[^t]*$)[tvzjJ]{1,4}f$/.test(mode.value) || /[:]|^-/.test(archive.value)) return null
  return members.every(({ value }) => !value.startsWith('-')) ? archive : null
}

/**
 * True for `find … -print0 | xargs -0 wc -l`: each name begins with a dot or a slash and is one word, so that none is an option of wc, which
 * tells nothing of what stands in a file.
 */
export function isCountOfFound(finder: Unwrapped, counter: Unwrapped): boolean {
  const found = finder.args.map(({ value }) => value)
  const counted = counter.args.map(({ value }) => value)
  if (finder.name !== 'find' || counter.name !== 'xargs') return false
  if (finder.wrappers.length + counter.wrappers.length > 0) return false
  if (found.at(-1) !== '-print0' || found.slice(0, -1).some((word) => /^-f?print|^-f?ls/.test(word))) return false
  const end = found.findIndex((word) => /^[-(!]/.test(word))
  return (
    found.slice(0, end).every((root) => /^[./]/.test(root)) &&
    counted.length <= 3 &&
    counted[0] === '-0' &&
    counted[1] === 'wc' &&
    (counted[2] === undefined || /^-[clmw]+$/.test(counted[2]))
  )
}
