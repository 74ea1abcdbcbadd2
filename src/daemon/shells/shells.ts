// The shells at the doors: their register, and a receiver for each connection.

import type { Question } from '../../suggest/prompt-question.ts'
import type { Connection } from '../connection.ts'
import { openShellConnection, type ShellConnectionDeps, type ShellReceiver } from './shell-connection.ts'
import { createShellRegister } from './shell-register.ts'
import type { Shell } from './shell-state.ts'
import { describeFailure } from './terminal-output.ts'

export interface Shells {
  /** The receiver of one connection, or of one fifo pair. */
  open(connection: Connection, door: Shell['door']): ShellReceiver
  list(): Shell[]
  /** Tells the shells that are connected how many tasks run and how many wait for the user. */
  tellTasks(running: number, waiting: number): void
  /** The shell's last command if it failed, with its output as far as the terminal can tell. */
  describeFailure(shell: Shell): Promise<Question['failed']>
  /** True while a shell is open, at its prompt or running a command. */
  isAny(): boolean
  /** True once a shell has said hello. */
  readonly isUsed: boolean
  /** The number of Ctrl-X questions that are being answered. */
  readonly asking: number
}

export function createShells(deps: ShellConnectionDeps): Shells {
  const register = createShellRegister(deps.onGone)
  return {
    open: (connection, door) => openShellConnection(connection, door, register, deps),
    list: register.list,
    tellTasks: register.setTaskCounts,
    describeFailure: (shell) => describeFailure(shell, deps.readsTerminal(shell.env), deps.failureOf),
    isAny: register.isAny,
    get isUsed() {
      return register.isUsed
    },
    get asking() {
      return register.asking
    },
  }
}
