// Notices in the terminal and on the desktop: for a user who does not look at the prompt, and for tasks begun with --notify.

import { isQuiet } from '../config/quiet-hours.ts'
import type { Settings } from '../config/settings.ts'
import type { PromptShell } from './notice-delivery.ts'
import type { Notice } from './notice-text.ts'

/** A shell with the terminal around it. */
export interface TerminalShell extends PromptShell {
  /** True while a command runs in the foreground. */
  isBusy(): boolean
  /** Shows `title` by the terminal's own notification, where the terminal is known to have one. */
  showInTerminal(title: string): void
}

/** The ways on which notices leave the daemon. */
export interface NoticeDoors {
  /** The shells that are alive, connected or not. */
  shells(): TerminalShell[]
  /** Shows `title` by the desktop's notification program, where there is one. */
  showOnDesktop(title: string): void
  tellTaskCounts(running: number, waiting: number): void
}

/** A user who has not touched their prompt for this long is away. */
const AWAY_MS = 60_000

/** `isWanted`: the task was begun with `--notify`, which overrules quiet hours and settings. */
export function showOutside(notice: Notice, isWanted: boolean, settings: Settings, doors: NoticeDoors): void {
  if (!isWanted && isQuiet(settings['notifications.quiet_hours'], new Date())) return
  const shell = doors.shells().find(({ pid }) => pid === notice.shell?.pid)
  if (settings['notifications.terminal'] && shell && (isWanted || isAway(shell))) shell.showInTerminal(notice.title)
  if (settings['notifications.desktop'] || isWanted) doors.showOnDesktop(notice.title)
}

function isAway(shell: TerminalShell): boolean {
  return shell.isBusy() || Date.now() - shell.usedAt > AWAY_MS
}
