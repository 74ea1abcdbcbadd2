// Tells whether a command that was run after a failure may have been its repair, by likeness alone.

import { splitCommands, findProgram, type Simple } from '../../shell-syntax/shell-words.ts'
import { measureDistance } from '../../sys/words/word-distance.ts'

/** Two names are one name with slips when they are nearer than this, and than half of the longer one's length. */
const MOST_SLIPS = 2.6

/**
 * True when `ran` is a form of the failed line: the program of one of its commands, or its name corrected, with an argument of
 * that command, or one corrected. `cd ..` is no repair of `cd proejct`, though it ran behind it, and a line that begins with the
 * same command as a failed one of several would run that command a second time.
 */
export function isRepairOf(ran: string, failed: string): boolean {
  const tried = splitCommands(failed)
  const commands = splitCommands(ran)
  if (tried.length > 1 && wordsOf(commands[0]).all.join(' ') === wordsOf(tried[0]).all.join(' ')) return false
  return commands.some((command) => tried.some((other) => isFormOf(command, other)))
}

function isFormOf(ran: Simple, failed: Simple): boolean {
  const [mine, theirs] = [wordsOf(ran), wordsOf(failed)]
  // A missing or misplaced blank: `gitstatus`, `gi tstatus`.
  if (isNear(mine.all.join(''), theirs.all.join(''))) return true
  if (!isNear(mine.program, theirs.program)) return false
  return theirs.rest.length === 0 || mine.rest.some((word) => theirs.rest.some((other) => isNear(word, other)))
}

function wordsOf({ words }: Simple = { words: [], before: '' }): { program: string; rest: string[]; all: string[] } {
  const at = findProgram(words)
  const all = words.slice(at).map(({ value }) => value)
  return { program: all[0] ?? '', rest: all.slice(1), all }
}

function isNear(one: string, other: string): boolean {
  if (one === other) return true
  const [short, long] = one.length < other.length ? [one, other] : [other, one]
  if (short.length >= 3 && (long.startsWith(short) || long.endsWith(short))) return true
  return measureDistance(one, other, MOST_SLIPS) <= Math.min(MOST_SLIPS, long.length / 2)
}
