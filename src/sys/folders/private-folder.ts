// A folder of our own for files that pass between us and a program.

import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeDirectory } from '../files.ts'
import { findPaths } from '../paths.ts'

/**
 * Makes a folder for files that no command of the agent may see: in the run directory, which its sandbox closes, and only where that takes
 * none in a temporary folder. Throws when neither takes one.
 */
export function makePrivateFolder(env: NodeJS.ProcessEnv, name: string): string {
  try {
    const { run } = findPaths(env)
    makeDirectory(run) // without a daemon nobody has made it
    return mkdtempSync(join(run, `${name}-`))
  } catch {
    return mkdtempSync(join(tmpdir(), `kimi-${name}-`))
  }
}
