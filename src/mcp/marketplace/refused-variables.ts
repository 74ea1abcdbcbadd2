// Refuses variables that the official registry or a model's draft sets and by which the harmless package that they name would run other code.

import { listCodeVariables } from '../../safety/lines/risky-variables.ts'
import { cleanLine } from '../server-failure.ts'

const LINE_CELLS = 300

/** A line that names those of the variables with which a program can run other code; null when no name is such a variable. */
export function refuseVariables(server: string, names: readonly string[]): string | null {
  const refused = listCodeVariables(names)
  if (refused.length === 0) return null
  return cleanLine(
    `${server} sets ${refused.join(', ')}, with which a program can run other code: it is refused`,
    LINE_CELLS,
  )
}
