// The ways on which notices leave the daemon: a shell's connection, its terminal, and the desktop's notification program.

import { execFile } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeDesktopCommand } from '../../notices/desktop-notice.ts'
import { describeTerminalNotice } from '../../safety/text/terminal-notice.ts'
import type { NoticeDoors, TerminalShell } from '../../notices/outside-notice.ts'
import { discard } from '../../sys/files.ts'
import type { Paths } from '../../sys/paths.ts'
import { isAlive, isForeground } from '../../sys/processes.ts'
import type { Shell } from './shell-state.ts'
import { writeToTerminal } from './terminal-write.ts'

const PROGRAM_TITLE = 'kimi'

export interface NoticeDoorsDeps {
  paths: Paths
  /** True in a client's own process, which has no shells, and leaves the daemon's files alone. */
  isHosted: boolean
  shells(): Shell[]
  tellTasks(running: number, waiting: number): void
}

export interface ShellNoticeDoors extends NoticeDoors {
  /** Removes the mark that a notice waits: the shell is connected and hears of it, or is gone. */
  clearMark(shell: Shell): void
}

export function createNoticeDoors({ paths, isHosted, shells, tellTasks }: NoticeDoorsDeps): ShellNoticeDoors {
  const markOf = ({ id }: Shell) => join(paths.shells, `${id}.n`)
  return {
    shells: () =>
      (isHosted ? [] : shells()).filter(({ pid }) => isAlive(pid)).map((shell) => openShellDoor(shell, markOf(shell))),
    showOnDesktop(title) {
      const command = describeDesktopCommand(process.platform, PROGRAM_TITLE, title)
      if (command) execFile(command.program, command.args, () => {}) // without a desktop the notice is in the prompt alone
    },
    tellTaskCounts(running, waiting) {
      if (!isHosted) markAsks(waiting > 0, paths.asks)
      tellTasks(running, waiting)
    },
    clearMark: (shell) => discard(markOf(shell)),
  }
}

function openShellDoor(shell: Shell, mark: string): TerminalShell {
  return {
    pid: shell.pid,
    started: shell.started,
    usedAt: shell.usedAt,
    isBusy: () => (shell.door === 'socket' ? !shell.atPrompt : isForeground(shell.pid) === false),
    isConnected: shell.send !== undefined && !(shell.door === 'fifo' && isForeground(shell.pid) === false),
    tell: (delivery, tone, text) => shell.send?.('notice', delivery, tone, text),
    remind: () => leaveMark(mark),
    showInTerminal(title) {
      const sequence = describeTerminalNotice(shell.features, PROGRAM_TITLE, title)
      if (sequence) writeToTerminal(shell.tty, sequence)
    },
  }
}

function markAsks(isWaiting: boolean, mark: string): void {
  if (isWaiting) leaveMark(mark)
  else discard(mark)
}

/**
 * Makes an empty file. A shell that runs a command looks for its own before its next prompt, and then waits a moment for our notice; the one
 * named `asks` tells any shell, also one that has not heard of us, that Ctrl-X on an empty line has answers to offer.
 */
function leaveMark(path: string): void {
  if (existsSync(path)) return
  try {
    writeFileSync(path, '', { mode: 0o600 })
  } catch {
    // Without the mark the notice comes a moment after the shell's next prompt.
  }
}
