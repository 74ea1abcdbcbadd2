// The runner's process. The task's directory is its argument.

import { runTask } from './command-runner.ts'
import { readSpec } from './task-files.ts'

const dir = process.argv[2] ?? ''
const spec = readSpec(dir)
if (spec?.kimi.watch || spec?.kimi.every) await (await import('./task-trigger.ts')).runTrigger(dir)
else if (spec) await runTask(dir)
// A child left behind may still hold the output open.
process.exit(0)
