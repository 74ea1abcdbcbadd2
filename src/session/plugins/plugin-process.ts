// The process of a plugin's tool: its program with the arguments of the call as JSON on stdin, whose stdout is the result.

import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { constants as system } from 'node:os'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { feedFilter } from '../../safety/sandbox/sandbox.ts'
import { type Wall, WALL_FD } from '../../safety/sandbox/wall.ts'
import { FAMILY_VARIABLE, markingScript } from '../../sys/process-mark.ts'
import { noteCommand } from '../../tools/shell/begun-commands.ts'
import { endFamily, noteBehindWall, settleBehindWall, watchFor } from '../../tools/shell/shell-process.ts'
import { createOutput, type Shown } from '../../tools/tool-output.ts'
import { createKeyHider } from './key-hiding.ts'

export interface PluginRun {
  command: readonly string[]
  /** The folder of the plugin, in which its program starts. */
  cwd: string
  env: NodeJS.ProcessEnv
  umask: number | undefined
  input: string
  wall: Wall | undefined
  timeoutMs: number
  signal: AbortSignal
  /** Keys that are hidden in all that it prints. */
  keys: readonly string[]
  /** The file for a stdout that is too long to show. */
  spillPath: string
  /** Takes what it prints on both outputs, for those who watch. */
  onOutput(bytes: Buffer): void
}

export type PluginEnd =
  /** `code` in a shell's terms: 128 + the signal's number. `undone`: a line for each change that the wall has undone. */
  | { ended: 'exited'; code: number; stdout: Shown; stderr: string; undone: string[] }
  | { ended: 'timeout' }
  | { ended: 'cancelled' }
  | { ended: 'not started'; reason: string }

const MOST_ERROR_CHARACTERS = 10_000
/** Time to wait for output after the exit: processes that the program has left behind may keep its pipes open. */
const PIPE_GRACE_MS = 200

/** Runs the program to its end; at its limit or the signal's abort it is ended with all that it has started. Never rejects. */
export async function runPluginProcess(run: PluginRun): Promise<PluginEnd> {
  if (run.signal.aborted) return { ended: 'cancelled' }
  const family = randomUUID()
  const noted = noteBehindWall(run.wall, family)
  if (!noted.ok) return { ended: 'not started', reason: noted.message }
  if (run.wall === undefined) noteCommand()
  const watch = watchFor(family, noted.note)
  try {
    const child = start(run, family)
    watch.begin(child.pid)
    return await followToEnd(child, family, run)
  } catch (error) {
    return { ended: 'not started', reason: error instanceof Error ? error.message : String(error) }
  } finally {
    watch.end()
  }
}

/** A shell sets the mask and marks itself and all that it starts, and becomes the program. */
function start({ command, cwd, env, umask, input, wall }: PluginRun, family: string): ChildProcess {
  const [file = '', ...args] = command
  const mask = (umask ?? process.umask()).toString(8)
  const plain = { file, args, cwd, env: { ...env, [FAMILY_VARIABLE]: family } }
  const inner = wall?.wrap(plain) ?? { ...plain, filter: null }
  const { filter } = inner
  const script = `umask "$1"; shift; ${markingScript()}exec "$@"`
  const child = spawn('/bin/sh', ['-c', script, 'sh', mask, inner.file, ...inner.args], {
    cwd,
    env: inner.env,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', ...(filter === null ? [] : ['pipe' as const])],
  })
  if (filter !== null) feedFilter(child.stdio[WALL_FD] as Writable, filter)
  // A program that does not read its input closes the pipe, which is no error.
  child.stdin!.on('error', () => {})
  child.stdin!.end(input)
  return child
}

async function followToEnd(child: ChildProcess, family: string, run: PluginRun): Promise<PluginEnd> {
  const output = createOutput({ spillPath: run.spillPath })
  const errors = createOutput({ maxCharacters: MOST_ERROR_CHARACTERS })
  const [stdout, stderr] = [child.stdout!, child.stderr!]
  const ends = [follow(stdout, output, run), follow(stderr, errors, run)]
  const settled = new AbortController()
  const { signal } = settled
  try {
    const ended = await Promise.race([
      once(child, 'exit', { signal }).then(() => 'exited' as const),
      wait(run.timeoutMs, 'timeout' as const, { signal }),
      once(run.signal, 'abort', { signal }).then(() => 'cancelled' as const),
    ])
    if (ended !== 'exited') {
      if (child.pid !== undefined) await endFamily(child.pid, family)
      settleBehindWall(run.wall)
      return { ended }
    }
    const undone = settleBehindWall(run.wall)
    if (!stdout.closed || !stderr.closed)
      await Promise.race([once(child, 'close', { signal }), wait(PIPE_GRACE_MS, null, { signal })])
    for (const end of ends) end()
    const { exitCode, signalCode } = child
    const code = exitCode ?? 128 + (signalCode === null ? 0 : (system.signals[signalCode] ?? 0))
    return { ended, code, stdout: output.finish(), stderr: errors.finish().text, undone }
  } finally {
    settled.abort()
    stdout.destroy()
    stderr.destroy()
  }
}

/** Returns a function for the end of the program, which gives what was held back to see whether a key stands in it. */
function follow(stream: Readable, output: ReturnType<typeof createOutput>, { keys, onOutput }: PluginRun): () => void {
  const hider = createKeyHider(keys)
  const give = (bytes: Buffer) => {
    if (bytes.length === 0) return
    output.write(bytes)
    onOutput(bytes)
  }
  stream.on('error', () => {})
  stream.on('data', (bytes: Buffer) => give(hider.push(bytes)))
  return () => {
    stream.removeAllListeners('data')
    give(hider.end())
  }
}
