// Asks the user's own shell whether a command is well formed. Nothing is executed: the shells are told only to read.

import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { ShellName } from '../../protocol/proposals.ts'

const TIME_LIMIT_MS = 1000
const MAX_OUTPUT_BYTES = 64 * 1024
/** The folders in which shells are looked for. The PATH of the user may start with a folder of the workspace. */
const SAFE_FOLDERS = ['/bin', '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin', '/run/current-system/sw/bin']
/**
 * The arguments before the command. fish reads the command from a pipe: `fish -n -c` always exits with 0, and it takes
 * the socket that Node gives a child as standard input for a directory.
 */
const READ_ONLY_ARGUMENTS: Record<ShellName, string[]> = {
  zsh: ['-fn', '-c'],
  bash: ['--norc', '--noprofile', '-n', '-c'],
  fish: ['-c', 'printf %s "$1" | "$0" --no-config -n'],
}
/** A linux argument holds 128 KB; longer commands cannot be asked about. */
const MAX_ARGUMENT_BYTES = 120 * 1024

const found = new Map<ShellName, string>()

export type SyntaxVerdict = { ok: true } | { ok: false; message: string } | { ok: null }

/**
 * Asks `shell` for the syntax of `command`. `message` is the shell's own, in one line. `ok` is null when that shell is not
 * installed, did not answer within 1 s, or `signal` was aborted.
 */
export async function checkSyntax(command: string, shell: ShellName, signal?: AbortSignal): Promise<SyntaxVerdict> {
  if (command.includes('\0')) return { ok: false, message: 'holds a NUL byte' }
  const path = await findShell(shell)
  if (path === null || Buffer.byteLength(command) > MAX_ARGUMENT_BYTES || signal?.aborted === true) return { ok: null }
  const args = [...READ_ONLY_ARGUMENTS[shell], ...(shell === 'fish' ? [path] : []), command]
  return new Promise((resolve) => {
    const child = execFile(
      shell === 'fish' ? '/bin/sh' : path,
      args,
      {
        cwd: '/',
        env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', HOME: '/nonexistent' },
        timeout: TIME_LIMIT_MS,
        killSignal: 'SIGKILL',
        maxBuffer: MAX_OUTPUT_BYTES,
        ...(signal === undefined ? {} : { signal }),
      },
      (error, _stdout, stderr) => {
        if (error === null) resolve({ ok: true })
        else if (typeof error.code !== 'number') resolve({ ok: null })
        else resolve({ ok: false, message: shorten(stderr, shell) })
      },
    )
    child.stdin?.end()
  })
}

async function findShell(shell: ShellName): Promise<string | null> {
  const known = found.get(shell)
  if (known !== undefined) return known
  for (const folder of SAFE_FOLDERS) {
    const path = join(folder, shell)
    try {
      await access(path, constants.X_OK)
      found.set(shell, path)
      return path
    } catch {
      continue
    }
  }
  return null
}

/** The first line of a shell's complaint, without the name of the shell in front. */
function shorten(stderr: string, shell: ShellName): string {
  const line = stderr.split('\n').find((text) => text.trim() !== '') ?? 'syntax error'
  return line.replace(new RegExp(`^(?:.*/)?${shell}: ?(?:-c: ?)?(?:line )?`), '').replace(/^(\d+): ?/, 'line $1: ')
}
