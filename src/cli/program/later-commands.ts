// Commands of Kimi CLI that are not here yet. Their names are kept, since programs call them: each says in one line what to do
// instead, and fails.

import { KimiError } from '../../protocol/errors.ts'
import type { CommandLeaf } from './command-table.ts'
import { sayJson } from '../standard-streams.ts'

const LATER: Record<string, string> = {
  login: 'to use a key: export MOONSHOT_API_KEY=…, or kimi config edit',
  logout: 'a key is removed with kimi config edit',
  mcp: 'MCP servers cannot be used yet',
  acp: 'editors can use kimi --wire',
  web: 'sessions are listed by kimi session list',
  vis: 'a session is shown by kimi session show',
  term: 'to talk to the agent: kimi ask, or Ctrl-X in the shell',
  plugin: 'skills are read from ~/.kimi/skills',
}

export const LATER_COMMANDS: readonly CommandLeaf[] = Object.entries(LATER).map(([name, instead]) => ({
  usage: `${name} [words...]`,
  about: 'a command of Kimi CLI that is not here yet',
  isHidden: true,
  takesAnything: true,
  async run(words) {
    const message = `kimi ${name} is not there yet; ${instead}`
    // Kimi CLI's clients read its login as lines of JSON.
    if (words.includes('--json')) sayJson({ type: 'error', message })
    throw new KimiError('usage.invalid', message, { hint: '' })
  },
}))
