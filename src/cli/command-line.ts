// Runs the command that argv names and returns its exit status. Errors are caught and printed here alone.

import { CommanderError } from 'commander'
import { KimiError, toKimiError } from '../protocol/errors.ts'
import { createProgram } from './program.ts'
import { refuseForeignShare } from './share-check.ts'
import { sayAside, sayFailure } from './standard-streams.ts'

/** Runs one command line. Never throws; a reader that went away (EPIPE) is success. */
export async function main(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  let exit = 0
  const { own, command } = cutCommand(argv)
  const refused = refuseForeignShare(own[0], env)
  if (refused) return printError(refused, env)
  const program = createProgram(env, (code) => (exit = code), command)
  try {
    await program.parseAsync(separateWords(own), { from: 'user' })
    return exit
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2 // commander has printed the reason
    return printError(explainFailure(error, env), env)
  }
}

function explainFailure(error: unknown, env: NodeJS.ProcessEnv): KimiError {
  if (!(error instanceof Error && 'syscall' in error && error.syscall === 'uv_cwd')) return toKimiError(error)
  const name = env['PWD'] ? `: ${env['PWD']}` : ''
  return new KimiError('disk.failed', `the working directory no longer exists${name}`, { hint: 'cd', cause: error })
}

function printError(error: KimiError, env: NodeJS.ProcessEnv): number {
  sayFailure(error.message, error.hint)
  if (env['KIMI_DEBUG']) sayAside(`${error.stack}\n${error.cause ? String(error.cause) + '\n' : ''}`)
  return error.exit
}

/** With `kimi task run`, `bg`, `watch` and `every`, the words behind `--` are a command to run. */
export function cutCommand(argv: readonly string[]): { own: string[]; command: string[] } {
  const isTaking = ['bg', 'watch', 'every'].includes(argv[0] ?? '') || (argv[0] === 'task' && argv[1] === 'run')
  const at = isTaking ? argv.indexOf('--') : -1
  return at < 0 ? { own: [...argv], command: [] } : { own: argv.slice(0, at), command: argv.slice(at + 1) }
}

const TAKES_WORDS = ['fix', 'explain', 'check']
const TAKES_VALUE = ['--cwd', '--shell', '--exit', '--output']

/**
 * In `kimi check rm -rf x`, the words from `rm` on are the user's command, so `--` is put before them. A command that is
 * quoted as one argument may have options of ours behind it.
 */
export function separateWords(argv: readonly string[]): string[] {
  const [name = '', ...rest] = argv
  if (!TAKES_WORDS.includes(name)) return [...argv]
  let at = 0
  while (at < rest.length && rest[at]!.startsWith('-')) at += TAKES_VALUE.includes(rest[at]!) ? 2 : 1
  const isQuoted = /\s/.test(rest[at] ?? '')
  return isQuoted || rest.slice(0, at).includes('--')
    ? [...argv]
    : [name, ...rest.slice(0, at), '--', ...rest.slice(at)]
}
