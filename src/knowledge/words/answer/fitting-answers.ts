// Chooses the commands that do what a request says, to the things that it names, and to none that it excludes.

import { programOf } from '../../../shell-syntax/line-program.ts'
import { hasOptions, readAskedOptions } from '../builders/asked-options.ts'
import { keepsSides } from '../sense/contrasts.ts'
import { readRefused } from '../sense/denied-acts.ts'
import { keepsDirection } from '../sense/directions.ts'
import { takesFirstColumns } from '../sense/column-separators.ts'
import { showsExclusions } from '../sense/exclusion.ts'
import { listsKinds } from '../sense/file-families.ts'
import { changesInsteadOfListing, isForeign } from '../sense/foreign-commands.ts'
import { keepsNamedFiles } from '../sense/kept-files.ts'
import { knowsFolders } from '../sense/named-places.ts'
import { listsPlace } from '../sense/restrictions.ts'
import { isStraight } from '../sense/turned-round.ts'
import type { Request } from '../words-request.ts'
import { SHAPED_LEAST } from './answer-confidence.ts'
import type { Found } from './answer-ranking.ts'
import { type Answer, answerDenying, answerSparing, BLANK } from './surrounded-answers.ts'

/** The commands that are about what the request says, with all that it excludes left out. */
export function chooseFitting(pool: readonly Found[], request: Request, answer: Answer): Found[] {
  const asked = readAskedOptions(request)
  const coveredBy = (command: string): number[] => {
    const { options, covered, texts } = asked(programOf(command))
    return hasOptions(command, options) ? [...covered, ...texts] : []
  }
  const refused = readRefused(request.lower)
  const fits = (found: Found): boolean =>
    !refused.some((signs) => signs.test(found.command)) &&
    isAbout(found.command, request) &&
    (found.isSparing === true ||
      showsExclusions(found, request, new Set([...coveredBy(found.command), ...(found.understood ?? [])])))
  const fitting = pool.filter(fits)
  // A command that a builder has composed with its exceptions comes first.
  const composed = fitting.filter(({ confidence }) => confidence >= SHAPED_LEAST)
  if (composed.every(({ command }) => BLANK.test(command)))
    for (const found of answerSparing(request, answer).filter(fits))
      fitting.push({
        ...found,
        confidence: Math.max(found.confidence, ...composed.map(({ confidence }) => confidence + 0.01)),
      })
  if (composed.length === 0) fitting.push(...answerDenying(request, answer).filter(fits))
  // Beside a command that was read with all that the request excludes, a weak one is no second choice.
  return request.exclusions.length > 0 && composed.some(({ isSparing }) => isSparing === true)
    ? fitting.filter(({ isSparing, confidence }) => isSparing === true || confidence >= SHAPED_LEAST)
    : fitting
}

/** False for a command that does something else, or something to other things, than the request says in so many words. */
const isAbout = (command: string, request: Request): boolean =>
  keepsNamedFiles(command, request) &&
  listsKinds(command, request) &&
  listsPlace(command, request) &&
  knowsFolders(command, request) &&
  keepsSides(command, request) &&
  keepsDirection(command, request) &&
  takesFirstColumns(command, request.lower) &&
  isStraight(command, request) &&
  !isForeign(command, request) &&
  !changesInsteadOfListing(command, request)
