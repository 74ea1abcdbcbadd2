// The command line of bubblewrap (`bwrap`), which makes the sandbox on Linux: a disk on which nothing can be written, namespaces of
// its own, no rights, and the secrets closed.

import type { Masks } from '../secrets/secret-masks.ts'

/**
 * The part of the system that a command in the sandbox sees. `closed`: only itself, and no network. `system`: also other processes
 * and the network's state, for programs that show just that (`ps`, `ss`); it may not be able to read a secret from them.
 */
export type SandboxView = 'closed' | 'system'

export interface BubblewrapPlan {
  view: SandboxView
  masks: Pick<Masks, 'files' | 'folders'>
  /** A home of which only these folders are to be seen; null for the whole home but its secrets. */
  hidden: { home: string; but: readonly string[] } | null
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
export function bubblewrapArguments({ view, masks, hidden, cwd, closedFile, filterFd }: BubblewrapPlan): string[] {
  return [
    '--ro-bind',
    '/',
    '/',
    // A /dev of its own has no disks and no terminals; /dev/shm in it is the one place that can be written.
    '--dev',
    '/dev',
    ...NAMESPACES[view],
    // The home can be passed through, and not listed.
    ...(hidden === null ? [] : ['--perms', '0111', '--tmpfs', hidden.home]),
    ...(hidden?.but ?? []).flatMap((folder) => ['--ro-bind', folder, folder]),
    ...masks.folders.flatMap((folder) => ['--perms', '0000', '--tmpfs', folder]),
    ...masks.files.flatMap((file) => ['--ro-bind', closedFile, file]),
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

export interface WorkshopPlan {
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

/** Parts of /run that hold programs, on NixOS and in containers for desktops; all else in it are sockets and the state of services. */
const RUN_PROGRAMS = ['/run/current-system', '/run/booted-system', '/run/wrappers', '/run/opengl-driver', '/run/host']

/**
 * The arguments of bwrap, up to and with `--`, for a command that may write in a workspace. The disk is read-only but for that, a network
 * and processes of its own, no sockets of services. A folder that is mounted on itself cannot be renamed.
 */
export function workshopArguments(plan: WorkshopPlan): string[] {
  const { writable, fixed, pinned, masks, socketFolders, emptied, closedFile, emptyFile, filterFd } = plan
  const mounts = [
    ...writable.map((path) => ({ path, option: '--bind' })),
    // A folder of a socket may vanish before the command begins.
    ...pinned.map((path) => ({ path, option: '--bind-try' })),
    ...fixed.map((path) => ({ path, option: '--ro-bind' })),
  ].sort((one, other) => one.path.split('/').length - other.path.split('/').length)
  return [
    '--ro-bind',
    '/',
    '/',
    '--dev',
    '/dev',
    ...NAMESPACES.closed,
    '--tmpfs',
    '/run',
    ...RUN_PROGRAMS.flatMap((path) => ['--ro-bind-try', path, path]),
    ...mounts.flatMap(({ path, option }) => [option, path, path]),
    ...socketFolders.flatMap((folder) => ['--perms', '0700', '--tmpfs', folder]),
    ...masks.folders.flatMap((folder) => ['--perms', '0000', '--tmpfs', folder]),
    ...masks.files.flatMap((file) => ['--ro-bind', closedFile, file]),
    ...emptied.flatMap((file) => ['--ro-bind', emptyFile, file]),
    '--new-session',
    '--die-with-parent',
    '--cap-drop',
    'ALL',
    ...(filterFd === null ? [] : ['--seccomp', String(filterFd)]),
  ]
}

/** The folder for temporary files inside; the shell needs one for a here-document, `sort` for what is large. */
export const SANDBOX_TEMP = '/dev/shm'
