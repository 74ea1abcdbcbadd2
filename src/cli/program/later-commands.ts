// Commands of Kimi CLI that are not here yet. Their names are kept, since programs call them: each says in one line what to do
// instead, and fails.

import { KimiError } from '../../protocol/errors.ts'
import type { CommandLeaf } from './command-table.ts'

const LATER: Record<string, string> = {
  web: 'sessions are listed by kimi session list',
  vis: 'a session is shown by kimi session show',
  term: 'to talk to the agent: kimi ask, or Ctrl-X in the shell',
}

export const LATER_COMMANDS: readonly CommandLeaf[] = Object.entries(LATER).map(([name, instead]) => ({
  usage: `${name} [words...]`,
  about: 'a command of Kimi CLI that is not here yet',
  isHidden: true,
  takesAnything: true,
  async run() {
    throw new KimiError('usage.invalid', `kimi ${name} is not there yet; ${instead}`, { hint: '' })
  },
}))
