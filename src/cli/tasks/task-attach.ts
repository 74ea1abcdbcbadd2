// `kimi task attach`: the live terminal of a command, or the events of an agent's turn. Ctrl-\ leaves both running.

import { openSync } from 'node:fs'
import { ReadStream } from 'node:tty'
import type { Listener } from '../../client/peer.ts'
import { KimiError } from '../../protocol/errors.ts'
import { isTerminal, type TaskView } from '../../protocol/task.ts'
import { sanitiseLine, sanitiseText } from '../../safety/text/sanitiser.ts'
import { clientEnv } from '../client-env.ts'
import { withDaemon } from './task-client.ts'
import { printOutput, readTail } from './task-output-command.ts'
import { joinTerminal } from './task-terminal.ts'
import { describeState } from './task-text.ts'
import { openSession } from '../one-turn.ts'
import { createTurnView } from '../turn-view.ts'

const TAIL_BYTES = 8 * 1024
const WAIT_MS = 2_000_000_000

export interface Attachment {
  /** False when the user has left the task running. */
  hasEnded: boolean
  /** The exit status: 0 when the user has left, else that of the task. */
  exit: number
}

export async function attachTask(id: string, env: NodeJS.ProcessEnv): Promise<Attachment> {
  const task = await withDaemon(env, (client) => client.call('task/show', { id }))
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new KimiError('usage.invalid', 'there is no terminal to attach', {
      hint: `kimi task output -f ${task.short}`,
    })
  }
  if (isTerminal(task.status) || (task.terminal === '' && task.kind !== 'agent')) {
    const exit = await withDaemon(env, (client) => printOutput(client, task.id, { follow: true }))
    return { hasEnded: true, exit }
  }
  if (task.status === 'created' && task.kind !== 'agent') {
    throw new KimiError('task.not_running', `${task.short} waits for its place`)
  }
  const hasEnded = task.kind === 'agent' ? await watchTurn(task, env) : await joinTerminal(task)
  if (!hasEnded) {
    process.stdout.write(`${task.short} goes on; kimi task attach ${task.short}\n`)
    return { hasEnded, exit: 0 }
  }
  if (isLiveTurn(task)) return { hasEnded, exit: 0 } // the daemon keeps no status of it
  const after = await withDaemon(env, (client) => client.call('task/wait', { id: task.id, limitMs: END_MS }))
  process.stdout.write(`${task.short} ${describeState(after, Date.now() / 1000)}\n`)
  return { hasEnded, exit: after.status === 'completed' ? 0 : 1 }
}

/** True for a turn that a user runs in a terminal: it is listed as a task, but nothing is kept of it. */
function isLiveTurn({ id, sessionId }: TaskView): boolean {
  return id === sessionId
}

/** The runner writes its last status a moment after its terminal has closed. */
const END_MS = 2_000

async function watchTurn(task: TaskView, env: NodeJS.ProcessEnv): Promise<boolean> {
  const { short, title, sessionId: id, cwd: workDir } = task
  process.stdout.write(`attached to ${short} ${sanitiseLine(title, 60)}; Ctrl-\\ leaves it running\n`)
  const keys = new ReadStream(openSync('/dev/tty', 'r'))
  const left = Promise.withResolvers<boolean>()
  let cancel = () => {}
  let send = () => {}
  let steer = (_text: string) => {}
  const view = createTurnView({
    out: process.stdout,
    keys,
    steer: (said) => steer(said),
    cancel: () => cancel(),
    send: () => send(),
    leave: () => left.resolve(false),
    detach: () => left.resolve(false),
  })
  try {
    const open = { ...clientEnv(env), workDir, id }
    // Events that arrive before the output so far has been read are part of that output.
    let isLive = false
    const questions: (() => void)[] = []
    const listener: Listener = {
      event(event) {
        if (isLive) view.event(event)
        if (event.type === 'TurnEnd' && isLiveTurn(task)) left.resolve(true)
      },
      request: (...asked) => (isLive ? view.request(...asked) : void questions.push(() => view.request(...asked))),
    }
    const { client } = await openSession({ daemon: true }, open, listener, true, { ...env, CI: undefined })
    try {
      if (!isLiveTurn(task)) process.stdout.write(sanitiseText(await readTail(client, task.id, TAIL_BYTES)))
      isLive = true
      for (const ask of questions) ask()
      cancel = () => void client.call('cancel', {}).catch(() => {})
      send = () => void client.call('session/background', {}).catch(() => {})
      steer = (said) => void client.call('steer', { user_input: said }).catch(() => {})
      if (isLiveTurn(task)) return await left.promise
      const ended = client.call('task/wait', { id: task.id, limitMs: WAIT_MS })
      return await Promise.race([left.promise, ended.then(() => true)])
    } finally {
      client.close()
    }
  } finally {
    view.close()
    keys.destroy()
  }
}
