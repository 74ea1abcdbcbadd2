// Slash commands as data: their syntax and their list. Their effects are in slash-actions.ts.

import type { Skill } from './persona/skills.ts'

export interface SlashCommand {
  name: string
  description: string
  aliases: string[]
}

const NAME = /^[A-Za-z0-9_-]+(?::[A-Za-z0-9_-]+)*$/

/** Clients receive these in the handshake: names, order and descriptions are those of Kimi CLI. */
const SESSION_COMMANDS: readonly SlashCommand[] = [
  { name: 'init', description: 'Analyze the codebase and generate an `AGENTS.md` file', aliases: [] },
  {
    name: 'compact',
    description: 'Compact the context (optionally with a custom focus, e.g. /compact keep db discussions)',
    aliases: [],
  },
  { name: 'clear', description: 'Clear the context', aliases: ['reset'] },
  { name: 'yolo', description: 'Toggle YOLO mode (auto-approve all actions)', aliases: [] },
  {
    name: 'afk',
    description: 'Toggle afk mode (auto-dismiss AskUserQuestion, auto-approve tool calls)',
    aliases: [],
  },
  { name: 'plan', description: 'Toggle plan mode. Usage: /plan [on|off|view|clear]', aliases: [] },
  {
    name: 'add-dir',
    description: 'Add a directory to the workspace. Usage: /add-dir <path>. Run without args to list added dirs',
    aliases: [],
  },
  { name: 'export', description: 'Export current session context to a markdown file', aliases: [] },
  { name: 'import', description: 'Import context from a file or session ID', aliases: [] },
]

/**
 * Parses `/name rest`, also for unknown names. Null when the text is not a command: `/usr/bin/x` is a path and goes to the
 * model.
 */
export function parseSlashCommand(input: string): { name: string; args: string } | null {
  const [, name, rest] = /^\/(\S+)([^]*)$/.exec(input.trim()) ?? []
  return name !== undefined && NAME.test(name) ? { name, args: rest!.trimStart() } : null
}

/** The commands of every client: the session's own commands, then each skill, then each flow. */
export function listSlashCommands(skills: readonly Pick<Skill, 'name' | 'description' | 'isFlow'>[]): SlashCommand[] {
  const callable = skills.filter(({ name }) => NAME.test(name))
  return [
    ...SESSION_COMMANDS,
    ...callable.map(({ name, description }) => ({ name: `skill:${name}`, description, aliases: [] })),
    ...callable
      .filter(({ isFlow }) => isFlow)
      .map(({ name, description }) => ({ name: `flow:${name}`, description, aliases: [] })),
  ]
}
