// The surroundings of a prompt: repository, project commands, files. They are gathered when a prompt is drawn, so that they
// are there when Ctrl-X is pressed. Names and a few files are read as text; nothing is run.

import { opendir } from 'node:fs/promises'
import { readGitState, type GitState } from './git-state.ts'
import { listProjectCommands } from './project-scripts.ts'

export interface Surroundings {
  git: GitState | null
  /** `npm run build`, `make test`, `just deploy`: commands the project offers. */
  scripts: string[]
  /** Names in the directory, without hidden ones; a directory's name ends with a slash. */
  files: string[]
}

const ENTRIES_LIMIT = 2_000
const FILES_LIMIT = 60
const SCRIPTS_LIMIT = 30
/** A prompt redrawn within this time finds the same directory. */
const FRESH_MS = 2_000
const CACHE_LIMIT = 64

export interface SurroundingsCache {
  /** Starts gathering unless that was done less than two seconds ago. */
  warm(cwd: string): void
  get(cwd: string): Promise<Surroundings>
}

export function createSurroundings(): SurroundingsCache {
  const cache = new Map<string, { at: number; value: Promise<Surroundings> }>()
  const get = (cwd: string) => {
    const known = cache.get(cwd)
    if (known && performance.now() - known.at < FRESH_MS) return known.value
    const value = gather(cwd)
    cache.delete(cwd) // re-inserted at the end: the first key is the least recently used
    cache.set(cwd, { at: performance.now(), value })
    if (cache.size > CACHE_LIMIT) cache.delete(cache.keys().next().value!)
    return value
  }
  return { warm: (cwd) => void get(cwd), get }
}

async function gather(cwd: string): Promise<Surroundings> {
  // The listing comes first because it does not block: on a disk that hangs, the synchronous reads are never reached.
  const files = await listNames(cwd)
  return {
    git: await readGitState(cwd),
    scripts: listProjectCommands(cwd).slice(0, SCRIPTS_LIMIT),
    files: files.slice(0, FILES_LIMIT),
  }
}

/** Empty when the directory is gone or may not be read. */
async function listNames(cwd: string): Promise<string[]> {
  const names: string[] = []
  try {
    for await (const entry of await opendir(cwd)) {
      if (entry.name.startsWith('.')) continue
      names.push(entry.isDirectory() ? `${entry.name}/` : entry.name)
      if (names.length >= ENTRIES_LIMIT) break
    }
  } catch {
    return []
  }
  return names.sort()
}
