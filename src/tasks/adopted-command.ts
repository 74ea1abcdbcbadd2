// A command of a tool that outlived its foreground timeout and becomes a task: a runner takes over its output.

import { writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { isTerminal } from '../protocol/task.ts'
import type { ShellProcess } from '../tools/shell/shell-process.ts'
import { openOutputLog } from '../tools/tasks/output-log.ts'
import type { Task } from './task-directory.ts'
import { outputOf } from './task-files.ts'
import type { Tasks } from './tasks.ts'
import { discard, makeDirectory } from '../sys/files.ts'

/**
 * Hands `process` over to a runner. `printed` is its output so far. The command's shell writes its exit status into
 * `statusFile`, which is removed once the task has ended.
 */
export function adoptCommand(
  tasks: Tasks,
  task: Task,
  process: ShellProcess,
  statusFile: string,
  printed: Buffer,
): void {
  const log = openOutputLog(outputOf(task.dir))
  log.write(printed)
  log.close()
  makeDirectory(dirname(statusFile))
  writeFileSync(statusFile, '', { mode: 0o600 })
  const { fd, done } = process.handOver()
  tasks.enqueue(task, { pipe: fd })
  done()
  // The command may have ended before the file was there: then only this process, its parent, knows the status.
  void process.exited.then(({ code }) => {
    if (!isTerminal(task.runtime.status)) writeFileSync(statusFile, String(code), { mode: 0o600 })
  })
  void tasks.wait(task, Infinity).then(() => discard(statusFile))
}
