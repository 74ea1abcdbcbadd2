// Undoes what a command of the sandbox has left behind.

import { moveAside, removeEmptyCovers } from './left-behind.ts'
import { mendRepositories } from './repository-state.ts'
import { moveNewNames } from './home-state.ts'
import type { Remains } from './wall.ts'

/** A line of text for each thing undone. `end`: what was made after this time, in milliseconds since 1970, was made by somebody else, and stays. */
export function settleRemains({ absent, covers, repositories, home }: Remains, end = Infinity): string[] {
  const moved = absent.flatMap((path) => moveAside(path, end))
  if (repositories !== undefined) moved.push(...mendRepositories(repositories, end))
  if (home !== undefined) moved.push(...moveNewNames(home, end))
  if (covers !== undefined) removeEmptyCovers(covers)
  return moved
}
