// The names of the processes that run now.

import { readdirSync, readFileSync } from 'node:fs'

const PROCESSES_LIMIT = 2_000

/** Each name once, of at most 2,000 processes; empty on systems without /proc. */
export function listProcessNames(): string[] {
  const names = new Set<string>()
  for (const pid of listPids().slice(0, PROCESSES_LIMIT)) {
    const name = readName(pid)
    if (name !== '') names.add(name)
  }
  return [...names]
}

function listPids(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  } catch {
    return []
  }
}

function readName(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
  } catch {
    return '' // the process has ended meanwhile
  }
}
