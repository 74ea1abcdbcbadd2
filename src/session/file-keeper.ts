// Keeps what files were before a turn changed them, by the turn's number: what `kimi rewind` puts back.

import { isSafeReadonly } from '../safety/permission.ts'
import type { Workspace } from '../tools/workspace.ts'
import type { CommandWatch } from './command-watch.ts'
import type { SessionPlace } from './layout.ts'
import { createSnapshots } from './snapshots.ts'
import { countTurns } from './turns.ts'

export interface FileKeeper {
  /** `begun`: how many turns have begun since the session was opened, this one included. */
  beginTurn(begun: number): void
  endTurn(): void
  /** Before a tool writes to the file. */
  keep(path: string): Promise<void>
  /** Around a command; what only reads needs nothing kept. */
  beforeCommand(command: string): Promise<void>
  afterCommand(command: string): Promise<void>
}

export function createFileKeeper(place: SessionPlace, workspace: Workspace, env: NodeJS.ProcessEnv): FileKeeper {
  const snapshots = createSnapshots(place.dir, { env })
  const watches = new Map<string, CommandWatch>()
  let before: number | null = null
  let turn = 0
  return {
    beginTurn(begun) {
      // The events are read once: in a long session that takes a while.
      before ??= Math.max(0, countTurns(place) - begun)
      turn = before + begun
    },
    endTurn() {
      snapshots.settle(turn)
      snapshots.sweep()
    },
    keep: async (path) => snapshots.keep(turn, path),
    async beforeCommand(command) {
      if (isSafeReadonly(command, 'bash')) return
      watches.set(command, await snapshots.beforeCommand(turn, workspace.workDir))
    },
    async afterCommand(command) {
      const watch = watches.get(command)
      watches.delete(command)
      if (watch) await snapshots.afterCommand(watch)
    },
  }
}
