// The commands about kimi itself: shells, daemon, settings, help.

import type { AcpFlags } from '../acp-command.ts'
import { EDITORS } from '../setup/editor-names.ts'
import type { CommandLeaf, CommandRow, OptionRow } from './command-table.ts'
import { MODE_OPTION } from './session-options.ts'

const daemonCommand = (name: string, about: string, options: readonly OptionRow[] = []): CommandLeaf => ({
  usage: name,
  about,
  options,
  run: async (_, flags, { env }) => (await import('../setup/daemon-command.ts')).runDaemonCommand(name, flags, env),
})

const DAEMON_COMMANDS: CommandRow = {
  usage: 'daemon',
  about: 'start, stop and inspect the daemon',
  commands: [
    daemonCommand('start', 'start the daemon, unless it runs already'),
    daemonCommand('stop', 'stop the daemon'),
    daemonCommand('restart', 'stop the daemon and start it again'),
    daemonCommand('status', 'show whether the daemon runs, and its shells', [['--json', 'print one JSON object']]),
    daemonCommand('logs', 'print the end of the log', [
      ['-f, --follow', 'go on printing as the log grows'],
      ['-n, --lines <count>', 'print this many lines', { read: (value) => Number(value), initial: 50 }],
    ]),
    daemonCommand('run', 'run the daemon in the foreground'),
    daemonCommand('unit', 'print a systemd user unit, or a launchd plist on macOS'),
  ],
}

const configCommand = (usage: string, about: string, options: readonly OptionRow[] = []): CommandLeaf => ({
  usage,
  about,
  options,
  run: async (words, flags, { env }) => {
    const { runConfigCommand } = await import('../config-command.ts')
    return runConfigCommand(usage.split(' ')[0]!, words, flags, env)
  },
})

const CONFIG_COMMANDS: CommandRow = {
  usage: 'config',
  about: 'read and change settings: see kimi help settings',
  commands: [
    configCommand('get <key>', 'print the value of a setting', [['--json', 'print JSON']]),
    configCommand('set <key> <value>', 'write a setting to config.toml'),
    configCommand('unset <key>', 'remove a setting from config.toml'),
    configCommand('list', 'print all settings, their values and their sources', [['--json', 'print JSON']]),
    configCommand('path', 'print the path of config.toml'),
    configCommand('edit', 'open config.toml in your editor'),
  ],
}

const DIR_HELP = ' (default: this directory)'
const JSON_OPTION: OptionRow = ['--json', 'print JSON']

const trustCommand = (usage: string, about: string): CommandLeaf => ({
  usage,
  about,
  options: [JSON_OPTION],
  run: async (words, flags, { env }) => {
    const { runTrustCommand } = await import('../safety/trust-command.ts')
    return runTrustCommand(usage.split(' ')[0]!, words, flags, env)
  },
})

const TRUST_COMMANDS: CommandRow = {
  usage: 'trust',
  about: 'say which folders the agent may obey: see kimi help trust',
  commands: [
    trustCommand('list', 'list the folders that you trust, or never want to be asked about'),
    trustCommand('show [dir]', `show what a folder brings, and what has changed${DIR_HELP}`),
    trustCommand('add [dir]', `trust a folder as it is now${DIR_HELP}`),
    trustCommand('remove [dir]', `forget what you have said about a folder${DIR_HELP}`),
  ],
}

const permissionCommand = (usage: string, about: string, options: readonly OptionRow[] = []): CommandLeaf => ({
  usage,
  about,
  options: [JSON_OPTION, ...options],
  run: async (words, flags, { env }) => {
    const { runPermissionCommand } = await import('../safety/permission-command.ts')
    return runPermissionCommand(usage.split(' ')[0]!, words, flags, env)
  },
})

const HERE: OptionRow = ['--here', 'the rule holds in this directory alone']

const PERMISSION_COMMANDS: CommandRow = {
  usage: 'permission',
  about: 'rules for what tools may do: see kimi help permissions',
  commands: [
    permissionCommand('list', 'list the rules, and the order in which they count'),
    permissionCommand('test <act...>', 'print allow, ask or deny for a command, or for TOOL(…)', [MODE_OPTION]),
    permissionCommand('explain <act...>', 'tell which rule decides about a command, and why', [MODE_OPTION]),
    permissionCommand('add <decision> <rule>', 'write a rule: allow, ask or deny, and TOOL or TOOL(MATCH)', [
      ['--reason <text>', 'why, for you and the model'],
      ['--until <date>', 'the day on which the rule ends, as 2027-01-31'],
      HERE,
    ]),
    permissionCommand('remove <id>', 'remove a rule'),
    permissionCommand(
      'import <file>',
      'take over the rules of Claude Code (settings.json) or Kimi Code (config.toml)',
      [['-n, --dry-run', 'only show them'], HERE],
    ),
  ],
}

export const SETUP_COMMANDS: readonly CommandRow[] = [
  {
    usage: 'info',
    about: 'print the versions of kimi, its protocols and Node.js',
    options: [['--json', 'print one JSON object']],
    run: async (_, flags) => (await import('../setup/info-command.ts')).printInfo(flags),
  },
  {
    usage: 'init [shell]',
    about: 'print the line that loads the plugin into zsh, bash or fish',
    options: [
      ['--install', "add the line to the shell's start-up file, once"],
      ['--uninstall', "remove the line from the shell's start-up file; without a shell from all"],
    ],
    run: async ([shell = ''], flags, { env }) => (await import('../setup/init-command.ts')).runInit(shell, flags, env),
  },
  DAEMON_COMMANDS,
  {
    usage: 'doctor',
    about: 'check shells, daemon, keys and model, with a hint for each problem',
    options: [['--json', 'print one JSON object a line']],
    run: async (_, flags, { env }) => (await import('../doctor-command.ts')).diagnose(flags, env),
  },
  CONFIG_COMMANDS,
  TRUST_COMMANDS,
  PERMISSION_COMMANDS,
  {
    usage: 'completion <shell>',
    about: 'print the completions for zsh, bash or fish',
    run: async ([shell = '']) => (await import('../setup/completion-command.ts')).printCompletion(shell),
  },
  {
    usage: 'demo',
    about: 'try kimi in a shell with a scratch home; plays a script without a terminal',
    options: [['--bash', 'use bash even where zsh is installed']],
    run: async (_, flags, { env }) => (await import('../setup/demo-command.ts')).demo(flags, env),
  },
  {
    usage: 'acp',
    about: 'speak the Agent Client Protocol with an editor: see kimi help editors',
    options: [
      ['--print-config <editor>', 'print what to paste into the configuration of an editor', { choices: EDITORS }],
      ['--login', 'log in on a terminal, as editors ask for it'],
      ['--no-daemon', 'run the agent inside this process instead of the daemon'],
    ],
    run: async (_, flags: AcpFlags, { env }) => (await import('../acp-command.ts')).runAcp(flags, env),
  },
  {
    usage: 'help [topic]',
    about: 'help on a command or a topic; without a name, the list of both',
    run: ([topic], _, { printHelp }) => printHelp(topic),
  },
]
