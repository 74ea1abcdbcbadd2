// Answers that are written around the answer to a part of the request: its last clause, and its exceptions; and the same with other programs.

import type { Candidate } from '../../../protocol/proposals.ts'
import { quotePlaceholders } from '../../../shell-syntax/placeholders.ts'
import type { Found } from './answer-ranking.ts'
import { readClause } from '../builders/clauses.ts'
import { findEquivalents } from '../builders/equivalents.ts'
import { readKept } from '../builders/kept-names.ts'
import { leaveOut } from '../builders/leaving-out.ts'
import { readRefused } from '../sense/denied-acts.ts'
import { isValue } from '../sense/exception-words.ts'
import { isOtherAct } from '../sense/wanted-things.ts'
import { readRequest, type Request, splitSpared } from '../words-request.ts'
import { longPattern } from '../../../sys/words/long-pattern.ts'

/** Answers a part of a request as if it were the whole. */
export type Answer = (line: string, limit: number) => Candidate[]

/** A blank that the user fills in. */
export const BLANK = /<[a-z]/

/** The part of an answer's confidence that is left when a clause is written around it. */
const WITH_CLAUSE = 0.97

/** The answers to a request without its last clause, with the clause written around them. */
export function answerClause(line: string, answer: Answer, pool: readonly Found[]): Found[] {
  const clause = readClause(line)
  if (!clause) return []
  return answer(clause.head, 2)
    .filter(({ source }) => source === 'intent')
    .flatMap(({ command, confidence, ...rest }) => {
      const whole = clause.wrap(command)
      if (whole === null) return []
      // The same command without the clause leaves a part of the request out.
      const bare = pool.find((found) => found.command === command)?.confidence ?? 0
      const sure = Math.max(confidence * WITH_CLAUSE, bare + 0.01)
      return [
        { ...rest, command: quotePlaceholders(whole), confidence: sure, allowedHarm: 'any' as const, isSparing: true },
      ]
    })
}

/** A clause that wants something to stay or denies an act, behind the request itself, and no part of a description: "that do not …". */
const DENYING = longPattern('i')`
  ^(?<head>.*?\w[,;]?)(?<!\b(?:that|which|who|are|is|were|was|does|do|did|have|has|been|if|all|only)) (?:(?:and|but|yet
  |while) )?(?<clause>(?:keep|leave|preserv|retain)\w*|without|never|do not|don't|not|only)\b
`

/** "keep files from this week", but not "keep the file on the disk". */
const TELLS_WHICH = longPattern('i')`
  \b(?:from|of|since|newer|older|larger|smaller|modified|changed|created|named|called|matching|ending|starting)\b(?! (?:the |my 
  |its )?(?:disk|drive|git|repo\w*|index|work\w*|place|remote|server|container|user)\b)
`

/**
 * The answers to a request without the clause that says what is to stay or not to be done: "remove the container web but keep its volumes".
 * Commands that take it away or do it all the same are left out.
 */
export function answerDenying({ text: line, tokens, exclusions }: Request, answer: Answer): Found[] {
  const { head, clause } = DENYING.exec(line)?.groups ?? {}
  if (head === undefined || clause === undefined) return []
  // If one of several things of a kind is to stay, the whole request has to be answered.
  const isNamed = exclusions.some(({ spares, places }) => spares && places.some((place) => isValue(tokens[place]!)))
  if (isNamed || TELLS_WHICH.test(line.slice(head.length))) return []
  const refused = readRefused(line.toLowerCase(), line.indexOf(clause, head.length))
  if (refused.length === 0) return []
  const request = readRequest(head)
  return answer(head.replace(/[,;]$/, ''), USUAL_ANSWERS)
    .filter(
      ({ source, command }) =>
        source === 'intent' && !refused.some((signs) => signs.test(command)) && !isOtherAct(command, request.tokens),
    )
    .map((found) => ({
      ...found,
      confidence: found.confidence * WITH_CLAUSE,
      allowedHarm: 'any' as const,
      isSparing: true,
    }))
}

/** The answers to a request without its exceptions, with these written into them. */
export function answerSparing(request: Request, answer: Answer): Found[] {
  const { wanted, kept } = splitSpared(request)
  const things = kept.length === 0 ? null : readKept(kept, 'anything')
  if (things === null || wanted.tokens.length === 0) return []
  const said = COMMANDS[wanted.lower.trim()]
  const answers: Candidate[] =
    said === undefined
      ? answer(spellAll(wanted.text), USUAL_ANSWERS)
      : [{ command: said, explanation: SPARING, source: 'intent', confidence: SAID }]
  return answers
    .toSorted((a, b) => Number(BLANK.test(a.command)) - Number(BLANK.test(b.command)))
    .filter(({ source, confidence }) => source === 'intent' && confidence > answers[0]!.confidence - NEAR_BEST)
    .flatMap(({ command, confidence, ...rest }) => {
      // A search without a file goes through all of them; the name of an archive may be left open.
      const head = command.replace(/^grep(?: -n)? (\S+) <file>$/, 'grep -rn $1 .')
      const whole =
        BLANK.test(head) && !/^(?:tar -\w+|zip -\w+) '?<file>'? [^<]*$/.test(head) ? null : leaveOut(head, things)
      if (whole === null) return []
      return [
        {
          ...rest,
          command: whole,
          explanation: SPARING,
          confidence: confidence * WITH_CLAUSE,
          allowedHarm: 'any' as const,
        },
      ]
    })
    .slice(0, 1)
}

/** "every container" is "all containers". */
const spellAll = (text: string): string =>
  text
    .replaceAll(
      /\b(?:every|each) ((?:docker |running |stopped |local )?(?:container|image|volume|file|folder|service|package|commit|tag))\b/g,
      'all $1s',
    )
    .replaceAll(/\b(?:every|each) ((?:\w+ )?)(process|branch)\b/g, 'all $1$2es')

/** The note of the answer without the exception would be untrue of the one with it. */
const SPARING = 'without what is named'

/** An answer that is this much less sure than the best may stand for it, where an exception cannot be written into the best. */
const NEAR_BEST = 0.15
/** Requests that are a command already, but for their exceptions: "ls without node_modules". */
const COMMANDS: Readonly<Record<string, string>> = {
  ls: 'ls',
  tree: 'tree',
  du: 'du -sh .',
  ps: 'ps aux',
  env: 'env',
  'show env': 'env',
  printenv: 'printenv',
  'git diff': 'git diff',
  'git status': 'git status',
  'git add': 'git add .',
  'git add all': 'git add .',
  'git add everything': 'git add .',
  'git stash': 'git stash push',
  'git stash everything': 'git stash push',
}
const SAID = 0.9

/** A program is shown by at most so many answers. */
const USUAL_ANSWERS = 5

/** A command that is surer than this is offered with other programs, too, and those with this part of its confidence. */
const OTHERWISE_FROM = 0.6
const OTHERWISE = 0.7

export function answerOtherwise(pool: readonly Found[]): Found[] {
  const best = pool.toSorted((a, b) => b.confidence - a.confidence)[0]
  if (!best || best.confidence < OTHERWISE_FROM || best.source !== 'intent') return []
  return findEquivalents(best.command).map((command) => ({
    ...best,
    command: quotePlaceholders(command),
    explanation: 'the same with another program',
    confidence: Math.min(1, best.confidence) * OTHERWISE,
  }))
}
