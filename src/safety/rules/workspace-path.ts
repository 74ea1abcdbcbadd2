// Follows a path to its real place, and tells the special files: those that command other programs, and our own state. Paths are compared after symbolic links, and without case where the disk may ignore it.

import { lstatSync, readlinkSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { findHome } from '../../sys/own-user.ts'
import { hasCode } from '../../sys/files.ts'
import { CONTROL, PROJECT_CONTROL } from './control-names.ts'

const MAX_LINKS = 40
/** PATH_MAX of Linux and macOS is no greater. */
export const MAX_PATH = 4096

/**
 * The path with every symbolic link followed, also when its last parts do not exist yet: a link to nowhere is followed
 * too, since writing through it would. Throws on a loop, when a folder may not be read, and for a path that no system takes.
 */
export function followLinks(path: string, depth = 0): string {
  if (path.length > MAX_PATH) throw new Error(`the path is longer than ${MAX_PATH} characters`)
  if (depth > MAX_LINKS) throw new Error(`too many symbolic links: ${path}`)
  try {
    return realpathSync.native(path)
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error
  }
  const parent = dirname(path)
  if (parent === path) return path
  const place = join(followLinks(parent, depth + 1), basename(path))
  const link = readLink(place)
  return link === null ? place : followLinks(resolve(dirname(place), link), depth + 1)
}

/** The path with every symbolic link followed; as it is where that is not possible. */
export function realOrSame(path: string): string {
  try {
    return followLinks(path)
  } catch {
    return path
  }
}

/** The real path that a word of a command names, as far as it exists. Commands start in the first of `workDirs`. */
export function realOfWord(word: string, { home, workDirs }: { home: string; workDirs: readonly string[] }): string {
  const expanded = word.replace(/^(?:~|\$HOME|\$\{HOME\})(?=\/|$)/, () => home || findHome())
  return realOrSame(resolve(workDirs[0] ?? '/', expanded))
}

function readLink(path: string): string | null {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : null
  } catch {
    return null
  }
}

/** macOS disks usually ignore case: there `.GIT` is `.git`. */
function fold(path: string): string {
  return process.platform === 'darwin' ? path.normalize('NFC').toLowerCase() : path
}

/** True when the real path is one of the folders or below one; `/work2` is not inside `/work`. */
export function isInside(real: string, folders: readonly string[]): boolean {
  return createInside(folders)(real)
}

/** `isInside` for many paths: the links of each folder are followed once, when a path is first compared with it. */
export function createInside(folders: readonly string[]): (real: string) => boolean {
  const roots: string[] = []
  return (real) => {
    const path = fold(real)
    return folders.some((folder, index) => {
      const root = (roots[index] ??= fold(followLinks(folder)))
      return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep)
    })
  }
}

/** True for files that other programs or agents run or obey: git hooks, start-up files, CI, AGENTS.md. */
export function isControlFile(real: string): boolean {
  return CONTROL.test(real)
}

const HOME_PROGRAMS = /^(?:\/root|\/(?:home|Users)\/[^/]+)\/bin\/./

/** True for files that a project's or a user's tools run or obey, so that an edit of one does something later, elsewhere. */
export function isProjectControl(real: string): boolean {
  return PROJECT_CONTROL.test(real) || HOME_PROGRAMS.test(real) || real.startsWith(`${findHome()}/bin/`)
}

const OPEN_STATE = /^(?:skills|agents|plans)(?:\/|$)|^AGENTS\.md$/i

/** True when the real path is our own state (configuration, trust, approvals, credentials, sessions), existing or not. */
export function isOwnState(real: string, share: string): boolean {
  return createOwnState(share)(real)
}

function createOwnState(share: string): (real: string) => boolean {
  const isInShare = createInside([share])
  const tail = createTail(share)
  return (real) => isInShare(real) && !OPEN_STATE.test(tail(real))
}

/** The part of a path below the folder, whose links are followed once. */
function createTail(folder: string): (real: string) => string {
  let start: number | null = null
  return (real) => real.slice((start ??= followLinks(folder).length + 1))
}

/** The rest holds copies of the user's files, secrets among them, under names that nobody gives to secrets (session/rewind). */
const OPEN_IN_SESSION = /^(?:tool-results(?:\/|$)|tasks\/[^/]+\/output\.log$)/
/** A folder of plugins with a dot is one of kimi's own, in which a plugin lies while it is installed, with its key. */
const OPEN_TO_READ = /^plugins(?:\/(?!\.)|$)/i

/**
 * True when the real path is part of our own state that holds more than the session's own words: other conversations, drafts, logs, logins.
 * @param sessionDir the folder of the session that reads: the output of its own tools and tasks is open to it
 */
export function isPrivateState(real: string, share: string, sessionDir?: string): boolean {
  return createPrivateState(share, sessionDir)(real)
}

/** `isPrivateState` for many paths: the links of both folders are followed once. */
export function createPrivateState(share: string, sessionDir?: string): (real: string) => boolean {
  const isOwn = createOwnState(share)
  const isInSession = createInside(sessionDir === undefined ? [] : [sessionDir])
  const [shareTail, sessionTail] = [createTail(share), createTail(sessionDir ?? '/')]
  return (real) => {
    if (!isOwn(real)) return false
    return isInSession(real) ? !OPEN_IN_SESSION.test(sessionTail(real)) : !OPEN_TO_READ.test(shareTail(real))
  }
}
