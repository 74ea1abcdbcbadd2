// Slash commands as data: how one is told from text, and which there are. What they do is bound elsewhere.

import type { Skill } from './persona/skills.ts'

export interface SlashCommand {
  name: string
  description: string
  aliases: string[]
}

const NAME = /^[A-Za-z0-9_-]+(?::[A-Za-z0-9_-]+)*$/

/** Clients get these in the handshake and compare them with Kimi CLI's: names, order and words are its own. */
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
 * `/name rest`, or null when the text is no command: `/usr/bin/x` is a path and goes to the model. Whether there is such a
 * command is not asked here.
 */
export function parseSlashCommand(input: string): { name: string; args: string } | null {
  const [, name, rest] = /^\/(\S+)([^]*)$/.exec(input.trim()) ?? []
  return name !== undefined && NAME.test(name) ? { name, args: rest!.trimStart() } : null
}

/** What every client can call: the session's own commands, each skill, and each flow. */
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
