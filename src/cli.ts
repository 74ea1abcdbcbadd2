// The program's entry. It prints the version before anything else is loaded. Lists of tasks, which prompts and status bars
// ask for, are printed without loading commander, and so are the terminal and the first answer to an editor.

import { useCompiledCode } from './client/compiled-code.ts'
import { VERSION } from './protocol/version.ts'

// A process that ends before its command has said how it went has failed.
process.exitCode = 1
const [first, second, ...rest] = process.argv.slice(2)
const isShort = rest.length === 0 || (rest.length === 1 && (rest[0] === '--json' || rest[0] === '--tmux'))
if ((first === '--version' || first === '-V') && second === undefined) {
  process.exitCode = 0
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1))
  process.stdout.write(`kimi, version ${VERSION}\n`)
} else if (first === 'task' && (second === 'list' || second === 'status') && isShort) {
  const { printTasks } = await import('./cli/tasks/task-print.ts')
  const { watchOutput } = await import('./cli/lost-output.ts')
  watchOutput()
  process.exitCode = await printTasks(second, { json: rest[0] === '--json', tmux: rest[0] === '--tmux' }, process.env)
} else if (first === undefined && process.stdin.isTTY && process.stdout.isTTY) {
  useCompiledCode(process.env)
  process.exitCode = await (await import('./cli/turns/terminal-alone.ts')).openAlone(process.env)
} else if (first === 'acp' && second === undefined) {
  useCompiledCode(process.env)
  const { startAcp } = await import('./cli/acp-start.ts')
  process.exitCode = await startAcp(process.env)
} else {
  useCompiledCode(process.env)
  const { main } = await import('./cli/command-line.ts')
  process.exitCode = await main(process.argv.slice(2), process.env)
}
