// What is around the prompt: repository, project scripts, files. Gathered when a prompt is drawn, so that it is warm
// when Ctrl-X comes. Reads names and a few files as text; runs nothing.

import { opendir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readGitState, type GitState } from './git-state.ts'

export interface Surroundings {
  git: GitState | null
  /** `npm run build`, `make test`, `just deploy`: commands the project offers. */
  scripts: string[]
  /** Names in the directory, folders with a slash behind them. */
  files: string[]
}

const FILES_LIMIT = 60
const SCRIPTS_LIMIT = 30
const PROJECT_FILE_LIMIT_BYTES = 256 * 1024
/** A prompt redrawn within this time finds the same directory. */
const FRESH_MS = 2_000
const CACHE_LIMIT = 64

export interface SurroundingsCache {
  /** Starts gathering when there is nothing fresh. */
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
  const files = await listNames(cwd)
  const [git, ...scripts] = await Promise.all([
    readGitState(cwd),
    readScripts(cwd, files, ['package.json'], npmScripts),
    readScripts(cwd, files, ['Makefile', 'makefile', 'GNUmakefile'], makeTargets),
    readScripts(cwd, files, ['justfile', 'Justfile'], justRecipes),
  ])
  return { git, scripts: scripts.flat().slice(0, SCRIPTS_LIMIT), files: files.slice(0, FILES_LIMIT) }
}

async function listNames(cwd: string): Promise<string[]> {
  const names: string[] = []
  try {
    for await (const entry of await opendir(cwd)) {
      if (entry.name.startsWith('.')) continue
      names.push(entry.isDirectory() ? `${entry.name}/` : entry.name)
      if (names.length >= 2_000) break
    }
  } catch {
    // the directory is gone or closed to us: nothing is around
  }
  return names.sort()
}

async function readScripts(
  cwd: string,
  files: readonly string[],
  candidates: readonly string[],
  read: (text: string) => string[],
): Promise<string[]> {
  const file = candidates.find((name) => files.includes(name))
  if (!file) return []
  const text = await readFile(join(cwd, file), 'utf8').catch(() => '')
  return text.length > PROJECT_FILE_LIMIT_BYTES ? [] : read(text)
}

function npmScripts(text: string): string[] {
  try {
    const { scripts } = JSON.parse(text) as { scripts?: Record<string, unknown> }
    return Object.keys(scripts ?? {}).map((name) => `npm run ${name}`)
  } catch {
    return [] // being edited
  }
}

function makeTargets(text: string): string[] {
  return [...text.matchAll(/^([A-Za-z0-9][\w.-]*)\s*:(?!=)/gm)].map((match) => `make ${match[1]}`)
}

function justRecipes(text: string): string[] {
  return [...text.matchAll(/^@?([a-z][\w-]*)(?: [^:=\n]*)?:(?!=)/gm)].map((match) => `just ${match[1]}`)
}
