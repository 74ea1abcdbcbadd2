// Commands that leave out a part of the lines of a text, or of a list: the first or the last of them, those without a word, a column.

import { readNumber } from '../vocabulary.ts'
import type { Request, Token } from '../words-request.ts'
import { actOf } from './action-verbs.ts'

/** Words for the entries at an end of a list. */
export const AN_END = /\b(?:first|last|newest|latest|oldest|top|bottom|recent|final|header)\b/

/** Whether a command that leaves out some first or last entries leaves out as many as the words say; undefined for any other command. */
export function keepsAnEnd(command: string, clause: string): boolean | undefined {
  const word = clause.split(' ').find((each) => readNumber(each) !== null)
  const amount = word === undefined ? 1 : readNumber(word)!
  const found = /\btail -n ?\+(\d+)|\bhead -n ?-(\d+)/.exec(command)
  if (!found) return undefined
  const isTail = found[1] !== undefined
  if (isTail ? Number(found[1]) !== amount + 1 : Number(found[2]) !== amount) return false
  const order = /\bls -\w*t\w*/.exec(command)?.[0]
  if (order === undefined) return !/\blast|final|bottom\b/.test(clause) === isTail
  return order.includes('r') === isTail ? /\boldest|first\b/.test(clause) : !/\boldest|first\b/.test(clause)
}

/** True for a command that cuts lines where columns are meant, and the other way round. */
export const mistakesColumns = (command: string, lower: string): boolean =>
  /\b(?:columns?|fields?)\b/.test(lower)
    ? /^(?:head|tail)\b/.test(command)
    : /\b(?:lines?|rows?|header)\b/.test(lower) && /^cut\b|^awk (?:-F\S+ )?'\{\$/.test(command)

/** True for a request that removes lines but those it names: "delete the lines that don't contain foo". */
export const keepsOtherLines = ({ tokens, excluded }: Request, clause: string, spares: boolean): boolean =>
  (spares || /\b(?:contain|match|includ|start|begin|end|ha(?:s|ve|ving))/.test(clause)) &&
  !AN_END.test(clause) &&
  REMOVES_LINES.test(
    tokens
      .filter((_, at) => !excluded.has(at))
      .map(({ lower }) => lower)
      .join(' '),
  )

/** Lines of which some are kept: what removes the others keeps those that are named. */
const REMOVES_LINES = /\b(?:delete|remove|drop|strip|discard|erase|filter out) (?:\S+ ){0,2}?lines\b(?! in| of)/
export const KEEPS_LINES = /\/!d|^(?:cat \S+ \| )?grep (?!.*-\w*[vL])/

/** "find directories without a README" asks what is in them, and not what they are called; so does any act with "without a". */
export const saysLacking = (tokens: readonly Token[], at: number, clause: string): boolean =>
  /^(?:without|lacking|missing)\b/.test(clause) &&
  /^(?:director(?:y|ies)|folders|dirs|repos|repositories)$/.test(tokens[at - 1]?.lower ?? '') &&
  (actOf(tokens[0]!.stem) === 'read' ||
    /^\w+ (?:an?|any)\b/.test(clause) ||
    tokens[at + 1]?.shapes.has('file') === true)

/** True for the lines without a word where the files without it are asked for, and the other way round. */
export function mistakesLinesForFiles(command: string, tokens: readonly Token[], at: number): boolean {
  const before = tokens.slice(Math.max(0, at - 3), at).map(({ lower }) => lower)
  if (before.includes('files'))
    return /\bgrep(?: -\w+)* -\w*v/.test(command) && !/\bgrep(?: -\w+)* -\w*L|--files-without/.test(command)
  return before.includes('lines') && /\bgrep(?: -\w+)* -\w*L/.test(command)
}
