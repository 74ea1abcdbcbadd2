// Undoes what a command of the sandbox has left behind.

import { moveAside, moveLinkAside, removeEmptyCovers } from './left-behind.ts'
import { mendGitlinks } from './gitlinks.ts'
import { mendRepositories } from './repository-state.ts'
import { moveNewNames } from './home-state.ts'
import type { Remains } from './wall.ts'

/** So many lines tell what was undone; of the rest only the number is told. */
const MAX_LINES = 20

/** A line of text for each thing undone. `end`: what was made after this time, in milliseconds since 1970, was made by somebody else, and stays. */
export function settleRemains(
  { absent, ways = [], gitlinks = [], covers, repositories, home }: Remains,
  end = Infinity,
): string[] {
  const moved = [
    ...absent.flatMap((path) => moveAside(path, end)),
    ...ways.flatMap((way) => moveLinkAside(way, end)),
    ...(repositories === undefined ? [] : mendRepositories(repositories, end)),
    ...mendGitlinks(gitlinks, end),
    ...(home === undefined ? [] : moveNewNames(home, end)),
  ]
  if (covers !== undefined) removeEmptyCovers(covers)
  const rest = moved.length - MAX_LINES
  return rest <= 1 ? moved : [...moved.slice(0, MAX_LINES), `kimi undid ${rest} more things of this kind.`]
}
