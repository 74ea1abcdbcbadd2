// The processor time that a process has used.

import { readFileSync } from 'node:fs'

/** User and system time of process `pid`, in ticks of 10 ms: fields 14 and 15 of proc(5)'s stat. */
export function cpuTicks(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number)
  return user + system
}
