// Corrects the program's own name: misspelt, run together with its argument, or split in the wrong place.

import { popularCommands, weighCommand } from '../index/popularity.ts'
import { BUILTINS } from '../index/known-programs.ts'
import { hasOption, subcommandsOf } from '../index/command-spec.ts'
import { findSpellings } from './misspelling.ts'
import { replaceWord } from './failed-command.ts'
import type { Failure, Offer } from './failed-command.ts'
import { offerPaths } from './path-typos.ts'
import { isRealName } from './fix-rules-shell.ts'

const KIND = 'spelling'
/** The largest distance of a word with one slip: a letter too few, too many, wrong or in another place. */
const ONE_SLIP = 1.2

/** Corrections of a wrong program name: `gti status`, `gitstatus`, `gi tstatus`, `cd..`. */
export function fixProgram(f: Failure): Offer[] {
  const typed = f.name
  if (typed === '' || /^\W+$/.test(typed)) return []
  const offers = splitJoined(f)
  if (typed.includes('/')) return [...offers, ...(f.exists(typed) ? [] : offerPaths(f, f.program, 0.9))]
  const known = listKnown(f)
  const weigh = (name: string): number => {
    const popularity = weighCommand(name)
    const here = f.programs.has(name) || BUILTINS.has(name)
    return here ? Math.min(1, popularity * 0.9 + 0.12) : popularity * 0.88
  }
  const found = findSpellings(typed, known, weigh, 5)
  const scored = found
    .map((item) => ({ ...item, score: item.score + judgeArguments(f, item.word) }))
    .toSorted((a, b) => b.score - a.score)
  const [first, second] = scored
  // The name of a real program that is not installed is less likely a slip, the better known it is.
  const famous = weighCommand(typed) >= 0.6
  const real =
    famous && typed.length > 2
      ? 0.45
      : isRealName(f)
        ? weighCommand(typed) >= 0.5 || typed.length > 3
          ? 0.2
          : 0.08
        : 0
  for (const [i, item] of scored.slice(0, 4).entries()) {
    const lead = i === 0 && second ? Math.min(0.12, Math.max(0, item.score - second.score)) : 0
    // A rare and distant name would be a guess; so is one that is two slips away, is not installed and takes none of the words.
    if (item.score < 0.5) continue
    const isHere = f.programs.has(item.word) || BUILTINS.has(item.word)
    if (item.distance > ONE_SLIP && !isHere && judgeArguments(f, item.word) <= 0) continue
    const behind = i === 0 ? 0 : Math.min(0.3, ((first?.score ?? 0) - item.score) * 0.8 + 0.04 * i)
    offers.push({
      command: replaceWord(f, f.program, item.word),
      explanation: `"${typed}" looks like a typo of ${item.word}`,
      confidence: Math.max(0.3, Math.min(0.97, 0.3 + item.score * 0.72 + lead - behind) - real),
      source: KIND,
    })
  }
  return offers
}

const lists = new WeakMap<ReadonlySet<string>, ReadonlySet<string>>()

/** All names of programs and builtins; collected again only when PATH was read again. */
function listKnown(f: Failure): ReadonlySet<string> {
  const here = f.programs.names()
  let known = lists.get(here)
  if (!known) lists.set(here, (known = new Set([...popularCommands(), ...here, ...BUILTINS, ...f.index.names()])))
  return known
}

/** A bonus when the arguments match subcommands and options of the program, a penalty (below 0) when they do not. */
function judgeArguments(f: Failure, name: string): number {
  const node = f.index.load(name)
  if (!node) return 0
  let score = 0
  const subcommands = subcommandsOf(node)
  const operand = f.args.find((word) => !word.value.startsWith('-'))?.value
  if (subcommands.size > 3 && operand !== undefined && f.args[0]?.value === operand) {
    if (subcommands.has(operand)) score += 0.16
    else if ((node.a?.length ?? 0) === 0) score -= 0.06
  }
  for (const word of f.args.slice(0, 4)) {
    if (!/^-[\w-]/.test(word.value) || word.value === '--') continue
    if (hasOption(node, word.value)) score += 0.05
    else score -= subcommands.has(operand ?? '') ? 0 : 0.04
  }
  return Math.max(-0.15, Math.min(0.24, score))
}

/** Corrections of a missing or misplaced blank: `gitstatus`, `cd..`, `ls-la`, `gi tstatus`. */
function splitJoined(f: Failure): Offer[] {
  const typed = f.name
  const offers: Offer[] = []
  const add = (text: string, confidence: number): void => {
    offers.push({ command: text, explanation: 'a blank was missing or misplaced', confidence, source: KIND })
  }
  for (let i = Math.min(typed.length - 1, 14); i >= 2; i -= 1) {
    const left = typed.slice(0, i)
    const right = typed.slice(i)
    const popular = weighCommand(left)
    if (popular < 0.5 || !(f.programs.has(left) || BUILTINS.has(left) || f.index.has(left))) continue
    const node = f.index.load(left)
    if (node && subcommandsOf(node).has(right) && right.length > 1)
      add(replaceWord(f, f.program, `${left} ${right}`), 0.93)
    else if (/^(?:\.\.?(?:\/.*)?|[~/].*|-)$/.test(right) && (left === 'cd' || left === 'ls'))
      add(replaceWord(f, f.program, `${left} ${right}`), 0.98)
    else if (/^-\w/.test(right) && popular >= 0.6) add(replaceWord(f, f.program, `${left} ${right}`), 0.9)
    else if (f.exists(right) && popular >= 0.66 && right.length > 2)
      add(replaceWord(f, f.program, `${left} ${right}`), 0.8)
  }
  const next = f.args[0]
  if (next && /^\w/.test(next.text)) {
    const left = typed + next.text.slice(0, 1)
    const node = weighCommand(left) >= 0.6 ? f.index.load(left) : undefined
    if (node && subcommandsOf(node).has(next.text.slice(1))) {
      const text = `${left} ${next.text.slice(1)}`
      add(f.failed.slice(0, f.program.start) + text + f.failed.slice(next.end), 0.93)
    }
    const joined = typed + next.text
    if (typed.length <= 3 && weighCommand(joined) >= 0.7) {
      add(f.failed.slice(0, f.program.start) + joined + f.failed.slice(next.end), 0.85)
    }
  }
  return offers
}
