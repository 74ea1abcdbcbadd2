// The entry of a runner's process. Its argument is the task's directory.

import { useCompiledCode } from '../sys/compiled-code.ts'

useCompiledCode(process.env)
void import('./runner/task-process.ts')
  .then(({ runTaskProcess }) => runTaskProcess(process.argv[2] ?? ''))
  // A child that is left behind may hold the output open, and would keep this process alive.
  .then(() => process.exit(0))
