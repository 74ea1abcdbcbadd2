// The empty files that the sandbox puts over others.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeDirectory } from '../../sys/files.ts'

/** A file that nobody may read, to be put over secret files. Its path. */
export function makeClosedFile(run: string): string {
  return makeFile(run, 'closed', 0o000)
}

/** A file that everybody may read, to be put over settings. Its path. */
export function makeEmptyFile(run: string): string {
  return makeFile(run, 'empty', 0o444)
}

function makeFile(run: string, name: string, mode: number): string {
  makeDirectory(run)
  const path = join(run, name)
  try {
    writeFileSync(path, '', { flag: 'wx', mode })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return path
}
