// The register of the shells that have said hello. A zsh stays in it while its process lives, connected or not.

import { isAlive, startTime } from '../../sys/processes.ts'
import { NO_TASKS, type Shell } from './shell-state.ts'

export interface ShellRegister {
  find(id: string): Shell | undefined
  /** Adds a shell, in place of another id with the same process: that process has replaced itself by exec. */
  add(shell: Shell): void
  remove(shell: Shell): void
  /** The shells whose processes live. */
  list(): Shell[]
  /** True once a shell has said hello. */
  readonly isUsed: boolean
  /** True while the process of a shell lives, at its prompt or running a command. */
  isAny(): boolean
  /** Keeps the task counts, and tells them to all shells that are connected. */
  setTaskCounts(running: number, waiting: number): void
  /** Tells a shell the task counts, unless it knows them. */
  tellTaskCounts(shell: Shell): void
  /** Ctrl-X questions that are being answered. */
  asking: number
}

/** `onGone` is called for each shell that leaves the register. */
export function createShellRegister(onGone: (shell: Shell) => void): ShellRegister {
  const shells = new Map<string, Shell>()
  let counts = NO_TASKS
  let isUsed = false

  const remove = (shell: Shell) => {
    if (shells.delete(shell.id)) onGone(shell)
  }
  /** A shell that is killed says no goodbye, and its process id may be another process's by now. */
  const dropDead = () => {
    for (const shell of shells.values()) {
      const { pid, started } = shell
      if (!isAlive(pid) || (started !== null && startTime(pid) !== started)) remove(shell)
    }
  }

  const tellTaskCounts = (shell: Shell) => {
    if (!shell.send || shell.toldTasks === counts) return
    shell.toldTasks = counts
    shell.send('tasks', ...counts.split(' '))
  }

  return {
    find: (id) => shells.get(id),
    add(shell) {
      for (const other of shells.values()) if (other.pid === shell.pid && other.id !== shell.id) remove(other)
      shells.set(shell.id, shell)
      isUsed = true
    },
    remove,
    list() {
      dropDead()
      return [...shells.values()]
    },
    get isUsed() {
      return isUsed
    },
    isAny() {
      dropDead()
      return shells.size > 0
    },
    setTaskCounts(running, waiting) {
      counts = `${running} ${waiting}`
      for (const shell of shells.values()) tellTaskCounts(shell)
    },
    tellTaskCounts,
    asking: 0,
  }
}
