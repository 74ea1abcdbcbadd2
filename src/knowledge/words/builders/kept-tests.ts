// The tests of find that leave alone what a request excepts: "but not the ones in tests", "except pdfs", "besides the hidden ones".

import { quoteAlways } from '../../../shell-syntax/word-quoting.ts'
import { familyAt } from '../sense/file-families.ts'
import { isFiller } from '../sense/exceptions.ts'
import { patternsOf, type Token } from '../words-request.ts'

const INSIDE = /^(?:in|inside|under|within|from|below|of)$/
const FOLDER = /^(?:folders?|director(?:y|ies)|dirs?)$/
const NAMED = /^(?:named|called)$/

/**
 * The negated tests for the words of an exception; null when one of them says what no such test can: then nothing can be offered.
 * @param kept the words of the exception, in their order
 * @param isAboutFolders true when the request is about directories alone, whose names are meant then
 */
export function readKeptTests(kept: readonly Token[], isAboutFolders: boolean): string[] | null {
  const tests: string[] = []
  for (const [at, token] of kept.entries()) {
    if (!token.quoted && isFiller(token.lower) && !NAMED.test(kept[at - 1]?.lower ?? '')) continue
    const test = testFor(kept, at, isAboutFolders)
    if (test === null) return null
    tests.push(...test)
  }
  return tests
}

function testFor(kept: readonly Token[], at: number, isAboutFolders: boolean): string[] | null {
  const { lower, value, shapes, quoted } = kept[at]!
  const before = wordBefore(kept, at)
  const after = kept[at + 1]?.lower ?? ''
  const isNamed = quoted || NAMED.test(before) || shapes.has('path') || shapes.has('file')
  const isInside = INSIDE.test(before) && !/^(?:apart|aside)$/.test(kept[at - 2]?.lower ?? '') && !shapes.has('file')
  if (FOLDER.test(after) || isInside || (FOLDER.test(before) && isNamed)) {
    if (!/^[\w./@+~-]+$/.test(value) || /^(?:this|current|home|parent|\.{1,2}|~)$/.test(lower)) return null
    if (isAboutFolders && !isInside) return [`-not -name ${quoteAlways(value)}`]
    return [`-not -path ${quoteAlways(value.startsWith('/') ? `${value}/*` : `*/${trimSlashes(value)}/*`)}`]
  }
  if (lower === 'hidden') return [`-not -path '*/.*'`]
  if (lower === 'empty') return ['-not -empty']
  if (shapes.has('glob') && !value.includes('/')) return [`-not -name ${quoteAlways(value)}`]
  const patterns = familyAt(kept, at) ?? (shapes.has('file') || quoted ? null : patternsOf(value))
  if (patterns) return patterns.map((pattern) => `-not -name ${quoteAlways(pattern)}`)
  // "all directories but src": what follows can only be the name of one.
  const isFolderName =
    isAboutFolders && shapes.has('name') && /^(?:except|excluding|besides|than|from|but|for|not)$/.test(before)
  if (!isNamed && !isFolderName) return null
  if (value.startsWith('/')) return [`-not -path ${quoteAlways(`${trimSlashes(value)}/*`)}`]
  if (/[\s'~]/.test(value)) return null
  const name = value.replace(/^\.\//, '').replace(/\/$/, '')
  if (name.includes('/')) return [`-not -path ${quoteAlways(`*/${name}`)}`, `-not -path ${quoteAlways(`*/${name}/*`)}`]
  if (shapes.has('file') || isAboutFolders) return [`-not -name ${quoteAlways(name)}`]
  return [`-not -name ${quoteAlways(name)}`, `-not -path ${quoteAlways(`*/${name}/*`)}`]
}

/** The word before, without articles and "my". */
function wordBefore(kept: readonly Token[], at: number): string {
  let back = at - 1
  while (/^(?:the|a|an|my|our)$/.test(kept[back]?.lower ?? '')) back -= 1
  return kept[back]?.lower ?? ''
}

const trimSlashes = (path: string): string => path.replace(/^\.\//, '').replace(/\/+$/, '')
