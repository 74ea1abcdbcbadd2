// The program: names, options and help of all commands, from the tables in program/. Help and completions are derived from
// it. The code of a command is imported when the command runs.

import { Command } from 'commander'
import { KimiError } from '../protocol/errors.ts'
import { VERSION } from '../protocol/version.ts'
import { nearest } from '../sys/nearest-name.ts'
import { ACCOUNT_COMMANDS } from './program/account-commands.ts'
import { addCommands, addOptions } from './program/command-table.ts'
import { LATER_COMMANDS } from './program/later-commands.ts'
import { ROOT_OPTIONS, runRoot } from './program/root-command.ts'
import { MODEL_COMMANDS } from './program/model-commands.ts'
import { REWIND_COMMANDS, SESSION_COMMANDS, TURN_COMMANDS } from './program/session-commands.ts'
import { SESSION_OPTIONS } from './program/session-options.ts'
import { SETUP_COMMANDS } from './program/setup-commands.ts'
import { SUGGEST_COMMANDS } from './program/suggest-commands.ts'
import { TASK_COMMANDS } from './program/task-commands.ts'
import { say, sayAside } from './standard-streams.ts'

const COMMANDS = [
  ...TURN_COMMANDS,
  ...SUGGEST_COMMANDS,
  SESSION_COMMANDS,
  ...TASK_COMMANDS,
  ...REWIND_COMMANDS,
  ...ACCOUNT_COMMANDS,
  MODEL_COMMANDS,
  ...SETUP_COMMANDS,
  ...LATER_COMMANDS,
]

/** `behindDashes`: the words behind `--` of those commands that take a command to run. */
export function createProgram(
  env: NodeJS.ProcessEnv,
  setExit: (code: number) => void,
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
  addOptions(program, [...SESSION_OPTIONS, ...ROOT_OPTIONS]).action(async (options) => {
    const [unknown] = program.args
    if (unknown === undefined) return setExit(await runRoot(program, options, env))
    const near = nearest(
      unknown,
      program.commands.map((command) => command.name()),
    )
    throw new KimiError('usage.invalid', `unknown command ${unknown}`, near ? { hint: `kimi ${near}` } : {})
  })
  addCommands(program, COMMANDS, { env, program, behindDashes, setExit })
  return program
}
