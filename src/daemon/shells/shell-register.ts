// The register of the shells that have said hello. A zsh stays in it while its process lives, connected or not.

import { isAlive } from '../../sys/processes.ts'
import { NO_TASKS, type Shell } from './shell-state.ts'

export interface ShellRegister {
  find(id: string): Shell | undefined
  /** Adds a shell, in place of another id with the same process: that process has replaced itself by exec. */
  add(shell: Shell): void
  remove(shell: Shell): void
  list(): Shell[]
  /** True while the process of a shell lives, at its prompt or running a command. */
  isAny(): boolean
  /** Keeps the task counts, and tells them to all shells that are connected. */
  setTaskCounts(running: number, waiting: number): void
  /** Tells a shell the task counts, unless it knows them. */
  tellTaskCounts(shell: Shell): void
  /** Ctrl-X questions that are being answered. */
  asking: number
}

export function createShellRegister(): ShellRegister {
  const shells = new Map<string, Shell>()
  let counts = NO_TASKS

  const tellTaskCounts = (shell: Shell) => {
    if (!shell.send || shell.toldTasks === counts) return
    shell.toldTasks = counts
    shell.send('tasks', ...counts.split(' '))
  }

  return {
    find: (id) => shells.get(id),
    add(shell) {
      for (const { id, pid } of shells.values()) if (pid === shell.pid && id !== shell.id) shells.delete(id)
      shells.set(shell.id, shell)
    },
    remove: ({ id }) => void shells.delete(id),
    list: () => [...shells.values()],
    isAny() {
      for (const { id, pid } of shells.values()) if (!isAlive(pid)) shells.delete(id)
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
