// The contract of a wall, which stands between a command and the system.

import type { WritableMounts } from './mount-check.ts'
import { unaskedEnvironment } from './unasked-environment.ts'

/** The descriptor from which the sandbox reads its filter before it starts the command. */
export const WALL_FD = 3

/** A program to be started. */
export interface Command {
  file: string
  args: string[]
  cwd: string
  env: NodeJS.ProcessEnv
}

/** A command to be started in its wall. */
export interface WalledCommand extends Command {
  /** To be written to the command's descriptor WALL_FD and closed; null when there is nothing to write. */
  filter: Buffer | null
}

/** The way in which a command is started that does not run as it is. */
export interface Wall {
  /** `bare`: this system has no sandbox, and only the environment is cleaned. A `reader` can write nothing, a `workspace` command there. */
  kind: 'bare' | 'reader' | 'workspace'
  wrap(command: Command): WalledCommand
  /**
   * Call before the command begins: writes down what is to be undone. Returns the path of the file. `family` is the value of FAMILY_VARIABLE in
   * its environment. Throws the failures of the disk.
   */
  begin?(family: string): string | null
  /** Call when the command has ended. Undoes what the sandbox cannot prevent; a line of text for each thing undone. */
  settle?(): string[]
  /** True when the command does not see the whole disk. */
  hidesDisk?: boolean
  /** Makes the same wall from the disk as it is now; null where there is none any more. */
  makeAgain?(): Promise<Wall | null>
  /** Call when a reader has ended. False when a secret has appeared since it began: it was not closed to the command. */
  hasKeptSecrets?(): Promise<boolean>
  /** True when the command is to have a way to the network on which each host is asked about. */
  asksForHosts?: boolean
  /** The wall as data, for the process of a background task. Only a workspace's wall has it. */
  saved?: SavedWall
}

/**
 * The part of the disk that a reader sees. `names`: all of it, since the line shows nothing but names. `certain`: the workspace, programs and the
 * system. `tried`: of the system only what belongs to its packages, and in temporary folders only what the line names.
 */
export type ReaderSight = 'names' | 'certain' | 'tried'

/**
 * The part of the disk that a command sees which may write in the workspace. `workspace`: the workspace itself, the system and the folders of programs. `disk`: also the rest of
 * the disk, but for secrets. `approved`: the user has approved the command, so that it sees the workspace's own secrets, too, and the
 * environment as it is.
 */
export type WorkshopSight = 'workspace' | 'disk' | 'approved'

export interface SandboxPlace {
  home: string
  /** Folders of ours: the share directory, and the run directory where it lies elsewhere. */
  own: readonly string[]
  folders: readonly string[]
  /** Files in those folders that a command cannot write, since something outside the sandbox runs them. */
  fixed?: readonly string[]
  /** The variables of the shell, by which programs find their folders; by default none. */
  env?: NodeJS.ProcessEnv
  /** Further folders that commands see of which nobody was asked. */
  more?: readonly string[]
}

/** Places over which something is mounted. One that vanishes in between is made anew by bwrap, empty and on the user's disk. */
export interface Covers {
  /** When the places were found, in milliseconds since 1970. */
  since: number
  secrets: readonly string[]
  /** Sockets of services, and folders in which there are some. */
  services: readonly string[]
}

/** The state of the repositories before a command (repository-state.ts). Real paths. */
export interface RepositoryState {
  /** Folders of git that were valid, with the text of their HEAD. Without it git looks for another repository around them. */
  heads: { folder: string; head: string }[]
  /** Folders of git, and the links in them. */
  folders: string[]
  links: Link[]
  /** Links that lead git to what it obeys: they are made anew where they have gone. */
  obeyed: Link[]
  /** Folders with files of the user's that were no bare repositories. */
  plain: string[]
}

export interface Link {
  path: string
  target: string
}

/** The repository of a working tree, and the folders of its gitlinks in which a repository stood before the command. */
export interface Gitlinks {
  root: string
  gitDirectory: string
  filled: string[]
}

/** A path at which nothing is, and the last folder on the way to it that is there. Both are real. */
export interface Way {
  from: string
  path: string
}

/** A home in which a command may write, with the names in it that other programs obey. */
export interface HomeState {
  folder: string
  names: string[]
}

/** The changes that are to be undone after a command. Optional fields are missing in a wall that an earlier release has saved. */
export interface Remains {
  /** Paths that have to be absent after the command as they were before. */
  absent: string[]
  /** Paths among those to which a folder is missing: a link in its place would lead to something else. */
  ways?: Way[] | undefined
  gitlinks?: Gitlinks[] | undefined
  /** Places that the sandbox covers where commands may write. */
  covers?: Covers | undefined
  repositories?: RepositoryState | undefined
  home?: HomeState | undefined
}

export interface SavedWall extends Remains {
  program: string
  /** The arguments of the program up to the folder of the command. */
  args: string[]
  /** The filter in base64; '' for none. */
  filter: string
  showsSecrets: boolean
  /** True when the command does not see the whole disk. */
  hidesDisk?: boolean
  /** The folder for what programs keep between runs; '' for none. */
  cache: string
  /** The places that can be written in it; a wall of an earlier release does not say. */
  mounts?: WritableMounts
  /** The folder in which a running command is noted (walled-commands.ts); a wall of an earlier release has none. */
  notes?: string
}

/** The wall of a system without a sandbox: the command as it is, without secrets in its environment. */
export const BARE_WALL: Wall = {
  kind: 'bare',
  wrap: (command) => ({ ...command, env: unaskedEnvironment(command.env), filter: null }),
}
