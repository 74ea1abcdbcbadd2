// A yes or no from the user, before something that is not easily undone.

import { createInterface } from 'node:readline/promises'
import { KimiError } from '../protocol/errors.ts'
import { sanitiseLine } from '../safety/text/sanitiser.ts'

const QUESTION_CELLS = 2_000

/** True when the user says yes, or without asking when `isSure`. Throws `usage.invalid` when there is no terminal to ask on. */
export async function confirm(question: string, isSure: boolean | undefined): Promise<boolean> {
  if (isSure) return true
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new KimiError('usage.invalid', `${question}: nothing is done, since there is no terminal to ask on`, {
      hint: 'add --yes',
    })
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const answer = await lines.question(`${sanitiseLine(question, QUESTION_CELLS)}? [y/N] `)
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    lines.close()
  }
}
