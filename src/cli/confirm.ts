// A line from the user, and a yes or no before something that is not easily undone.

import { createInterface } from 'node:readline/promises'
import { KimiError } from '../protocol/errors.ts'
import { sanitiseLine } from '../safety/text/sanitiser.ts'
import { sayAside } from './standard-streams.ts'

const QUESTION_CELLS = 2_000

/** A line that the user types at the question; '' where there is no terminal to ask on. Throws `turn.cancelled` on Ctrl-C. */
export async function askLine(question: string): Promise<string> {
  return process.stdin.isTTY && process.stderr.isTTY ? typeLine(question, process.stderr) : ''
}

/** A line that the user types at the question, which is written to the terminal `output`. Throws `turn.cancelled` on Ctrl-C. */
export async function typeLine(question: string, output: NodeJS.WriteStream): Promise<string> {
  const lines = createInterface({ input: process.stdin, output })
  try {
    return (await lines.question(sanitiseLine(question, QUESTION_CELLS))).trim()
  } catch (error) {
    if (!(error instanceof Error && error.name === 'AbortError')) throw error
    sayAside('\n')
    throw new KimiError('turn.cancelled', 'cancelled')
  } finally {
    lines.close()
  }
}

/** True when the user says yes, or without asking when `isSure`. Throws `usage.invalid` when there is no terminal to ask on. */
export async function confirm(question: string, isSure: boolean | undefined): Promise<boolean> {
  if (isSure) return true
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new KimiError('usage.invalid', `${question}: nothing is done, since there is no terminal to ask on`, {
      hint: `kimi ${process.argv.slice(2).map(spellWord).join(' ')} --yes`,
    })
  return /^y(es)?$/i.test(await askLine(`${question}? [y/N] `))
}

/** A word of the command line as the user can type it again in any shell. */
function spellWord(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`
}
