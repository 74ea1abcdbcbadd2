// Makes a wall of what was saved of one.

import { lstatSync } from 'node:fs'
import { withoutCovers } from './bubblewrap.ts'
import { checkMounts } from './mount-check.ts'
import { bridgeTo } from './network-bridge.ts'
import { workshopEnvironment } from './unasked-environment.ts'
import { settleRemains } from './remains.ts'
import type { Covers, SavedWall, Wall } from './wall.ts'
import { noteWalled, settleWalled } from './walled-commands.ts'

/** The wall that was saved. `door` is the socket of a proxy to the network, or ''. */
export function restoreWall(saved: SavedWall, door = ''): Wall {
  const { program, args, filter, showsSecrets, cache, mounts, covers, notes } = saved
  let note: string | null = null
  return {
    kind: 'workspace',
    hidesDisk: saved.hidesDisk === true,
    saved,
    wrap({ file, args: rest, cwd, env }) {
      const words = door === '' ? [file, ...rest] : bridgeTo(door, file, rest)
      return {
        file: program,
        args: [
          ...withoutVanished(args, covers),
          '--chdir',
          cwd,
          '--',
          ...(mounts === undefined ? words : checkMounts(mounts, words)),
        ],
        cwd,
        env: workshopEnvironment(env, showsSecrets, cache),
        filter: filter === '' ? null : Buffer.from(filter, 'base64'),
      }
    },
    begin: (family) => (note = notes === undefined ? null : noteWalled(notes, family, saved)),
    settle: () => settle(note, saved),
  }
}

/** Services end while a command waits for its start, and bwrap would make anew what it is to cover. Secrets stay covered, come what may. */
function withoutVanished(args: readonly string[], covers?: Covers): readonly string[] {
  const gone = covers?.services.filter((path) => lstatSync(path, { throwIfNoEntry: false }) === undefined) ?? []
  return gone.length === 0 ? args : withoutCovers(args, new Set(gone))
}

/** Undoes what was left behind; a command without a readable note is settled from the wall itself. */
function settle(note: string | null, saved: SavedWall): string[] {
  try {
    if (note !== null) return settleWalled(note)
  } catch {
    // The next daemon finds the note, and nothing left to do.
  }
  return settleRemains(saved)
}
