// The second wall: a command that nobody was asked about runs in a sandbox of the kernel, which does not judge commands. In it
// nothing can be written, no socket opened, no other process seen and no secret read, whatever the first wall overlooked.

import { spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { followLinks, isInside } from '../rules/workspace-path.ts'
import { type SandboxView, SANDBOX_TEMP, bubblewrapArguments } from './bubblewrap.ts'
import { findOwnProgram } from '../../sys/own-path.ts'
import { type Masks, findMasks } from '../secrets/secret-masks.ts'
import { seatbeltArguments } from './seatbelt.ts'
import { restoreWall } from './saved-wall.ts'
import { makeSystemCallFilter } from './system-call-filter.ts'
import { unaskedEnvironment } from './unasked-environment.ts'
import { makeClosedFile } from './cover-files.ts'
import { type ShownPlaces, type ShownRequest, findShownPlaces, isVisible, listOthers } from './shown-places.ts'
import { describeFileFailure } from '../../protocol/file-failures.ts'
import { hasCode, nearestFolder } from '../../sys/files.ts'
import {
  BARE_WALL,
  type Command,
  type ReaderSight,
  type SandboxPlace,
  WALL_FD,
  type Wall,
  type WalledCommand,
  type WorkshopSight,
} from './wall.ts'
import { buildWorkshop } from './workshop.ts'

/** The sandbox for a workspace as it is now. */
export interface PreparedSandbox {
  /** False when the workspace is too large to know all secrets in it: then only a line that is certain may run unasked. */
  closesAllSecrets: boolean
  /** True when the working directory lies in a folder that the sandbox closes: there is no sandbox for a command in it. */
  isClosedPlace?: boolean
  /** `named`: real paths that the line names. */
  wall(view: SandboxView, sight: ReaderSight, named?: readonly string[]): Wall
  /** For a command that may write in the workspace. Null where this sandbox cannot do that. */
  workshop(sight: WorkshopSight): Wall | null
}

export type SandboxState =
  | { kind: 'ready'; program: string; prepare(place: SandboxPlace): Promise<PreparedSandbox> }
  /** `reason` in words; `hint` is the command that helps, or ''. `isFault`: the look failed, and says nothing of the system's sandbox. */
  | { kind: 'missing'; reason: string; hint: string; isFault?: true }

const PROBE_LIMIT_MS = 3_000
const SEATBELT = '/usr/bin/sandbox-exec'

/** For a working directory in a closed folder: what is certain runs as on a system without a sandbox. */
const CLOSED_PLACE: PreparedSandbox = {
  closesAllSecrets: false,
  isClosedPlace: true,
  wall: () => BARE_WALL,
  workshop: () => null,
}

let opened: Promise<SandboxState> | null = null

/**
 * Looks once per process whether a sandbox works here, with a command that does nothing: some containers and some
 * distributions forbid the namespaces that it needs. `run` is a directory of ours for its one file. Never rejects. A look that failed for
 * want of descriptors, processes, memory or room on the disk says nothing of the sandbox, and is taken again.
 */
export function openSandbox(run: string, env: NodeJS.ProcessEnv = process.env): Promise<SandboxState> {
  opened ??= probe(run, env).catch((error: unknown): SandboxState => {
    opened = null
    return { kind: 'missing', reason: describeFileFailure(error), hint: `df -h ${nearestFolder(run)}`, isFault: true }
  })
  return opened
}

function missing(reason: string, hint: string): SandboxState {
  return { kind: 'missing', reason, hint }
}

async function probe(run: string, env: NodeJS.ProcessEnv): Promise<SandboxState> {
  if (process.platform === 'darwin') return makeState(SEATBELT, wrapSeatbelt, () => null)
  if (process.platform !== 'linux') return missing(`kimi knows no sandbox for ${process.platform}`, '')
  const program = findOwnProgram('bwrap', env)
  if (program === null) return missing('bubblewrap (bwrap) is not installed', 'sudo apt install bubblewrap')
  const closedFile = makeClosedFile(run)
  const state = makeState(
    program,
    (command, view, masks, shown) => wrapBubblewrap(program, closedFile, command, view, masks, shown),
    (place, masks, sight) => restoreWall(buildWorkshop(program, { ...place, run, masks, sight })),
    () => void makeClosedFile(run), // somebody may have emptied the directory meanwhile
  )
  const trial = wrapBubblewrap(
    program,
    closedFile,
    { file: '/bin/sh', args: ['-c', ':'], cwd: '/', env: {} },
    'closed',
    { files: [], folders: [], settings: [], inWorkspace: [], likely: [], repositories: [], isComplete: true },
    null,
  )
  const failure = await tryCommand(trial)
  return failure === null ? state : missing(`bubblewrap does not work here: ${failure}`, '')
}

type Wrap = (command: Command, view: SandboxView, masks: Masks, shown: ShownPlaces | null) => WalledCommand
type Workshop = (place: SandboxPlace, masks: Masks, sight: WorkshopSight) => Wall | null

function makeState(
  program: string,
  wrap: Wrap,
  makeWorkshop: Workshop,
  prepareFiles: () => void = () => {},
): SandboxState {
  return {
    kind: 'ready',
    program,
    async prepare(place) {
      const { home, own, folders } = place
      prepareFiles()
      const request = { home, own, folders, others: listOthers(place) }
      const masks = await findMasks(request)
      const [cwd = '/'] = folders
      if (isInside(followLinks(cwd), masks.folders)) return CLOSED_PLACE
      return {
        closesAllSecrets: masks.isComplete,
        wall: (view, sight, named = []) => ({
          kind: 'reader',
          ...(sight === 'names' ? {} : watchSecrets(masks, () => findMasks(request))),
          wrap: (command) => wrap(command, view, masks, showTo(sight, { ...place, env: command.env, named })),
        }),
        workshop: (sight) => makeWorkshop(place, masks, sight),
      }
    },
  }
}

function wrapSeatbelt({ file, args, cwd, env }: Command, _view: SandboxView, masks: Masks): WalledCommand {
  return {
    file: SEATBELT,
    args: [...seatbeltArguments(masks), file, ...args],
    cwd,
    env: unaskedEnvironment(env),
    filter: null,
  }
}

function wrapBubblewrap(
  program: string,
  closedFile: string,
  { file, args, cwd, env }: Command,
  view: SandboxView,
  masks: Masks,
  shown: ShownPlaces | null,
): WalledCommand {
  const filter = makeSystemCallFilter(process.arch, view)
  const filterFd = filter === null ? null : WALL_FD
  return {
    file: program,
    args: [
      ...bubblewrapArguments({ view, masks: closeIn(masks, shown), shown, cwd, closedFile, filterFd }),
      file,
      ...args,
    ],
    cwd,
    env: { ...unaskedEnvironment(env), TMPDIR: SANDBOX_TEMP },
    filter,
  }
}

const showTo = (sight: ReaderSight, request: ShownRequest) =>
  sight === 'names' ? null : findShownPlaces(request, sight)

/** Tells afterwards whether all secrets were closed to the command: none has appeared, and none was saved anew under its name. */
function watchSecrets(masks: Masks, find: () => Promise<Masks>): Pick<Wall, 'hasKeptSecrets'> {
  const identify = ({ files, folders }: Masks) => [...files, ...folders].map((path) => `${path} ${inodeOf(path)}`)
  const closed = new Set(identify(masks))
  return { hasKeptSecrets: async () => identify(await find()).every((secret) => closed.has(secret)) }
}

function inodeOf(path: string): number {
  try {
    return statSync(path).ino
  } catch {
    return 0
  }
}

/** The masks that are still to be put: what is not shown is not there to be closed. */
function closeIn(masks: Masks, shown: ShownPlaces | null): Pick<Masks, 'files' | 'folders'> {
  if (shown === null) return masks
  const isThere = (path: string) => isVisible(path, shown)
  return { files: masks.files.filter(isThere), folders: masks.folders.filter(isThere) }
}

/** Runs the command; null when it ends well, else why not. */
function tryCommand({ file, args, cwd, env, filter }: WalledCommand): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe', 'pipe'], timeout: PROBE_LIMIT_MS })
    let said = ''
    child.stderr?.on('data', (bytes: Buffer) => (said += bytes.toString()))
    child.on('error', (error) =>
      hasCode(error, 'EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM') ? reject(error) : resolve(error.message),
    )
    child.on('close', (code, signal) => resolve(code === 0 ? null : said.trim().split('\n')[0] || `${signal ?? code}`))
    feedFilter(child.stdio[WALL_FD] as NodeJS.WritableStream | null, filter)
  })
}

/** Writes the filter to the descriptor on which the sandbox waits for it. */
export function feedFilter(stream: NodeJS.WritableStream | null, filter: Buffer | null): void {
  stream?.on('error', () => {}) // the sandbox has ended before it read its filter; its exit says why
  if (filter === null) stream?.end()
  else stream?.end(filter)
}
