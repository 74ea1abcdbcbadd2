// The program: names, options and help of all commands, from the tables in program/. Help and completions are derived from
// it. The code of a command is imported when the command runs.

import { Command } from 'commander'
import { KimiError } from '../protocol/errors.ts'
import { VERSION } from '../protocol/version.ts'
import { nearest } from '../sys/words/nearest-name.ts'
import { addCommands, addOptions } from './program/command-builder.ts'
import { chooseRows, nameOf, type CommandRow } from './program/command-table.ts'
import { COMMANDS } from './program/commands.ts'
import { ROOT_OPTIONS, runRoot } from './program/root-command.ts'
import { say, sayAside } from './standard-streams.ts'

/** Options of a turn: with one of them and without the name of a command, no command is meant. */
const TURN_OPTIONS = ['-p', '--prompt', '--print', '--quiet', '--wire']

/** True when the words stand behind `--`, and no command before it: `kimi -- status`. */
function isBehindDashes(argv: readonly string[]): boolean {
  const names = COMMANDS.map(nameOf)
  return argv.includes('--') && !argv.slice(0, argv.indexOf('--')).some((word) => names.includes(word))
}

/** The commands that `argv` can mean. */
function chooseCommands(argv: readonly string[]): readonly CommandRow[] {
  if (isBehindDashes(argv)) return []
  const chosen = chooseRows(COMMANDS, argv)
  return chosen === COMMANDS && argv.some((word) => TURN_OPTIONS.includes(word)) ? [] : chosen
}

/**
 * The program, with those commands that `argv` can mean; with all of them by default. `behindDashes`: the words behind `--` of the
 * commands that take a command to run.
 */
export function createProgram(
  env: NodeJS.ProcessEnv,
  setExit: (code: number) => void,
  argv: readonly string[] = [],
  behindDashes: readonly string[] = [],
): Command {
  const program = new Command('kimi')
    .description('An agent that lives in your shell. Press Ctrl-X at the prompt.')
    .version(`kimi, version ${VERSION}`, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => void say(text),
      writeErr: (text) => void sayAside(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'kimi: ')),
    })
    .allowExcessArguments()
    .enablePositionalOptions()
  addOptions(program, ROOT_OPTIONS).action(async (options) => {
    const [unknown] = program.args
    // A word, or several of which the first is nearly a command, is a command that was mistyped; other words are a prompt.
    const words = program.args.join(' ')
    const near = unknown === undefined ? undefined : nearest(unknown, COMMANDS.map(nameOf))
    const isMany = /\s/.test(unknown ?? '') || (near === undefined && program.args.length > 1)
    if (unknown === undefined || isMany || isBehindDashes(argv)) return setExit(await runRoot(words, options, env))
    if (near) throw new KimiError('usage.invalid', `unknown command ${unknown}`, { hint: `kimi ${near}` })
    const told = `there is no command ${unknown}; a conversation that begins with this one word stands behind --`
    throw new KimiError('usage.invalid', told, {
      hint: `kimi -- ${/^[\w./:@+-]+$/.test(unknown) ? unknown : '"WORD"'}`,
    })
  })
  const printHelp = async (name: string | undefined) =>
    (await import('./help/help-command.ts')).printHelp(program, name)
  addCommands(program, chooseCommands(argv), { env, argv, behindDashes, printHelp }, setExit)
  return program
}
