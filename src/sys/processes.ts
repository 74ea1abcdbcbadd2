// Reads the state of processes: from /proc, or where there is no /proc as far as other means reach.

import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** True when a process with this id exists. EPERM means that it exists and belongs to another user. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * True when the process is in the foreground group of its terminal: a shell is while it shows its prompt, and is not
 * while it runs a command. Takes 11 µs and starts no process. Null without /proc.
 */
export function isForeground(pid: number): boolean | null {
  const stat = readStat(pid)
  return stat && stat[GROUP] === stat[TERMINAL_GROUP]
}

/** True while a process waits for something to happen and does not run; null without such a process or without /proc. */
export function isSleeping(pid: number): boolean | null {
  const stat = readStat(pid)
  return stat && stat[STATE] === 'S'
}

/** The name of the kernel function in which a process waits; '' when it is not known. */
export function readWaitChannel(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/wchan`, 'utf8')
  } catch {
    return ''
  }
}

/** The activity of a process at one moment. */
export interface Activity {
  /** Processor time since its start, in milliseconds. */
  cpuMs: number
  /**
   * `running`: runs, or would if a processor were free, or waits for a disk. `sleeping`: waits for something to happen.
   * `stopped`: by a signal or a debugger.
   */
  state: 'running' | 'sleeping' | 'stopped'
}

/** Linux counts processor time in ticks of 10 ms in /proc (USER_HZ is 100 on all its architectures). */
const TICK_MS = 10

/** The activity of a process; null when there is no such process. Without /proc it is read from `ps`. */
export function readActivity(pid: number): Activity | null {
  const stat = readStat(pid)
  if (stat)
    return { cpuMs: (Number(stat[USER_TIME]) + Number(stat[SYSTEM_TIME])) * TICK_MS, state: nameState(stat[STATE]!) }
  if (process.platform === 'linux') return null
  const said = spawnSync('/bin/ps', ['-o', 'stat=,time=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? ''
  const [, state, time] = /^(\S)\S*\s+([\d:.]+)$/.exec(said) ?? []
  if (state === undefined || time === undefined) return null
  const seconds = time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
  return { cpuMs: seconds * 1000, state: nameState(state) }
}

/** R runs, D and U wait for a disk, T and t are stopped, as ps(1) writes it. */
function nameState(letter: string): Activity['state'] {
  if ('RDU'.includes(letter)) return 'running'
  return 'Tt'.includes(letter) ? 'stopped' : 'sleeping'
}

/**
 * The start time of a process, as a text to compare with an earlier one. Null without such a process or without /proc.
 */
export function startTime(pid: number): string | null {
  return readStat(pid)?.[START_TIME] ?? null
}

/** The id of the parent; null without such a process or without /proc. */
export function findParent(pid: number): number | null {
  const parent = readStat(pid)?.[PARENT]
  return parent === undefined ? null : Number(parent)
}

/** The ids of the parent, its parent and so on, at most 32. Empty without /proc. */
export function findAncestors(pid: number): number[] {
  const found: number[] = []
  for (let at = Number(readStat(pid)?.[PARENT] ?? 0); at > 1 && found.length < 32;) {
    found.push(at)
    at = Number(readStat(at)?.[PARENT] ?? 0)
  }
  return found
}

/**
 * The first of `pids` that is a shell on this process's terminal and gives its commands process groups of their own, as
 * interactive shells do; null without one, or without /proc.
 */
export function findJobShell(pids: readonly number[]): { name: string; pid: number } | null {
  const own = readStat(process.pid)
  if (!own || own[TERMINAL] === '0') return null
  for (const pid of pids) {
    const stat = readStat(pid)
    const name = /^-?(zsh|bash|fish)$/.exec(readProgram(pid))?.[1]
    if (name && stat && stat[TERMINAL] === own[TERMINAL] && stat[GROUP] !== own[GROUP]) return { name, pid }
  }
  return null
}

/** The name of the program, at most 15 bytes of it; '' without such a process or without /proc. */
function readProgram(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
  } catch {
    return '' // the process has ended
  }
}

/** True when the process has ended and its parent has not read its status yet. False without /proc. */
export function isZombie(pid: number): boolean {
  return readStat(pid)?.[STATE] === 'Z'
}

/**
 * The ids of living processes that were started with `variable=value` in their environment or are in the session of
 * `leader`, also when they have left their group or detached themselves. Empty without /proc.
 */
export function findFamily(leader: number, variable: string, value: string): number[] {
  let names: string[]
  try {
    names = readdirSync('/proc')
  } catch {
    return []
  }
  const mark = markOf(variable, value)
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

/** True when the process was started with this variable; false also for a process of another user. */
export function hasVariable(pid: number, name: string, value: string): boolean {
  return hasMark(pid, markOf(name, value))
}

function markOf(name: string, value: string): Buffer {
  return Buffer.from(`\0${name}=${value}\0`)
}

function hasMark(pid: number, mark: Buffer): boolean {
  try {
    return Buffer.concat([Buffer.of(0), readFileSync(`/proc/${pid}/environ`)]).includes(mark)
  } catch {
    return false // the process belongs to another user or has ended
  }
}

// Positions of fields in /proc/PID/stat (proc_pid_stat(5)), counted from the state, which is field 3 there.
const [STATE, PARENT, GROUP, SESSION, TERMINAL, TERMINAL_GROUP] = [0, 1, 2, 3, 4, 5]
const [USER_TIME, SYSTEM_TIME, START_TIME] = [11, 12, 19]

function readStat(pid: number): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The program's name in parentheses may itself hold blanks and parentheses, so fields begin after the last one.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}
