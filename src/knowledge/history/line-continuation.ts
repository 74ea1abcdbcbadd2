// The line that the user is most likely typing: the source of the grey text behind the cursor.

import { completeLine } from '../line-completion.ts'
import { isFolder } from '../../workspace/folder-entries.ts'
import type { SuggestDeps, SuggestQuery } from '../line-query.ts'
import { resolvePath } from '../fix/failed-command.ts'

const MAX_LINE_CHARS = 500
const PREDICTIONS_LIMIT = 4
/** A completion below this confidence is one of several. Lines from the user's own history have no such limit. */
const MIN_CONFIDENCE = 0.6
const CHANGES_DIRECTORY = /^(?:cd|pushd)\s+([^-\s$`~*?;&|][^\s$`*?;&|]*)\s*$/

/**
 * The whole line that `query.line` begins: from the user's history, else from the index, files, branches and scripts.
 * Empty when nothing is likely enough, for an empty line, and for one that begins with a blank.
 */
export function continueLine(query: SuggestQuery, deps: SuggestDeps): string {
  const { line, cwd, previous } = query
  if (line.length > MAX_LINE_CHARS || /^\s|^$|\n/.test(line)) return ''
  const own = deps.history
    .predict({ prefix: line, cwd, previous, limit: PREDICTIONS_LIMIT })
    .find(({ command }) => !command.includes('\n') && canChangeDirectory(command, cwd, deps.home))
  if (own) return own.command
  const known = completeLine(query, deps).find(
    ({ command, confidence }) => confidence >= MIN_CONFIDENCE && command.startsWith(line),
  )
  return known?.command ?? ''
}

/** False for a `cd` to a directory that does not exist from here. */
function canChangeDirectory(command: string, cwd: string, home: string): boolean {
  const target = CHANGES_DIRECTORY.exec(command)?.[1]
  return target === undefined || /['"\\]/.test(target) || isFolder(resolvePath(cwd, home, target))
}
