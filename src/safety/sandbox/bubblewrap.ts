// The command line of bubblewrap (`bwrap`), which makes the sandbox on Linux: a disk on which nothing can be written, namespaces of
// its own, no rights, and the secrets closed.

import type { Masks } from '../secrets/secret-masks.ts'
import { RUN_PROGRAMS, type ShownPlaces } from './shown-places.ts'

/**
 * The part of the system that a command in the sandbox sees. `closed`: only itself, and no network. `system`: also other processes
 * and the network's state, for programs that show just that (`ps`, `ss`); it may not be able to read a secret from them.
 */
export type SandboxView = 'closed' | 'system'

export interface BubblewrapPlan {
  view: SandboxView
  masks: Pick<Masks, 'files' | 'folders'>
  /** The places of the disk that are to be seen; null for the whole disk but its secrets. */
  shown: ShownPlaces | null
  cwd: string
  /** A file that nobody may read: it is put over each secret file. */
  closedFile: string
  /** The descriptor from which bubblewrap reads the seccomp filter, or null when this processor has no filter. */
  filterFd: number | null
}

const NAMESPACES: Record<SandboxView, readonly string[]> = {
  closed: ['--unshare-all', '--proc', '/proc'],
  system: ['--unshare-user-try', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try'],
}

/** The arguments of bwrap up to and with `--`; the command follows. */
export function bubblewrapArguments({ view, masks, shown, cwd, closedFile, filterFd }: BubblewrapPlan): string[] {
  return [
    ...mountDisk(shown),
    // A /dev of its own has no disks and no terminals; /dev/shm in it is the one place that can be written.
    '--dev',
    '/dev',
    ...NAMESPACES[view],
    ...(view === 'system' && shown !== null ? ['--ro-bind', '/proc', '/proc'] : []),
    ...mountAll(showPlaces(shown)),
    ...masks.folders.flatMap((folder) => ['--perms', '0000', '--tmpfs', folder]),
    ...masks.files.flatMap((file) => ['--ro-bind', closedFile, file]),
    ...closeDisk(shown),
    '--chdir',
    cwd,
    '--new-session',
    '--die-with-parent',
    '--cap-drop',
    'ALL',
    ...(filterFd === null ? [] : ['--seccomp', String(filterFd)]),
    '--',
  ]
}

interface Mount {
  path: string
  /** The options of bwrap that mount it. */
  options: readonly string[]
}

/** The whole disk, on which nothing can be written; without it the command begins with an empty one. */
const mountDisk = (shown: ShownPlaces | null) => (shown === null ? ['--ro-bind', '/', '/'] : [])

/** A deeper path comes later, and decides what is there. */
function mountAll(mounts: readonly Mount[]): string[] {
  return mounts.toSorted((one, other) => depthOf(one) - depthOf(other)).flatMap(({ options }) => options)
}

const depthOf = ({ path }: Mount) => path.split('/').length

function showPlaces(shown: ShownPlaces | null): Mount[] {
  if (shown === null) return []
  const { places, links, home } = shown
  return [
    ...links.map(({ path, target }) => ({ path, options: ['--symlink', target, path] })),
    ...(home === null ? [] : [{ path: home, options: ['--perms', '0111', '--tmpfs', home] }]),
    // A temporary file may have gone since it was found.
    ...places.map((path) => ({ path, options: ['--ro-bind-try', path, path] })),
  ]
}

/** Nothing can be made in the empty disk, where nobody would find it again. */
function closeDisk(shown: ShownPlaces | null): string[] {
  if (shown === null) return []
  return ['/', ...(shown.home === null ? [] : [shown.home])].flatMap((path) => ['--remount-ro', path])
}

export interface WorkshopPlan {
  /** The places of the disk that are to be seen; null for the whole disk. */
  shown: ShownPlaces | null
  /** Folders in which the command may write. Each of these lists may lie in another: the deeper path decides. */
  writable: readonly string[]
  /** Folders and files in those in which it may not write. */
  fixed: readonly string[]
  /** Folders that may not be renamed, since something in them is fixed. */
  pinned: readonly string[]
  masks: Pick<Masks, 'files' | 'folders'>
  /** Folders that are others inside, empty and writable. */
  socketFolders: readonly string[]
  /** Files shown as empty: programs refuse to start when their own configuration cannot be read. */
  emptied: readonly string[]
  /** Files that nobody may read, and that everybody may read. Both are empty. */
  closedFile: string
  emptyFile: string
  filterFd: number | null
}

/**
 * The arguments of bwrap, up to and with `--`, for a command that may write in a workspace. The disk is read-only but for that, a network
 * and processes of its own, no sockets of services. A folder that is mounted on itself cannot be renamed.
 */
export function workshopArguments(plan: WorkshopPlan): string[] {
  const { shown, writable, fixed, pinned, masks, socketFolders, emptied, closedFile, emptyFile, filterFd } = plan
  const mount = (option: string) => (path: string) => ({ path, options: [option, path, path] })
  const mounts = [
    ...showPlaces(shown),
    { path: '/run', options: ['--tmpfs', '/run'] },
    ...RUN_PROGRAMS.map(mount('--ro-bind-try')),
    ...writable.map(mount('--bind')),
    // A folder of a socket may vanish before the command begins.
    ...pinned.map(mount('--bind-try')),
    // A home that is hidden is not shown again for being fixed.
    ...fixed.filter((path) => path !== shown?.home).map(mount('--ro-bind')),
  ]
  return [
    ...mountDisk(shown),
    '--dev',
    '/dev',
    ...NAMESPACES.closed,
    ...mountAll(mounts),
    ...socketFolders.flatMap((folder) => ['--perms', '0700', '--tmpfs', folder]),
    ...masks.folders.flatMap((folder) => ['--perms', '0000', '--tmpfs', folder]),
    ...masks.files.flatMap((file) => ['--ro-bind', closedFile, file]),
    ...emptied.flatMap((file) => ['--ro-bind', emptyFile, file]),
    ...closeDisk(shown),
    '--new-session',
    '--die-with-parent',
    '--cap-drop',
    'ALL',
    ...(filterFd === null ? [] : ['--seccomp', String(filterFd)]),
  ]
}

/** The arguments of bwrap without the mounts that cover the places. Nothing else may be mounted on such a place. */
export function withoutCovers(args: readonly string[], places: ReadonlySet<string>): string[] {
  const isDropped = args.map(() => false)
  for (const [i, path] of args.entries()) {
    if (!places.has(path)) continue
    if (args[i - 1] === '--tmpfs') isDropped.fill(true, i - 3, i + 1) // --perms 0700 --tmpfs PATH
    else if (args[i - 2] === '--ro-bind') isDropped.fill(true, i - 2, i + 1) // --ro-bind COVER PATH
  }
  return args.filter((_, i) => !isDropped[i])
}

/** The folder for temporary files inside; the shell needs one for a here-document, `sort` for what is large. */
export const SANDBOX_TEMP = '/dev/shm'
