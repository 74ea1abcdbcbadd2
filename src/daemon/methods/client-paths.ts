// Paths that a client names, resolved on the daemon's machine: links followed, and refused when they do not exist.

import { existsSync, realpathSync } from 'node:fs'
import { KimiError } from '../../protocol/errors.ts'
import type { OpenSession } from '../../protocol/methods.ts'
import { isSessionId, placeSession } from '../../session/store/session-layout.ts'

/** Throws `usage.invalid` with the path as it was given. */
export function realDirectory(path: string): string {
  return realPath(path, 'directory')
}

/** The same wish, with real paths. A session that was begun in a directory which is gone can still be opened by its id. */
export function resolveOpenSession(open: OpenSession, share: string): OpenSession {
  const { id, addDirs, skillsDirs, agentFile, config } = open
  const isKnown = id !== undefined && isSessionId(id) && existsSync(placeSession(share, open.workDir, id).dir)
  return {
    ...open,
    workDir: isKnown ? open.workDir : realDirectory(open.workDir),
    ...(addDirs && { addDirs: addDirs.map(realDirectory) }),
    ...(skillsDirs && { skillsDirs: skillsDirs.map(realDirectory) }),
    ...(agentFile !== undefined && { agentFile: realPath(agentFile, 'file') }),
    ...(config?.file !== undefined && { config: { ...config, file: realPath(config.file, 'file') } }),
  }
}

function realPath(path: string, kind: 'directory' | 'file'): string {
  try {
    return realpathSync(path)
  } catch (error) {
    throw new KimiError('usage.invalid', `no such ${kind}: ${path}`, { cause: error })
  }
}
