// Finds the files that the commands of a turn change. The tree is read once before the first command, and again after
// commands, while the model goes on: a tree of 50,000 files takes 0.6 s of processor time, so the first command waits only for the
// first thousands of entries, those nearest to the root. The change times of files tell what a command has changed from what somebody
// else has, and from what was there before it.

import { realpathSync, statfsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setImmediate as pauseForEvents } from 'node:timers/promises'
import { isUnmodified, readGitFiles, readGitIndex, type GitIndex, type IndexEntry } from '../../workspace/git-index.ts'
import type { BlobStore } from './blob-store.ts'
import type { FileCopies } from './file-copies.ts'
import { stampOf, type FileContent } from './file-content.ts'
import { isUntouched, look, scanWorkspace, SCAN_LIMIT_FILES, type Scan, type Scanned } from './workspace-scan.ts'

export interface TreeWatch {
  /** To be awaited before a command. Rejects when the tree cannot be read. */
  begin(): Promise<RunningCommand>
  /** Call after the command: resolves when the changes until its end were passed to `onChanges`. Nobody has to wait for it. */
  end(command: RunningCommand): Promise<void>
}

export interface RunningCommand {
  /** Milliseconds since the epoch. */
  startedAt: number
  /** Infinity while it runs. */
  endedAt: number
}

export interface Change {
  path: string
  /** The content of the path before the turn; missing when `lost` says why it is not known. */
  was?: FileContent
  /** The stamp of the path as a command has left it; OTHERS when somebody else has changed it since. */
  left?: string
  lost?: string
}

/** A stamp that no path has: a rewind leaves such a path alone unless it is told otherwise. */
const OTHERS = 'changed by others'
/** Entries between two pauses for the event loop. */
const STRIDE = 5_000
/** Entries that the first command waits for: 60 ms. */
const READ_BEFORE = 5_000
/** The time that copying may delay a command that does not wait for the whole tree. */
const EARLY_DELAY_MS = 40
const LATE = 'the command changed it before the tree was read'
/** Files get their change time from a clock that may be 10 ms behind. */
const CLOCK_SLACK_MS = 50
/** File systems of Linux whose change times come from this machine's clock: ext, XFS, Btrfs, tmpfs, overlay, ZFS, F2FS. */
const LOCAL_TYPES = [0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x794c7630, 0x2fc12fc1, 0xf2f52010]

export interface TreeOptions {
  workDir: string
  /**
   * Not watched: it changes with every event that this program writes. The daemon's lock lies there, too, and a process that opens and closes
   * the file of a lock which it holds gives it up (POSIX).
   */
  skipped: string
  env: NodeJS.ProcessEnv
  copies: FileCopies
  store: BlobStore
  /** True when the content of the path from before the turn is kept already. */
  isKept(path: string): boolean
  onChanges(changes: Change[]): void
}

interface Base {
  root: string
  scan: Scan
  inGit: Map<string, IndexEntry>
  history: string
  hasLocalClock: boolean
  /** The difference between the wall clock and the one that nobody sets. */
  clock: number
  /** Paths that others have changed during the turn. */
  foreign: Set<string>
}

/** Begins to read the tree at once. */
export function watchTree(options: TreeOptions): TreeWatch {
  const commands: RunningCommand[] = []
  const enough = Promise.withResolvers<void>()
  const since = () => (commands.length === 0 ? Infinity : beginOf(commands))
  const reading = readBase(options, since, enough.resolve)
  reading.catch(() => {}) // `begin` rejects with it
  let last: Scan | null = null
  let hasEnded = false
  let walking: Promise<void> = Promise.resolve()
  let next: Promise<void> | null = null

  /** A walk that begins after this call. Commands that end meanwhile share it. */
  const walk = (): Promise<void> => {
    next ??= walking.then(async () => {
      next = null
      const base = await reading
      // Without a command since the last walk, whatever has changed was changed by others.
      const isCompared = hasEnded || commands.some(({ endedAt }) => endedAt === Infinity)
      hasEnded = false
      const now = await scanWorkspace(base.root, resolveLinks(options.skipped))
      if (isCompared) options.onChanges(await compare(base, last ?? base.scan, now, commands, options))
      last = now
    })
    walking = next.catch(() => {})
    return next
  }
  return {
    async begin() {
      const base = await Promise.race([reading, enough.promise])
      // Without change times to go by, what others have changed must be seen before each command.
      if (base && !base.hasLocalClock && commands.length > 0) await walk()
      const command = { startedAt: Date.now(), endedAt: Infinity }
      commands.push(command)
      return command
    },
    async end(command) {
      command.endedAt = Date.now()
      hasEnded = true
      await walk()
    },
  }
}

