// Pipes for the output of commands. Node would give a child a socket, and no program can open /dev/stdout or /dev/stderr
// where that is a socket.

import { execFile } from 'node:child_process'
import { closeSync, constants, openSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { makePrivateFolder } from '../../sys/folders/private-folder.ts'
import { findOwnProgram } from '../../sys/own-path.ts'
import { discard } from '../../sys/files.ts'

export interface OutputPipe {
  reader: number
  /** For the child. To be closed here once the child has it. */
  writer: number
}

/** Pipes that are made at once: making them takes a process, and 2 ms. */
const BATCH = 4
const TIMEOUT_MS = 2000

const spare: OutputPipe[] = []

/** Null where the system makes no pipes with names. No program of `workDir` is run. */
export async function openOutputPipe(workDir: string): Promise<OutputPipe | null> {
  const ready = spare.pop()
  if (ready !== undefined) return ready
  const made = await makePipes(workDir)
  const [first, ...others] = made
  spare.push(...others)
  return first ?? null
}

async function makePipes(workDir: string): Promise<OutputPipe[]> {
  const program = findOwnProgram('mkfifo', process.env, [workDir])
  if (program === null) return []
  const pipes: OutputPipe[] = []
  let folder: string | null = null
  try {
    folder = makePrivateFolder(process.env, 'pipes')
    const paths = Array.from({ length: BATCH }, (_, index) => join(folder!, `${index}`))
    await promisify(execFile)(program, ['-m', '600', ...paths], { timeout: TIMEOUT_MS })
    for (const path of paths) pipes.push(openBoth(path))
  } catch {
    // A full disk, or a folder for temporary files that holds no pipes: those that were opened are used.
  } finally {
    // Pipes that are open need no name.
    if (folder !== null) discard(folder)
  }
  return pipes
}

function openBoth(path: string): OutputPipe {
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    return { reader, writer: openSync(path, constants.O_WRONLY) }
  } catch (error) {
    closeSync(reader)
    throw error
  }
}
