// The commands about MCP servers.

import { MCP_EXPOSURES, MCP_TRANSPORTS } from '../../protocol/mcp.ts'
import { collect, type CommandGroup, type CommandLeaf, type OptionRow } from './command-table.ts'

const JSON_OPTION: OptionRow = ['--json', 'print JSON']
const EXPOSURE: OptionRow = [
  '--exposure <kind>',
  'show the model all schemas (direct), names to load (deferred) or nothing (hidden)',
  { choices: [...MCP_EXPOSURES, 'auto'] },
]

/** A command about servers that are known. */
function makeRow(
  command: 'list' | 'show' | 'test' | 'remove' | 'enable' | 'disable' | 'trust' | 'untrust',
  about: string,
  options: readonly OptionRow[] = [],
): CommandLeaf {
  return {
    usage: command === 'list' ? command : `${command} <name>`,
    about,
    options: [...options, JSON_OPTION],
    run: async (words, flags, { env }) =>
      (await import('../mcp/mcp-command.ts')).runMcpCommand(command, words, flags, env),
  }
}

export const MCP_COMMANDS: CommandGroup = {
  usage: 'mcp',
  about: 'add, list, test and change MCP servers, whose tools the agent can use',
  commands: [
    {
      usage: 'add [name] [words...]',
      about: 'add a server: kimi mcp add NAME of kimi mcp search, NAME -- COMMAND ARGS, or -t http NAME URL',
      options: [
        ['-t, --transport <kind>', 'stdio for a command, http or sse for an address', { choices: MCP_TRANSPORTS }],
        ['-e, --env <NAME=value>', 'a variable for the command (repeatable)', { read: collect }],
        ['-H, --header <Name:value>', 'a header for the address (repeatable)', { read: collect }],
        ['-a, --auth <kind>', 'the server wants a login', { choices: ['oauth'] }],
        ['--cwd <dir>', 'start the command there'],
        ['--describe <text>', 'have the model draft the server that does this'],
        ['-y, --yes', 'add it without a question'],
        EXPOSURE,
        ['--trust', 'believe the server that a tool only reads'],
        JSON_OPTION,
      ],
      run: async (words, flags, { env }) => (await import('../mcp/mcp-command.ts')).addServer(words, flags, env),
    },
    makeRow('list', 'list the servers of this directory'),
    {
      usage: 'search [words...]',
      about: 'find servers that can be added by name',
      options: [['--offline', 'ask no registry'], JSON_OPTION],
      run: async (words, flags, { env }) => (await import('../mcp/search-command.ts')).searchServers(words, flags, env),
    },
    {
      usage: 'import [agent]',
      about: 'take over the servers of other agents: claude, codex, pi, vscode, cursor, …',
      options: [
        JSON_OPTION,
        ['-y, --yes', 'take them without a question'],
        ['--secrets', 'take keys and tokens in their settings, too, into the keyring'],
      ],
      run: async ([from], flags, { env }) =>
        (await import('../accounts/import-command.ts')).runImport(
          { ...flags, only: 'mcp', workDir: process.cwd(), ...(from === undefined ? {} : { from }) },
          env,
        ),
    },
    {
      usage: 'secret <name> <variable>',
      about: 'keep a secret of a server in the keyring: mcp.json names it ${secret:NAME.VARIABLE}',
      options: [JSON_OPTION],
      run: async (words, flags, { env }) => (await import('../mcp/secret-command.ts')).keepSecret(words, flags, env),
    },
    makeRow('show', 'show a server, its state and its tools'),
    makeRow('test', 'connect a server and list its tools'),
    {
      usage: 'auth <name>',
      about: 'log in to a server that wants it',
      options: [
        ['--no-browser', 'do not open a browser'],
        ['--client-id <id>', 'use a client that you have registered with the server'],
        JSON_OPTION,
      ],
      run: async (words, flags, { env }) => (await import('../mcp/login-commands.ts')).logInToServer(words, flags, env),
    },
    {
      usage: 'reset-auth <name>',
      about: 'forget the login to a server',
      options: [JSON_OPTION],
      run: async (words, flags, { env }) =>
        (await import('../mcp/login-commands.ts')).logOutOfServer(words, flags, env),
    },
    makeRow('remove', 'remove a server from your file'),
    makeRow('enable', 'let sessions use the server again', [EXPOSURE]),
    makeRow('disable', 'keep the server, and let no session use it'),
    makeRow('trust', 'believe the server that a tool only reads: such tools are not asked about'),
    makeRow('untrust', 'ask about all tools of the server again'),
  ],
}
