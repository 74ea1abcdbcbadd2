// Slash commands as data: their syntax and their list. Their effects are in slash-actions.ts.

import { nearest } from '../sys/words/nearest-name.ts'
import type { Skill } from './persona/skills.ts'

export interface SlashCommand {
  name: string
  description: string
  aliases: string[]
}

const NAME = /^[A-Za-z0-9_-]+(?::[A-Za-z0-9_-]+)*$/

/** The prompt of an MCP server: its names are the server's own. */
const SERVER_PROMPT = /^mcp:[A-Za-z0-9][\w.-]*:\S+$/

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

/** Commands that clients do not receive in the handshake: Kimi CLI's terminal answers them itself. */
const TERMINAL_COMMANDS: readonly SlashCommand[] = [
  { name: 'model', description: 'Show the model, or change it for this session. Usage: /model [NAME]', aliases: [] },
  { name: 'mcp', description: 'Show the MCP servers and their tools', aliases: [] },
  { name: 'help', description: 'List these commands', aliases: ['h'] },
  { name: 'exit', description: 'Leave agent mode', aliases: ['quit'] },
]

export type SlashInput =
  | { kind: 'command'; name: string; args: string }
  /** The text looks like a command, and no command has this name. `near`: the command that was probably meant. */
  | { kind: 'unknown'; name: string; args: string; near: string | undefined }

/**
 * Reads `/name rest`. Null when the text is words for the model: a path such as `/usr/bin/x` or, where `exists` says that it
 * is there, `/tmp`; and an unknown name with words behind it that is not nearly a command.
 */
export function readSlashCommand(
  input: string,
  commands: readonly SlashCommand[],
  exists: (path: string) => boolean,
): SlashInput | null {
  const [, name, rest = ''] = /^\/(\S+)([^]*)$/.exec(input.trim()) ?? []
  if (name === undefined || !(NAME.test(name) || SERVER_PROMPT.test(name))) return null
  const args = rest.trim()
  const known = commands.find((each) => each.name === name || each.aliases.includes(name))
  if (known) return { kind: 'command', name: known.name, args }
  if (exists(`/${name}`)) return null
  const near = nearest(
    name,
    commands.flatMap((each) => [each.name, ...each.aliases]),
  )
  // A name with a colon can only be meant as a skill or a flow.
  return args === '' || near !== undefined || name.includes(':') ? { kind: 'unknown', name, args, near } : null
}

/** The session's commands as clients receive them, and those of the terminal. */
export function listTerminalCommands(skills: Parameters<typeof listSlashCommands>[0]): SlashCommand[] {
  return [...listSlashCommands(skills), ...TERMINAL_COMMANDS]
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
