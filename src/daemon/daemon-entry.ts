// What the daemon's process runs.

import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { findPaths } from '../sys/paths.ts'

// In our own directory: the default is a shared one. Loading the bundles from it halves the daemon's start.
enableCompileCache(join(findPaths(process.env).share, 'cache', 'compile'))

const { runDaemon } = await import('./daemon-process.ts')
await runDaemon(process.env)
