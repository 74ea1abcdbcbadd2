// Removes files that a sandbox leaves behind. A command may have put a file where git or a shell would obey it, since nothing can be mounted
// on a name that is not there; and bwrap makes an empty file or folder in the place of one that vanished before it was covered.

import { existsSync, lstatSync, readlinkSync, renameSync, rmdirSync, symlinkSync, unlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { hasCode } from '../../sys/files.ts'
import { withPinnedFolder } from '../../sys/folders/pinned-folder.ts'
import { listParents } from '../../workspace/parent-folders.ts'
import type { Covers, Link, Way } from './wall.ts'

/**
 * Gives what is at the path another name, and says so in a line. `end`: what was made after this time, in milliseconds since 1970, stays. A
 * folder on the way that is a link by now leads to files that the command could not write.
 */
export function moveAside(path: string, end = Infinity): string[] {
  const aside = `${path}.undone-${Date.now()}`
  try {
    const isMoved = withPinnedFolder(dirname(path), (folder) => {
      const name = join(folder, basename(path))
      const found = lstatSync(name, { throwIfNoEntry: false })
      // The time of birth cannot be set, as the time of the last change can. Where the disk keeps none it is 0.
      if (found === undefined || found.birthtimeMs > end) return false
      renameSync(name, join(folder, basename(aside)))
      return true
    })
    return isMoved ? [`kimi moved ${path} to ${aside}: other programs would obey it.`] : []
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'ELOOP')) return []
    return [`${path} was made, and other programs would obey it; it could not be moved: ${(error as Error).message}.`]
  }
}

/**
 * Gives another name to a link that stands by now in the place of a folder on the way to what other programs obey, where something lies behind
 * it. `end`: see `moveAside`.
 */
export function moveLinkAside({ from, path }: Way, end = Infinity): string[] {
  if (!existsSync(path)) return []
  const folders = listParents(dirname(path)).toReversed()
  const below = folders.slice(folders.indexOf(from) + 1)
  const link = below.find((folder) => lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() === true)
  return link === undefined ? [] : moveAside(link, end)
}

/** Removes links of one folder, which hold nothing but their target. A line for each. `end`: see `moveAside`. */
export function removeLinks(folder: string, links: readonly Link[], end: number): string[] {
  const said: string[] = []
  try {
    withPinnedFolder(folder, (pinned) => {
      for (const { path, target } of links) {
        const name = join(pinned, basename(path))
        const found = lstatSync(name, { throwIfNoEntry: false })
        if (found?.isSymbolicLink() !== true || found.birthtimeMs > end) continue
        unlinkSync(name)
        said.push(`kimi removed the link ${path} to ${target}: git would write through it.`)
      }
    })
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'ENOTDIR', 'ELOOP'))
      said.push(`Links in ${folder}, through which git would write, could not be removed: ${(error as Error).message}.`)
  }
  return said
}

/** Makes a link anew that was there before the command, and has gone or leads elsewhere. A line for each thing done. */
export function putBackLink(path: string, target: string, end = Infinity): string[] {
  const said: string[] = []
  try {
    withPinnedFolder(dirname(path), (folder) => {
      const name = join(folder, basename(path))
      const found = lstatSync(name, { throwIfNoEntry: false })
      if (found?.isSymbolicLink() === true && readlinkSync(name) === target) return
      if (found !== undefined) said.push(...moveAside(path, end))
      symlinkSync(target, name)
      said.push(`kimi made the link ${path} anew: what it leads to is obeyed by other programs.`)
    })
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'ENOTDIR', 'ELOOP', 'EEXIST'))
      said.push(`The link ${path} could not be made anew: ${(error as Error).message}.`)
  }
  return said
}

/** A sandbox is made in some milliseconds; what came later was made by somebody else. */
const MAKING_MS = 2_000

/** Removes the empty files and folders that bwrap made in the place of what had vanished before it was covered. */
export function removeEmptyCovers({ since, secrets, services }: Covers): void {
  for (const path of [...secrets, ...services]) for (let at = path; removeNewAndEmpty(at, since); at = dirname(at));
}

/** False where nothing was removed: something else is there, or nothing. */
function removeNewAndEmpty(path: string, since: number): boolean {
  try {
    return withPinnedFolder(dirname(path), (folder) => {
      const name = join(folder, basename(path))
      const found = lstatSync(name)
      if (found.birthtimeMs < since || found.birthtimeMs > since + MAKING_MS) return false
      if (found.isDirectory()) rmdirSync(name)
      else if (found.isFile() && found.size === 0 && found.nlink === 1) unlinkSync(name)
      else return false
      return true
    })
  } catch {
    return false // a folder that holds something, a link on the way, or nothing there
  }
}
