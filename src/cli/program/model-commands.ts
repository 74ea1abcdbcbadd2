// The commands about models.

import type { CommandContext, CommandLeaf, CommandRow, OptionRow } from './command-table.ts'

const modelCommand = (usage: string, about: string, options: readonly OptionRow[] = []): CommandLeaf => ({
  usage,
  about,
  options,
  run: async ([name], flags, { env }: CommandContext) => {
    const { runModelCommand } = await import('../models/model-command.ts')
    return runModelCommand(usage.split(' ')[0]!, name, flags, env)
  },
})

const JSON_OPTION: OptionRow = ['--json', 'print one JSON object']

export const MODEL_COMMANDS: CommandRow = {
  usage: 'model',
  about: 'list the models that you can use, and choose one: see kimi help models',
  commands: [
    modelCommand('list', 'list the models of config.toml and of each provider with a key', [
      ['--refresh', 'ask the providers again'],
      ['-a, --all', 'list all models of a provider with many'],
      JSON_OPTION,
    ]),
    modelCommand('use <id>', 'let this model answer: writes default_model to config.toml'),
    modelCommand('show [id]', 'show what a model can do, and why it was chosen', [JSON_OPTION]),
  ],
}
