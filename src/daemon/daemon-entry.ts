// The program of the daemon's process: switches the compile cache on, then loads the daemon.

import { enableCompileCache, flushCompileCache } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import { compiledCodeIn } from '../sys/compiled-code.ts'
import { findPaths } from '../sys/paths.ts'
import { findForeignOwner } from '../sys/share-owner.ts'

// Before anything is made: Node makes the directories of its cache with the umask of whoever has started the daemon.
process.umask(0o077)
// The cache halves the time of the start.
const { share } = findPaths(process.env)
if (findForeignOwner(share, process.env) === null) enableCompileCache(compiledCodeIn(share))

/** Settles when the daemon serves, or has said why it does not. */
export const started = import('./daemon-process.ts').then(async ({ failToStart, runDaemon }) => {
  await runDaemon(process.env).catch(failToStart)
  // Node writes the cache when the process exits, which a daemon that is killed never does.
  flushCompileCache()
  // Keeps the heap small from here on: 500 questions grow the daemon to 120 MB with the flag, to 190 MB without. As a flag of the
  // whole process it would take 0.1 s of processor time at the start, and it must not change before the cache is written.
  setFlagsFromString('--optimize-for-size')
})
