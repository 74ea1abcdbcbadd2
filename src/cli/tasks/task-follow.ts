// Attaching to a task that has no terminal of its own, as a watch or a schedule: its output is followed, and the keys of our
// terminal go nowhere but to the choice to leave.

import { styleText } from 'node:util'
import type { Client } from '../../client/peer.ts'
import type { TaskView } from '../../protocol/task.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import { say } from '../standard-streams.ts'
import { printOutput } from './task-output-command.ts'

/** The lines of earlier output that are shown first. */
const EARLIER_LINES = 100
const TITLE_CELLS = 60
/** Ctrl-C, Ctrl-D and Ctrl-\: no key reaches the task, so all that could mean "away from here" leave it running. */
const LEAVING = /[\x03\x04\x1c]/

/** Says in one dim line which task the terminal shows now, and which key leaves it. */
export function sayAttached({ short, title }: TaskView): void {
  const line = `attached to ${short} ${sanitiseLine(title, TITLE_CELLS)}; Ctrl-\\ leaves it running`
  say(`${styleText('dim', line, { stream: process.stdout })}\n`)
}

/** Calls `run` once the signal is aborted, also when it is already. */
export function onAborted(signal: AbortSignal, run: () => void): void {
  if (signal.aborted) run()
  else signal.addEventListener('abort', run, { once: true })
}

/** Follows the output until the task ends, whose exit status is returned, or until the user leaves: then null. */
export async function followOutput(client: Client, task: TaskView, left: AbortSignal): Promise<number | null> {
  const { stdin } = process
  const leaving = Promise.withResolvers<null>()
  const onKeys = (keys: Buffer) => {
    if (LEAVING.test(keys.toString('latin1'))) leaving.resolve(null)
  }
  const giveBack = () => void stdin.setRawMode(false)
  stdin.setRawMode(true)
  stdin.on('data', onKeys)
  stdin.resume()
  process.once('exit', giveBack)
  onAborted(left, () => leaving.resolve(null))
  try {
    const onShown = () => sayAttached(task)
    const printed = printOutput(client, task.id, { follow: true, lines: EARLIER_LINES, onShown })
    printed.catch(() => {}) // after the user has left, the closed connection fails its last call
    return await Promise.race([printed, leaving.promise])
  } finally {
    process.off('exit', giveBack)
    stdin.off('data', onKeys)
    stdin.pause()
    giveBack()
  }
}
