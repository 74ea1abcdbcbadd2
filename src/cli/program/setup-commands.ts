// The commands about kimi itself: shells, daemon, settings, help.

import type { CommandLeaf, CommandRow, OptionRow } from './command-table.ts'

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

export const SETUP_COMMANDS: readonly CommandRow[] = [
  {
    usage: 'info',
    about: 'print the versions of kimi, its protocols and Node.js',
    options: [['--json', 'print one JSON object']],
    run: async (_, flags) => (await import('../setup/info-command.ts')).printInfo(flags),
  },
  {
    usage: 'init <shell>',
    about: 'print the line that loads the plugin into zsh, bash or fish',
    options: [
      ['--install', "add the line to the shell's start-up file, once"],
      ['--uninstall', "remove the line from the shell's start-up file"],
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
    usage: 'help [topic]',
    about: 'help on a command or a topic; without a name, the list of both',
    run: async ([topic], _, { program }) => (await import('../help/help-command.ts')).printHelp(program, topic),
  },
]
