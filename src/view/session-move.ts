// The words for a session that goes on in another directory.

import { sanitiseEnds } from '../safety/text/sanitiser.ts'

const PATH_CELLS = 60

/** Gives one line; strangers may have named the paths. */
export function describeMovedSession(from: string, to: string): string {
  return `this session has worked in ${sanitiseEnds(from, PATH_CELLS)}, and goes on in ${sanitiseEnds(to, PATH_CELLS)}`
}
