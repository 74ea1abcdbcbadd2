// The line of parents of a process, and who holds the other end of a Unix socket. Linux only: elsewhere nothing is known.

import { findOwnProgram } from './own-path.ts'
import { execFile } from 'node:child_process'
import { findParent } from './processes.ts'

const MAX_DEPTH = 64

/**
 * The process and its parents, itself first, without the first process of the system. Null when one of them cannot be read: it has ended
 * meanwhile, or there is no /proc.
 */
export function readLineage(pid: number): number[] | null {
  const found: number[] = []
  for (let at = pid; at > 1 && found.length < MAX_DEPTH;) {
    const parent = findParent(at)
    if (parent === null) return null
    found.push(at)
    at = parent
  }
  return found
}

/** On a machine with forty busy processes for two cores, `ss`, which reads all of /proc, took more than 2 s. */
const LOOK_LIMIT_MS = 8_000
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024

/**
 * The processes that hold the other end of the Unix socket with this inode here, as the kernel tells it through `ss` (iproute2).
 * Null when there is no `ss` here. Empty when nobody of this user holds it any more. Rejects when `ss` has failed, or has not answered in
 * time.
 */
export function findSocketPeers(inode: number): Promise<number[] | null> {
  return new Promise((resolve, reject) => {
    const options = { timeout: LOOK_LIMIT_MS, maxBuffer: MAX_OUTPUT_BYTES, encoding: 'utf8' as const }
    const program = findOwnProgram('ss', process.env)
    if (program === null) return resolve(null)
    execFile(program, ['-xpH'], options, (error, stdout) => {
      if (error !== null) return (error as NodeJS.ErrnoException).code === 'ENOENT' ? resolve(null) : reject(error)
      const peer = new RegExp(String.raw`\s\S+ ${inode}\s+users:\((.*)\)\s*$`)
      const pids = stdout.split('\n').flatMap((line) => {
        const users = peer.exec(line)?.[1] ?? ''
        return [...users.matchAll(/\bpid=(\d+)/g)].map((match) => Number(match[1]))
      })
      resolve([...new Set(pids)])
    })
  })
}