/**
 * Calls `onEnough` when a command may begin before all is read: changes since `since()` are then told from what was there before by
 * their times, so this is not called where these times come from another machine.
 */
async function readBase(
  { workDir, skipped, env, copies }: TreeOptions,
  since: () => number,
  onEnough: () => void,
): Promise<Base> {
  const root = realpathSync(workDir)
  const hasLocalClock = isLocal(root)
  // A repository that cannot be read counts as a plain folder: its files are copied.
  const reading = readGitIndex(root, env).catch(() => null)
  let isEnough = !hasLocalClock
  const onEntries = (entries: ReadonlyMap<string, Scanned>) => {
    if (isEnough || entries.size < READ_BEFORE) return
    isEnough = true
    const first = [...entries]
    void reading.then((index) => copies.make(split(first, index).toCopy, EARLY_DELAY_MS)).then(onEnough, onEnough)
  }
  const [scan, index] = await Promise.all([scanWorkspace(root, resolveLinks(skipped), { since, onEntries }), reading])
  const inGit = new Map<string, IndexEntry>()
  const toCopy: [string, Scanned][] = []
  for await (const slice of inSlices(scan)) {
    const found = split(
      slice.filter(([path]) => !scan.late.has(path)),
      index,
    )
    for (const [path, entry] of found.inGit) inGit.set(path, entry)
    toCopy.push(...found.toCopy)
  }
  await copies.make(toCopy)
  return { root, scan, inGit, history: historyStamp(root), hasLocalClock, clock: clockOffset(), foreign: new Set() }
}

