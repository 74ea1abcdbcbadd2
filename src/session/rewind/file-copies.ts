// Copies of the files in a workspace from before a command: afterwards the old contents are gone. Git holds those of
// unmodified files itself. Copying goes on while a command runs; only a copy of a file that has not changed counts.

import { constants, copyFileSync } from 'node:fs'
import { setImmediate as pauseForEvents } from 'node:timers/promises'
import { discard, hasCode, makeDirectory } from '../../sys/files.ts'
import { FILE_LIMIT_BYTES } from './blob-store.ts'
import { SWAPPED, withEntry, withRegularFile } from './pinned-entry.ts'
import { isUntouched, look, type Scanned } from './workspace-scan.ts'

/** Limit for all copies together. */
const COPY_LIMIT_BYTES = 100 * 1024 * 1024
/** The time that copying may delay a command: the first one of a session, and later ones, for which copies are there. */
const FIRST_DELAY_MS = 500
const LATER_DELAY_MS = 50
const TOO_MUCH = 'there was too much to copy before the command'
/** Files that are put in the order of their times; sorting 50,000 takes 50 ms. */
const SORTED_FILES = 2_000
/** Files between two pauses for the event loop. */
const STRIDE = 20

interface Copy {
  of: Scanned
  path: string
  size: number
}

/** The copies of one session. They are kept between commands, and made again only when the file has changed. */
export interface FileCopies {
  /**
   * Copies the files, the last written first, since they are worked on. Resolves when all are copied, or after `delayMs` milliseconds, the
   * time that a command waits; the copying goes on then.
   */
  make(files: readonly [string, Scanned][], delayMs?: number): Promise<void>
  /** The copy of the file as it was in the scan, or the reason why it was not copied. */
  find(path: string, scanned: Scanned): { path: string; size: number } | { reason: string }
  drop(path: string): void
  /** Ends the copying that still goes on. */
  stop(): void
  close(): void
}

export function createFileCopies(dir: string): FileCopies {
  const store = createCopyStore(dir)
  const uncopied = new Map<string, string>()
  let isFirst = true
  /** Counts up when newer files are to be copied, which ends the copying of the older ones. */
  let generation = 0

  const nameUncopied = (files: readonly [string, Scanned][], reason: string) => {
    for (const [path, scanned] of files) if (!store.find(path, scanned)) uncopied.set(path, reason)
  }
  const copyAll = async (files: readonly [string, Scanned][]) => {
    const mine = ++generation
    uncopied.clear()
    nameUncopied(files, TOO_MUCH)
    makeDirectory(dir)
    for (const [at, [path, scanned]] of files.entries()) {
      const reason = store.copy(path, scanned)
      if (reason === null) uncopied.delete(path)
      else uncopied.set(path, reason)
      if (at % STRIDE !== 0) continue
      await pauseForEvents()
      if (mine !== generation) return
    }
  }
  return {
    async make(files, delayMs = isFirst ? FIRST_DELAY_MS : LATER_DELAY_MS) {
      const latestFirst = putLatestFirst(files.filter(([path, scanned]) => !store.find(path, scanned)))
      // A full disk, or one that takes no copies: those that are missing are named when their files change.
      const work = copyAll(latestFirst).catch((error: unknown) => nameUncopied(latestFirst, reasonOf(error)))
      isFirst = false
      let timer: NodeJS.Timeout | undefined
      await Promise.race([work, new Promise((resolve) => (timer = setTimeout(resolve, delayMs)))])
      clearTimeout(timer)
    },
    find: (path, scanned) => store.find(path, scanned) ?? { reason: uncopied.get(path) ?? 'there was no copy of it' },
    drop: store.drop,
    stop: () => void generation++,
    close() {
      generation++
      store.close()
    },
  }
}

function putLatestFirst(files: readonly [string, Scanned][]): [string, Scanned][] {
  const times = Float64Array.from(files, ([, { mtimeMs }]) => mtimeMs).toSorted()
  const least = times.at(-SORTED_FILES) ?? -Infinity
  const [latest, others] = [true, false].map((isLate) => files.filter(([, { mtimeMs }]) => mtimeMs > least === isLate))
  return [...latest!.toSorted(([, a], [, b]) => b.mtimeMs - a.mtimeMs), ...others!]
}

/** The copies in a directory, by the path of the file. */
function createCopyStore(dir: string) {
  const copies = new Map<string, Copy>()
  let number = 0
  let used = 0
  const find = (path: string, scanned: Scanned) => {
    const copy = copies.get(path)
    return copy && isUntouched(copy.of, scanned) ? copy : undefined
  }
  const drop = (path: string) => {
    const copy = copies.get(path)
    if (!copy) return
    copies.delete(path)
    used -= copy.size
    discard(copy.path)
  }
  return {
    find,
    drop,
    /** Copies a file that is as it was in the scan. Null, or the reason why it has no copy; throws when the disk is full. */
    copy(path: string, scanned: Scanned): string | null {
      if (find(path, scanned)) return null
      drop(path)
      const { size } = scanned
      if (size > FILE_LIMIT_BYTES) return 'it is larger than 10 MB'
      if (used + size > COPY_LIMIT_BYTES) return TOO_MUCH
      const copy = `${dir}/${++number}`
      try {
        if (!copyRegularFile(path, copy)) throw new Error(SWAPPED)
        const now = look(path)
        if (now === null || !isUntouched(now, scanned)) throw new Error('it changed before it was copied')
        copies.set(path, { of: scanned, path: copy, size })
        used += size
        return null
      } catch (error) {
        discard(copy)
        if (hasCode(error, 'ENOSPC', 'EDQUOT')) throw error
        return reasonOf(error)
      }
    },
    close() {
      copies.clear()
      used = 0
      discard(dir)
    },
  }
}

/** False where the file is gone, or a link leads to it. */
function copyRegularFile(path: string, copy: string): boolean {
  const make = (pinned: string) => {
    withRegularFile(pinned, (opened) =>
      copyFileSync(opened, copy, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE),
    )
    return true
  }
  return withEntry(path, make, { linked: false, absent: false })
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
