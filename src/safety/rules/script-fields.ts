// Tells whether an edit of a package's description changes what package managers and git hooks run.

import { isDeepStrictEqual } from 'node:util'

const DESCRIPTION = /(?:^|\/)(?:package|composer|deno|project|nx|turbo)\.jsonc?$/
/** Fields that name commands, or programs that are put on a PATH. */
const FIELDS = [
  'scripts',
  'tasks',
  'targets',
  'bin',
  'husky',
  'lint-staged',
  'simple-git-hooks',
  'pre-commit',
  'gitHooks',
  'packageManager',
  'pnpm',
  'plugins',
  'targetDefaults',
  'generators',
]

/** True when commands in the file at `path` change from `before` to `after`. A text that is no JSON counts as a change. */
export function changesScripts(path: string, before: string, after: string): boolean {
  if (!DESCRIPTION.test(path)) return false
  const [old, next] = [readFields(before), readFields(after)]
  return old === null || next === null || !isDeepStrictEqual(old, next)
}

/** The values of FIELDS in a text; null when the text cannot be read. An empty text, for a file that does not exist yet, has no values. */
function readFields(text: string): unknown[] | null {
  try {
    const table: unknown = text.trim() === '' ? {} : JSON.parse(text)
    if (typeof table !== 'object' || table === null) return null
    return FIELDS.map((name) => (table as Record<string, unknown>)[name])
  } catch {
    return null
  }
}
