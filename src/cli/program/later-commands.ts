// Commands of Kimi CLI that are not here. Their names are kept, since programs call them: each says in one line what to do instead, and
// fails.

import { KimiError } from '../../protocol/errors.ts'
import type { CommandLeaf } from './command-table.ts'

const LATER: Record<string, string> = {
  web: 'there is no page for the browser; kimi opens the terminal, and kimi session list lists the sessions',
  vis: 'there is no page for the browser; kimi session show prints a session, and kimi -S ID opens it in the terminal',
}

export const LATER_COMMANDS: readonly CommandLeaf[] = Object.entries(LATER).map(([name, instead]) => ({
  usage: `${name} [words...]`,
  about: 'a command of Kimi CLI that is not here',
  isHidden: true,
  takesAnything: true,
  async run() {
    throw new KimiError('usage.invalid', `kimi ${name} is not there: ${instead}`, { hint: '' })
  },
}))
