// The line that the user is most likely typing: the source of the grey text behind the cursor.

import { completeLine } from '../line-completion.ts'
import { isFolder } from '../../workspace/folder-entries.ts'
import type { SuggestDeps, SuggestQuery } from '../line-query.ts'
import { resolvePath } from '../fix/failed-command.ts'

const MAX_LINE_CHARS = 500
const PREDICTIONS_LIMIT = 4
/** A next command is offered from this probability on, and when it was run this often. `npm run quality` prints how often it is right. */
const NEXT_LEAST_PROBABILITY = 0.6
const NEXT_LEAST_COUNT = 2
/** A completion below this confidence is one of several. Lines from the user's own history have no such limit. */
const MIN_CONFIDENCE = 0.6
const CHANGES_DIRECTORY = /^(?:cd|pushd)\s+([^-\s$`~*?;&|][^\s$`*?;&|]*)\s*$/

/**
 * The whole line that `query.line` begins: from the user's history, else from the index, files, branches and scripts.
 * Empty when nothing is likely enough, for an empty line, and for one that begins with a blank.
 */
export function continueLine(query: SuggestQuery, deps: SuggestDeps): string {
  const { line, cwd, recent } = query
  if (line.length > MAX_LINE_CHARS || /^\s|^$|\n/.test(line)) return ''
  const own = deps.history
    .predict({ prefix: line, cwd, recent, limit: PREDICTIONS_LIMIT })
    .find(({ command }) => !command.includes('\n') && canChangeDirectory(command, cwd, deps.home))
  if (own) return own.command
  const known = completeLine(query, deps).find(
    ({ command, confidence }) => confidence >= MIN_CONFIDENCE && command.startsWith(line),
  )
  return known?.command ?? ''
}

/** The command that comes next on the empty prompt; '' unless it is likely enough. Nothing is read from the disk but a directory for `cd`. */
export function findNextCommand(
  { cwd, recent }: SuggestQuery,
  { history, home }: Pick<SuggestDeps, 'history' | 'home'>,
): string {
  const [next] = history.predict({ prefix: '', cwd, recent, limit: 1 })
  if (!next || next.probability < NEXT_LEAST_PROBABILITY || next.count < NEXT_LEAST_COUNT) return ''
  const { command } = next
  return command.length <= MAX_LINE_CHARS && !command.includes('\n') && canChangeDirectory(command, cwd, home)
    ? command
    : ''
}

/** False for a `cd` to a directory that does not exist from here. */
function canChangeDirectory(command: string, cwd: string, home: string): boolean {
  const target = CHANGES_DIRECTORY.exec(command)?.[1]
  return target === undefined || /['"\\]/.test(target) || isFolder(resolvePath(cwd, home, target))
}
