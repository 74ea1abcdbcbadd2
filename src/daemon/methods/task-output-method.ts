// The method task/output: a task's log in parts, by position, with a reply that can wait for more.

import { watch } from 'node:fs'
import { basename, dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isTerminal } from '../../protocol/task.ts'
import { readLog } from '../../tools/tasks/output-log.ts'
import type { DaemonParts } from '../daemon-parts.ts'
import type { Handlers } from './json-methods.ts'
import { showTask } from './live-turns.ts'

const BLOCK_BYTES = 256 * 1024
/** After the first new byte so much time is left for others to come with it. */
const GATHER_MS = 50
/** Interval of the looks at a log that cannot be watched. */
const POLL_MS = 500

export function createOutputMethod({ tasks, sessions }: DaemonParts): Pick<Handlers, 'task/output'> {
  const show = (id: string) => showTask(id, tasks, sessions.list())
  return {
    async 'task/output'({ id, from = 0, lines, limit = BLOCK_BYTES, waitMs = 0 }, { signal }) {
      let task = show(id)
      const begin = lines === undefined ? from : findLines(task.outputPath, lines)
      let part = readLog(task.outputPath, begin, limit)
      if (part.bytes.length === 0 && waitMs > 0 && !isTerminal(task.status)) {
        const over = new AbortController()
        const known = tasks.register.get(task.id)
        await Promise.race([
          waitForOutput(task.outputPath, part.end, waitMs, AbortSignal.any([signal, over.signal])),
          // A live turn has neither output nor an end that could be waited for.
          known ? tasks.wait(known, waitMs, over.signal) : sleep(POLL_MS),
        ])
        over.abort()
        task = show(id)
        part = readLog(task.outputPath, begin, limit)
      }
      return { bytes: part.bytes.toString('base64'), from: part.from, task }
    },
  }
}

/** Resolves when more than `known` bytes have been printed, after `limitMs`, or when the signal aborts. */
async function waitForOutput(path: string, known: number, limitMs: number, signal: AbortSignal): Promise<void> {
  const limit = performance.now() + limitMs
  while (!signal.aborted && performance.now() < limit && readLog(path, known, 1).end <= known) {
    await waitForChange(path, Math.min(POLL_MS, limit - performance.now()), signal)
  }
  if (!signal.aborted) await sleep(GATHER_MS)
}

/** Resolves when the file may have changed. Its directory is watched, since a log that is cut is replaced. */
function waitForChange(path: string, limitMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      watcher?.close()
      resolve()
    }
    const timer = setTimeout(done, limitMs)
    signal.addEventListener('abort', done)
    const watcher = watchQuietly(dirname(path), (name) => {
      if (name === basename(path)) done()
    })
  })
}

/** Null where the system has no watches left, or no such directory: the time limit serves then. */
function watchQuietly(directory: string, onChanged: (name: string | null) => void) {
  try {
    const watcher = watch(directory, (_event, name) => onChanged(name))
    watcher.on('error', () => watcher.close())
    return watcher
  } catch {
    return null
  }
}

/** The position where the last `count` lines begin, as far as they are kept: never before the gap of a log that was cut. */
function findLines(path: string, count: number): number {
  let found = 0
  for (let size = BLOCK_BYTES; ; size *= 4) {
    const { bytes, from, end } = readLog(path, -size, size)
    if (from + bytes.length < end) return found // these bytes lie before the gap
    let at = bytes.length - 1
    let seen = 0
    for (; at > 0; at--) if (bytes[at - 1] === 0x0a && ++seen === count) break
    found = from + Math.max(0, at)
    if (seen === count || bytes.length < size) return found
  }
}
