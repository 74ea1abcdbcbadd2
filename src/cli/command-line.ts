// Runs the command that argv names and returns its exit status. Errors are caught and printed here alone.

import { KimiError, toKimiError } from '../protocol/errors.ts'
import { watchOutput } from './lost-output.ts'
import { COMMANDS } from './program/commands.ts'
import { readUsualLine, type UsualLine } from './program/usual-line.ts'
import { ROOT_OPTIONS, runRoot } from './program/root-command.ts'
import { refuseForeignShare } from './share-check.ts'
import { sanitiseLine } from '../safety/text/sanitiser.ts'
import { MESSAGE_CELLS, sayAside, sayFailure } from './standard-streams.ts'

/** Runs one command line. Never throws; a reader that went away (EPIPE) is success. */
export async function main(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  watchOutput()
  const { own, command } = cutCommand(argv)
  const refused = refuseForeignShare(own[0], env)
  if (refused) return printError(refused, env, own)
  try {
    const usual = command.length > 0 ? null : readUsualLine(own, COMMANDS, ROOT_OPTIONS)
    return usual ? await runUsual(usual, own, env) : await runByCommander(own, command, env)
  } catch (error) {
    if (isOfCommander(error)) return error.exitCode === 0 ? 0 : 2 // commander has printed the reason
    return reportError(error, env, own)
  }
}

async function runByCommander(
  own: readonly string[],
  command: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const { createProgram } = await import('./program.ts')
  let exit = 0
  const program = createProgram(env, (code) => (exit = code), own, command)
  await program.parseAsync(separateWords(own), { from: 'user' })
  return exit
}

async function runUsual({ leaf, words, flags }: UsualLine, own: readonly string[], env: NodeJS.ProcessEnv) {
  const printHelp = () => runByCommander(['--help'], [], env)
  if (leaf === null) return runRoot('', { daemon: true, ...flags }, env)
  return (await leaf.run(words, flags, { env, argv: own, behindDashes: [], printHelp })) ?? 0
}

/** Commander's own error is told by its code: its class is not loaded for most commands. */
function isOfCommander(error: unknown): error is { exitCode: number } {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('commander.')
}

/** Prints the error of the command `own` and returns the exit status. */
export function reportError(error: unknown, env: NodeJS.ProcessEnv, own: readonly string[] = []): number {
  return printError(explainFailure(error, env), env, own)
}

function explainFailure(error: unknown, env: NodeJS.ProcessEnv): KimiError {
  if (!(error instanceof Error && 'syscall' in error && error.syscall === 'uv_cwd')) return toKimiError(error)
  const name = env['PWD'] ? `: ${env['PWD']}` : ''
  return new KimiError('disk.failed', `the working directory no longer exists${name}`, { hint: 'cd', cause: error })
}

/** Failures of `kimi mcp` in Kimi CLI's words. Scripts compare them: away from a terminal they are printed as Kimi CLI prints them. */
const KIMI_CLI_WORDS = /^MCP server '.*' (?:not found|is not a remote server|does not use OAuth)\b/

/** The hint; another one where it is the very command that has just failed. */
export function hintBeside(hint: string, own: readonly string[]): string {
  const typed = ['kimi', ...own.filter((word) => !word.startsWith('-'))].join(' ')
  if (hint !== typed) return hint
  return hint === 'kimi doctor' ? 'kimi daemon logs' : 'kimi doctor'
}

function printError(error: KimiError, env: NodeJS.ProcessEnv, own: readonly string[]): number {
  const isCompared = !process.stderr.isTTY && KIMI_CLI_WORDS.test(error.message)
  if (isCompared) sayAside(`${sanitiseLine(error.message, MESSAGE_CELLS)}\n`)
  else sayFailure(error.message, hintBeside(error.hint, own))
  if (env['KIMI_DEBUG'] || env['KIMI_CODE_DEBUG'])
    sayAside(`${error.stack}\n${error.cause ? String(error.cause) + '\n' : ''}`)
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
