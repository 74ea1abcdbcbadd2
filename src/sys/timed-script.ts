// Scripts that are stopped after a time.

import { closeSync, openSync } from 'node:fs'
import type { Context, Script } from 'node:vm'

/** Node's watchdog of a script opens an event loop of its own, of two or three descriptors; it ends the process when no descriptor is free. */
const NEEDED_DESCRIPTORS = 8

/** Runs the script. Throws ERR_SCRIPT_EXECUTION_TIMEOUT when it takes longer, and EMFILE or ENFILE while too many files are open. */
export function runTimed(script: Script, context: Context, timeoutMs: number): void {
  requireDescriptors()
  script.runInContext(context, { timeout: timeoutMs })
}

function requireDescriptors(): void {
  const held: number[] = []
  try {
    while (held.length < NEEDED_DESCRIPTORS) held.push(openSync('/dev/null', 'r'))
  } finally {
    for (const fd of held) closeSync(fd)
  }
}
