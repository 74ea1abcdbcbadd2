// The rows of profiles: what a program does, in words that a request must hold in any order, and the command for it.
//
// A row is `words => command ## explanation`; `words ; words` are two ways to say one thing. A word stands for its synonyms; `a|b` is one
// of two, `a_b` are words that follow one another, `=word` is that word alone, `word?` may be missing.
// In the command `{file}` is a value of the request, or a blank for it; `{file!}` must be in the request, `{file?}` may be missing;
// `«-p {port}»` is left out with its value. Which value a slot takes is said in profile-slots.ts.

import { canonicalStem } from '../vocabulary.ts'
import type { Token } from '../words-request.ts'
import { programOf } from '../../../shell-syntax/line-program.ts'
import { stem } from '../stem.ts'

/** A word of a phrase; one that stands for itself alone has no stem. */
interface Word {
  text: string
  stem: string
  /** The spellings of a request that are this word: its own, and for one with synonyms its stem. */
  own: string
  key: string
}

interface Term {
  /** Phrases of which one must be there. */
  any: readonly (readonly Word[])[]
  isOptional: boolean
}

export interface Row {
  program: string
  ways: readonly (readonly Term[])[]
  command: string
  explanation: string
}

function readWord(text: string): Word {
  let word = knownWords.get(text)
  if (!word) {
    if (text.startsWith('=')) word = { text: text.slice(1), stem: '', own: text, key: text }
    else {
      const cut = canonicalStem(text)
      word = { text, stem: cut, own: `=${text}`, key: cut }
    }
    knownWords.set(text, word)
  }
  return word
}
const knownWords = new Map<string, Word>()

/** Rows share the words that they are written with. */
function readTerm(text: string): Term {
  let term = terms.get(text)
  if (!term) {
    const isOptional = text.endsWith('?')
    const bare = isOptional ? text.slice(0, -1) : text
    term = { isOptional, any: bare.split('|').map((phrase) => phrase.split('_').map(readWord)) }
    terms.set(text, term)
  }
  return term
}
const terms = new Map<string, Term>()

/** Reads a line of a table. */
export function readRow(line: string): Row {
  const [head = '', tail = ''] = line.split(' => ')
  const [command = '', explanation = ''] = tail.split(' ## ')
  return {
    program: programOf(command.replace(/^\S+=\S* /, '')),
    ways: head.split(' ; ').map((way) => way.trim().split(' ').map(readTerm)),
    command: command.trim(),
    explanation: explanation.trim(),
  }
}

/** The words that a way to say it needs, and where they stand. */
export interface Met {
  /** The stems of the words that had to be there. */
  needed: readonly string[]
  places: ReadonlySet<number>
}

/** The words of a request, as rows look for them. */
export interface RequestWords {
  tokens: readonly Token[]
  /** The spellings under which a row may have the word at each place: itself, its stem, and the stem of its synonyms. None for quoted text. */
  spellings: readonly (readonly string[])[]
  all: ReadonlySet<string>
}

/** Names by which nothing else is called. */
const SHELL_OPTIONS: ReadonlySet<string> = new Set(
  'autocd cdable_vars cdspell checkhash checkjobs checkwinsize cmdhist direxpand dirspell dotglob execfail expand_aliases extglob failglob globasciiranges globstar histappend histreedit histverify hostcomplete huponexit inherit_errexit lastpipe lithist nocaseglob nocasematch nullglob progcomp promptvars restricted_shell shift_verbose sourcepath xpg_echo'.split(
    ' ',
  ),
)

export function readWords(tokens: readonly Token[]): RequestWords {
  const spellings = tokens.map((token, at) => {
    const { lower } = token
    // The ending of a file says that it is packed.
    if (/(?<!\.tar)\.gz$/.test(lower)) return ['gzip']
    if (SHELL_OPTIONS.has(token.value)) return ['=shell-option-name']
    if (token.quoted) return []
    const stems = [`=${lower}`, token.stem, stem(lower)]
    // "the number of" is read as "the count of", and "100 bytes" as one word.
    if (lower === 'count' && tokens[at + 1]?.lower === 'of') stems.push('number')
    if (token.shapes.has('size') && /byte/i.test(token.raw)) stems.push('byte')
    return stems
  })
  return { tokens, spellings, all: new Set(spellings.flat()) }
}

const isAt = ({ key, own }: Word, spelt: readonly string[] | undefined): boolean =>
  spelt !== undefined && (spelt.includes(key) || spelt[0] === own)

const isIn = ({ key, own }: Word, all: ReadonlySet<string>): boolean => all.has(key) || all.has(own)

/** The places of a phrase in a request, articles within it skipped; null when it is not there. */
function findPhrase(phrase: readonly Word[], { tokens, spellings, all }: RequestWords): number[] | null {
  if (!isIn(phrase[0]!, all)) return null
  for (let start = 0; start < tokens.length; start += 1) {
    if (!isAt(phrase[0]!, spellings[start])) continue
    const places = [start]
    let at = start + 1
    for (const word of phrase.slice(1)) {
      while (
        at < tokens.length &&
        /^(?:the|a|an|of|to|its|their|all|any)$/.test(tokens[at]!.lower) &&
        !isAt(word, spellings[at])
      )
        at += 1
      if (!isAt(word, spellings[at])) break
      places.push(at)
      at += 1
    }
    if (places.length === phrase.length) return places
  }
  return null
}

/** Compares a request with one way to ask for a thing. Returns the words that both have; null where a word that the way needs is missing. */
export function meet(way: readonly Term[], words: RequestWords): Met | null {
  const { tokens, spellings, all } = words
  // Most rows lack a word, which is seen at once.
  for (const { any, isOptional } of way) if (!isOptional && !any.some((phrase) => isIn(phrase[0]!, all))) return null
  const needed: string[] = []
  const places = new Set<number>()
  for (const term of way) {
    let found = false
    for (const phrase of term.any) {
      const at = findPhrase(phrase, words)
      if (!at) continue
      for (const place of at) places.add(place)
      // A word that stands twice in the request is read twice.
      if (phrase.length === 1)
        for (const [place, spelt] of spellings.entries()) if (isAt(phrase[0]!, spelt)) places.add(place)
      if (!term.isOptional && !found) needed.push(...at.map((place) => tokens[place]!.stem))
      found = true
    }
    if (!found && !term.isOptional) return null
  }
  return { needed, places }
}
