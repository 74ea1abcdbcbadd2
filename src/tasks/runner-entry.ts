// The entry of a runner's process. Its argument is the task's directory.

import { runTask } from './runner/command-runner.ts'
import { readSpec } from './task-files.ts'

const dir = process.argv[2] ?? ''
const spec = readSpec(dir)
if (spec?.kimi.watch || spec?.kimi.every) await (await import('./runner/task-trigger.ts')).runTrigger(dir)
else if (spec) await runTask(dir)
// A child that is left behind may hold the output open, and would keep this process alive.
process.exit(0)
