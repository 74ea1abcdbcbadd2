// The line of parents of a process, and who holds the other end of a Unix socket. Linux only: elsewhere nothing is known.

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface Ancestor {
  pid: number
  /** The start of the process in milliseconds since 1970, right to about 20 ms. */
  startedAt: number
  /** True when its own parent has gone, and a process that takes in orphans stands in. */
  isOrphan: boolean
}

/** Linux counts in ticks of 10 ms in /proc (USER_HZ is 100 on all its architectures). */
const TICK_MS = 10
const MAX_DEPTH = 64
/** Programs that take in the children of processes which have ended. */
const REAPERS =
  /^(?:systemd|init|tini|dumb-init|docker-init|catatonit|runsvdir|s6-.*|containerd-shim.*|conmon|launchd)$/

/** The process and its parents, itself first, without the first process of the system. Empty when it has ended, or without /proc. */
export function readLineage(pid: number): Ancestor[] {
  const found: Ancestor[] = []
  const bootedAt = findBootTime()
  for (let at = pid; at > 1 && found.length < MAX_DEPTH;) {
    const stat = readStat(at)
    if (stat === null || bootedAt === null) return found
    const isOrphan = stat.parent === 1 || REAPERS.test(readStat(stat.parent)?.name ?? '')
    found.push({ pid: at, startedAt: bootedAt + stat.startTicks * TICK_MS, isOrphan })
    at = stat.parent
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

function readStat(pid: number): { name: string; parent: number; startTicks: number } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may hold blanks and parentheses itself. Behind it: state, parent, …, and the start as the 22nd field.
    const end = stat.lastIndexOf(')')
    const fields = stat.slice(end + 2).split(' ')
    return { name: stat.slice(stat.indexOf('(') + 1, end), parent: Number(fields[1]), startTicks: Number(fields[19]) }
  } catch {
    return null
  }
}

/** True when the process was started with this variable; false also for a process of another user. */
export function hasVariable(pid: number, name: string, value: string): boolean {
  try {
    return `\0${readFileSync(`/proc/${pid}/environ`, 'latin1')}`.includes(`\0${name}=${value}\0`)
  } catch {
    return false
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
