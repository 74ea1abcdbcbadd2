// Makes commander's commands of the rows.

import { Option, type Command } from 'commander'
import { chooseRows, type CommandContext, type CommandRow, type OptionRow } from './command-table.ts'

/** `setExit` is called with the exit status of the command that runs. */
export function addCommands(
  program: Command,
  rows: readonly CommandRow[],
  context: CommandContext,
  setExit: (code: number) => void,
  parent: Command = program,
): void {
  for (const row of rows) {
    const isHidden = 'isHidden' in row
    const command = parent.command(row.usage, { hidden: isHidden }).description(row.about)
    if ('commands' in row) addCommands(program, chooseRows(row.commands, context.argv), context, setExit, command)
    else {
      addOptions(command, row.options ?? [])
      if (row.takesAnything) command.allowUnknownOption().helpOption(false)
      command.action(async (...given: unknown[]) => {
        // Commander gives the operands, then the options and the command.
        const words = given
          .slice(0, -2)
          .flat()
          .filter((word) => typeof word === 'string')
        const flags = { ...(given.at(-2) as object), ...listGivenBefore(command, program) }
        setExit((await row.run(words, flags, context)) ?? 0)
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
