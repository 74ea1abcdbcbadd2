// The commands about conversations with the agent.

import type { SessionFlags } from '../turns/one-turn.ts'
import { agentTurn, prompt } from '../turns/prompt-command.ts'
import { readCount, type CommandContext, type CommandLeaf, type CommandRow, type OptionRow } from './command-table.ts'
import { SESSION_OPTIONS } from './session-options.ts'

export const TURN_COMMANDS: readonly CommandRow[] = [
  {
    usage: 'ask [words...]',
    about: 'give the agent a task or a question; a pipe and @FILE are read, too',
    options: SESSION_OPTIONS,
    run: (words, flags: SessionFlags, { env }) => prompt(words.join(' '), flags, env),
  },
  {
    usage: 'agent-turn',
    about: 'run a turn of a shell in agent mode; the shell plugins call this',
    isHidden: true,
    options: [
      ...SESSION_OPTIONS,
      ['--shell-pid <pid>', 'the process id of the shell', { read: (value) => Number(value), isRequired: true }],
      [
        '--state-fd <fd>',
        'write the mode, and the words that were not sent, to this descriptor',
        { read: (value) => Number(value) },
      ],
    ],
    run: (_, flags: SessionFlags & { shellPid: number; stateFd?: number }, { env }) => agentTurn(flags, env),
  },
]

const LIMIT: OptionRow = ['-n, --limit <count>', 'print at most this many', { read: readCount }]
const OUTPUT: OptionRow = ['-o, --output <file>', 'write to this file']
const YES: OptionRow = ['-y, --yes', 'do not ask for confirmation']

const sessionCommand = (usage: string, about: string, options: readonly OptionRow[] = []): CommandLeaf => ({
  usage,
  about,
  options: [['--json', 'print JSON'], ...options],
  run: async (words, flags, { env }: CommandContext) => {
    const { runSessionCommand } = await import('../sessions/session-command.ts')
    return runSessionCommand(usage.split(' ')[0]!, words, flags, env)
  },
})

export const SESSION_COMMANDS: CommandRow = {
  usage: 'session',
  about: 'list, search and manage the conversations with the agent',
  commands: [
    sessionCommand('list', 'list the sessions of this directory', [
      ['-a, --all', 'list the sessions of all directories'],
      ['--archived', 'list archived sessions instead'],
      LIMIT,
    ]),
    sessionCommand('show [id]', 'show the facts of a session, and what you have said in each turn', [
      ['--cache', 'show how much of each turn came from the provider’s cache'],
    ]),
    sessionCommand('resume [id]', 'continue a session'),
    {
      usage: 'shell [id]',
      about: 'show the shell of a session, or of a new one, in this terminal; Ctrl-X leaves it',
      options: [],
      run: async ([id], _, { env }) => (await import('../sessions/shell-command.ts')).showSessionShell(id, env),
    },
    sessionCommand('fork [id]', 'copy a session, to continue the copy', [
      ['--turns <count>', 'copy only the first turns, this many', { read: readCount }],
    ]),
    sessionCommand('rename <id> <title...>', 'give a session a title'),
    sessionCommand('archive [id]', 'leave a session out of the list'),
    sessionCommand('unarchive <id>', 'put an archived session back into the list'),
    sessionCommand('export [id]', 'write a session to a ZIP file', [OUTPUT, YES]),
    sessionCommand('search <words...>', 'search the text of all sessions', [LIMIT]),
    sessionCommand('delete <id>', 'delete a session and everything stored with it', [YES]),
  ],
}

export const REWIND_COMMANDS: readonly CommandRow[] = [
  {
    usage: 'sessions',
    about: 'show all that waits for you, runs, or can be resumed, on one screen',
    run: async (_, _flags, { env }) => {
      const { openSessionsScreen } = await import('../turns/terminal-command.ts')
      return openSessionsScreen(env)
    },
  },
  {
    usage: 'rewind [session]',
    about: 'put conversation and files back to how they were before a turn',
    options: [
      ['--to <turn>', 'the number of the turn; the last one by default', { read: readCount }],
      ['--files', 'put back the files only'],
      ['--chat', 'put back the conversation only'],
      ['--both', 'put back both, the default'],
      ['--undo', 'take back the last rewind'],
      ['--force', 'put back files as well that something else has changed since'],
      YES,
      ['--json', 'print one JSON object'],
    ],
    run: async ([session], flags, { env }) =>
      (await import('../sessions/rewind-command.ts')).runRewind(session, flags, env),
  },
  {
    usage: 'export [session]',
    about: 'write a session to a ZIP file',
    options: [OUTPUT, YES, ['--json', 'print one JSON object']],
    run: async ([session], flags, { env }) =>
      (await import('../sessions/export-command.ts')).runExport(session, flags, env),
  },
]
