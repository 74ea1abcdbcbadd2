// The commands about plugins, in Kimi CLI's words.

import type { CommandGroup, CommandLeaf, OptionRow } from './command-table.ts'

const JSON_OPTION: OptionRow = ['--json', 'print JSON']

function makeRow(command: 'list' | 'info' | 'remove', about: string): CommandLeaf {
  return {
    usage: command === 'list' ? command : `${command} <name>`,
    about,
    options: [JSON_OPTION],
    run: async (words, flags, { env }) =>
      (await import('../plugins/plugin-command.ts')).runPluginCommand(command, words, flags, env),
  }
}

export const PLUGIN_COMMANDS: CommandGroup = {
  usage: 'plugin',
  about: 'install, list and remove plugins, whose commands the agent can use as tools',
  commands: [
    {
      usage: 'install <source>',
      about: 'install a plugin: a directory, a .zip file or its address, or a git repository and a folder in it',
      options: [['--give-key', 'give it the API key that it asks for, without a question'], JSON_OPTION],
      run: async (words, flags, { env }) =>
        (await import('../plugins/plugin-install-command.ts')).installPlugin(words, flags, env),
    },
    makeRow('list', 'list the plugins, and what is wrong with one'),
    makeRow('info', 'show a plugin, what its tools run and what it is given'),
    makeRow('remove', 'remove the files that were installed of a plugin'),
  ],
}
