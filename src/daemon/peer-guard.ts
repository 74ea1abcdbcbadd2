// Keeps commands that the agent has started from giving orders to the daemon: with an approval of one command in hand, it could
// otherwise approve the next, or open a session in which nothing is asked. The kernel tells who holds the other end of a socket.

import { fstatSync } from 'node:fs'
import type { Method } from '../protocol/methods.ts'
import { ORIGIN_VARIABLE } from '../tools/shell/shell-process.ts'
import { type Ancestor, findSocketPeers, readLineage } from '../sys/process-lineage.ts'
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
  'model/list',
  'model/show',
  'task/list',
  'task/show',
  'task/output',
  'task/wait',
  'events/subscribe',
] satisfies Method[]

export interface PeerGuard {
  /** True when the peer may call this method. `fd` is our end of its socket; without one the peer is our own process. */
  admits(method: string, fd: number | null): Promise<boolean>
}

export interface PeerGuardDeps {
  /** Our run directory. */
  run: string
  /** When commands and tasks have run, in milliseconds since 1970; `to` is null for those that still run. */
  times(): Iterable<{ from: number; to: number | null }>
  /** True for the process of ours that runs a task; a schedule begins its turns from there. */
  isRunner(pid: number): boolean
}

/** The start time of a process is known to 10 ms, and a command is noted just before it is started. */
const TOLERANCE_MS = 50

/**
 * Makes the guard of one connection; it looks once. A child of a command is known by its environment or that of its parents. One
 * that has hidden both (setsid, two forks, an empty environment) has lost its parents and began while a command ran. A tmux
 * that the user starts has lost its parents, too: one that begins between two commands is let in, and so is a patient intruder.
 */
export function createPeerGuard({ run, times, isRunner }: PeerGuardDeps): PeerGuard {
  let looked: Promise<boolean> | null = null

  const isStranger = (ancestor: Ancestor): boolean => {
    if (hasVariable(ancestor.pid, ORIGIN_VARIABLE, run)) return false
    if (!ancestor.isOrphan || isRunner(ancestor.pid)) return true
    const { startedAt } = ancestor
    for (const { from, to } of times())
      if (startedAt >= from - TOLERANCE_MS && startedAt <= (to ?? Infinity) + TOLERANCE_MS) return false
    return true
  }

  const look = async (fd: number): Promise<boolean> => {
    const peers = await findSocketPeers(fstatSync(fd).ino)
    // Without `ss` nothing is known of anybody; `kimi doctor` says so.
    if (peers === null) return true
    return peers.length > 0 && peers.every((pid) => readLineage(pid).every(isStranger))
  }

  return {
    async admits(method, fd) {
      if (fd === null || process.platform !== 'linux' || OPEN_TO_ALL.includes(method)) return true
      // While no command has run, there is no child of one.
      if (times()[Symbol.iterator]().next().done === true) return true
      looked ??= look(fd).catch(() => false)
      return looked
    },
  }
}
