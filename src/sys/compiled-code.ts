// Compiled code that is kept from command to command: with it a command takes 15 ms less.

import { statSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { findPaths } from './paths.ts'

/** Makes this process use the daemon's directory of compiled code. Commands make none: where no daemon has run, nothing is kept. */
export function useCompiledCode(env: NodeJS.ProcessEnv): void {
  const directory = join(findPaths(env).share, 'cache', 'compile')
  try {
    if (statSync(directory).uid === process.geteuid?.()) enableCompileCache(directory)
  } catch {
    // The directory does not exist or cannot be read: the command runs without compiled code.
  }
}
