// Lines that are read without commander mean what commander would make of them.

import { Command } from 'commander'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { addCommands, addOptions } from '../../../../src/cli/program/command-builder.ts'
import type { CommandLeaf, CommandRow } from '../../../../src/cli/program/command-table.ts'
import { COMMANDS } from '../../../../src/cli/program/commands.ts'
import { readUsualLine } from '../../../../src/cli/program/usual-line.ts'
import { ROOT_OPTIONS } from '../../../../src/cli/program/root-command.ts'

interface Reading {
  usage: string | null
  words: string[]
  flags: object
}

/** The reading of the line by commander; null where it refuses it. */
async function readByCommander(argv: string[]): Promise<Reading | null> {
  let reading: Reading | null = null
  const note = (row: CommandLeaf): CommandLeaf => ({
    ...row,
    run: async (words, flags) => void (reading = { usage: row.usage, words, flags }),
  })
  const rows = COMMANDS.map((row): CommandRow =>
    'commands' in row ? { ...row, commands: row.commands.map(note) } : note(row),
  )
  const program = new Command('kimi')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeOut() {}, writeErr() {} })
    .allowExcessArguments()
    .enablePositionalOptions()
  addOptions(program, ROOT_OPTIONS).action(
    (flags: object) => void (reading = { usage: null, words: program.args, flags }),
  )
  addCommands(program, rows, { env: {}, argv, behindDashes: [], printHelp: async () => 0 }, () => {})
  await program.parseAsync(argv, { from: 'user' }).catch(() => {})
  return reading
}

function readWithoutCommander(argv: string[]): Reading | null {
  const line = readUsualLine(argv, COMMANDS, ROOT_OPTIONS)
  return line && { usage: line.leaf?.usage ?? null, words: line.words, flags: line.flags }
}

const leaves = COMMANDS.flatMap((row) =>
  'commands' in row
    ? row.commands.map((leaf) => ({ names: [row.usage, leaf.usage.split(' ')[0]!], leaf }))
    : [{ names: [row.usage.split(' ')[0]!], leaf: row }],
)
const spellings = [...ROOT_OPTIONS, ...leaves.flatMap(({ leaf }) => leaf.options ?? [])]
  .flatMap(([flags]) => flags.replace(/ [<[].*/, '').split(', '))
  .filter((flag) => flag !== '--help')

const word = fc.oneof(
  fc.constantFrom(
    'hi',
    '',
    '7',
    '0',
    'auto',
    'zsh',
    'a b',
    '-',
    '--',
    '-x',
    'list',
    'ask',
    'help',
    '--json',
    '--mode=plan',
    '-yp',
    '--prompt=',
    '-S=a',
  ),
  fc.constantFrom(...spellings),
  fc.constantFrom(...spellings).chain((flag) => fc.constantFrom(`${flag}=7`, `${flag}=a=b`)),
)
const line = fc
  .tuple(fc.option(fc.constantFrom(...leaves), { nil: null }), fc.array(word, { maxLength: 5 }))
  .map(([chosen, words]) => [...(chosen?.names ?? []), ...words])

test('whatever is read without commander, commander reads in the same way', async () => {
  let plain = 0
  await fc.assert(
    fc.asyncProperty(line, async (argv) => {
      const reading = readWithoutCommander(argv)
      if (reading === null) return
      plain++
      expect(await readByCommander(argv)).toEqual(reading)
    }),
    { numRuns: 600 },
  )
  expect(plain).toBeGreaterThan(60)
})

test.each([
  ['-p', 'hi'],
  ['-p', 'hi', '--no-daemon', '--mode', 'plan', '-S', 'id'],
  ['ask', 'list', 'the', 'files'],
  ['suggest', '--offline', 'list files'],
  ['task', 'list', '--json'],
  ['session', 'show', 'abc'],
  ['check', 'ls'],
])('the usual line is read without commander: %j %j %j', async (...argv) => {
  expect(readWithoutCommander(argv)).not.toBeNull()
  expect(readWithoutCommander(argv)).toEqual(await readByCommander(argv))
})

test.each([
  ['-p'],
  ['check', 'rm', '-rf', 'x'],
  ['ask', '--mode', 'wild', 'x'],
  ['session', 'rename', 'x'],
  ['asks'],
  ['-yp', 'x'],
  ['hi'],
])('a line that is unusual or wrong is left to commander: %j %j', (...argv) => {
  expect(readWithoutCommander(argv)).toBeNull()
})
