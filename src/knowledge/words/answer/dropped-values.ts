// Names and numbers of a request that a command leaves out: then it answers a wider question than was asked.

import type { Request, Token } from '../words-request.ts'

/** The part of a score that is left for a command that drops a name or a number. */
const DROPPED = 0.62
/** Numbers that commands write in another way: days as hours, the line behind the last one. */
const FORMS = [1, 7, 24, 60, 3600, 30] as const

const isDropped = (command: string, { value, lower, shapes, quoted, isStop }: Token, at: number): boolean => {
  if (quoted || isStop) return false
  if (/^\d{1,6}$/.test(value) && shapes.has('number')) {
    const number = Number(value)
    if (number < 2) return false
    const forms = [number + 1, number - 1, ...FORMS.flatMap((by) => [number * by, number / by])]
    return !forms.some((form) => Number.isInteger(form) && command.includes(String(form)))
  }
  // A capital within a sentence begins a name: "the newest file in Downloads".
  return at > 0 && /^[A-Z][a-z]{2,}$/.test(value) && !command.toLowerCase().includes(lower)
}

/**
 * The factor for a command that was found by a phrase: 1 where it takes up all names and numbers of the request.
 * @param covered the places of the words for which the command has an option: "in powers of 1000"
 */
export function weighDropped(command: string, { tokens }: Request, covered: ReadonlySet<number>): number {
  const capitals = tokens.filter(({ value }) => /^[A-Z]/.test(value)).length
  // Titles begin each word with a capital.
  const isTitle = capitals * 3 > tokens.length
  return tokens.some(
    (token, at) => !covered.has(at) && !(isTitle && /^[A-Z]/.test(token.value)) && isDropped(command, token, at),
  )
    ? DROPPED
    : 1
}
