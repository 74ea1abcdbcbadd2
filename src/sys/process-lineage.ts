// The line of parents of a process, and who holds the other end of a Unix socket. Linux only: elsewhere nothing is known.

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { TICK_MS, findParent, readProgram, startTime } from './processes.ts'

export interface Ancestor {
  pid: number
  /** The start of the process in milliseconds since 1970, right to about 20 ms. */
  startedAt: number
  /** True when its own parent has gone, and a process that takes in orphans stands in. */
  isOrphan: boolean
}

const MAX_DEPTH = 64
/** Programs that take in the children of processes which have ended. */
const REAPERS =
  /^(?:systemd|init|tini|dumb-init|docker-init|catatonit|runsvdir|s6-.*|containerd-shim.*|conmon|launchd)$/

/** The process and its parents, itself first, without the first process of the system. Empty when it has ended, or without /proc. */
export function readLineage(pid: number): Ancestor[] {
  const found: Ancestor[] = []
  const bootedAt = findBootTime()
  for (let at = pid; at > 1 && found.length < MAX_DEPTH;) {
    const [parent, ticks] = [findParent(at), startTime(at)]
    if (parent === null || ticks === null || bootedAt === null) return found
    const isOrphan = parent === 1 || REAPERS.test(readProgram(parent))
    found.push({ pid: at, startedAt: bootedAt + Number(ticks) * TICK_MS, isOrphan })
    at = parent
  }
  return found
}

function findBootTime(): number | null {
  try {
    return Date.now() - Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1000
  } catch {
    return null
  }
}

const LOOK_LIMIT_MS = 2_000
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024

/**
 * The processes that hold the other end of the Unix socket with this inode here, as the kernel tells it through `ss` (iproute2).
 * Null when there is no `ss` here. Empty when nobody of this user holds it any more, or `ss` has failed.
 */
export function findSocketPeers(inode: number): Promise<number[] | null> {
  return new Promise((resolve) => {
    const options = { timeout: LOOK_LIMIT_MS, maxBuffer: MAX_OUTPUT_BYTES, encoding: 'utf8' as const }
    execFile('ss', ['-xpH'], options, (error, stdout) => {
      if (error !== null) return resolve((error as NodeJS.ErrnoException).code === 'ENOENT' ? null : [])
      const peer = new RegExp(String.raw`\s\S+ ${inode}\s+users:\((.*)\)\s*$`)
      const pids = stdout.split('\n').flatMap((line) => {
        const users = peer.exec(line)?.[1] ?? ''
        return [...users.matchAll(/\bpid=(\d+)/g)].map((match) => Number(match[1]))
      })
      resolve([...new Set(pids)])
    })
  })
}
