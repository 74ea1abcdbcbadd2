// Processes that run one command of the built kimi after the other. The processes end with the worker that has started them.

import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { CommandRun, CommandWish } from './command-host.ts'
import { programOf } from './program.ts'

/** Hosts that run no command now. */
const idle: ChildProcess[] = []

/**
 * Runs a command line in a process that has run others before. Rejects when the command ends the process: a claim about that, about
 * signals or about stdin needs a process of its own.
 * @param dist the directory of the built kimi
 * @param compiled the directory for compiled code
 */
export function runCommand(wish: CommandWish, dist: string, compiled: string): Promise<CommandRun> {
  const host = idle.pop() ?? startHost(dist, compiled)
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      host.off('message', onRan).off('exit', onEnded)
      finish()
    }
    const onRan = (run: CommandRun) => {
      idle.push(host)
      settle(() => resolve(run))
    }
    const onEnded = () => settle(() => reject(new Error(`the process ended in kimi ${wish.args.join(' ')}`)))
    host.on('message', onRan).on('exit', onEnded)
    host.send(wish)
  })
}

function startHost(dist: string, compiled: string): ChildProcess {
  const host = fork(programOf(join(import.meta.dirname, 'command-host.ts')), [dist, compiled], {
    env: {},
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  host.unref()
  host.channel?.unref()
  return host
}
