// The program of the daemon's process: switches the compile cache on, then loads the daemon.

import { enableCompileCache, flushCompileCache } from 'node:module'
import { join } from 'node:path'
import { findPaths } from '../sys/paths.ts'
import { findForeignOwner } from '../sys/share-owner.ts'

const paths = findPaths(process.env)
const foreign = findForeignOwner(paths.share, process.env)
if (foreign !== null) {
  process.stderr.write(`kimi: the daemon cannot start: ${foreign}\n`)
  process.exit(3)
}

// The cache lies in our own directory, since the default is shared by all users. It halves the time of the start.
enableCompileCache(join(paths.share, 'cache', 'compile'))

const { runDaemon } = await import('./daemon-process.ts')
await runDaemon(process.env)
// Node writes the cache when the process exits, which a daemon that is killed never does.
flushCompileCache()
