// `kimi task attach`: the live terminal of a command, or the stream of the agent's turn. Ctrl-\ leaves both running.

import { connect, type Socket } from 'node:net'
import { openSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { ReadStream } from 'node:tty'
import type { Listener } from '../client/peer.ts'
import { KimiError } from '../protocol/errors.ts'
import { isTerminal, type TaskView } from '../protocol/tasks.ts'
import { sanitiseLine, sanitiseText } from '../safety/sanitise.ts'
import { readLogTail } from '../tools/output-log.ts'
import { clientEnv } from './client-env.ts'
import { withDaemon } from './task-client.ts'
import { printOutput } from './task-output.ts'
import { describeState } from './task-text.ts'
import { openSession } from './turn.ts'
import { createTurnView } from './turn-view.ts'

const DETACH = 0x1c // Ctrl-\
/** What a program may have switched on: all of it off, whichever way we leave. */
const RESTORE = '\x1b[?1049l\x1b[?25h\x1b[?2004l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1l\x1b>\x1b[m\r\n'
const TAIL_BYTES = 8 * 1024
const WAIT_MS = 2_000_000_000

/** Returns the exit status: 0 when left, else of the task. */
export async function attachTask(id: string, env: NodeJS.ProcessEnv): Promise<number> {
  const task = await withDaemon(env, (client) => client.call('task/show', { id }))
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new KimiError('usage.invalid', 'there is no terminal to attach', {
      hint: `kimi task output -f ${task.short}`,
    })
  }
  if (isTerminal(task.status) || (task.terminal === '' && task.kind !== 'agent')) {
    return withDaemon(env, (client) => printOutput(client, task.id, { follow: true }))
  }
  const hasEnded = task.kind === 'agent' ? await watchTurn(task, env) : await joinTerminal(task)
  if (!hasEnded) {
    process.stdout.write(`${task.short} goes on; kimi task attach ${task.short}\n`)
    return 0
  }
  const after = await withDaemon(env, (client) => client.call('task/wait', { id: task.id, limitMs: END_MS }))
  process.stdout.write(`${task.short} ${describeState(after, Date.now() / 1000)}\n`)
  return after.status === 'completed' ? 0 : 1
}

/** The runner's last word comes a moment after its terminal has closed. */
const END_MS = 2_000

/** Its runner opens the terminal's socket a moment after the task has begun. */
async function connectTerminal({ short, terminal }: TaskView): Promise<Socket> {
  for (let tries = 0; ; tries++) {
    const found = await new Promise<Socket | Error>((resolve) => {
      const socket = connect(terminal)
      socket.once('connect', () => resolve(socket))
      socket.once('error', resolve)
    })
    if (!(found instanceof Error)) return found
    if (tries === TRIES) throw new KimiError('task.not_running', `${short} has no terminal any more: ${found.message}`)
    await sleep(TRY_MS)
  }
}

const TRIES = 40
const TRY_MS = 50

/** True when the command has ended, false when the user has left. */
async function joinTerminal(task: TaskView): Promise<boolean> {
  const { short, title } = task
  const { stdin, stdout } = process
  const socket = await connectTerminal(task)
  stdout.write(`attached to ${short} ${sanitiseLine(title, 60)}; Ctrl-\\ leaves it running\r\n`)
  return new Promise((resolve) => {
    const send = (wish: object) => socket.write(JSON.stringify(wish) + '\n')
    const resize = () => send({ resize: [stdout.columns, stdout.rows] })
    const type = (keys: Buffer) => {
      const at = keys.indexOf(DETACH)
      if (at !== 0) send({ input: keys.subarray(0, at < 0 ? undefined : at).toString('base64') })
      if (at >= 0) leave(() => resolve(false))
    }
    const leave = (then: () => void) => {
      stdin.off('data', type)
      stdout.off('resize', resize)
      process.off('exit', restore)
      stdin.pause()
      restore()
      socket.removeAllListeners()
      socket.on('error', () => {})
      socket.destroy()
      then()
    }
    const restore = () => {
      stdin.setRawMode(false)
      stdout.write(RESTORE)
    }
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, () => leave(() => process.exit(143)))
    process.once('exit', restore)
    stdin.setRawMode(true)
    stdin.on('data', type)
    stdin.resume()
    stdout.on('resize', resize)
    resize()
    socket.on('data', (bytes) => stdout.write(bytes))
    socket.once('close', () => leave(() => resolve(true)))
    socket.on('error', () => {}) // its close comes next
  })
}

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
    // What comes before we have read what was said so far is part of that.
    let isLive = false
    const questions: (() => void)[] = []
    const listener: Listener = {
      event: (event) => isLive && view.event(event),
      request: (...asked) => (isLive ? view.request(...asked) : void questions.push(() => view.request(...asked))),
    }
    const { client } = await openSession({ daemon: true }, open, listener, true, { ...env, CI: undefined })
    process.stdout.write(sanitiseText(readLogTail(task.outputPath, TAIL_BYTES).text))
    isLive = true
    for (const ask of questions) ask()
    cancel = () => void client.call('cancel', {}).catch(() => {})
    send = () => void client.call('session/background', {}).catch(() => {})
    steer = (said) => void client.call('steer', { user_input: said }).catch(() => {})
    const ended = withDaemon(env, (waiting) => waiting.call('task/wait', { id: task.id, limitMs: WAIT_MS })).then(
      () => true,
    )
    const hasEnded = await Promise.race([left.promise, ended])
    client.close()
    return hasEnded
  } finally {
    view.close()
    keys.destroy()
  }
}
