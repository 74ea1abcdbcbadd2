// Finds the Unix sockets on which services of this machine listen. A read-only disk does not close a socket: whoever may write to it
// may connect. In the sandbox each is covered by a file, and the folders in which sockets of known names will stand are others there.

import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { makeDirectory } from '../../sys/files.ts'
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

/** The folders of these sockets below the temporary ones. One that is renamed could be replaced by another, with a socket of the command's. */
export function foldersOfSockets(sockets: readonly string[], temporary: readonly string[]): string[] {
  const folders = new Set<string>()
  for (const socket of sockets) {
    const root = temporary.find((folder) => socket.startsWith(`${folder}/`))
    if (root === undefined) continue
    for (let folder = dirname(socket); folder !== root; folder = dirname(folder)) folders.add(folder)
  }
  return [...folders]
}
