// The score that an answer needs before it is offered, and the confidence that is shown for its score.

import type { Candidate } from '../../../protocol/proposals.ts'
import { programOf } from '../../../shell-syntax/line-program.ts'
import { TOOL_NAMES } from '../english-programs.ts'
import type { IsKnownWord } from '../slot-fit.ts'
import type { Request, Token } from '../words-request.ts'

/**
 * The least confidence of a first answer, counted on the lines of npm run quality. A request with a file, a number or a name in
 * it is an order, and a command that takes it up is seldom beside the point; one without is a question, and the nearest intent
 * is often that of another question.
 */
export const GENERAL_LEAST = 0.55
export const SHAPED_LEAST = 0.5
const NAME_LEAST = 0.46
const HELD_LEAST = 0.4
/** A command that takes up what stands in quotes, or two values, and leaves no blank: every second one is right, and its confidence says so. */
const ORDER_LEAST = 0.3

/** The words of a request that have a value's shape, or that no sentence has. */
export const valuesOf = ({ tokens }: Request, isKnown: IsKnownWord) =>
  tokens.filter(
    (token) =>
      token.value !== '' &&
      (token.quoted ||
        (token.shapes.size > 0 && !token.shapes.has('name')) ||
        (!token.isStop && !isKnown(token) && !TOOL_NAMES.has(token.lower))),
  )

/**
 * The confidence that is shown for a score: of nine hundred titles for which no intent had been written, about so many were
 * answered rightly with it. What is composed from the words of an order is never as sure as an intent made for it.
 */
export function calibrate(answer: Candidate): Candidate {
  const { confidence } = answer
  if (confidence < GENERAL_LEAST) return answer
  const share = (confidence - GENERAL_LEAST) / (0.97 - GENERAL_LEAST)
  return { ...answer, confidence: Math.round((SHOWN_LEAST + share * (SHOWN_MOST - SHOWN_LEAST)) * 100) / 100 }
}
const SHOWN_LEAST = 0.55
const SHOWN_MOST = 0.93

/**
 * The confidence that is shown for an order, which names its values. Where another program reads the request nearly as well, only every
 * second first answer is right, whatever its score; of the others nine tenths are. A short order says one thing, which several programs
 * do: only one that reads it just as well makes the first doubtful. Another command for the same task does not. The order of the answers
 * stays.
 * @param pool all answers among which these were chosen
 */
export function calibrateOrder(
  answers: readonly Candidate[],
  pool: readonly (Candidate & { phrases?: readonly string[] })[],
  { tokens }: Request,
): Candidate[] {
  const [first] = answers
  if (!first) return [...answers]
  const program = programOf(first.command)
  const phrases = pool.find(({ command }) => command === first.command)?.phrases
  const rivals = pool.filter(
    (item) => programOf(item.command) !== program && (phrases === undefined || item.phrases !== phrases),
  )
  const rival = Math.max(0, ...rivals.map(({ confidence }) => confidence))
  if (rival < first.confidence - (tokens.length <= SHORT ? NEARER : NEAR)) return [...answers]
  return answers.map((answer) => ({ ...answer, confidence: Math.round(answer.confidence * DOUBTED * 100) / 100 }))
}
const SHORT = 6
const NEAR = 0.12
const NEARER = 0.08
const DOUBTED = 0.68

/**
 * The least confidence with which a command is offered as the first answer.
 * @param values the words of the request that have a value's shape (valuesOf)
 * @param excludes true for a request that excludes something
 */
export function leastFor(command: string, values: readonly Token[], excludes: boolean): number {
  const words = command.split(/[\s"'=:@/$]+/)
  // A number alone stands in many commands by chance.
  const held = values.filter(
    ({ value, shapes }) => !shapes.has('number') && (shapes.has('name') ? words : command).includes(value),
  )
  const shaped = held.filter(({ shapes }) => !shapes.has('name'))
  const isOrder = !excludes && !/<[a-z]/.test(command) && (shaped.length > 1 || shaped.some(({ quoted }) => quoted))
  if (shaped.length > 0) return isOrder ? ORDER_LEAST : HELD_LEAST
  if (held.length > 0) return NAME_LEAST
  return values.some(({ shapes }) => !shapes.has('name')) ? SHAPED_LEAST : GENERAL_LEAST
}
