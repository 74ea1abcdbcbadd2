// Keeps the contents of files from before each turn of a session, which `kimi rewind` restores.

import type { Workspace } from '../../tools/files/work-folders.ts'
import type { SessionPlace } from '../store/session-layout.ts'
import { createSnapshots, type CommandWatch } from './snapshots.ts'
import { findOutsideWrites } from './outside-writes.ts'
import { createTurnCounter } from '../store/turn-borders.ts'

/** Nothing of this stops an edit or a command: what cannot be kept is named by `kimi rewind`. */
export interface FileKeeper {
  beginTurn(): Promise<void>
  endTurn(): void
  /** Call before a tool writes to the file. */
  keep(path: string): void
  /** Call when a command begins to come from the model: the tree is read meanwhile. */
  expectCommand(): void
  /** Call before and after the command of a tool call that may change files; `command` is its line, when it has one. */
  beforeCommand(callId: string, command?: string): Promise<void>
  /** Does not wait until the changes are found: the turn goes on meanwhile. */
  afterCommand(callId: string): void
  /** Resolves when the changes of all commands are written down, as a rewind needs them. */
  settled(): Promise<void>
  close(): Promise<void>
}

export function createFileKeeper(place: SessionPlace, workspace: Workspace, env: NodeJS.ProcessEnv): FileKeeper {
  const snapshots = createSnapshots(place.dir, { env, share: place.share })
  const countTurns = createTurnCounter(place)
  const watches = new Map<string, CommandWatch>()
  const unfinished = new Set<Promise<void>>()
  let earlierTurns: Promise<unknown> = Promise.resolve()
  let turn = 1
  let hadCommands = false
  // A new tree is read only when the last changes of the old one are known: their copies are the same.
  const expectCommand = () => {
    const mine = turn
    void earlierTurns.then(() => {
      if (turn === mine) snapshots.expectCommand(turn, workspace.workDir)
    })
  }
  const settled = async () => {
    await Promise.all(unfinished)
    snapshots.flush()
  }
  return {
    async beginTurn() {
      turn = Math.max(1, await countTurns())
      // A session that has run commands is likely to run more: the tree is read while the model thinks.
      if (hadCommands) expectCommand()
    },
    endTurn() {
      snapshots.settle(turn)
      earlierTurns = Promise.all(unfinished).then(() => {
        // A command of a subagent may go on beyond the turn. Its contents are not in the log yet.
        if (watches.size === 0 && unfinished.size === 0) snapshots.sweep()
      })
    },
    keep: (path) => snapshots.keep(turn, path),
    expectCommand,
    async beforeCommand(callId, command = '') {
      hadCommands = true
      // Changes of this command must not count as a change of the turn before.
      await earlierTurns
      const outside = findOutsideWrites(command, workspace.workDir, env['HOME'] ?? '')
      watches.set(callId, await snapshots.beforeCommand(turn, workspace.workDir, outside))
    },
    afterCommand(callId) {
      const watch = watches.get(callId)
      if (!watch) return
      watches.delete(callId)
      const work = snapshots.afterCommand(watch).finally(() => unfinished.delete(work))
      unfinished.add(work)
    },
    settled,
    async close() {
      await settled()
      snapshots.close()
    },
  }
}
