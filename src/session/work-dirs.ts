// kimi.json: which directories have sessions, and which session was the last in each.

import { join } from 'node:path'
import { readText, writeAtomic } from '../sys/files.ts'

interface WorkDir {
  path: string
  kaos: string
  last_session_id: string | null
}

export function listWorkDirs(share: string): WorkDir[] {
  return read(share).work_dirs
}

export function lastSessionOf(share: string, workDir: string): string | null {
  return listWorkDirs(share).find(({ path }) => path === workDir)?.last_session_id ?? null
}

/** Remembers the directory, and its last session when one is given. What others have written there is kept. */
export function noteWorkDir(share: string, workDir: string, lastSession?: string): void {
  const file = read(share)
  const known = file.work_dirs.find(({ path }) => path === workDir)
  if (known && (lastSession === undefined || known.last_session_id === lastSession)) return
  if (known) known.last_session_id = lastSession ?? null
  else file.work_dirs.push({ path: workDir, kaos: 'local', last_session_id: lastSession ?? null })
  writeAtomic(join(share, 'kimi.json'), JSON.stringify(file, null, 2))
}

function read(share: string): { work_dirs: WorkDir[] } {
  try {
    const value: unknown = JSON.parse(readText(join(share, 'kimi.json')) ?? '{}')
    const { work_dirs: dirs, ...rest } = value as { work_dirs?: unknown }
    const known = Array.isArray(dirs) ? dirs.filter((each): each is WorkDir => typeof each?.path === 'string') : []
    return { ...rest, work_dirs: known }
  } catch {
    return { work_dirs: [] } // not JSON: nothing in it that cannot be found again
  }
}
