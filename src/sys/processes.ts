// Asking the system about processes.

import { spawnSync } from 'node:child_process'
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
  const stat = readStat(pid)
  return stat && stat[GROUP] === stat[TERMINAL_GROUP]
}

/** The CPU time a process has used, to be compared with an earlier one; null when there is no such process. */
export function cpuTime(pid: number): string | null {
  const stat = readStat(pid)
  if (stat) return `${stat[USER_TIME]} ${stat[SYSTEM_TIME]}`
  if (process.platform === 'linux') return null
  return spawnSync('ps', ['-o', 'time=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() || null
}

/** When a process began, to be compared with an earlier answer; null when there is none, or no /proc. */
export function startTime(pid: number): string | null {
  return readStat(pid)?.[START_TIME] ?? null
}

// Of proc_pid_stat(5), counted from the state, which is field 3.
const [GROUP, TERMINAL_GROUP, USER_TIME, SYSTEM_TIME, START_TIME] = [2, 5, 11, 12, 19]

function readStat(pid: number): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may hold blanks and parentheses: fields are counted from the last one.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}
