// `cd` at the beginning of a plain line: the folder in which the commands behind it run.

import { resolve } from 'node:path'
import { followLinks, isInside } from '../rules/workspace-path.ts'
import { type PlainCommand, textOfWord } from './plain-line.ts'
import type { ReadablePlace } from './readable-path.ts'
import type { FinalWord } from './word-expansion.ts'

/** Programs that show names and nothing else, wherever they run. */
const LISTERS = new Set(['ls', 'dir', 'vdir', 'pwd', 'tree', 'du', 'stat', 'echo'])

/**
 * The folder that `cd` changes to, `args` being its words, or null when it is not certain. What follows has to run there or not at
 * all: no pipe, `;` or `||` hides that it failed. Outside of the workspace only names may be shown.
 */
export function followCd(
  args: readonly FinalWord[],
  commands: readonly PlainCommand[],
  { cwd, folders }: ReadablePlace,
): string | null {
  const [to] = args
  const later = commands.slice(1)
  if (later[0]?.operator === '|' || later.some(({ operator }) => operator === ';' || operator === '||')) return null
  if (args.length !== 1 || to === undefined || to.isFound || to.unknown !== undefined || to.value.startsWith('-'))
    return null
  try {
    const real = followLinks(resolve(cwd, to.value))
    const onlyLists = later.length > 0 && later.every(({ words }) => LISTERS.has(textOfWord(words[0]!) ?? ''))
    return isInside(real, folders) || onlyLists ? real : null
  } catch {
    return null
  }
}
