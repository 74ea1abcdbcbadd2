// The links of a workspace that a command names and that lead out of it: what is written there lands elsewhere than the name says.

import { resolve } from 'node:path'
import { namedFiles } from '../rules/command-pattern.ts'
import { isInside, realOrSame } from '../rules/workspace-path.ts'
import { showRow } from '../text/exact-text.ts'

/** A command of more words is not searched further. */
const MOST_WORDS = 300
const MOST_LINES = 4
/** Links of environments lead to programs of the system, which only root changes. */
const SYSTEM = /^\/(?:usr|bin|sbin|lib\w*|opt|nix|dev|proc|sys)\//

/** A line for each such link, by the word that leads there. */
export function describeLinks(command: string, cwd: string): string[] {
  const words = [...new Set(namedFiles(command))].filter((word) => word !== '' && !word.startsWith('-'))
  const lines = words.slice(0, MOST_WORDS).flatMap((word) => {
    const path = resolve(cwd, word)
    if (!path.startsWith(`${cwd}/`)) return []
    const real = realOrSame(path)
    return isInside(real, [cwd]) || SYSTEM.test(real) ? [] : `a link leads from ${showRow(word)} to ${showRow(real)}`
  })
  const more = lines.length - MOST_LINES
  return more > 0 ? [...lines.slice(0, MOST_LINES), `${more} more links lead out of the folder`] : lines
}
