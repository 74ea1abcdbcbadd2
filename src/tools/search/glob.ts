// Glob: finds files and folders whose path matches a pattern.

import type { IsForbidden } from '../../safety/rules/forbidden-files.ts'
import type { Dirent } from 'node:fs'
import { glob, lstat, readdir } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative } from 'node:path'
import * as z from 'zod'
import { done, failed } from '../../protocol/tool-result.ts'
import { createInside, followLinks, isInside } from '../../safety/rules/workspace-path.ts'
import { refuseGlob } from '../../workspace/glob-alternatives.ts'
import { spellGlob, unescapeGlob } from './glob-spelling.ts'
import { VCS_FOLDERS } from './grep-search.ts'
import { type Tool, defineTool } from '../tool.ts'
import { type Workspace, foldersOf, resolvePlace } from '../files/work-folders.ts'

const MAX_MATCHES = 1000
const MAX_LISTED = 200
const TIMEOUT_MS = 20_000
/** Matches patterns that begin with `**`, also within braces: `{**,a}/b`. */
const STARTS_ANYWHERE = /^(?:[^/]*[{,(])?\*\*/

export interface GlobDeps {
  workspace: Workspace
  /** Folders of skills, which may be searched like the workspace. */
  skillDirs?: readonly string[]
  /** Made for each search: tells of a file whether it must not be read (safety/rules/forbidden-files.ts). */
  forbiddenFiles?(): IsForbidden
}

const PARAMETERS = z.object({
  pattern: z.string().min(1),
  directory: z.string().nullish().describe('Absolute; the working directory if left out'),
  include_dirs: z.boolean().default(true),
})

export function createGlob(deps: GlobDeps): Tool {
  return defineTool({
    name: 'Glob',
    description: `Find files by pattern, e.g. \`src/**/*.ts\`; at most ${MAX_MATCHES}. A pattern must not start with \`**\`.`,
    isReadOnly: true,
    parameters: PARAMETERS,
    async run({ pattern, directory, include_dirs: withFolders }, run) {
      const folder = directory ?? deps.workspace.workDir
      if (!isAbsolute(folder) && !folder.startsWith('~'))
        return failed('directory must be absolute.', 'Invalid directory')
      const found = resolvePlace(deps.workspace, folder)
      if (!found.ok) return failed(found.message, 'Invalid directory')
      const roots = [...foldersOf(deps.workspace), ...(deps.skillDirs ?? [])]
      const { path: root, real } = found.place
      if (!isInside(real, roots))
        return failed(`\`${folder}\` is outside of the workspace.`, 'Directory outside workspace')
      const plain = pattern.replace(/^(?:\.\/+)+/, '')
      if (isAbsolute(pattern) || plain.split('/').includes('..')) {
        return failed('The pattern must be relative, without `..`; use `directory`.', 'Invalid pattern')
      }
      const refusal = refuseGlob(pattern)
      if (refusal !== null) return failed(refusal, 'Invalid pattern')
      try {
        if (STARTS_ANYWHERE.test(plain)) return failed(...(await refuseRecursive(pattern, root)))
        const until = performance.now() + TIMEOUT_MS
        const isOver = () => run.signal.aborted || performance.now() > until
        const { matches, isCut } = await findMatches(plain, {
          real,
          isWithin: createInside(roots),
          withFolders,
          isOver,
          isForbidden: deps.forbiddenFiles?.(),
        })
        if (run.signal.aborted) return failed('The search was cancelled.', 'Cancelled')
        const late = isOver() ? ' The search was stopped before its end; results are partial.' : ''
        if (matches.length === 0) return done('', `No matches found for pattern \`${pattern}\`.${late}`)
        const more = isCut ? ` Only the first ${MAX_MATCHES} are shown; use a narrower pattern.` : late
        return done(matches.join('\n'), `Found ${matches.length} matches for pattern \`${pattern}\`.${more}`)
      } catch (error) {
        return failed(`Failed to search for \`${pattern}\`: ${(error as Error).message}`, 'Glob failed')
      }
    },
  })
}

interface Where {
  /** The real path of the folder to search. */
  real: string
  /** True for a real place within the folders that no match may lead out of. */
  isWithin(real: string): boolean
  withFolders: boolean
  isOver(): boolean
  isForbidden: IsForbidden | undefined
}

/** The paths that match, sorted; the one that has the pattern for its name comes first. */
async function findMatches(pattern: string, where: Where): Promise<{ matches: string[]; isCut: boolean }> {
  const { real, withFolders, isOver } = where
  const literal = relative(real, join(real, unescapeGlob(pattern)))
  const named = await lstat(join(real, literal)).catch(() => null)
  const isNamed = named !== null && literal !== '' && (withFolders || !named.isDirectory()) && isOpen(literal, where)
  const found = new Set<string>()
  // `exclude` is called for each entry on the way, so that a pattern that matches nothing ends in time, too.
  const exclude = (entry: Dirent) => isOver() || VCS_FOLDERS.includes(entry.name)
  const globs = isNamed && !/[*?{]/.test(pattern) ? [] : spellGlob(pattern)
  for await (const entry of glob(globs, { cwd: real, withFileTypes: true, exclude })) {
    if (isOver()) break
    if (!withFolders && entry.isDirectory()) continue
    const path = relative(real, join(entry.parentPath, entry.name))
    if (found.has(path) || (isNamed && path === literal) || !isOpen(path, where)) continue
    if (found.size === MAX_MATCHES) return { matches: [...found].toSorted(), isCut: true }
    found.add(path)
  }
  return { matches: [...(isNamed ? [literal] : []), ...[...found].toSorted()], isCut: false }
}

/** False for what version control keeps for itself, for what a rule forbids, and for paths that a symbolic link leads out of the workspace. */
function isOpen(path: string, { real, isWithin, isForbidden }: Where): boolean {
  // `exclude` is not called for parts that the pattern spells out.
  if (path.split('/').some((name) => VCS_FOLDERS.includes(name))) return false
  if (isForbidden?.(join(real, path))) return false
  return isWithin(followLinks(dirname(join(real, path))))
}

/**
 * The refusal of a pattern that searches everything, with the entries of the folder, from which a narrower one can
 * start.
 */
async function refuseRecursive(pattern: string, root: string): Promise<[string, string, string]> {
  const entries = await readdir(root, { withFileTypes: true })
  const names = entries.map((entry) => entry.name + (entry.isDirectory() ? '/' : '')).toSorted()
  const more = names.length > MAX_LISTED ? `\n… and ${names.length - MAX_LISTED} more` : ''
  const message = `\`${pattern}\` starts with \`**\`, which would search everything, dependencies included. Start with one of the folders in the output.`
  return [message, 'Unsafe pattern', names.slice(0, MAX_LISTED).join('\n') + more]
}
