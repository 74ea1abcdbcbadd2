// Finds the Unix sockets on which services of this machine listen. A read-only disk does not close a socket: whoever may write to it
// may connect. In the sandbox each is covered by a file.

import { readFileSync } from 'node:fs'
import { addReal } from '../secrets/real-places.ts'

/** The paths of all sockets in the file system that somebody has bound, as the kernel lists them; empty without /proc. */
export function findHostSockets(table = '/proc/net/unix'): string[] {
  let text: string
  try {
    text = readFileSync(table, 'utf8')
  } catch {
    return []
  }
  // An address in the abstract namespace begins with @; a network namespace has its own.
  const paths = text.split('\n').flatMap((line) => /^(?:\S+\s+){7}(\/.*)$/.exec(line)?.[1] ?? [])
  const found = new Set<string>()
  for (const path of paths) addReal(path, { sockets: found })
  return [...found].sort()
}
