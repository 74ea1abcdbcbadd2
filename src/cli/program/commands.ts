// All commands, in the order of the help.

import { ACCOUNT_COMMANDS } from './account-commands.ts'
import type { CommandRow } from './command-table.ts'
import { LATER_COMMANDS } from './later-commands.ts'
import { MCP_COMMANDS } from './mcp-commands.ts'
import { MODEL_COMMANDS } from './model-commands.ts'
import { PLUGIN_COMMANDS } from './plugin-commands.ts'
import { TERM_COMMAND } from './root-command.ts'
import { REWIND_COMMANDS, SESSION_COMMANDS, TURN_COMMANDS } from './session-commands.ts'
import { SETUP_COMMANDS } from './setup-commands.ts'
import { SUGGEST_COMMANDS } from './suggest-commands.ts'
import { TASK_COMMANDS } from './task-commands.ts'

export const COMMANDS: readonly CommandRow[] = [
  ...TURN_COMMANDS,
  ...SUGGEST_COMMANDS,
  SESSION_COMMANDS,
  ...TASK_COMMANDS,
  ...REWIND_COMMANDS,
  ...ACCOUNT_COMMANDS,
  MODEL_COMMANDS,
  MCP_COMMANDS,
  PLUGIN_COMMANDS,
  ...SETUP_COMMANDS,
  TERM_COMMAND,
  ...LATER_COMMANDS,
]
