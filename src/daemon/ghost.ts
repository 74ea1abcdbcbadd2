// Ghost text: what the shell may show behind the cursor while the user types. Nothing of it is run before it was accepted.

import type { Settings } from '../config/settings.ts'
import type { Knowledge } from '../knowledge/engine.ts'
import { redactSecrets } from '../safety/redact.ts'
import { findHiddenCharacter } from '../safety/sanitise.ts'
import type { Shell } from './shells.ts'

export interface GhostDeps {
  knowledge(): Promise<Knowledge>
  settings(): Settings
}

export interface Ghost {
  /** The whole line that `line` most likely begins, or ''. */
  continue(shell: Shell, line: string): Promise<string>
}

export function createGhost(deps: GhostDeps): Ghost {
  return {
    async continue(shell, line) {
      if (!deps.settings()['ghost.enabled']) return ''
      const knowledge = await deps.knowledge()
      const path = shell.env['PATH']
      const previous = shell.recent.at(-1)?.command
      const text = knowledge.continueLine({ line, cwd: shell.cwd, shell: shell.name, path, previous })
      return mayBeShown(text, line) ? text : ''
    },
  }
}

/** Text that no terminal minds and that hides nothing, and no secret for whoever looks over the user's shoulder. */
function mayBeShown(text: string, line: string): boolean {
  if (text === line || !text.startsWith(line)) return false
  return !/\p{Cc}/u.test(text) && findHiddenCharacter(text) === null && redactSecrets(text) === text
}
