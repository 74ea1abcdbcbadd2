// Which session belongs to which shell: kept in the run directory, so that a shell goes on with its session when the
// daemon was killed or restarted.

import { join } from 'node:path'
import { readText, writeAtomic } from '../../sys/files.ts'
import { startTime } from '../../sys/processes.ts'

export interface ShellSession {
  id: string
  /** Where it was begun, wherever the shell has gone since. */
  workDir: string
}

export interface ShellSessions {
  find(shellPid: number): ShellSession | undefined
  set(shellPid: number, session: ShellSession): void
}

/** A process id is used again some day: with the time of its start it is one shell's. */
type Stored = Record<string, ShellSession & { started: string | null }>

export function openShellSessions(run: string): ShellSessions {
  const file = join(run, 'shell-sessions.json')
  let stored: Stored | null = null
  const read = (): Stored => {
    if (stored) return stored
    try {
      stored = (JSON.parse(readText(file) ?? '{}') ?? {}) as Stored
    } catch {
      stored = {} // half a file: shells begin new sessions
    }
    return stored
  }
  return {
    find(pid) {
      const found = read()[pid]
      return found && found.started === startTime(pid) ? { id: found.id, workDir: found.workDir } : undefined
    },
    set(pid, session) {
      const living = Object.entries(read()).filter(([other, { started }]) => startTime(Number(other)) === started)
      stored = { ...Object.fromEntries(living), [pid]: { ...session, started: startTime(pid) } }
      try {
        writeAtomic(file, JSON.stringify(stored))
      } catch {
        // A full disk costs the memory of it, not the turn.
      }
    },
  }
}
