// Ghost text: the grey continuation that a shell shows behind the cursor while the user types. Nothing of it runs before the
// user accepts it and presses Enter.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Settings } from '../../config/settings.ts'
import type { Knowledge } from '../../knowledge/engine.ts'
import type { ChatStream } from '../../models/chat-stream.ts'
import type { ClientEnv } from '../../protocol/methods.ts'
import { ensureGrammar } from '../../safety/lines/bash-grammar.ts'
import { fitsAtPrompt } from '../../safety/text/prompt-room.ts'
import { redactSecrets } from '../../safety/text/redaction.ts'
import { classifyCommand } from '../../safety/lines/line-risk.ts'
import { findHiddenCharacter } from '../../safety/text/sanitiser.ts'
import { askForGhost, buildGhostRequest, estimateTokens, type Budget } from '../../suggest/ghost-request.ts'
import type { Shell } from './shell-state.ts'

export interface GhostDeps {
  knowledge(): Promise<Knowledge>
  settings(env: ClientEnv): Settings
  chat(env: ClientEnv): { ok: true; stream: ChatStream } | { ok: false }
  budget: Budget
}

export interface Ghost {
  /**
   * The whole line that `line` most likely begins, by the offline engine, or for '' the next command where that is nearly sure. ''
   * when it knows none or ghost text is off.
   */
  continue(shell: Shell, line: string): Promise<string>
  /** The same by the model, after a pause in typing; '' where the settings do not allow it, or when `signal` aborts. */
  continueByModel(shell: Shell, line: string, signal: AbortSignal): Promise<string>
}

const PAUSE_MS = 300
/** The pause at an empty prompt, in which the output of the last command is read. */
const READING_MS = 700
/** The exit status of a command that Ctrl-C has ended. */
const INTERRUPTED = 130

export function createGhost(deps: GhostDeps): Ghost {
  const { budget } = deps
  return {
    async continue(shell, line) {
      if (!isOn(deps.settings(shell.env), shell, line)) return ''
      const knowledge = await deps.knowledge()
      const path = shell.env['PATH']
      const { cwd, name, recent } = shell
      if (line === '') return nextCommand(shell, knowledge.nextCommand({ line, cwd, shell: name, path, recent }))
      const text = knowledge.continueLine({ line, cwd, shell: name, path, recent })
      return mayBeShown(text, line, shell) ? text : ''
    },
    async continueByModel(shell, line, signal) {
      const settings = deps.settings(shell.env)
      if (!isOn(settings, shell, line) || !settings['ghost.model'] || settings['suggest.offline']) return ''
      await sleep(line === '' ? READING_MS : PAUSE_MS, undefined, { signal }).catch(() => {})
      const chat = deps.chat(shell.env)
      if (signal.aborted || !chat.ok || /^\s/.test(line)) return ''
      // Without the last commands the model could not know what comes next.
      if (line === '' && !settings['suggest.history']) return ''
      const recent = settings['suggest.history'] ? shell.recent : []
      const request = buildGhostRequest({ line, cwd: shell.cwd, shell: shell.name, recent }, signal)
      if (!budget.spend(estimateTokens(request), settings['ghost.tokens_per_hour'])) return ''
      const text = await askForGhost(chat.stream, request, line)
      await ensureGrammar()
      return mayBeShown(text, line, shell) && isHarmless(text, shell) ? text : ''
    },
  }
}

/**
 * False where the settings want no grey text, or the prompt is empty and no next command is wanted: behind Ctrl-C the user wants to
 * begin anew.
 */
function isOn(settings: Settings, shell: Shell, line: string): boolean {
  if (!settings['ghost.enabled']) return false
  return line !== '' || (settings['ghost.next'] && shell.recent.at(-1)?.status !== INTERRUPTED)
}

/** `text`, unless it may not be shown. A line that destroys is not offered to somebody who has typed nothing. */
async function nextCommand(shell: Shell, text: string): Promise<string> {
  if (!mayBeShown(text, '', shell)) return ''
  await ensureGrammar()
  return isHarmless(text, shell) ? text : ''
}

/**
 * True for a longer line that can be seen whole, without control characters, hidden characters or secrets: others may look at the screen.
 */
function mayBeShown(text: string, line: string, { name, screen }: Shell): boolean {
  if (text === line || !text.startsWith(line) || !fitsAtPrompt(text, name, screen)) return false
  return !/\p{Cc}/u.test(text) && findHiddenCharacter(text) === null && redactSecrets(text) === text
}

/** Ghost text is accepted by a key that users press from habit: a line of the model must parse and must not destroy. */
function isHarmless(text: string, shell: Shell): boolean {
  const { labels, parses } = classifyCommand(text, shell.name)
  return parses && !labels.some((label) => ['destructive', 'remote-code', 'credential-touching'].includes(label))
}
