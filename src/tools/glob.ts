// Glob: files and folders by the pattern of their names.

import { glob, readdir } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { z } from 'zod'
import { followLinks, isInside } from '../safety/workspace-path.ts'
import { type Tool, defineTool, done, failed } from './tool.ts'
import { type Workspace, foldersOf, resolvePlace } from './workspace.ts'

const MAX_MATCHES = 1000
const MAX_LISTED = 200

export interface GlobDeps {
  workspace: Workspace
  /** Folders of skills, which may be searched too. */
  skillDirs: readonly string[]
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
      const roots = [...foldersOf(deps.workspace), ...deps.skillDirs]
      const { path: root, real } = found.place
      if (!isInside(real, roots))
        return failed(`\`${folder}\` is outside of the workspace.`, 'Directory outside workspace')
      const parts = pattern.split('/')
      if (isAbsolute(pattern) || parts.includes('..')) {
        return failed('The pattern must be relative, without `..`; use `directory`.', 'Invalid pattern')
      }
      try {
        if (parts[0]?.startsWith('**') === true) return failed(...(await refuseRecursive(pattern, root)))
        const matches: string[] = []
        let isCut = false
        for await (const entry of glob(pattern, { cwd: real, withFileTypes: true })) {
          if (run.signal.aborted) return failed('The search was cancelled.', 'Cancelled')
          if (!withFolders && entry.isDirectory()) continue
          // A link on the way may lead out of the workspace.
          const path = join(entry.parentPath, entry.name)
          if (!isInside(followLinks(entry.parentPath), roots)) continue
          if (matches.length === MAX_MATCHES) {
            isCut = true
            break
          }
          matches.push(path.slice(real.length + 1))
        }
        if (matches.length === 0) return done('', `No matches found for pattern \`${pattern}\`.`)
        const more = isCut ? ` Only the first ${MAX_MATCHES} are shown; use a narrower pattern.` : ''
        return done(matches.toSorted().join('\n'), `Found ${matches.length} matches for pattern \`${pattern}\`.${more}`)
      } catch (error) {
        return failed(`Failed to search for \`${pattern}\`: ${(error as Error).message}`, 'Glob failed')
      }
    },
  })
}

/** What there is at the top helps to write a narrower pattern. */
async function refuseRecursive(pattern: string, root: string): Promise<[string, string, string]> {
  const entries = await readdir(root, { withFileTypes: true })
  const names = entries.map((entry) => entry.name + (entry.isDirectory() ? '/' : '')).toSorted()
  const more = names.length > MAX_LISTED ? `\n… and ${names.length - MAX_LISTED} more` : ''
  const message = `\`${pattern}\` starts with \`**\`, which would search everything, dependencies included. Start with one of the folders in the output.`
  return [message, 'Unsafe pattern', names.slice(0, MAX_LISTED).join('\n') + more]
}
