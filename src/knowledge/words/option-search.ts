// Finds the subcommand or the option of a program that the request names, by what the index says of it.

import type { CommandIndex } from '../index/index-file.ts'
import { readManualOptions } from '../index/manual-options.ts'
import type { SpecArg, SpecNode, SpecOption } from '../index/index-format.ts'
import { canonicalStem, joinWords } from './vocabulary.ts'
import type { Request, Token } from './words-request.ts'

interface Found {
  command: string
  explanation: string
  score: number
}

/** A place in a program's description that may be meant: a subcommand, or an option of it. */
interface Choice {
  path: string
  node: SpecNode
  option?: SpecOption
  about: string
  names: readonly string[]
}

/** Less of the request's weight than this in a description is chance. */
const LEAST_SHARE = 0.6
/** The scores of a description that just fits, and of one that says the whole request. */
const LEAST_SCORE = 0.5
const BEST_SCORE = 0.78
const MAX_DEPTH = 2
/** Words that say nothing about an option. */
const EMPTY =
  /^(?:specific|certain|given|file|files|directory|folder|linux|example|line|only|one|different|multiple|several|same|current|work)$/

const EMPTY_WEIGHT = 2

/** The subcommands and options of the named programs that fit the request, best first. */
export function searchOptions(
  request: Request,
  { index }: { index: CommandIndex },
  mentioned: ReadonlySet<string>,
): Found[] {
  const [program, ...others] = mentioned
  // Two named programs are a pipeline, which no description tells.
  if (program === undefined || others.length > 0 || request.excluded.size > 0) return []
  const root = index.load(program)
  const wanted = request.tokens.filter(
    (token) =>
      !token.isStop &&
      !token.quoted &&
      token.lower !== program &&
      !isValue(token) &&
      !/^(?:command|option|flag|parameter|argument|utility|tool)s?$/.test(token.lower),
  )
  if (!root || wanted.length === 0) return []
  const weighed = wanted.map((token) => ({
    stem: token.stem,
    weight: EMPTY.test(token.lower) ? EMPTY_WEIGHT : Math.log(20_000 / (index.frequency(token.stem) + 2)),
  }))
  const total = weighed.reduce((sum, { weight }) => sum + weight, 0)
  // The beginning of a word is the same in all words with its stem; synonyms have other beginnings.
  const heads = wanted.flatMap(({ lower, stem }) => [lower.slice(0, 3), stem.slice(0, 3)])
  const named = request.tokens.filter(isValue).map((token) => token.value)
  return listChoices(program, withManual(root, program))
    .map((choice) => ({ choice, fit: rateChoice(choice, weighed, heads, total) }))
    .filter(({ fit }) => fit >= LEAST_SHARE)
    .toSorted((a, b) => b.fit - a.fit)
    .slice(0, 2)
    .map(({ choice, fit }) => ({
      command: writeCommand(choice, named),
      explanation: choice.about,
      score: LEAST_SCORE + (BEST_SCORE - LEAST_SCORE) * ((fit - LEAST_SHARE) / (1 - LEAST_SHARE)),
    }))
}

/** The page of this machine's manual tells more exactly than the index which options its program has. */
function withManual(root: SpecNode, program: string): SpecNode {
  const options = (root.s?.length ?? 0) > MANY_SUBCOMMANDS ? [] : readManualOptions(program)
  return options.length === 0 ? root : { ...root, o: [...options] }
}
const MANY_SUBCOMMANDS = 3

const isValue = (token: Token): boolean =>
  token.shapes.has('file') || token.shapes.has('path') || token.shapes.has('url') || token.shapes.has('host')

function listChoices(path: string, node: SpecNode, depth = 0): Choice[] {
  const own: Choice[] = (node.o ?? []).map((option) => ({ path, node, option, about: option.d, names: option.n }))
  const below = (node.s ?? []).flatMap((child) => {
    const inner = `${path} ${child.n[0] ?? ''}`
    const choice: Choice = { path: inner, node: child, about: child.d, names: child.n }
    return depth + 1 < MAX_DEPTH ? [choice, ...listChoices(inner, child, depth + 1)] : [choice]
  })
  return [...below, ...own]
}

/** The share of the request's weight that a description holds, less for a description that says much else. */
function rateChoice(
  choice: Choice,
  wanted: readonly { stem: string; weight: number }[],
  heads: readonly string[],
  total: number,
): number {
  // Most descriptions hold none of the words, which is seen without cutting them.
  const text = `${choice.names.join(' ')} ${choice.about}`.toLowerCase()
  if (!heads.some((head) => text.includes(head))) return 0
  const names = stemsOf(choice.names.join(' ').replaceAll(/[-_=]+/g, ' '))
  const about = stemsOf(choice.about)
  const parents = stemsOf(choice.path)
  let found = 0
  let own = 0
  for (const { stem, weight } of wanted) {
    if (names.has(stem)) found += weight
    else if (about.has(stem)) found += weight * 0.9
    else if (parents.has(stem)) found += weight * 0.8
    else continue
    if (names.has(stem) || about.has(stem)) own += 1
  }
  if (own === 0) return 0
  const asked = new Set(wanted.map(({ stem }) => stem))
  const strange = [...names].filter((name) => name.length > 1 && !asked.has(name)).length
  return (
    (found / total) * (own === 1 && wanted.length > 1 ? 0.75 : 1) - Math.min(0.15, about.size * 0.008) - 0.04 * strange
  )
}

const stemsOf = (text: string): ReadonlySet<string> =>
  new Set(
    joinWords(text)
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .map(canonicalStem),
  )

/** The command with blanks for what the request does not name. */
function writeCommand({ path, node, option }: Choice, named: readonly string[]): string {
  const spelling = option ? (option.n.find((name) => name.startsWith('--')) ?? option.n[0] ?? '') : ''
  const [name = '', sample] = spelling.split('=')
  const arg = option?.a?.[0]
  const value = sample !== undefined ? `=${blank(sample)}` : arg ? ` ${blank(arg.n)}` : ''
  const operands = (node.a ?? []).slice(0, 2).map((item: SpecArg, at) => named[at] ?? blank(item.n))
  return [path, option ? `${name}${value}` : '', ...operands].filter(Boolean).join(' ')
}

function blank(name: string): string {
  const clean = name
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, ' ')
    .trim()
    .split(' ')
    .slice(0, 2)
    .join(' ')
  return `<${clean || 'value'}>`
}
