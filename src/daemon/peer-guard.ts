// Keeps commands that the agent has started from giving orders to the daemon: with an approval of one command in hand, it could
// otherwise approve the next, or open a session in which nothing is asked. The kernel tells who holds the other end of a socket.

import { fstatSync, writeSync } from 'node:fs'
import type { Method } from '../protocol/methods.ts'
import { findSocketPeers, readLineage } from '../sys/process-lineage.ts'
import { type Mark, type MarkedProcess, ORIGIN_VARIABLE, readMark } from '../sys/process-mark.ts'
import { hasVariable } from '../sys/processes.ts'

/** The methods that a command of the agent may call, too: they change nothing and start nothing. */
const OPEN_TO_ALL: readonly string[] = [
  'daemon/hello',
  'daemon/status',
  'daemon/checks',
  'suggest/line',
  'suggest/fix',
  'suggest/explain',
  'suggest/check',
  'suggest/request',
  'session/list',
  'session/find',
  'session/show',
  'session/cache',
  'session/search',
  'trust/list',
  'trust/show',
  'permission/list',
  'permission/explain',
  'model/list',
  'model/show',
  'task/list',
  'task/show',
  'task/output',
  'task/wait',
  'events/subscribe',
] satisfies Method[]

export interface PeerGuard {
  /**
   * Tells whether the peer may call this method; `unknown` when the kernel has not told in time who the peer is. `fd` is our end of its
   * socket; without one the peer is our own process.
   */
  admits(method: string, fd: number | null): Promise<Admission>
}

export type Admission = 'yes' | 'no' | 'unknown'

/** Knows whether a command of the agent, or anything that came of one, may be alive. */
export interface CommandWatch {
  /** False when there may be one. The processes of the system are looked at once for each command. */
  areGone(): Promise<boolean>
  /** Looks again a moment later where there was one: asked after each answer, when commands have usually ended. */
  lookSoon(): void
}

const SOON_MS = 100

/**
 * Makes the watch. `countBegun` gives the number of commands that were started so far, and null while a task may start one without changing
 * it. `find` looks for a process of a command, and `isOne` tells whether that one is alive.
 */
export function createCommandWatch(
  countBegun: () => number | null,
  find: () => Promise<MarkedProcess>,
  isOne: (pid: number) => boolean,
): CommandWatch {
  let seen: { begun: number; found: MarkedProcess } | null = null
  let looking: Promise<void> | null = null
  let timer: NodeJS.Timeout | null = null

  const look = (begun: number): Promise<void> =>
    (looking ??= find()
      .catch(() => 'unknown' as const) // too many files are open
      .then((found) => {
        seen = { begun, found }
        looking = null
      }))

  return {
    async areGone() {
      const begun = countBegun()
      if (begun === null) return false
      if (seen?.begun !== begun) await look(begun)
      return seen?.found === 'none' && seen.begun === countBegun()
    },
    lookSoon() {
      timer ??= setTimeout(() => {
        timer = null
        const begun = countBegun()
        if (begun === null || (seen?.begun === begun && seen.found === 'none')) return
        // A server or a program in the background may live for days.
        if (typeof seen?.found === 'number' && isOne(seen.found)) return
        void look(begun)
      }, SOON_MS).unref()
    },
  }
}

/**
 * Makes a test whether a process came of a command: it bears a lower mark than this process, or has the variable, as a command begins without
 * the mark. `run` is our run directory.
 */
export function commandTest(run: string): (pid: number) => boolean {
  let own: Mark | undefined
  return (pid) => {
    own ??= readMark('self')
    const mark = readMark(pid)
    return (typeof own === 'bigint' && typeof mark === 'bigint' && mark < own) || hasVariable(pid, ORIGIN_VARIABLE, run)
  }
}

/**
 * Makes the guard of one connection; it looks once, again where nothing was found out. While no command can be alive it does not ask who the
 * peer is: that somebody holds the other end is enough. `isCommand` is the test of `commandTest`. A command of the agent bears a mark of the kernel's that
 * nothing it starts can take off (sys/process-mark.ts), whatever it does to its parents and its environment; only root can. The variable
 * tells of a command also to root, and of one that another run directory has started not at all. A peer about whose parents nothing is
 * known is refused: it has ended while it was looked at.
 */
export function createPeerGuard(isCommand: (pid: number) => boolean, commands: CommandWatch): PeerGuard {
  let looked: Promise<Admission> | null = null

  const isStranger = (pid: number): boolean => readMark(pid) !== 'gone' && !isCommand(pid)

  const look = async (fd: number): Promise<Admission> => {
    const peers = await findSocketPeers(fstatSync(fd).ino)
    // Without `ss` nothing is known of anybody; `kimi doctor` says so.
    if (peers === null) return 'yes'
    return peers.length > 0 && peers.every((pid) => readLineage(pid)?.every(isStranger) === true) ? 'yes' : 'no'
  }

  return {
    async admits(method, fd) {
      if (fd === null || process.platform !== 'linux' || OPEN_TO_ALL.includes(method)) return 'yes'
      if (looked === null && (await commands.areGone()) && isOtherEndHeld(fd)) looked = Promise.resolve('yes')
      looked ??= look(fd).catch(() => {
        looked = null
        return 'unknown'
      })
      return looked
    },
  }
}

/**
 * True while a process holds the other end of the socket. Once nobody does, the kernel refuses even a write of no bytes. A command that has
 * sent its orders and ended, before it could be looked at, is told by that.
 */
function isOtherEndHeld(fd: number): boolean {
  try {
    writeSync(fd, Buffer.alloc(0))
    return true
  } catch {
    return false
  }
}
