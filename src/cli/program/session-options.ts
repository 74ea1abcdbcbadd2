// The options of a turn: Kimi CLI's, for `kimi`, `kimi ask` and the shell's agent mode.

import { MODES } from '../../protocol/wire.ts'
import { collect, readCount, type OptionRow } from './command-table.ts'

export const MODE_OPTION: OptionRow = [
  '--mode <mode>',
  'which tools may run without asking you: see kimi help modes',
  { choices: MODES },
]
export const MODEL_OPTION: OptionRow = ['-m, --model <name>', 'use this model, as config.toml names it']

/** The options of a conversation on a terminal, besides those of a turn. */
export const TERMINAL_OPTIONS: readonly OptionRow[] = [
  ['--plain', 'on a terminal: plain lines without cursor movement, for screen readers'],
  ['--shell-mode', 'on a terminal: begin in your shell; Ctrl-X leads to the agent'],
]

export const SESSION_OPTIONS: readonly OptionRow[] = [
  ['-w, --work-dir <dir>', 'work in this directory instead of the current one'],
  ['--add-dir <dir>', 'let the agent work in this directory, too (repeatable)', { read: collect }],
  ['-C, --continue', 'continue the last session of this directory'],
  ['-S, --session [id]', 'continue the session with this id, or begin one with it'],
  ['-r, --resume [id]', 'the same as --session', { isHidden: true }],
  ['--config <text>', 'use this configuration (TOML or JSON) instead of config.toml'],
  ['--config-file <path>', 'use this file instead of config.toml'],
  MODEL_OPTION,
  ['--thinking', 'let the model think before it answers'],
  ['--no-thinking', 'let the model answer without thinking'],
  ['-y, --yolo', 'approve every tool call without asking (mode bypass)'],
  ['--yes', 'the same as --yolo', { isHidden: true }],
  ['--auto-approve', 'the same as --yolo', { isHidden: true }],
  ['--afk', 'ask nothing: approve tool calls, refuse secrets (mode auto)'],
  ['--plan', 'only read, and write a plan for you to approve (mode plan)'],
  MODE_OPTION,
  ['--trust', 'obey what this folder brings, in this session: AGENTS.md, skills, its rules'],
  ['--agent <name>', 'use a built-in agent: default or okabe'],
  ['--agent-file <path>', 'use the agent that this file describes'],
  ['--skills-dir <dir>', 'look for skills here instead of the usual places (repeatable)', { read: collect }],
  ['--mcp-config-file <path>', 'use the MCP servers of this file (repeatable)', { read: collect }],
  ['--mcp-config <json>', 'use these MCP servers (repeatable)', { read: collect }],
  ['--max-steps-per-turn <n>', 'end a turn after this many calls of the model', { read: readCount }],
  ['--max-retries-per-step <n>', 'try a call of the model at most this many times', { read: readCount }],
  [
    '--max-ralph-iterations <n>',
    'repeat the prompt this many times; -1: until the agent stops it',
    { read: (value) => Number(value) },
  ],
  ['--show-thinking', 'on a terminal: show what the model thinks'],
  ['--no-summary', 'on a terminal: no last line of time, tokens and cost'],
  ['--verbose', 'tell on stderr which session, model and mode the turn has'],
  ['--debug', 'the same as --verbose, and print the stack of an error'],
  ['--no-daemon', 'run the agent inside this process instead of the daemon'],
]
