// Commands as data: a row says a command's name, operands, options and help, and loads the code when the command runs.

import { Option, type Command } from 'commander'
import { KimiError } from '../../protocol/errors.ts'

export interface CommandContext {
  env: NodeJS.ProcessEnv
  program: Command
  /** The whole command line but for `behindDashes`. */
  argv: readonly string[]
  /** The words behind `--` of those commands that take a command to run: they are no words of ours. */
  behindDashes: readonly string[]
  setExit(code: number): void
}

export type OptionRow = readonly [flags: string, about: string, rule?: OptionRule]

interface OptionRule {
  /** Makes the value from its text; `before` is the value so far, for options that may be repeated. */
  read?(value: string, before?: never): unknown
  choices?: readonly string[]
  initial?: unknown
  isHidden?: true
  isRequired?: true
}

export type CommandRow = CommandLeaf | CommandGroup

export interface CommandLeaf {
  /** Name and operands, as commander reads them. */
  usage: string
  about: string
  options?: readonly OptionRow[]
  isHidden?: true
  /** True for a command whose options are not known: they are words. */
  takesAnything?: true
  /** `words`: all operands in their order. Returns the exit status; nothing means 0. */
  run(words: string[], flags: object, context: CommandContext): Promise<number | void>
}

export interface CommandGroup {
  usage: string
  about: string
  commands: readonly CommandLeaf[]
}

const HELP = ['help', '-h', '--help']

/**
 * The rows that a command line can mean: those it names. All of them when it names none, or asks for help. Making the options of all
 * commands takes 5 ms of processor time, half of what the client's own work takes.
 */
export function chooseRows<Row extends CommandRow>(rows: readonly Row[], argv: readonly string[]): readonly Row[] {
  if (argv.some((word) => HELP.includes(word))) return rows
  const named = rows.filter((row) => argv.includes(nameOf(row)))
  return named.length > 0 ? named : rows
}

export function nameOf({ usage }: CommandRow): string {
  return usage.split(' ', 1)[0]!
}

export function addCommands(parent: Command, rows: readonly CommandRow[], context: CommandContext): void {
  for (const row of rows) {
    const isHidden = 'isHidden' in row
    const command = parent.command(row.usage, { hidden: isHidden }).description(row.about)
    if ('commands' in row) addCommands(command, chooseRows(row.commands, context.argv), context)
    else {
      addOptions(command, row.options ?? [])
      if (row.takesAnything) command.allowUnknownOption().helpOption(false)
      command.action(async (...given: unknown[]) => {
        // Commander gives the operands, then the options and the command.
        const words = given
          .slice(0, -2)
          .flat()
          .filter((word) => typeof word === 'string')
        const flags = { ...(given.at(-2) as object), ...listGivenBefore(command, context.program) }
        context.setExit((await row.run(words, flags, context)) ?? 0)
      })
    }
  }
}

/** The values of the command's options that stand before its name, as in `kimi --mode plan ask`, and not behind it again. */
function listGivenBefore(command: Command, program: Command): Record<string, unknown> {
  const known = new Set(program.options.map(({ flags }) => flags))
  const given = command.options
    .filter(({ flags }) => known.has(flags))
    .map((option) => option.attributeName())
    .filter((name) => program.getOptionValueSource(name) === 'cli' && command.getOptionValueSource(name) !== 'cli')
  return Object.fromEntries(given.map((name) => [name, program.getOptionValue(name) as unknown]))
}

export function addOptions(command: Command, rows: readonly OptionRow[]): Command {
  for (const [flags, about, rule = {}] of rows) {
    const option = new Option(flags, about)
    if (rule.choices) option.choices(rule.choices)
    if (rule.read) option.argParser(rule.read as (value: string, before: unknown) => unknown)
    if (rule.initial !== undefined) option.default(rule.initial)
    if (rule.isHidden) option.hideHelp()
    if (rule.isRequired) option.makeOptionMandatory()
    command.addOption(option)
  }
  return command
}

/** Throws `usage.invalid` for anything but a whole number from 1. */
export function readCount(value: string): number {
  const count = Number(value)
  if (!Number.isInteger(count) || count < 1)
    throw new KimiError('usage.invalid', `expected a number from 1, got ${value}`)
  return count
}

/** All values of an option that may be repeated. */
export function collect(value: string, before: string[] = []): string[] {
  return [...before, value]
}
