// Ghost text: what the shell may show behind the cursor while the user types. Nothing of it is run before it was accepted.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Settings } from '../../config/settings.ts'
import type { Knowledge } from '../../knowledge/engine.ts'
import type { ChatStream } from '../../models/chat-stream.ts'
import type { ClientEnv } from '../../protocol/methods.ts'
import { ensureGrammar } from '../../safety/lines/bash-grammar.ts'
import { redactSecrets } from '../../safety/text/redaction.ts'
import { classifyCommand } from '../../safety/lines/line-risk.ts'
import { findHiddenCharacter } from '../../safety/text/sanitiser.ts'
import { askForGhost, buildGhostRequest, createBudget, estimateTokens } from '../../suggest/ghost-request.ts'
import type { Shell } from './shell-state.ts'

export interface GhostDeps {
  knowledge(): Promise<Knowledge>
  settings(env: ClientEnv): Settings
  chat(env: ClientEnv): { ok: true; stream: ChatStream } | { ok: false }
}

export interface Ghost {
  /** The whole line that `line` most likely begins, or ''. */
  continue(shell: Shell, line: string): Promise<string>
  /** What the model makes of it once the user has paused, where it may be asked; '' else. Ends with `signal`. */
  continueByModel(shell: Shell, line: string, signal: AbortSignal): Promise<string>
}

const PAUSE_MS = 300

export function createGhost(deps: GhostDeps): Ghost {
  const budget = createBudget()
  return {
    async continue(shell, line) {
      if (!deps.settings(shell.env)['ghost.enabled']) return ''
      const knowledge = await deps.knowledge()
      const path = shell.env['PATH']
      const previous = shell.recent.at(-1)?.command
      const text = knowledge.continueLine({ line, cwd: shell.cwd, shell: shell.name, path, previous })
      return mayBeShown(text, line) ? text : ''
    },
    async continueByModel(shell, line, signal) {
      const settings = deps.settings(shell.env)
      if (!settings['ghost.enabled'] || !settings['ghost.model'] || settings['suggest.offline']) return ''
      await sleep(PAUSE_MS, undefined, { signal }).catch(() => {})
      const chat = deps.chat(shell.env)
      if (signal.aborted || !chat.ok || /^\s|^$/.test(line)) return ''
      const recent = settings['suggest.history'] ? shell.recent : []
      const request = buildGhostRequest({ line, cwd: shell.cwd, shell: shell.name, recent }, signal)
      if (!budget.spend(estimateTokens(request), settings['ghost.tokens_per_hour'])) return ''
      const text = await askForGhost(chat.stream, request, line)
      await ensureGrammar()
      return mayBeShown(text, line) && isHarmless(text, shell) ? text : ''
    },
  }
}

/** Text that no terminal minds and that hides nothing, and no secret for whoever looks over the user's shoulder. */
function mayBeShown(text: string, line: string): boolean {
  if (text === line || !text.startsWith(line)) return false
  return !/\p{Cc}/u.test(text) && findHiddenCharacter(text) === null && redactSecrets(text) === text
}

/** Grey text is accepted by a key that one is used to press: from a model it has to be readable and cannot destroy. */
function isHarmless(text: string, shell: Shell): boolean {
  const { labels, parses } = classifyCommand(text, shell.name)
  return parses && !labels.some((label) => ['destructive', 'remote-code', 'credential-touching'].includes(label))
}
