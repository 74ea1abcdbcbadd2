// The work of a runner's process: the command of the task, or the watch or schedule that begins others.

import { readSpec } from '../task-files.ts'
import { runTask } from './command-runner.ts'

/** Runs the task whose directory is `dir`; resolves when it has ended. */
export async function runTaskProcess(dir: string): Promise<void> {
  const spec = readSpec(dir)
  if (spec?.kimi.watch || spec?.kimi.every) await (await import('./task-trigger.ts')).runTrigger(dir)
  else if (spec) await runTask(dir)
}
