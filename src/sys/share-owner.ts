// The owner of a share directory. A root shell may have another user's HOME (`sudo -s`): files of root's in that user's share
// directory would lock the user out of it.

import { lstatSync, statSync, type Stats } from 'node:fs'
import { dirname } from 'node:path'
import { findOwnUser } from './own-user.ts'

/**
 * The reason why this process must not write below `share`, or null: the directory is another user's. While there is none, the
 * home in which it would be made must not be that of the user who called sudo.
 */
export function findForeignOwner(share: string, env: NodeJS.ProcessEnv): string | null {
  const own = process.geteuid?.()
  if (own === undefined) return null
  const found = stat(share)
  if (found) return found.uid === own ? null : describe(share, found.uid)
  const caller = Number(env['SUDO_UID'] || 'none')
  let parent = dirname(share)
  while (!stat(parent) && parent !== dirname(parent)) parent = dirname(parent)
  const owner = stat(parent)?.uid
  return owner === caller && owner !== own ? describe(parent, owner) : null
}

/**
 * The reason why a socket in this folder may be another user's, or null: nobody else can have put it there. Null as well for a folder that is
 * missing. The socket of a run directory with a long path lies in /tmp, where anybody may make the folder first.
 */
export function findForeignFolder(folder: string): string | null {
  const own = process.geteuid?.()
  const found = lstatSync(folder, { throwIfNoEntry: false })
  if (own === undefined || found === undefined) return null
  if (found.isSymbolicLink()) return `${folder} is a symbolic link`
  if (found.uid !== own) return describe(folder, found.uid)
  const mode = (found.mode & 0o777).toString(8)
  return (found.mode & WRITABLE_BY_OTHERS) === 0
    ? null
    : `${folder} can be entered by others (mode ${mode}, expected 700)`
}

const WRITABLE_BY_OTHERS = 0o022

/** The command that leads this user back to a share directory of its own. */
export function hintForOwner(): string {
  return `export HOME=${findOwnUser().home ?? '/a/folder/of/yours'}`
}

function describe(path: string, uid: number): string {
  return `${path} belongs to another user (uid ${uid})`
}

function stat(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined // it cannot be reached: whoever uses it says why
  }
}
