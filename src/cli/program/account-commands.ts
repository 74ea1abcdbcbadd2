// The commands about accounts: who pays for the model.

import { REGIONS } from '../../protocol/account.ts'
import type { CommandRow, OptionRow } from './command-table.ts'

const JSON_OPTION: OptionRow = ['--json', 'print JSON']

export const ACCOUNT_COMMANDS: readonly CommandRow[] = [
  {
    usage: 'login',
    about: 'log in with a Kimi Code plan, or keep an API key',
    options: [
      ['--json', 'print each step as a line of JSON'],
      ['--no-browser', 'do not open a browser'],
      ['--region <region>', 'log in at kimi.com (mainland-cn) or kimi.ai (global)', { choices: REGIONS }],
      ['--api-key', 'ask for an API key of the open platform instead'],
    ],
    run: async (_, flags, { env }) => (await import('../accounts/login-command.ts')).logIn(flags, env),
  },
  {
    usage: 'logout',
    about: 'end the login and forget a stored API key',
    options: [JSON_OPTION, ['-y, --yes', 'end the login of Kimi Code, too']],
    run: async (_, flags, { env }) => (await import('../accounts/logout-command.ts')).logOut(flags, env),
  },
  {
    usage: 'whoami',
    about: 'show who is logged in, with which plan',
    options: [JSON_OPTION],
    run: async (_, flags, { env }) => (await import('../accounts/logout-command.ts')).showWho(flags, env),
  },
  {
    usage: 'usage',
    about: 'show the limits of the plan or the balance, and the tokens of today',
    options: [JSON_OPTION],
    run: async (_, flags, { env }) => (await import('../accounts/usage-command.ts')).showUsage(flags, env),
  },
  {
    usage: 'import',
    about: 'take over models, MCP servers, skills, instructions, permission rules and sessions of other agents',
    options: [
      JSON_OPTION,
      ['-y, --yes', 'take them without a question'],
      ['--apply', 'the same as --yes'],
      ['--only <kinds>', 'some kinds, with commas: model, mcp, skill, instructions, rules, sessions'],
      ['--secrets', 'take API keys and tokens in their settings, too'],
    ],
    run: async (_, flags, { env }) => (await import('../accounts/import-command.ts')).runImport(flags, env),
  },
]
