// Slash commands as data: how one is told from text, and which there are. What they do is bound elsewhere.

import type { Skill } from './persona/skills.ts'

export interface SlashCommand {
  name: string
  description: string
  aliases: string[]
}

/** Of the terminal's own commands: also while the terminal runs shell commands (Ctrl-X). */
export interface InteractiveCommand extends SlashCommand {
  inShellMode: boolean
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

/** Those of the terminal, in Kimi CLI's order, without the ones that open its web pages or its successor. */
const TERMINAL_COMMANDS: readonly InteractiveCommand[] = [
  describe('exit', 'Leave kimi', ['quit'], true),
  describe('help', 'What the keys and commands do', ['h', '?'], true),
  describe('btw', 'Ask something beside the conversation, without changing it'),
  describe('version', 'Say which version this is', [], true),
  describe('model', 'Choose the model, and whether it thinks'),
  describe('editor', 'Choose the editor that Ctrl-O opens', [], true),
  describe('changelog', 'What is new', ['release-notes'], true),
  describe('feedback', 'Where to report what is wrong', [], true),
  describe('clear', 'Begin a new session, like /new', ['reset']),
  describe('new', 'Begin a new session'),
  describe('title', 'Show or set the title of the session', ['rename']),
  describe('sessions', 'List the sessions of this directory and go on with one', ['resume']),
  describe('task', 'Look at background tasks and stop them', [], true),
  describe('theme', 'Choose between dark and light', [], true),
  describe('mcp', 'List MCP servers and their tools'),
  describe('hooks', 'List the hooks that are configured', [], true),
  describe('undo', 'Go back to before an earlier message, in a copy of the session'),
  describe('fork', 'Go on in a copy of the session'),
  describe('login', 'Log in to a Kimi account', ['setup']),
  describe('logout', 'Forget the login'),
  describe('reload', 'Read the configuration again'),
  describe('debug', 'Show the conversation as the model gets it'),
  describe('usage', 'Show what is left of the plan or the balance', ['status']),
]

function describe(name: string, description: string, aliases: string[] = [], inShellMode = false): InteractiveCommand {
  return { name, description, aliases, inShellMode }
}

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

/** What a person at the terminal can call. A command of the terminal hides the session's of the same name. */
export function listInteractiveCommands(
  skills: readonly Pick<Skill, 'name' | 'description' | 'isFlow'>[],
): InteractiveCommand[] {
  const own = new Set(TERMINAL_COMMANDS.map(({ name }) => name))
  const shared = listSlashCommands(skills).filter(({ name }) => !own.has(name))
  // /export and /import only move text, so Kimi CLI offers them beside shell commands too.
  const inBoth = shared.map((command) => ({ ...command, inShellMode: ['export', 'import'].includes(command.name) }))
  return [...TERMINAL_COMMANDS, ...inBoth]
}

/** By name or alias. */
export function findSlashCommand<C extends SlashCommand>(commands: readonly C[], name: string): C | undefined {
  return commands.find((command) => command.name === name) ?? commands.find(({ aliases }) => aliases.includes(name))
}
