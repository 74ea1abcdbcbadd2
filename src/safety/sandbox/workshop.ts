// The sandbox for a command that may write in the workspace: everything else on the disk is read-only or covered, and the network is one
// of its own. It is plain data, since a background task is started by a process of its own.

import { join } from 'node:path'
import { makeDirectory } from '../../sys/files.ts'
import { isInside } from '../rules/workspace-path.ts'
import type { Masks } from '../secrets/secret-masks.ts'
import { workshopArguments } from './bubblewrap.ts'
import { makeClosedFile, makeEmptyFile } from './cover-files.ts'
import { findHostSockets, findSocketFolders, foldersOfSockets } from './host-sockets.ts'
import { findShownPlaces, isVisible } from './shown-places.ts'
import { makeSystemCallFilter } from './system-call-filter.ts'
import { type SandboxPlace, type SavedWall, WALL_FD, type WorkshopSight } from './wall.ts'
import { notesFolder } from './walled-commands.ts'
import { temporaryFolders } from '../../sys/temporary-folders.ts'
import { findWritePlaces } from './write-places.ts'

interface WorkshopRequest extends SandboxPlace {
  /** The run directory, for the files that cover others. */
  run: string
  masks: Masks
  sight: WorkshopSight
}

/** The wall for one command, made from the workspace as it is now. */
export function buildWorkshop(program: string, request: WorkshopRequest): SavedWall {
  const { home, own, folders, fixed, closed: obeyed, run, masks, sight, env = {} } = request
  const showsSecrets = sight === 'approved'
  const shown = sight === 'workspace' ? findShownPlaces({ ...request, env }, 'workspace') : null
  const cache = makeCache(home)
  // A file that only has the name of a secret, such as code in a folder `secrets`, stays readable: builds need it.
  const isShown = (path: string) => masks.likely.includes(path) || (showsSecrets && masks.inWorkspace.includes(path))
  const settings = new Set(masks.settings)
  const closed = masks.files.filter((path) => !isShown(path) && !settings.has(path))
  const closedFolders = masks.folders.filter((path) => !isShown(path))
  const { repositories } = masks
  const covered = [...closed, ...closedFolders]
  const places = findWritePlaces({
    ...{ home, own, folders, repositories, covered, cache },
    ...(fixed === undefined ? {} : { fixed }),
    ...(obeyed === undefined ? {} : { closed: obeyed }),
  })
  const temporary = temporaryFolders()
  const sockets = findHostSockets()
  const socketFolders = findSocketFolders(temporary, process.getuid?.() ?? 0)
  // A cover on something that a closed folder hides would have to be made in it.
  const isThere = (path: string) => shown === null || isVisible(path, shown)
  const isSeen = (path: string) =>
    isThere(path) && !isInside(path, [...closedFolders, ...socketFolders]) && !path.startsWith('/run/')
  // In a fixed folder no name can change, and a mount in it would open it.
  const socketParents = foldersOfSockets(sockets.filter(isSeen), temporary).filter(
    (path) => !isInside(path, places.fixed),
  )
  const fixedBelow = places.fixed.filter((path) => isInside(path, folders))
  const filter = makeSystemCallFilter(process.arch, 'workspace')
  const args = workshopArguments({
    shown,
    ...places,
    // A folder that is read-only as a whole needs no pin: the pin would open it.
    pinned: [...places.pinned.filter((path) => !isInside(path, fixedBelow)), ...socketParents],
    masks: { files: [...closed, ...sockets].filter(isSeen), folders: closedFolders.filter(isThere) },
    socketFolders,
    emptied: masks.settings.filter(isSeen),
    closedFile: makeClosedFile(run),
    emptyFile: makeEmptyFile(run),
    filterFd: filter === null ? null : WALL_FD,
  })
  return {
    program,
    args,
    filter: filter?.toString('base64') ?? '',
    showsSecrets,
    hidesDisk: shown !== null,
    cache,
    mounts: {
      open: [...places.writable, ...socketFolders, ...closedFolders],
      closed: places.fixed.filter((path) => !closedFolders.includes(path)), // an empty folder covers what was fixed
    },
    absent: places.absent,
    ...(own[0] === undefined ? {} : { notes: notesFolder(own[0]) }),
  }
}

/** '' where the home cannot be written. */
function makeCache(home: string): string {
  const path = join(home, '.cache', 'kimi', 'sandbox')
  try {
    makeDirectory(path)
    return path
  } catch {
    return ''
  }
}
