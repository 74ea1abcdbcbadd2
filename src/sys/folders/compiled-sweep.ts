// Removes compiled code that nothing uses any more. It is apart from compiled-code.ts, which each process loads first of all.

import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { compiledCodeIn } from '../compiled-code.ts'

/** Each release has files of other names, and what was compiled of older ones stays. What is removed too early is compiled once more. */
const KEPT_MS = 60 * 24 * 3_600_000

/** Removes what was compiled long ago. Rejects when a file cannot be removed. */
export async function sweepCompiledCode(share: string): Promise<void> {
  const directory = compiledCodeIn(share)
  const names = await readdir(directory, { recursive: true }).catch(() => [])
  for (const name of names) {
    const path = join(directory, name)
    const found = await stat(path).catch(() => null)
    if (found?.isFile() && Date.now() - found.mtimeMs > KEPT_MS) await rm(path, { force: true })
  }
}
