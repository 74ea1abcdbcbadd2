// Slash commands as every client lists them: Kimi CLI's names, in its order, then skills and flows.

import type { Skill } from './skills.ts'

export interface SlashCommand {
  name: string
  description: string
  aliases: string[]
}

const COMMANDS: readonly SlashCommand[] = [
  { name: 'init', description: 'Look at the project and write an AGENTS.md', aliases: [] },
  { name: 'compact', description: 'Shorten the conversation; words behind it say what to keep in mind', aliases: [] },
  { name: 'clear', description: 'Forget the conversation', aliases: ['reset'] },
  { name: 'yolo', description: 'Approve everything, or ask again', aliases: [] },
  { name: 'afk', description: 'Ask nothing and approve everything: nobody is there', aliases: [] },
  { name: 'plan', description: 'Plan first: on, off, view, clear', aliases: [] },
  { name: 'add-dir', description: 'Add a directory to the workspace, or list those added', aliases: [] },
  { name: 'export', description: 'Write the conversation to a Markdown file', aliases: [] },
  { name: 'import', description: 'Bring a file or another session into the conversation', aliases: [] },
]

export function listSlashCommands(skills: readonly Skill[]): SlashCommand[] {
  const named = skills.map(({ name, description }) => ({ name: `skill:${name}`, description, aliases: [] }))
  const flows = skills
    .filter(({ isFlow }) => isFlow)
    .map(({ name, description }) => ({ name: `flow:${name}`, description, aliases: [] }))
  return [...COMMANDS.map((command) => ({ ...command, aliases: [...command.aliases] })), ...named, ...flows]
}

/** Null when the text is none: `/usr/bin/x` is a path. */
export function parseSlashCommand(text: string): { name: string; args: string } | null {
  const found = /^\/([A-Za-z0-9_-]+(?::[A-Za-z0-9_-]+)*)(?:\s+([\s\S]*))?$/.exec(text.trim())
  return found ? { name: found[1]!, args: found[2] ?? '' } : null
}
