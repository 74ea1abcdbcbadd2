// Files that change, as `kimi watch` sees them: what matches the patterns and is not ignored, told in batches once it is
// quiet. Editors that replace files, checkouts of a thousand and directories that come and go are each one batch.
//
// chokidar watches directories: 50,000 files in 500 of them took 501 watches and 1.1 s, and an event came 10 ms after
// the save (inotify, 2 cores).

import { readFileSync, statSync } from 'node:fs'
import { join, matchesGlob, relative, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { watch } from 'chokidar'
import { hasCode } from '../sys/files.ts'
import { createIgnoreRules } from '../workspace/ignore-rules.ts'

export interface FileWatch {
  readonly ready: Promise<void>
  /** From now on changes are kept back: the command that runs writes files itself. */
  pause(): void
  /** Goes on, and returns what has changed meanwhile, which is told to nobody: the last of it comes late. */
  resume(): Promise<string[]>
  close(): Promise<void>
}

export interface FileWatchOptions {
  cwd: string
  /** Globs relative to `cwd`; a directory stands for all below it, and `!` in front excludes. */
  patterns: readonly string[]
  /** How long it must be quiet. */
  debounceMs: number
  /** Sorted, relative to `cwd`. */
  changed(paths: string[]): void
  /** One line, for the user; the watch goes on as far as it can. */
  problem(text: string): void
}

/** A stream of changes that never ends is told at least so often. */
const LONGEST_DEBOUNCES = 10
/** chokidar holds a deletion back for 100 ms, to see whether the file is written anew. */
const SETTLE_MS = 250

export function watchFiles({ cwd, patterns, debounceMs, changed, problem }: FileWatchOptions): FileWatch {
  const wanted = patterns.filter((pattern) => !pattern.startsWith('!')).map((pattern) => widen(cwd, pattern))
  const unwanted = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => widen(cwd, pattern.slice(1)))
  const rules = createIgnoreRules(cwd)
  const pending = new Set<string>()
  let isPaused = false
  let began = 0
  let timer: NodeJS.Timeout | undefined
  let hasProblem = false

  const isWanted = (path: string) =>
    wanted.some((pattern) => matchesGlob(path, pattern)) && !unwanted.some((pattern) => matchesGlob(path, pattern))

  const tell = () => {
    timer = undefined
    const paths = [...pending].toSorted()
    pending.clear()
    if (paths.length > 0) changed(paths)
  }
  const note = (path: string) => {
    const own = relative(cwd, resolve(cwd, path))
    if (!isWanted(own)) return
    pending.add(own)
    if (isPaused) return
    const now = performance.now()
    if (!timer) began = now
    else if (now - began > debounceMs * LONGEST_DEBOUNCES) return // the timer that runs is the last
    clearTimeout(timer)
    timer = setTimeout(tell, debounceMs)
  }

  const watcher = watch([...new Set(wanted.map((pattern) => resolve(cwd, baseOf(pattern))))], {
    ignoreInitial: true,
    followSymlinks: false,
    ignored: (path, stats) => rules.isIgnored(path, stats?.isDirectory() ?? false),
  })
  for (const event of ['add', 'change', 'unlink'] as const) watcher.on(event, note)
  watcher.on('error', (error) => {
    if (hasProblem) return
    hasProblem = true
    problem(describeProblem(error))
  })

  return {
    ready: new Promise((resolve) => watcher.once('ready', () => resolve())),
    pause() {
      isPaused = true
      clearTimeout(timer)
      timer = undefined
      pending.clear()
    },
    async resume() {
      await sleep(SETTLE_MS)
      const paths = [...pending].toSorted()
      pending.clear()
      isPaused = false
      return paths
    },
    async close() {
      clearTimeout(timer)
      await watcher.close()
    },
  }
}

/** `src` and `src/` mean all below it. */
function widen(cwd: string, pattern: string): string {
  const path = relative(cwd, resolve(cwd, pattern)) || '.'
  const isDirectory = statSync(join(cwd, path), { throwIfNoEntry: false })?.isDirectory() ?? pattern.endsWith('/')
  return isDirectory ? (path === '.' ? '**' : `${path}/**`) : path
}

/** What stands before the first part that is a pattern. */
function baseOf(pattern: string): string {
  const parts = pattern.split('/')
  const at = parts.findIndex((part) => /[*?[\]{}]/.test(part))
  return (at < 0 ? parts : parts.slice(0, at)).join('/') || '.'
}

function describeProblem(error: unknown): string {
  if (hasCode(error, 'ENOSPC', 'EMFILE')) {
    let limit = ''
    try {
      limit = readFileSync('/proc/sys/fs/inotify/max_user_watches', 'utf8').trim()
    } catch {
      // not Linux
    }
    return `the system's limit of watched directories is reached${limit && ` (${limit})`}: sudo sysctl fs.inotify.max_user_watches=${2 * Number(limit || 262_144)}`
  }
  return `cannot watch: ${error instanceof Error ? error.message : String(error)}`
}
