// The commands about command lines: proposals, fixes, explanations, dangers, and what is remembered of them.

import type { AskOptions } from '../suggest/batch-questions.ts'
import { suggest } from '../suggest/suggest-command.ts'
import type { CommandRow, OptionRow } from './command-table.ts'

/** `fields`: the names that a line of a batch may have. */
const askOptions = (fields: string): OptionRow[] => [
  ['--json', 'print one JSON object'],
  ['--offline', 'answer from this machine alone, without the model'],
  ['--batch', `read a JSON object from each line of stdin (${fields}), print one for each`],
  ['--cwd <dir>', 'the directory in which the command will run'],
  ['--shell <name>', 'the shell in which the command will run', { choices: ['zsh', 'bash', 'fish'] }],
  ['--no-daemon', 'answer inside this process instead of the daemon'],
]

export const SUGGEST_COMMANDS: readonly CommandRow[] = [
  {
    usage: 'suggest [words...]',
    about: 'propose commands for words, half a command or a wrong one; alone: the last proposals, whole',
    options: [...askOptions('nl'), ['--show-request', 'print exactly what the model would be sent, and send nothing']],
    run: (words, flags: AskOptions, { env }) => suggest(words.join(' '), flags, env),
  },
  {
    usage: 'fix [command...]',
    about: 'correct a command that failed: the last one of this shell, or the one given',
    options: [
      ...askOptions('failed, stderr, exit'),
      ['--exit <status>', 'the exit status of the command', { read: (value) => Number(value) }],
      ['--output <text>', 'the output of the command; - reads it from stdin'],
    ],
    run: async (words, flags: AskOptions, { env }) =>
      (await import('../suggest/fix-command.ts')).fix(words.join(' '), flags, env),
  },
  {
    usage: 'explain [command...]',
    about: 'explain a command, part by part',
    options: askOptions('command'),
    run: async (words, flags: AskOptions, { env }) =>
      (await import('../suggest/explain-command.ts')).explain(words.join(' '), flags, env),
  },
  {
    usage: 'check [command...]',
    about: 'label the risks of a command: see kimi help risk',
    options: askOptions('command'),
    run: async (words, flags: AskOptions, { env }) =>
      (await import('../suggest/check-command.ts')).check(words.join(' '), flags, env),
  },
  {
    usage: 'history',
    about: 'forget commands and proposals that kimi remembers',
    commands: [
      {
        usage: 'forget [text...]',
        about: 'forget remembered commands and proposals that contain the text',
        options: [
          ['--all', 'forget all of them'],
          ['-y, --yes', 'do not ask for confirmation'],
          ['--json', 'print one JSON object'],
        ],
        run: async (words, flags, { env }) =>
          (await import('../suggest/forget-command.ts')).forget(words.join(' '), flags, env),
      },
    ],
  },
]
