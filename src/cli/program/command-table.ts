// Commands as data: a row says a command's name, operands, options and help. The code of most is loaded when they run; that of those which
// are called most is in the same file of dist/ as the rows.

import { KimiError } from '../../protocol/errors.ts'

export interface CommandContext {
  env: NodeJS.ProcessEnv
  /** Prints the help of the program, of the command or on the topic `name`. Returns the exit status. */
  printHelp(name?: string): Promise<number>
  /** The whole command line but for `behindDashes`. */
  argv: readonly string[]
  /** The words behind `--` of those commands that take a command to run: they are no words of ours. */
  behindDashes: readonly string[]
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

/** Words that ask for help wherever they stand. */
export const HELP = ['help', '-h', '--help']

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
