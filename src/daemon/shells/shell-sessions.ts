// The session of each shell, kept in the run directory: a shell goes on with its session after the daemon was killed or
// restarted.

import { join } from 'node:path'
import { readText, writeAtomic } from '../../sys/files.ts'
import { startTime } from '../../sys/processes.ts'

export interface ShellSession {
  id: string
  /** The directory that the session was begun in; the shell may be elsewhere since. */
  workDir: string
}

export interface ShellSessions {
  find(shellPid: number): ShellSession | undefined
  set(shellPid: number, session: ShellSession): void
}

/** By process id. The start time tells the shell from a later process with the same id. */
type Stored = Record<string, ShellSession & { started: string | null }>

export function openShellSessions(run: string): ShellSessions {
  const file = join(run, 'shell-sessions.json')
  let stored: Stored | null = null
  const read = (): Stored => {
    if (stored) return stored
    try {
      stored = (JSON.parse(readText(file) ?? '{}') ?? {}) as Stored
    } catch {
      stored = {} // the file is damaged: shells begin new sessions
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
        // The disk is full: after a restart the shell begins a new session.
      }
    },
  }
}