/** The path as a scan meets it, whose root is a real path. */
function resolveLinks(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

/** The files whose contents git holds, and the others. */
function split(entries: readonly [string, Scanned][], index: GitIndex | null) {
  const inGit: [string, IndexEntry][] = []
  const toCopy: [string, Scanned][] = []
  for (const [path, scanned] of entries) {
    if (scanned.kind !== 'file') continue
    const entry = index?.find(path)
    if (entry && isUnmodified(entry, scanned)) inGit.push([path, entry])
    else toCopy.push([path, scanned])
  }
  return { inGit, toCopy }
}

/** The files that have changed between two scans, and their contents from before the turn. */
async function compare(
  base: Base,
  before: Scan,
  now: Scan,
  commands: readonly RunningCommand[],
  { isKept, env, copies, store }: TreeOptions,
): Promise<Change[]> {
  const judge = createJudge(base, commands)
  const changes: Change[] = []
  const wanted: string[] = []
  const take = (path: string, whose: ReturnType<typeof judge>) => {
    const isKnown = isKept(path)
    // A file that was kept before and then changed by others has a stamp already, or gets it at the end of the turn.
    if (whose === 'before' || base.foreign.has(path) || (whose === 'others' && isKnown)) return
    if (!isKnown) wanted.push(path)
    if (whose === 'others') base.foreign.add(path)
    changes.push({ path, left: whose === 'command' ? stampOf(path) : OTHERS })
  }
  for await (const slice of inSlices(before)) {
    for (const [path, old] of slice) {
      const found = now.entries.get(path)
      const isLate = before.late.has(path) && old.kind !== 'directory'
      if (found ? isUntouched(old, found) && !isLate : now.isCut && look(path) !== null) continue
      take(path, found ? judge(found) : 'command')
    }
  }
  // When the scan before was cut at its limit, a path that it lacks may have existed.
  if (!before.isCut) {
    for await (const slice of inSlices(now)) {
      for (const [path, found] of slice) if (!before.entries.has(path)) take(path, judge(found))
    }
  }
  const contents = await readContents(base, before, wanted, { env, copies, store })
  changes.unshift(...wanted.map((path) => ({ path, was: contents.get(path)! })))
  for (const path of before.late)
    if (before.entries.get(path)?.kind === 'directory')
      changes.push({ path, lost: 'files that the command had removed before the directory was read' })
  if (base.scan.isCut) changes.push({ path: base.root, lost: `changes beyond its first ${SCAN_LIMIT_FILES} files` })
  if (historyStamp(base.root) !== base.history) {
    const lost = 'commits, branches and the index stay as the command left them'
    changes.push({ path: join(base.root, '.git'), lost })
  }
  return changes
}

/** Tells who has changed an entry last: a command, somebody else afterwards, or somebody else before the first command. */
function createJudge(
  base: Base,
  commands: readonly RunningCommand[],
): (found: Scanned) => 'command' | 'others' | 'before' {
  const isTelling = base.hasLocalClock && Math.abs(clockOffset() - base.clock) < CLOCK_SLACK_MS
  const first = beginOf(commands)
  return ({ ctimeMs }) => {
    if (!isTelling) return 'command'
    if (ctimeMs < first) return 'before'
    const isIn = ({ startedAt, endedAt }: RunningCommand) =>
      ctimeMs >= startedAt - CLOCK_SLACK_MS && ctimeMs <= endedAt + CLOCK_SLACK_MS
    return commands.some(isIn) ? 'command' : 'others'
  }
}

/** The earliest change time that a file changed by a command may have, in milliseconds since the epoch. */
function beginOf(commands: readonly RunningCommand[]): number {
  return Math.min(...commands.map(({ startedAt }) => startedAt)) - CLOCK_SLACK_MS
}

/** The contents that paths had before the turn. */
async function readContents(
  { root, scan, inGit }: Base,
  before: Scan,
  paths: readonly string[],
  { env, copies, store }: Pick<TreeOptions, 'env' | 'copies' | 'store'>,
): Promise<Map<string, FileContent>> {
  const contents = new Map<string, FileContent>()
  const wanted: { path: string; entry: IndexEntry }[] = []
  for (const path of paths) {
    const old = scan.entries.get(path)
    const then = before.entries.get(path)
    const unread = scan.unread.find((dir) => path.startsWith(`${dir}/`))
    if (scan.late.has(path) || (!old && scan.late.has(dirname(path)))) contents.set(path, unknown(LATE))
    else if (unread !== undefined) contents.set(path, unknown('its directory could not be read'))
    else if (old && then && !isUntouched(old, then))
      contents.set(path, unknown('somebody else changed it during the turn'))
    else if (!old) contents.set(path, then ? unknown('somebody else made it during the turn') : { kind: 'absent' })
    else if (old.kind === 'link') contents.set(path, { kind: 'link', target: old.target })
    else if (old.kind === 'directory') contents.set(path, { kind: 'directory', mode: old.mode })
    else if (inGit.has(path)) wanted.push({ path, entry: inGit.get(path)! })
    else contents.set(path, takeCopy(path, old, copies, store))
  }
  const found = await readGitFiles(root, wanted, env)
  for (const { path } of wanted) {
    const bytes = found.get(path)
    const lost = 'git no longer has its content as it was'
    contents.set(path, bytes ? keep(() => store.keepBytes(bytes), scan.entries.get(path)!.mode) : unknown(lost))
  }
  return contents
}

function takeCopy(path: string, old: Scanned, copies: FileCopies, store: BlobStore): FileContent {
  const copy = copies.find(path, old)
  if ('reason' in copy) return unknown(copy.reason)
  const kept = keep(() => store.keepFile(copy.path, copy.size), old.mode)
  copies.drop(path)
  return kept
}

function keep(store: () => ReturnType<BlobStore['keepBytes']>, mode: number): FileContent {
  try {
    const kept = store()
    return kept.ok ? { kind: 'file', hash: kept.hash, mode, size: kept.size } : unknown(kept.reason)
  } catch (error) {
    return unknown(error instanceof Error ? error.message : String(error))
  }
}

function unknown(reason: string): FileContent {
  return { kind: 'unknown', reason }
}

/** Differs after each commit, checkout and reset of a repository at the root. */
function historyStamp(root: string): string {
  const log = look(join(root, '.git', 'logs', 'HEAD'))
  return log ? `${log.size} ${log.mtimeMs}` : ''
}

/** The entries of a scan in slices, with pauses for the event loop. */
async function* inSlices({ entries }: Scan): AsyncGenerator<[string, Scanned][]> {
  const all = [...entries]
  for (let at = 0; at < all.length; at += STRIDE) {
    yield all.slice(at, at + STRIDE)
    await pauseForEvents()
  }
}

function clockOffset(): number {
  return Date.now() - performance.now()
}

/** True when files at the path get their change times from this machine's clock. */
function isLocal(root: string): boolean {
  if (process.platform !== 'linux') return !/^\/(?:Volumes|Network|net)\//.test(root)
  try {
    return LOCAL_TYPES.includes(statfsSync(root).type)
  } catch {
    return false
  }
}
