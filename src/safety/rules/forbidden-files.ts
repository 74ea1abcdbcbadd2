// Tells which of many files must not be read: those that a rule denies, and our own state. A search asks about each of 100,000 files, so
// whatever is the same for all of them is worked out once, and the real place of a folder once for all files in it.

import { lstatSync, realpathSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { compilePathMatch } from './path-rules.ts'
import type { PermissionRule } from './permission-rule.ts'
import { type RulePlace, isLive } from './rule-book.ts'
import { isAbout } from './rule-tools.ts'
import { createInside, createPrivateState, followLinks } from './workspace-path.ts'

export interface ForbiddenPlace extends RulePlace {
  share: string
  /** The folder of the session that reads. */
  sessionDir: string
  /** The real paths of files with a key that the user has given to a plugin. */
  keyFiles?: readonly string[]
}

/** True for a file that must not be read. `isLink`: false when the file itself is not a link, or is not opened if it is one. */
export type IsForbidden = (path: string, isLink?: false) => boolean

/**
 * The returned function is true for a file that ReadFile may not read: `judgeByRules` denies it, `isPrivateState` is true, or a key stands in it. It is for
 * one search: rules that are stored later have no effect on it.
 */
export function findForbiddenFiles(rules: readonly PermissionRule[], place: ForbiddenPlace): IsForbidden {
  const isPrivate = createPrivateState(place.share, place.sessionDir)
  const isKey = createInside(place.keyFiles ?? [])
  const isDenied = findDenied(rules, place)
  return (path, isLink) => isPrivate(path) || isKey(path) || isDenied(path, isLink)
}

function findDenied(rules: readonly PermissionRule[], place: RulePlace): IsForbidden {
  const denying = rules.filter(
    (rule) => rule.decision === 'deny' && isAbout(rule.tool, 'ReadFile') && isLive(rule, place),
  )
  if (denying.length === 0) return () => false
  if (denying.some(({ match }) => match === '')) return () => true
  const patterns = denying.map(({ match, scope }) =>
    compilePathMatch(match, { home: place.home, folder: scope || (place.folders[0] ?? '/') }, true),
  )
  const isMeant = (path: string) => patterns.some((pattern) => pattern.test(path))
  const findReal = createRealPlaces()
  let last = { folder: '', isMeant: false }
  return (path, isLink) => {
    const full = resolve(place.cwd, path)
    const folder = dirname(full)
    if (folder !== last.folder) last = { folder, isMeant: folder !== '/' && isMeant(folder) }
    if (last.isMeant || isMeant(full)) return true
    const real = findReal(full, isLink)
    return real !== full && isMeant(real)
  }
}

/** The time for which the real place of a folder is believed: a command may put a link in the place of the folder meanwhile. */
const FRESH_MS = 20

/**
 * Follows the links of many paths that lie together: the real place of a folder is looked up once, and of its files only whether they
 * are links. A path whose links cannot be followed stays as it is.
 */
function createRealPlaces(): (path: string, isLink?: false) => string {
  const folders = new Map<string, string>()
  let until = 0
  const realFolder = (folder: string) => {
    if (performance.now() > until) {
      folders.clear()
      until = performance.now() + FRESH_MS
    }
    const real = folders.get(folder) ?? realpathSync.native(folder)
    folders.set(folder, real)
    return real
  }
  const mayLead = (path: string) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== false
  return (path, isLink) => {
    try {
      // macOS spells a name as the disk does, which only following the whole path tells.
      if (process.platform === 'darwin') return followLinks(path)
      if (isLink !== false && mayLead(path)) return followLinks(path)
      const real = realFolder(dirname(path))
      return real === dirname(path) ? path : resolve(real, basename(path))
    } catch {
      return path
    }
  }
}
