// Starts the user's shell in a pty: with the user's own start-up files and environment, and with marks that tell prompts from commands.

import { randomBytes } from 'node:crypto'
import { basename, join } from 'node:path'
import type { Pty } from 'node-pty'
import { KimiError } from '../../protocol/errors.ts'
import type { OpenUserShell } from '../../protocol/shell-view.ts'
import type { ShellName } from '../../protocol/proposals.ts'
import { describeSessionStart } from '../../shell-syntax/session-start.ts'
import { discard, makeDirectory, writeAtomic } from '../../sys/files.ts'
import { loadPty } from '../../sys/pty.ts'

const ID_BYTES = 8
const DEFAULT_MASK = 0o022
/** Gives the shell the user's own umask: the daemon's keeps its files private. */
const WITH_MASK = 'umask "$1"; shift; exec "$@"'

export interface LaunchOptions extends OpenUserShell {
  /** The setting `shell.program`: a name or a path; '' takes $SHELL. */
  program: string
  cwd: string
  /** The daemon's run directory. */
  run: string
  /** The folder of the shell files. */
  marks: string
}

export interface LaunchedShell {
  name: ShellName
  pty: Pty
  /** The secret id of its marks. */
  id: string
  /** Removes the private start-up files, once they have been read. */
  forgetStart(): void
}

/** Throws `shell.unsupported` without node-pty, and for a shell other than zsh, bash and fish. */
export async function launchShell(options: LaunchOptions): Promise<LaunchedShell> {
  const { env, columns, rows, cwd, run, marks, umask = DEFAULT_MASK } = options
  const program = options.program || env['SHELL'] || '/bin/sh'
  const name = readName(program)
  const node = await loadPty()
  if (node === null) {
    throw new KimiError('shell.unsupported', 'the shell mode needs node-pty, which has no build for this system', {
      hint: 'npm install -g kimi-companion',
    })
  }
  const id = randomBytes(ID_BYTES).toString('hex')
  const directory = join(run, 'user-shells', randomBytes(ID_BYTES).toString('hex'))
  makeDirectory(directory)
  const forgetStart = () => discard(directory)
  try {
    const start = describeSessionStart({ shell: name, directory, marks, id, env })
    for (const [file, text] of Object.entries(start.files)) writeAtomic(join(directory, file), text)
    const words = ['-c', WITH_MASK, 'sh', umask.toString(8), program, ...start.args]
    const given = { ...env, ...start.env, TERM: env['TERM'] || 'xterm-256color', SHELL: env['SHELL'] || program }
    const pty = node.spawn('/bin/sh', words, { cols: columns, rows, cwd, env: given, encoding: null })
    return { name, pty, id, forgetStart }
  } catch (error) {
    forgetStart()
    const reason = error instanceof Error ? error.message : String(error)
    throw new KimiError('shell.unsupported', `the shell could not be started: ${program}: ${reason}`, { cause: error })
  }
}

function readName(program: string): ShellName {
  const name = basename(program)
  if (name === 'zsh' || name === 'bash' || name === 'fish') return name
  throw new KimiError('shell.unsupported', `the shell mode knows zsh, bash and fish, and not ${program}`, {
    hint: 'kimi config set shell.program zsh',
  })
}
