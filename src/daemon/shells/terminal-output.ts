// The output of a shell's last command, where the terminal can tell it: tmux is asked on demand (4 ms, outside the shell).

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { UserCommand } from '../../protocol/shell-view.ts'
import type { Question } from '../../suggest/prompt-question.ts'
import type { Shell } from './shell-state.ts'

const run = promisify(execFile)
const CAPTURE_LINES = 200
const CAPTURE_LIMIT_MS = 500

/**
 * The shell's last command if it failed, with its output where `readsTerminal` allows to look; undefined otherwise. `failureOf` knows the
 * output of a shell that runs in a session.
 */
export async function describeFailure(
  { last, tmux, pid }: Pick<Shell, 'last' | 'tmux' | 'pid'>,
  readsTerminal: boolean,
  failureOf: (pid: number) => UserCommand | undefined,
): Promise<Question['failed']> {
  if (!last || last.status === 0) return undefined
  const own = readsTerminal ? failureOf(pid) : undefined
  if (own) return { ...last, output: own.output }
  const output = readsTerminal ? await captureOutput(tmux, last.command) : ''
  return { ...last, output }
}

/**
 * The output of `command` in a pane, or '' when it cannot be found. `tmux` is the server's socket and the pane's id,
 * separated by a blank.
 */
async function captureOutput(tmux: string, command: string): Promise<string> {
  const match = /^(\/.+) (%\d+)$/.exec(tmux)
  if (!match) return ''
  const [, socket, pane] = match as unknown as [string, string, string]
  try {
    const { stdout } = await run(
      'tmux',
      ['-S', socket, 'capture-pane', '-p', '-J', '-t', pane, '-S', `-${CAPTURE_LINES}`],
      {
        timeout: CAPTURE_LIMIT_MS,
      },
    )
    return cutOutput(stdout, command)
  } catch {
    return '' // without tmux or its pane, the command is fixed without its output
  }
}

/** The lines of a screen between the last line that ends with `command`, or with it and a right prompt, and the next prompt. */
export function cutOutput(screen: string, command: string): string {
  const lines = screen.split('\n').map((line) => line.trimEnd())
  while (lines.at(-1) === '') lines.pop()
  if (command === '') return ''
  const ending = lines.findLastIndex((line) => line.endsWith(command))
  const start = ending < 0 ? findBesideRightPrompt(lines, command) : ending
  if (start < 0) return ''
  const prompt = lines[start]!.slice(0, lines[start]!.lastIndexOf(command))
  const after = lines.slice(start + 1)
  // The next prompt is the last line that begins as the command's own line does; without such a line, the last one.
  const next =
    prompt.trim() === '' ? after.length - 1 : after.findLastIndex((line) => line.startsWith(prompt.trimEnd()))
  return after
    .slice(0, next < 0 ? after.length - 1 : next)
    .join('\n')
    .trim()
}

/** The last line in which `command` stands between a prompt, with which a later line begins too, and a text on the right; or -1. */
function findBesideRightPrompt(lines: readonly string[], command: string): number {
  return lines.findLastIndex((line, at) => {
    const from = line.lastIndexOf(command)
    const prompt = line.slice(0, Math.max(0, from)).trimEnd()
    if (prompt === '' || !/^ {2,}\S/.test(line.slice(from + command.length))) return false
    return lines.slice(at + 1).some((later) => later.startsWith(prompt))
  })
}
