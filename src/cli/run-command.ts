// Runs what the command line asks for. The terminal and the door for editors are started without a look at the table of all commands.

import { main } from './command-line.ts'

/** Runs the command line of this process, and sets its exit status. */
export async function runProcess(): Promise<void> {
  process.exitCode = await run(process.argv.slice(2), process.env)
}

/** Runs a command line and returns its exit status. */
export async function run(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  if (argv.length === 0 && process.stdin.isTTY && process.stdout.isTTY)
    return (await import('./turns/terminal-alone.ts')).openAlone(env)
  if (argv.length === 1 && argv[0] === 'acp') return (await import('./acp-start.ts')).startAcp(env)
  return main(argv, env)
}
