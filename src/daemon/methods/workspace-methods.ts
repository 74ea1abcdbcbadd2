// The workspace/* methods: the files around a directory, for the menus of clients.

import { createFileFinder } from '../../workspace/file-finder.ts'
import { readGitState } from '../../workspace/git-state.ts'
import { isFolder } from '../../workspace/folder-entries.ts'
import type { NamespaceHandlers } from './json-methods.ts'

export function createWorkspaceMethods(): NamespaceHandlers<'workspace'> {
  const finder = createFileFinder()
  return {
    'workspace/git': async ({ workDir }) => ({ git: await readGitState(workDir) }),
    async 'workspace/find_files'({ workDir, query, limit, env }) {
      if (!isFolder(workDir)) return { paths: [] }
      return { paths: await finder.find(workDir, query, limit ?? 20, env) }
    },
  }
}
