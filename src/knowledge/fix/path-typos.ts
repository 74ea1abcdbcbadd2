// Corrects misspelt file names among the arguments of a failed command.

import { splitWords } from '../../shell-syntax/shell-words.ts'
import type { Word } from '../../shell-syntax/line-cutter.ts'
import { replaceWord } from './failed-command.ts'
import type { Failure, Offer } from './failed-command.ts'
import { correctPath } from './path-spelling.ts'
import { longPattern } from '../../sys/words/long-pattern.ts'

const KIND = 'spelling'

/** Commands of git whose operands are branches. */
export const BRANCH_COMMANDS =
  /^(?:checkout|switch|merge|rebase|branch|push|pull|diff|log|cherry-pick|reset|show|worktree|fetch)$/

const MISSING_FILE = longPattern('i')`
  no such file|cannot (?:access|stat|open|find)|can't (?:open|find|stat)|not found|does not exist|couldn't (?:open|find|read)
  |unable to (?:open|access|find|read)|could not (?:open|find|read)|Cannot find module|E212|failed to open|ENOENT|did not match any
  |no matches found|not a directory|doesn't exist|No such module|Unable to access|cannot load
`

/** Corrections of operands that are missing by the output, where a similar name exists. */
export function fixPaths(f: Failure): Offer[] {
  if (f.name === 'git' && BRANCH_COMMANDS.test(f.operands[0]?.value ?? '')) return []
  if (!MISSING_FILE.test(f.output)) return []
  const offers: Offer[] = []
  // The program itself may be a path, such as `./build.hs`.
  if (f.name.includes('/') && !f.exists(f.name)) offers.push(...offerPaths(f, f.program, 0.9))
  const redirected = splitWords(f.failed).filter(
    (_, i, all) => all[i - 1]?.kind === 'redirect' && all[i - 1]?.text === '<',
  )
  for (const word of [...f.operands, ...redirected]) {
    const value = word.value
    if (value.length < 2 || /[*?$`{}]|^\w+:\/\//.test(value) || f.exists(value)) continue
    if (!f.output.includes(value) && !f.output.includes(value.split('/').at(-1) ?? value)) continue
    offers.push(...offerPaths(f, word, 0.92))
  }
  return offers
}

/** Existing paths near a word. @param top confidence of the closest possible path */
export function offerPaths(f: Failure, word: Word, top: number): Offer[] {
  const wish = {
    cwd: f.cwd,
    home: f.home,
    foldersOnly: f.name === 'cd' || f.name === 'pushd',
    lastMayBeNew: /^(?:vim?|nvim|nano|emacs|code|touch|tee)$/.test(f.name),
  }
  return correctPath(word.value, wish)
    .slice(0, 3)
    .map((item, i) => ({
      command: replaceWord(f, word, /[^\w@%+=:,./~-]/.test(item.path) ? quoteLike(word.text, item.path) : item.path),
      explanation: `${item.path} exists here`,
      confidence: Math.max(0.4, top - item.distance * 0.06 - i * 0.07),
      source: KIND,
    }))
}

const quoteLike = (typed: string, path: string): string =>
  typed.startsWith('"') && !/["$`\\]/.test(path) ? `"${path}"` : `'${path.replaceAll("'", "'\\''")}'`
