// `kimi task attach`: the live terminal of a command, the output of one without a terminal (a watch, a schedule), or the events
// of an agent's turn. Ctrl-\ leaves all of them running, and no key ends this program otherwise.

import { openSync } from 'node:fs'
import { ReadStream } from 'node:tty'
import { KimiError } from '../../protocol/errors.ts'
import { isTerminal, type TaskView } from '../../protocol/task.ts'
import { sanitiseText } from '../../safety/text/sanitiser.ts'
import { clientEnv } from '../../client/client-env.ts'
import { withDaemon } from './task-client.ts'
import { followOutput, onAborted, sayAttached } from './task-follow.ts'
import { printOutput, readTail } from './task-output-command.ts'
import { joinTerminal } from './task-terminal.ts'
import { describeState } from '../../view/tasks/task-text.ts'
import { openSession, type SessionListener } from '../turns/one-turn.ts'
import { createTurnTerminal } from '../turns/turn-terminal.ts'
import { say, sayAside } from '../standard-streams.ts'

const TAIL_BYTES = 8 * 1024
const WAIT_MS = 2_000_000_000

export interface Attachment {
  /** False when the user has left the task running. */
  hasEnded: boolean
  /** The exit status: 0 when the user has left, else the task's. */
  exit: number
}

export async function attachTask(id: string, env: NodeJS.ProcessEnv): Promise<Attachment> {
  // Until the terminal hands over its keys one by one, Ctrl-\ is a signal, and is obeyed once the task is attached.
  const left = new AbortController()
  const leave = () => left.abort()
  process.on('SIGQUIT', leave)
  try {
    return await attach(id, env, left.signal)
  } finally {
    process.off('SIGQUIT', leave)
  }
}

/** `left` is aborted when the user leaves by a signal. */
async function attach(id: string, env: NodeJS.ProcessEnv, left: AbortSignal): Promise<Attachment> {
  const task = await withDaemon(env, (client) => client.call('task/show', { id }))
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new KimiError('usage.invalid', 'there is no terminal to attach', {
      hint: `kimi task output -f ${task.short}`,
    })
  }
  if (isTerminal(task.status)) {
    const exit = await withDaemon(env, (client) => printOutput(client, task.id, { follow: true }))
    return { hasEnded: true, exit }
  }
  if (task.status === 'created' && task.kind !== 'agent') {
    throw new KimiError('task.not_running', `${task.short} waits for its place`)
  }
  if (task.kind !== 'agent' && task.terminal === '') {
    const exit = await withDaemon(env, (client) => followOutput(client, task, left))
    return exit === null ? leaveRunning(task) : { hasEnded: true, exit }
  }
  const hasEnded = task.kind === 'agent' ? await watchTurn(task, env, left) : await joinTerminal(task, left)
  if (!hasEnded) return leaveRunning(task)
  if (isLiveTurn(task)) return { hasEnded, exit: 0 } // a live turn leaves no task whose status could be read
  const after = await withDaemon(env, (client) => client.call('task/wait', { id: task.id, limitMs: END_MS }))
  say(`${task.short} ${describeState(after, Date.now() / 1000)}\n`)
  return { hasEnded, exit: after.status === 'completed' ? 0 : 1 }
}

function leaveRunning({ short }: TaskView): Attachment {
  say(`${short} goes on; kimi task attach ${short}\n`)
  return { hasEnded: false, exit: 0 }
}

/** A turn that runs in somebody's terminal is listed as a task, but no task is kept of it. */
function isLiveTurn({ id, sessionId }: TaskView): boolean {
  return id === sessionId
}

/** The runner writes its last status a moment after its terminal has closed. */
const END_MS = 2_000

async function watchTurn(task: TaskView, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<boolean> {
  const { sessionId: id, cwd: workDir } = task
  sayAttached(task)
  const keys = new ReadStream(openSync('/dev/tty', 'r'))
  const left = Promise.withResolvers<boolean>()
  onAborted(signal, () => left.resolve(false))
  const terminal = createTurnTerminal({
    out: process.stdout,
    keys,
    onLeave: () => left.resolve(false),
    onDetach: () => left.resolve(false),
  })
  try {
    const open = { ...clientEnv(env), workDir, id }
    // Events that come before the output so far was read are part of that output.
    let isLive = false
    const questions: (() => void)[] = []
    const listener: SessionListener = {
      remark: terminal.remark,
      event(event) {
        if (isLive) terminal.event(event)
        if (event.type === 'TurnEnd' && isLiveTurn(task)) left.resolve(true)
      },
      request: (...question) =>
        isLive ? terminal.request(...question) : void questions.push(() => terminal.request(...question)),
    }
    const { client } = await openSession({ daemon: true }, open, listener, true, { ...env, CI: undefined })
    try {
      if (!isLiveTurn(task)) say(sanitiseText(await readTail(client, task.id, TAIL_BYTES)))
      isLive = true
      for (const ask of questions) ask()
      terminal.connect(client)
      if (isLiveTurn(task)) return await left.promise
      const ended = client.call('task/wait', { id: task.id, limitMs: WAIT_MS })
      return await Promise.race([left.promise, ended.then(() => true)])
    } finally {
      client.close()
    }
  } finally {
    terminal.close()
    keys.destroy()
    const unsent = terminal.unsent()
    if (unsent !== '') sayAside(`kimi: not sent: ${sanitiseText(unsent)}\n`)
  }
}
