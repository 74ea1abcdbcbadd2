// The command of a task, however it runs: with pipes, in a terminal of its own, or begun by somebody else before it
// became a task.

import { Socket } from 'node:net'
import { readText } from '../sys/files.ts'
import { isAlive, isZombie, startTime } from '../sys/processes.ts'
import { cleanEnvironment, endFamily, FAMILY_VARIABLE, startShell } from '../tools/shell/shell-process.ts'
import type { TaskSpec } from './task-files.ts'

export interface CommandWork {
  pid: number
  /** Its exit code; null when nobody can tell. */
  ended: Promise<number | null>
  end(graceMs: number): Promise<void>
  /** What the user types, where it has a terminal. */
  terminal?: { write(bytes: Buffer): void; resize(columns: number, rows: number): void }
}

export type StartedWork = { ok: true; work: CommandWork } | { ok: false; reason: string }

const ADOPTED_POLL_MS = 100
/** After its end: what is still in the pipe, and the shell that writes its status down. */
const ADOPTED_DRAIN_MS = 300

/** `given` is the environment of whoever began the task. */
export async function startWork(
  spec: TaskSpec,
  given: Record<string, string>,
  print: (bytes: Buffer) => void,
): Promise<StartedWork> {
  if (spec.kimi.adopted) return { ok: true, work: adopt(spec.kimi.adopted, print) }
  const shell = spec.shell_path ?? '/bin/sh'
  const env = { ...cleanEnvironment(given, shell), [FAMILY_VARIABLE]: spec.id }
  if (spec.kimi.terminal) {
    const started = await startInTerminal(spec, shell, given, print)
    if (started) return started
  }
  const { cwd, kimi } = spec
  const started = await startShell({ command: spec.command ?? '', shell, cwd, env, umask: kimi.umask, onOutput: print })
  if (!started.ok) return { ok: false, reason: started.message }
  const { pid, exited } = started.process
  return {
    ok: true,
    work: { pid, ended: exited.then(({ code }) => code), end: (graceMs) => endFamily(pid, spec.id, graceMs) },
  }
}

/** Null where no terminal can be made: node-pty is compiled at install, and may be missing. */
async function startInTerminal(
  spec: TaskSpec,
  shell: string,
  given: Record<string, string>,
  print: (bytes: Buffer) => void,
): Promise<StartedWork | null> {
  const pty = await import('node-pty').catch(() => null)
  if (!pty) return null
  const { columns, rows } = spec.kimi.terminal!
  const mask = (spec.kimi.umask ?? process.umask()).toString(8)
  const env = { ...terminalEnvironment(given, shell), [FAMILY_VARIABLE]: spec.id }
  try {
    const child = pty.spawn(
      '/bin/sh',
      ['-c', 'umask "$1"; shift; exec "$@"', 'sh', mask, shell, '-c', spec.command ?? ''],
      {
        cols: columns,
        rows,
        cwd: spec.cwd,
        env,
        encoding: null,
      },
    )
    child.onData((data) => print(Buffer.from(data)))
    const ended = new Promise<number>((resolve) =>
      child.onExit(({ exitCode, signal }) => resolve(signal ? 128 + signal : exitCode)),
    )
    return {
      ok: true,
      work: {
        pid: child.pid,
        ended,
        end: (graceMs) => endFamily(child.pid, spec.id, graceMs),
        terminal: {
          write: (bytes) => child.write(bytes),
          resize: (columns, rows) => child.resize(columns, rows),
        },
      },
    }
  } catch {
    return null
  }
}

/** In a terminal of its own colours and questions are welcome: what cleaning has set is as the user has it. */
function terminalEnvironment(given: Record<string, string>, shell: string): Record<string, string> {
  const cleaned = cleanEnvironment(given, shell) as Record<string, string>
  for (const name of ['NO_COLOR', 'PAGER', 'GIT_PAGER', 'GIT_TERMINAL_PROMPT', 'SHELL']) {
    if (given[name] === undefined) delete cleaned[name]
    else cleaned[name] = given[name]
  }
  return { ...cleaned, TERM: 'xterm-256color' }
}

function adopt(
  { pid, family, statusFile }: NonNullable<TaskSpec['kimi']['adopted']>,
  print: (bytes: Buffer) => void,
): CommandWork {
  const began = startTime(pid)
  const pipe = new Socket({ fd: 3, readable: true, writable: false })
  pipe.on('data', print)
  pipe.on('error', () => {})
  const isGone = () => !isAlive(pid) || isZombie(pid) || startTime(pid) !== began
  const ended = new Promise<number | null>((resolve) => {
    const timer = setInterval(() => {
      const said = (readText(statusFile) ?? '').trim()
      if (said === '' && !isGone()) return
      clearInterval(timer)
      setTimeout(() => {
        pipe.destroy()
        const status = (readText(statusFile) ?? '').trim()
        resolve(/^\d+$/.test(status) ? Number(status) : null)
      }, ADOPTED_DRAIN_MS)
    }, ADOPTED_POLL_MS)
  })
  return { pid, ended, end: (graceMs) => endFamily(pid, family, graceMs) }
}
