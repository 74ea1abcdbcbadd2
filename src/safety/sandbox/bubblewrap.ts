// The command line of bubblewrap (`bwrap`), which makes the sandbox on Linux: a disk on which nothing can be written, namespaces of
// its own, no rights, and the secrets closed.

import type { Masks } from './secret-masks.ts'

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

/** The folder for temporary files inside; the shell needs one for a here-document, `sort` for what is large. */
export const SANDBOX_TEMP = '/dev/shm'
