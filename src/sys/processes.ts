// Asking the system about processes.

import { readFileSync } from 'node:fs'

/** Whether a process with this id exists. EPERM means it does, and is not ours. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * Whether the process is in its terminal's foreground group: true for a shell at its prompt, false while it runs a command.
 * Reads /proc (11 µs, no process); null where there is none.
 */
export function isForeground(pid: number): boolean | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may hold blanks and parentheses: fields are counted from the last one.
    const [, , , group, , , terminalGroup] = stat.slice(stat.lastIndexOf(')') + 1).split(' ')
    return group !== undefined && group === terminalGroup
  } catch {
    return null
  }
}
