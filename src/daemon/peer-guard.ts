// Keeps commands that the agent has started from giving orders to the daemon: with an approval of one command in hand, it could
// otherwise approve the next, or open a session in which nothing is asked. The kernel tells who holds the other end of a socket.

import { fstatSync } from 'node:fs'
import type { Method } from '../protocol/methods.ts'
import { findSocketPeers, readLineage } from '../sys/process-lineage.ts'
import { ORIGIN_VARIABLE, readMark } from '../sys/process-mark.ts'
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

/**
 * Makes the guard of one connection; it looks once, again where nothing was found out, and not at all while no command can be there. `run` is our run directory. A command of the agent bears a mark of the kernel's that
 * nothing it starts can take off (sys/process-mark.ts), whatever it does to its parents and its environment; only root can. The variable
 * tells of a command also to root, and of one that another run directory has started not at all. A peer about whose parents nothing is
 * known is refused: it has ended while it was looked at.
 */
export function createPeerGuard(run: string, mayHaveCommands: () => Promise<boolean>): PeerGuard {
  let looked: Promise<Admission> | null = null

  const isStranger = (pid: number): boolean => {
    const [own, mark] = [readMark('self'), readMark(pid)]
    if (mark === 'gone') return false
    return (
      !(typeof own === 'bigint' && typeof mark === 'bigint' && mark < own) && !hasVariable(pid, ORIGIN_VARIABLE, run)
    )
  }

  const look = async (fd: number): Promise<Admission> => {
    const peers = await findSocketPeers(fstatSync(fd).ino)
    // Without `ss` nothing is known of anybody; `kimi doctor` says so.
    if (peers === null) return 'yes'
    return peers.length > 0 && peers.every((pid) => readLineage(pid)?.every(isStranger) === true) ? 'yes' : 'no'
  }

  return {
    async admits(method, fd) {
      if (fd === null || process.platform !== 'linux' || OPEN_TO_ALL.includes(method)) return 'yes'
      if (!(await mayHaveCommands())) return 'yes'
      looked ??= look(fd).catch(() => {
        looked = null
        return 'unknown'
      })
      return looked
    },
  }
}
