// The command of a task, in the three ways that it can run: with pipes, in a terminal of its own, or adopted from a tool that
// had begun it.

import { Socket } from 'node:net'
import { readText } from '../../sys/files.ts'
import { FAMILY_VARIABLE, markingScript } from '../../sys/process-mark.ts'
import { isAlive, isZombie, startTime } from '../../sys/processes.ts'
import { loadPty } from '../../sys/pty.ts'
import { cleanEnvironment, endFamily, startShell } from '../../tools/shell/shell-process.ts'
import type { TaskSpec } from '../task-files.ts'

export interface CommandWork {
  pid: number
  /** The exit code; null when it is unknown. */
  ended: Promise<number | null>
  /** Sends TERM, and KILL after `graceMs`, to the command and all that it has begun. */
  end(graceMs: number): Promise<void>
  /** The input and size of its terminal; undefined for a command with pipes. */
  terminal?: { write(bytes: Buffer): void; resize(columns: number, rows: number): void }
}

export type StartedWork = { ok: true; work: CommandWork } | { ok: false; reason: string }

const ADOPTED_POLL_MS = 100
/** Time after an adopted command's end to read the rest of the pipe, and for its shell to write down the status. */
const ADOPTED_DRAIN_MS = 300

/** `given` is the environment of the client or session that began the task. `print` gets the output. */
export async function startWork(
  spec: TaskSpec,
  given: Record<string, string>,
  print: (bytes: Buffer) => void,
): Promise<StartedWork> {
  if (spec.kimi.adopted) return { ok: true, work: await adopt(spec.kimi.adopted, print) }
  const shell = spec.shell_path ?? '/bin/sh'
  const env = cleanEnvironment(given, shell)
  if (spec.kimi.terminal) {
    const started = await startInTerminal(spec, shell, given, print)
    if (started) return started
  }
  const { cwd, kimi } = spec
  const wall = kimi.wall && (await import('../../safety/sandbox/saved-wall.ts')).restoreWall(kimi.wall)
  const command = spec.command ?? ''
  const started = await startShell({
    command,
    shell,
    cwd,
    env,
    family: spec.id,
    umask: kimi.umask,
    wall,
    onOutput: print,
  })
  if (!started.ok) return { ok: false, reason: started.message }
  const { pid, exited } = started.process
  const ended = exited.then(({ code, undone }) => {
    printLines(undone, print)
    return code
  })
  return {
    ok: true,
    work: { pid, ended, end: (graceMs) => endFamily(pid, spec.id, graceMs) },
  }
}

/** Null where no terminal can be made: node-pty has no build for every system. */
async function startInTerminal(
  spec: TaskSpec,
  shell: string,
  given: Record<string, string>,
  print: (bytes: Buffer) => void,
): Promise<StartedWork | null> {
  const pty = await loadPty()
  if (!pty) return null
  const { columns, rows } = spec.kimi.terminal!
  const mask = (spec.kimi.umask ?? process.umask()).toString(8)
  const env = { ...terminalEnvironment(given, shell), [FAMILY_VARIABLE]: spec.id }
  try {
    const child = pty.spawn(
      '/bin/sh',
      ['-c', `${markingScript()}umask "$1"; shift; exec "$@"`, 'sh', mask, shell, '-c', spec.command ?? ''],
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

/** The cleaned environment, but with the user's own values for colours, pagers and prompts: a terminal can show them. */
function terminalEnvironment(given: Record<string, string>, shell: string): Record<string, string> {
  const cleaned = cleanEnvironment(given, shell) as Record<string, string>
  for (const name of ['NO_COLOR', 'PAGER', 'GIT_PAGER', 'GIT_TERMINAL_PROMPT', 'SHELL']) {
    if (given[name] === undefined) delete cleaned[name]
    else cleaned[name] = given[name]
  }
  return { ...cleaned, TERM: 'xterm-256color' }
}

/** Follows a command that runs already: its output comes on descriptor 3, its status in a file. */
async function adopt(
  { pid, family, statusFile, note }: NonNullable<TaskSpec['kimi']['adopted']>,
  print: (bytes: Buffer) => void,
): Promise<CommandWork> {
  const walled = note === undefined ? null : await import('../../safety/sandbox/walled-commands.ts')
  walled?.keepWalled(note!)
  const began = startTime(pid)
  const pipe = new Socket({ fd: 3, readable: true, writable: false })
  pipe.on('data', print)
  pipe.on('error', () => {})
  const isGone = () => !isAlive(pid) || isZombie(pid) || startTime(pid) !== began
  const ended = new Promise<number | null>((resolve) => {
    const timer = setInterval(() => {
      const written = (readText(statusFile) ?? '').trim()
      if (written === '' && !isGone()) return
      clearInterval(timer)
      setTimeout(() => {
        pipe.destroy()
        printLines(walled?.settleWalled(note!) ?? [], print)
        const status = (readText(statusFile) ?? '').trim()
        resolve(/^\d+$/.test(status) ? Number(status) : null)
      }, ADOPTED_DRAIN_MS)
    }, ADOPTED_POLL_MS)
  })
  return { pid, ended, end: (graceMs) => endFamily(pid, family, graceMs) }
}

/** Prints, below the command's own output, which files were moved aside after it. */
function printLines(lines: readonly string[], print: (bytes: Buffer) => void): void {
  for (const line of lines) print(Buffer.from(`[${line}]\n`))
}
