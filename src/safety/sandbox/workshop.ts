// The sandbox for a command that may write in the workspace: everything else on the disk is read-only or covered, and the network is one
// of its own. It is plain data, since a background task is started by a process of its own.

import { makeDirectory } from '../../sys/files.ts'
import { isInside } from '../rules/workspace-path.ts'
import type { Masks } from '../secrets/secret-masks.ts'
import { workshopArguments } from './bubblewrap.ts'
import { makeClosedFile, makeEmptyFile } from './cover-files.ts'
import { isBelow } from '../../sys/own-path.ts'
import { type SocketCovers, coverSockets, findHostSockets, findSocketFolders } from './host-sockets.ts'
import { findShownPlaces, isVisible, listPaths } from './shown-places.ts'
import { makeSystemCallFilter } from './system-call-filter.ts'
import { type SandboxPlace, type SavedWall, WALL_FD, type WorkshopSight } from './wall.ts'
import { notesFolder } from './walled-commands.ts'
import { sandboxCacheOf } from '../../sys/paths.ts'
import { realOf, temporaryFolders } from '../../sys/folders/temporary-folders.ts'
import type { WritePlaces } from './fixed-places.ts'
import { findWritePlaces } from './write-places.ts'

interface WorkshopRequest extends SandboxPlace {
  /** The run directory, for the files that cover others. */
  run: string
  masks: Masks
  sight: WorkshopSight
}

/** The wall for one command, made from the workspace as it is now. */
export function buildWorkshop(program: string, request: WorkshopRequest): SavedWall {
  const { home, own, folders, fixed, run, masks, sight, env = {} } = request
  const since = Date.now()
  const shown = sight === 'workspace' ? findShownPlaces({ ...request, env }, 'workspace') : null
  const cache = makeCache(home)
  const closed = listClosed(masks, sight)
  const { repositories } = masks
  const covered = [...closed.files, ...closed.folders]
  const places = findWritePlaces({
    ...{ home, own, folders, repositories, covered, cache, env, programs: listPaths(env['PATH']) },
    ...(fixed === undefined ? {} : { fixed }),
  })
  const sockets = findSocketCovers(places, request)
  // A cover on something that a closed folder hides would have to be made in it.
  const isThere = (path: string) => shown === null || isVisible(path, shown)
  const isSeen = (path: string) =>
    isThere(path) && !isInside(path, [...closed.folders, ...sockets.folders]) && !path.startsWith('/run/')
  // In a fixed folder no name can change, and a mount in it would open it.
  const socketParents = sockets.pinned.filter((path) => isSeen(path) && !isInside(path, places.fixed))
  const fixedBelow = places.fixed.filter((path) => isInside(path, folders))
  const filter = makeSystemCallFilter(process.arch, 'workspace')
  const args = workshopArguments({
    shown,
    ...places,
    // A folder that is read-only as a whole needs no pin: the pin would open it.
    pinned: [...places.pinned.filter((path) => !isInside(path, fixedBelow)), ...socketParents],
    masks: { files: [...closed.files, ...sockets.files].filter(isSeen), folders: closed.folders.filter(isThere) },
    socketFolders: sockets.folders,
    emptied: masks.settings.filter(isSeen),
    closedFile: makeClosedFile(run),
    emptyFile: makeEmptyFile(run),
    filterFd: filter === null ? null : WALL_FD,
  })
  return {
    program,
    args,
    filter: filter?.toString('base64') ?? '',
    showsSecrets: sight === 'approved',
    hidesDisk: shown !== null,
    cache,
    mounts: {
      open: [...places.writable, ...sockets.folders, ...closed.folders],
      closed: places.fixed.filter((path) => !closed.folders.includes(path)), // an empty folder covers what was fixed
    },
    covers: {
      since,
      secrets: listWritable([...covered, ...masks.settings], places),
      services: listWritable([...sockets.files, ...sockets.folders], places),
    },
    absent: places.absent,
    ways: places.ways,
    gitlinks: places.gitlinks,
    repositories: places.state,
    home: places.home,
    ...(own[0] === undefined ? {} : { notes: notesFolder(own[0]) }),
  }
}

/** The secrets that nobody may read. A file that only has the name of one, such as code in a folder `secrets`, stays readable: builds need it. */
function listClosed(masks: Masks, sight: WorkshopSight): Pick<Masks, 'files' | 'folders'> {
  const shown = new Set([...masks.likely, ...(sight === 'approved' ? masks.inWorkspace : [])])
  const settings = new Set(masks.settings)
  return {
    files: masks.files.filter((path) => !shown.has(path) && !settings.has(path)),
    folders: masks.folders.filter((path) => !shown.has(path)),
  }
}

/** A command that the user has approved may look into the folders of services, though not reach them. */
function findSocketCovers(places: WritePlaces, { sight, run, more = [] }: WorkshopRequest): SocketCovers {
  const temporary = temporaryFolders()
  const { writable, fixed, pinned } = places
  const named = [run, process.execPath, ...more].flatMap((path) => realOf(path) ?? [])
  const kept = [...writable.filter((path) => !temporary.includes(path)), ...fixed, ...pinned, ...named]
  const covers = coverSockets(findHostSockets(), temporary, sight === 'approved' ? null : kept)
  const known = findSocketFolders(temporary, process.getuid?.() ?? 0)
  return { ...covers, folders: [...new Set([...known, ...covers.folders])] }
}

function listWritable(paths: readonly string[], { writable }: WritePlaces): string[] {
  return paths.filter((path) => isBelow(path, writable))
}

/** '' where the home cannot be written. */
function makeCache(home: string): string {
  const path = sandboxCacheOf(home)
  try {
    makeDirectory(path)
    return path
  } catch {
    return ''
  }
}
