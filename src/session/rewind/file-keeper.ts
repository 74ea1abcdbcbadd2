// Keeps the contents of files from before each turn of a session, which `kimi rewind` restores.

import type { Workspace } from '../../tools/files/work-folders.ts'
import type { CommandWatch } from './command-watch.ts'
import type { SessionPlace } from '../store/session-layout.ts'
import { createSnapshots } from './snapshots.ts'
import { createTurnCounter } from '../store/turn-borders.ts'

export interface FileKeeper {
  beginTurn(): void
  endTurn(): void
  /** Call before a tool writes to the file. */
  keep(path: string): Promise<void>
  /** Call before and after the command of a tool call that may change files. */
  beforeCommand(callId: string): Promise<void>
  afterCommand(callId: string): Promise<void>
  close(): void
}

export function createFileKeeper(place: SessionPlace, workspace: Workspace, env: NodeJS.ProcessEnv): FileKeeper {
  const snapshots = createSnapshots(place.dir, { env })
  const countTurns = createTurnCounter(place)
  const watches = new Map<string, CommandWatch>()
  let turn = 1
  return {
    beginTurn() {
      turn = Math.max(1, countTurns())
    },
    endTurn() {
      snapshots.settle(turn)
      snapshots.sweep()
    },
    keep: async (path) => snapshots.keep(turn, path),
    async beforeCommand(callId) {
      watches.set(callId, await snapshots.beforeCommand(turn, workspace.workDir))
    },
    async afterCommand(callId) {
      const watch = watches.get(callId)
      watches.delete(callId)
      if (watch) await snapshots.afterCommand(watch)
    },
    close: () => snapshots.close(),
  }
}
