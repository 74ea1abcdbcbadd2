// Claims a session for this process: its lock, its directory and its state file.

import { closeSync, existsSync, openSync, rmSync, statSync } from 'node:fs'
import { KimiError } from '../protocol/errors.ts'
import type { OpenSession } from '../protocol/methods.ts'
import { makeDirectory } from '../sys/files.ts'
import { realOf } from '../sys/folders/temporary-folders.ts'
import { lockSession } from './store/session-lock.ts'
import type { SessionPlace } from './store/session-layout.ts'
import { changeState, readState, type StateStore } from './store/state-file.ts'
import { addWorkDir } from './store/work-dirs.ts'

export interface SessionClaim {
  isNew: boolean
  state: StateStore
  /** Adds directories to the workspace. */
  addDirs(dirs: readonly string[]): void
  /** Gives the session back. A new session in which nothing was said leaves no files, unless it was opened with `keepsEmpty`. */
  release(): void
}

/** Throws when something else than a file has its name: the daemon would wait for the other end of a pipe. */
function refuseOther(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === false)
    throw new KimiError('disk.failed', `${path} is no file, and a session cannot be kept there`)
}

/** Throws `session.locked` while another process, or this one, has the session open, and the failures of the disk. */
export function claimSession(
  place: SessionPlace,
  open: Pick<OpenSession, 'workDir' | 'addDirs' | 'keepsEmpty'>,
): SessionClaim {
  for (const path of [place.context, place.wire, place.state]) refuseOther(path)
  const lock = lockSession(place)
  if (!lock) throw new KimiError('session.locked', `session ${place.id} is in use by another process`)
  const isNew = !existsSync(place.context)
  const release = () => {
    try {
      if (isNew && !open.keepsEmpty && !existsSync(place.wire)) rmSync(place.dir, { recursive: true, force: true })
    } finally {
      lock.close()
    }
  }
  const state: StateStore = {
    read: () => readState(place.state),
    save: (change) => void changeState(place.state, change),
  }
  const addDirs = (dirs: readonly string[]) => {
    const { additional_dirs: before, kimi_real_dirs: real } = state.read()
    const added = Object.fromEntries(dirs.map((dir) => [dir, realOf(dir) ?? dir]))
    state.save({ additional_dirs: [...new Set([...before, ...dirs])], kimi_real_dirs: { ...real, ...added } })
  }
  try {
    makeDirectory(place.dir)
    if (open.keepsEmpty) closeSync(openSync(place.context, 'a', 0o600))
    addWorkDir(place.share, open.workDir)
    if (open.addDirs) addDirs(open.addDirs)
  } catch (error) {
    release()
    throw error
  }
  return { isNew, state, addDirs, release }
}
