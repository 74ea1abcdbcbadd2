// Keeps the contents of files from before each turn of a session, which `kimi rewind` restores.

import { isSafeReadonly } from '../../safety/rules/permission.ts'
import type { Workspace } from '../../tools/files/work-folders.ts'
import type { SessionPlace } from '../store/session-layout.ts'
import { createSnapshots, type CommandWatch } from './snapshots.ts'
import { createTurnCounter } from '../store/turn-borders.ts'

/** Nothing of this stops an edit or a command: what cannot be kept is named by `kimi rewind`. */
export interface FileKeeper {
  beginTurn(): void
  /** Resolves when the changes of the turn's commands are written down. */
  endTurn(): Promise<void>
  /** Call before a tool writes to the file. */
  keep(path: string): void
  /** Call when a command begins to come from the model: the tree is read meanwhile. */
  expectCommand(): void
  /** Call before and after the command of a tool call. Commands that only read are not watched. */
  beforeCommand(callId: string, command: string): Promise<void>
  /** Does not wait until the changes are found: the turn goes on meanwhile. */
  afterCommand(callId: string): void
  close(): void
}

export function createFileKeeper(place: SessionPlace, workspace: Workspace, env: NodeJS.ProcessEnv): FileKeeper {
  const snapshots = createSnapshots(place.dir, { env })
  const countTurns = createTurnCounter(place)
  const watches = new Map<string, CommandWatch>()
  const unfinished = new Set<Promise<void>>()
  let turn = 1
  let hadCommands = false
  const expectCommand = () => snapshots.expectCommand(turn, workspace.workDir)
  return {
    beginTurn() {
      turn = Math.max(1, countTurns())
      // A session that has run commands is likely to run more: the tree is read while the model thinks.
      if (hadCommands) expectCommand()
    },
    async endTurn() {
      await Promise.all(unfinished)
      snapshots.settle(turn)
      snapshots.sweep()
    },
    keep: (path) => snapshots.keep(turn, path),
    expectCommand,
    async beforeCommand(callId, command) {
      if (isSafeReadonly(command, 'bash')) return
      hadCommands = true
      watches.set(callId, await snapshots.beforeCommand(turn, workspace.workDir))
    },
    afterCommand(callId) {
      const watch = watches.get(callId)
      if (!watch) return
      watches.delete(callId)
      const work = snapshots.afterCommand(watch).finally(() => unfinished.delete(work))
      unfinished.add(work)
    },
    close: () => snapshots.close(),
  }
}
