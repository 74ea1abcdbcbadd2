// Makes a wall of what was saved of one.

import { existsSync, renameSync } from 'node:fs'
import { bridgeTo } from './network-bridge.ts'
import { workshopEnvironment } from './unasked-environment.ts'
import type { SavedWall, Wall } from './wall.ts'

/** The wall that was saved. `door` is the socket of a proxy to the network, or ''. */
export function restoreWall(saved: SavedWall, door = ''): Wall {
  const { program, args, filter, showsSecrets, cache, absent } = saved
  return {
    kind: 'workspace',
    saved,
    wrap: ({ file, args: rest, cwd, env }) => ({
      file: program,
      args: [...args, '--chdir', cwd, '--', ...(door === '' ? [file, ...rest] : bridgeTo(door, file, rest))],
      cwd,
      env: workshopEnvironment(env, showsSecrets, cache),
      filter: filter === '' ? null : Buffer.from(filter, 'base64'),
    }),
    settle: () => absent.flatMap(undo),
  }
}

/** Moves aside what a command has put where git or a shell would obey it; nothing can be mounted on a name that is not there. */
function undo(path: string): string[] {
  if (!existsSync(path)) return []
  const aside = `${path}.undone-${Date.now()}`
  try {
    renameSync(path, aside)
    return [`kimi moved ${path} to ${aside}: other programs would obey it.`]
  } catch (error) {
    return [`${path} was made, and other programs would obey it; it could not be moved: ${(error as Error).message}.`]
  }
}
