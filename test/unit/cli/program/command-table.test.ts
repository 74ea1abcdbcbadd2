import { expect, test } from 'vitest'
import { Command } from 'commander'
import { createProgram } from '../../../../src/cli/program.ts'
import { addCommands, addOptions } from '../../../../src/cli/program/command-builder.ts'
import { SESSION_OPTIONS } from '../../../../src/cli/program/session-options.ts'

const program = createProgram({}, () => {})
const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)]

function parse(name: string, words: string[]) {
  const command = createProgram({}, () => {}).commands.find((each) => each.name() === name)!
  command.exitOverride().configureOutput({ writeErr: () => {} })
  command.parseOptions(words)
  return command.opts()
}

test('options are read as their rows say: repeated, counted, chosen, negated', () => {
  expect(parse('ask', ['--add-dir', 'a', '--add-dir', 'b', '--max-steps-per-turn', '3', '--no-daemon'])).toEqual({
    addDir: ['a', 'b'],
    maxStepsPerTurn: 3,
    daemon: false,
  })
  expect(parse('ask', ['-S'])).toEqual({ session: true })
  expect(() => parse('ask', ['--mode', 'wild'])).toThrow(/Allowed choices are ask, accept-edits/)
  expect(() => parse('ask', ['--max-steps-per-turn', '0'])).toThrow('expected a number from 1, got 0')
  expect(parse('agent-turn', ['--shell-pid', '12'])).toMatchObject({ shellPid: 12 })
})

test('an option of a command counts also before its name; the one behind it wins', async () => {
  const seen: object[] = []
  const run = async (...argv: string[]) => {
    const root = addOptions(new Command('kimi').enablePositionalOptions(), SESSION_OPTIONS)
    const row = { usage: 'ask [words...]', about: 'asks', options: SESSION_OPTIONS }
    const context = { env: {}, argv, behindDashes: [], printHelp: async () => 0 }
    addCommands(root, [{ ...row, run: async (_, flags) => void seen.push(flags) }], context, () => {})
    await root.parseAsync(argv, { from: 'user' })
  }
  await run('--mode', 'accept-edits', '--no-daemon', 'ask', 'x')
  await run('--mode', 'plan', 'ask', '--mode', 'auto', 'x')
  await run('ask', 'x')
  const usual = { daemon: true, summary: true }
  expect(seen).toEqual([{ ...usual, mode: 'accept-edits', daemon: false }, { ...usual, mode: 'auto' }, usual])
})

test('every command and option says in a phrase of its own what it does', () => {
  for (const command of all(program)) {
    const texts = [command.description(), ...command.options.map(({ description }) => description)]
    for (const text of texts) {
      expect(text, command.name()).toMatch(/^\S.{4,}[^.]$|^An agent that lives/)
      expect(text, command.name()).not.toMatch(/^(those|what|how|who|where|it|all|one|also|of|by)\b/)
    }
  }
})

test('operands reach a command as words, and its status is the exit status', async () => {
  const exits: number[] = []
  const ready = createProgram({ KIMI_SHARE_DIR: '/nowhere' }, (code) => exits.push(code))
  const written: string[] = []
  const write = process.stdout.write
  process.stdout.write = ((text: string) => written.push(text) > 0) as typeof write
  try {
    await ready.parseAsync(['config', 'path'], { from: 'user' })
    await ready.parseAsync(['help', 'risk'], { from: 'user' })
  } finally {
    process.stdout.write = write
  }
  expect(written.join('')).toMatch(/^\/nowhere\/config\.toml\nRisk labels of a command\n/)
  expect(exits).toEqual([0, 0])
})

test('a command line makes the commands that it can mean, and help lists all of them', () => {
  const namesOf = (...argv: string[]) => createProgram({}, () => {}, argv).commands.map((command) => command.name())
  const all = namesOf()
  expect(namesOf('-p', 'list files')).toEqual([])
  expect(namesOf('--no-daemon', 'ask', 'hi')).toEqual(['ask'])
  expect(namesOf('ask', 'explain', 'this')).toEqual(['ask', 'explain'])
  expect(namesOf('--help')).toEqual(all)
  expect(namesOf('help', 'task')).toEqual(all)
  expect(namesOf('taks')).toEqual(all)
  const [task] = createProgram({}, () => {}, ['task', 'list']).commands
  expect(task!.commands.map((command) => command.name())).toEqual(['list'])
})
