// Asking the system about processes.

import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

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

/** In which function of the kernel a process waits; '' where nobody says. */
export function readWaitChannel(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/wchan`, 'utf8')
  } catch {
    return ''
  }
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

/** The parent, its parent and so on, nearest first; empty where there is no /proc to tell. */
export function findAncestors(pid: number): number[] {
  const found: number[] = []
  for (let at = Number(readStat(pid)?.[PARENT] ?? 0); at > 1 && found.length < 32;) {
    found.push(at)
    at = Number(readStat(at)?.[PARENT] ?? 0)
  }
  return found
}

/** Whether it has ended and only its parent has not asked yet. False where there is no /proc to tell. */
export function isZombie(pid: number): boolean {
  return readStat(pid)?.[STATE] === 'Z'
}

/**
 * The living processes of ours that were begun with `variable=value` in their environment, or are in the session of
 * `leader`: also those that left their group or detached themselves. Empty where there is no /proc to tell.
 */
export function findFamily(leader: number, variable: string, value: string): number[] {
  let names: string[]
  try {
    names = readdirSync('/proc')
  } catch {
    return []
  }
  const mark = Buffer.from(`\0${variable}=${value}\0`)
  return names
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      if (pid === process.pid) return false
      const stat = readStat(pid)
      if (!stat || stat[STATE] === 'Z') return false
      return stat[SESSION] === String(leader) || hasMark(pid, mark)
    })
}

function hasMark(pid: number, mark: Buffer): boolean {
  try {
    return Buffer.concat([Buffer.of(0), readFileSync(`/proc/${pid}/environ`)]).includes(mark)
  } catch {
    return false // another user's, or gone
  }
}

// Of proc_pid_stat(5), counted from the state, which is field 3.
const [STATE, PARENT, GROUP, SESSION, TERMINAL_GROUP, USER_TIME, SYSTEM_TIME, START_TIME] = [0, 1, 2, 3, 5, 11, 12, 19]

function readStat(pid: number): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may hold blanks and parentheses: fields are counted from the last one.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}
