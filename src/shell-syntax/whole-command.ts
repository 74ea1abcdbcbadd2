// Tells whether the lines of a command that still arrives are complete.

import type { ShellName } from '../protocol/proposals.ts'
import { SPOT, scanQuoting } from './quote-map.ts'

/** Words that open a construct, with the word that closes it: no construct is open while as many close as open. */
const CONSTRUCTS: readonly [opening: RegExp, closing: RegExp][] = [
  [/(^|[;&|\n(]|\bdo|\bthen|\belse)\s*(for|while|until|select)\b/g, /(^|[;\n]|\s)done\b/g],
  [/(^|[;&|\n(]|\bdo|\bthen|\belse)\s*if\b/g, /(^|[;\n]|\s)fi\b/g],
  [/(^|[;&|\n(]|\bdo|\bthen|\belse)\s*case\b/g, /(^|[;\n]|\s)esac\b/g],
]
const FISH_CONSTRUCTS: typeof CONSTRUCTS = [
  [/(^|[;&|\n(]|\b(?:and|or|not))\s*(for|while|if|switch|begin|function)\b/g, /(^|[;\n]|\s)end\b/g],
]

/**
 * True when `text` can be a whole command: no open quote, parenthesis or here-document, no operator or backslash at the
 * end, no open loop or block. Signs only: a finished command is not held back for what shells parse differently.
 */
export function isWholeCommand(text: string, shell?: ShellName): boolean {
  const { spots, unfinished } = scanQuoting(text)
  // fish has neither here-documents nor backticks.
  if (unfinished !== null && (shell !== 'fish' || /quote|backslash/.test(unfinished))) return false
  const bare = text.replaceAll(/[^]/g, (char, at: number) =>
    spots[at] === SPOT.plain ? char : spots[at] === SPOT.comment ? ' ' : '_',
  )
  if (/(?:\||&&)\s*$/.test(bare)) return false
  const count = (pattern: RegExp) => bare.match(pattern)?.length ?? 0
  return (shell === 'fish' ? FISH_CONSTRUCTS : CONSTRUCTS).every(
    ([opening, closing]) => count(opening) <= count(closing),
  )
}
