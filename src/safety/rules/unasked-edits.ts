// Tells where an edit may go that nobody is asked about: where a command in the workspace's sandbox may write, too
// (sandbox/write-places.ts). Both are bound by the same places, or the one would do what the other is kept from.

import { delimiter, isAbsolute, join, relative, sep } from 'node:path'
import { temporaryFolders } from '../../sys/folders/temporary-folders.ts'
import { createInside, followLinks, isInside } from './workspace-path.ts'

/** Folders in a home, besides the hidden ones, that hold programs of the user's or what the system obeys. */
export const OBEYED_FOLDERS = new Set(['bin', 'Library'])

/** What servers of the user's keep in a temporary folder: terminals, editors, displays, agents of keys. */
const SERVERS =
  /^(?:tmux-|emacs|screens?(?:\/|$)|uscreens|\.(?:X11|ICE|XIM|font|Test)-unix|\.X\d+-lock|ssh-|gpg-|systemd-private-|dbus-)/

interface EditPlace {
  workDirs: readonly string[]
  home: string
  /** The PATH of commands. */
  path?: string | undefined
}

/**
 * True for a real path of a home that is the workspace, or lies in it, which other programs obey: hidden files and folders, and folders of
 * programs. What was itself chosen as the workspace is left out.
 */
export function isObeyedInHome(real: string, { workDirs, home, path = '' }: EditPlace): boolean {
  const realHome = home === '' ? '' : followLinks(home)
  if (realHome === '' || !isInside(realHome, workDirs) || !isInside(real, [realHome])) return false
  const onPath = path
    .split(delimiter)
    .filter((folder) => isAbsolute(folder) && isInside(followLinks(folder), [realHome]))
  if (isInside(real, onPath)) return true
  const [first = ''] = relative(realHome, real).split(sep)
  const isObeyed = first.startsWith('.') || OBEYED_FOLDERS.has(first)
  return isObeyed && !workDirs.some((folder) => isInside(folder, [join(realHome, first)]) && isInside(real, [folder]))
}

/**
 * True for a real path in the workspace or in a temporary folder. Of a home that is the workspace, or lies in it, what other programs obey is
 * left out, and so is a home in a temporary folder.
 */
export function mayEditUnasked(path: string, place: EditPlace): boolean {
  return createUnaskedEdits(place)(path)
}

/** `mayEditUnasked` for many paths: the folders are looked at once. */
export function createUnaskedEdits(place: EditPlace): (path: string) => boolean {
  const { workDirs, home } = place
  const isInWorkspace = createInside(workDirs)
  const isInHome = createInside(home === '' ? [] : [home])
  const temporary = temporaryFolders()
  return (path) => {
    if (isInWorkspace(path)) return !isObeyedInHome(path, place)
    if (isInHome(path)) return false
    const around = temporary.filter((folder) => path === folder || path.startsWith(folder + sep))
    return around.length > 0 && !around.some((folder) => SERVERS.test(relative(folder, path)))
  }
}
