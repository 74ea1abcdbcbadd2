// The folders of a session's workspace, each as it was when the session took it in. A command that may write above such a folder could put
// a link in its place: what lies behind the link was never made part of the workspace.

import { realOf } from '../../sys/folders/temporary-folders.ts'
import type { Workspace } from '../../tools/files/work-folders.ts'

export interface WorkspaceFolders extends Workspace {
  /** A sentence that says that the working directory leads elsewhere than it did; null as long as it does not. */
  whyMoved(): string | null
  /** The real paths of the working directory, as it was taken in, and of the other folders. */
  realFolders(): string[]
}

export interface FolderSource {
  workDir(): string
  /** The other folders, and the real path that each had when it was added; without one it counts from now on. */
  additionalDirs(): { path: string; real: string | undefined }[]
}

export function createWorkspaceFolders({ workDir, additionalDirs }: FolderSource): WorkspaceFolders {
  const taken = new Map<string, string>()
  /** False for a folder that has gone, too. */
  const isSame = (path: string, known?: string) => {
    const real = realOf(path)
    if (real === null) return false
    const before = known ?? taken.get(path)
    if (before === undefined) taken.set(path, real)
    return before === undefined || before === real
  }
  isSame(workDir())
  const listDirs = () => additionalDirs().filter(({ path, real }) => isSame(path, real))
  return {
    realFolders() {
      isSame(workDir())
      const others = listDirs().map(({ path, real }) => real ?? taken.get(path) ?? path)
      return [taken.get(workDir()) ?? workDir(), ...others]
    },
    get workDir() {
      isSame(workDir())
      return workDir()
    },
    get additionalDirs() {
      return listDirs().map(({ path }) => path)
    },
    whyMoved() {
      const path = workDir()
      if (isSame(path) || realOf(path) === null) return null
      return `The working directory ${path} leads to another folder than when the session began to work there. Nothing is run or changed; the user has to look at it, and to begin a new session.`
    },
  }
}
