// A mark that a process and all that it starts cannot take off: a limit of the kernel for something that the kernel no longer counts.
// The limit of file locks (RLIMIT_LOCKS) has had no effect since Linux 2.4.25. Children inherit limits through fork, exec and setsid,
// and only root can raise one again. Linux only.

import { readdirSync, readFileSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { hasCode } from './files.ts'

/** A variable in every command's environment, with the run directory of its daemon: from a command the daemon takes no orders. */
export const ORIGIN_VARIABLE = 'KIMI_STARTED_BY'

/** A variable in every command's environment. Its unique value finds descendants that have detached themselves. */
export const FAMILY_VARIABLE = 'KIMI_TASK_ID'

/** The limit of a process without a mark. */
const UNLIMITED = 2n ** 64n - 1n
/** The mark of children of an unmarked process, far above what anybody sets. */
const FIRST_MARK = 2n ** 62n - 1n

/** `gone`: there is no such process any more. `hidden`: it belongs to another user, or there is no /proc. */
export type Mark = bigint | 'gone' | 'hidden'

/** The mark of a process: the lower, the deeper it stands below marked ones. Throws while too many files are open: nothing is known then. */
export function readMark(pid: number | 'self'): Mark {
  try {
    const hard = /^Max file locks\s+\S+\s+(\S+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))?.[1]
    if (hard === undefined) return 'gone' // a process that has ended has no limits
    return hard === 'unlimited' ? UNLIMITED : BigInt(hard)
  } catch (error) {
    if (hasCode(error, 'EMFILE', 'ENFILE')) throw error
    return hasCode(error, 'EACCES', 'EPERM') || process.platform !== 'linux' ? 'hidden' : 'gone'
  }
}

/** True when this process was started, at some remove, by a marked one. */
export function isMarked(): boolean {
  const mark = readMark('self')
  return typeof mark === 'bigint' && mark < UNLIMITED
}

/**
 * The beginning of a script for /bin/sh that marks the shell and all it starts; '' where there are no such marks. Each shell has another
 * letter for the limit. Our own mark is the upper bound of our children's.
 */
export function markingScript(): string {
  const own = readMark('self')
  if (typeof own !== 'bigint') return ''
  const mark = own === UNLIMITED ? FIRST_MARK : own - 1n
  return `ulimit -w ${mark} 2>/dev/null || ulimit -x ${mark} 2>/dev/null; `
}

/** After so many processes the event loop goes on: a look at one takes about 40 µs. */
const SLICE = 200

/** `none`: surely nothing of a command is alive. A number: the process of one. */
export type MarkedProcess = number | 'none' | 'unknown'

/**
 * Looks for a process that came of a command, as `isOne` tells. `unknown` where the system has made a process meanwhile: one
 * that makes its successor and ends, again and again, could be missed. Rejects when the processes cannot be listed.
 */
export async function findMarked(isOne: (pid: number) => boolean): Promise<MarkedProcess> {
  const newest = readNewestProcess()
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  for (const [at, name] of pids.entries()) {
    if (isOne(Number(name))) return Number(name)
    // oxlint-disable-next-line no-await-in-loop
    if (at % SLICE === SLICE - 1) await nextTurn()
  }
  return readNewestProcess() === newest ? 'none' : 'unknown'
}

/** The number of the process, or the thread, that the system has made last; '' where it does not tell. */
function readNewestProcess(): string {
  return readFileSync('/proc/loadavg', 'utf8').trim().split(' ').at(-1) ?? ''
}
