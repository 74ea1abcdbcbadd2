// Finds the Unix sockets on which services of this machine listen. A read-only disk does not close a socket: whoever may write to it
// may connect. In the sandbox each is covered by a file, and the folders in which sockets of known names will stand are others there.

import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { makeDirectory } from '../../sys/files.ts'
import { isBelow } from '../../sys/own-path.ts'
import { addReal } from '../secrets/real-places.ts'

/** The paths of all sockets in the file system that somebody has bound, as the kernel lists them; empty without /proc. */
export function findHostSockets(table = '/proc/net/unix'): string[] {
  let text: string
  try {
    text = readFileSync(table, 'utf8')
  } catch {
    return []
  }
  // An address in the abstract namespace begins with @; a network namespace has its own.
  const paths = text.split('\n').flatMap((line) => /^(?:\S+\s+){7}(\/.*)$/.exec(line)?.[1] ?? [])
  const found = new Set<string>()
  for (const path of paths)
    for (const socket of existsSync(path) ? [path] : socketsIn(dirname(path))) addReal(socket, { sockets: found })
  return [...found].sort()
}

/** The sockets of a folder. Some servers, ours among them, bind a socket by one name and rename it; the kernel then lists the old one. */
function socketsIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isSocket() ? join(folder, entry.name) : [],
    )
  } catch {
    return []
  }
}

/**
 * Folders of temporary ones in which programs put, and look for, sockets by a known name: tmux, Emacs and X11. A server that begins while a
 * command runs would be reached in them, and a command could serve there itself. That of tmux is made: tmux would take any folder of ours.
 */
export function findSocketFolders(temporary: readonly string[], user: number): string[] {
  return temporary.flatMap((folder) => {
    const tmux = join(folder, `tmux-${user}`)
    try {
      if (folder === '/tmp') makeDirectory(tmux)
    } catch {
      // The folder cannot be made: the disk is read-only, or a file is in its place.
    }
    return [tmux, join(folder, `emacs${user}`), join(folder, '.X11-unix'), join(folder, '.ICE-unix')].filter(
      (path) => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true,
    )
  })
}

/** The mounts that keep sockets from a command. Real paths. */
export interface SocketCovers {
  /** Folders that are others inside, empty and writable. */
  folders: string[]
  /** Sockets that are covered one by one. */
  files: string[]
  /** Folders that may not be renamed: one could be replaced by another, with a socket of the command's. */
  pinned: string[]
}

/**
 * A folder in a temporary one that holds a socket belongs to the service, and is replaced as a whole: one mount, where a socket that is covered
 * takes one for each folder above it, and nothing in it can vanish while they are made. Not
 * where it holds one of the `kept` folders, or lies in one; null keeps all.
 */
export function coverSockets(
  sockets: readonly string[],
  temporary: readonly string[],
  kept: readonly string[] | null,
): SocketCovers {
  const covers: SocketCovers = { folders: [], files: [], pinned: [] }
  for (const socket of sockets) {
    const root = temporary.find((folder) => socket.startsWith(`${folder}/`))
    const folder = root === undefined ? null : join(root, socket.slice(root.length + 1).split('/')[0]!)
    if (folder === null || folder === socket) covers.files.push(socket)
    else if (kept !== null && !kept.some((path) => isBelow(path, [folder]) || isBelow(folder, [path])))
      covers.folders.push(folder)
    else {
      covers.files.push(socket)
      for (let at = dirname(socket); at !== root; at = dirname(at)) covers.pinned.push(at)
    }
  }
  return { folders: [...new Set(covers.folders)], files: covers.files, pinned: [...new Set(covers.pinned)] }
}
