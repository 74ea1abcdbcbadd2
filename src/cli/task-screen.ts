// `kimi task list --watch`: one screen of all turns and tasks, by what they want: yours first. Keys attach, approve, stop.

import type { Client } from '../client/peer.ts'
import { KimiError, toKimiError } from '../protocol/errors.ts'
import type { TaskView } from '../protocol/tasks.ts'
import { withDaemon } from './task-client.ts'
import { attachTask } from './task-attach.ts'
import { chooseSigns } from './task-text.ts'
import { createScreen, drawScreen, type Screen } from './task-screen-view.ts'

const REFRESH_MS = 500
const SHOWN_ENDED = 40
const ENTER = '\x1b[?1049h\x1b[?25l'
/** A sequence, or one character. */
const KEY = /\x1b(?:\[[\d;]*[A-Za-z~]|O[A-Z])?|[^\x1b]/g
const LEAVE = '\x1b[?25h\x1b[?1049l'

/** Returns the exit status when the user leaves. */
export async function showScreen(env: NodeJS.ProcessEnv): Promise<number> {
  const { stdin, stdout } = process
  if (!stdin.isTTY || !stdout.isTTY) {
    throw new KimiError('usage.invalid', 'there is no terminal to show a screen on', { hint: 'kimi task list' })
  }
  const restore = () => {
    stdin.setRawMode(false)
    stdout.write(LEAVE)
  }
  const begin = () => {
    stdin.setRawMode(true)
    stdout.write(ENTER)
  }
  process.once('exit', restore)
  try {
    let screen = createScreen()
    for (;;) {
      begin()
      const next = await runScreen(screen, env)
      restore()
      if (!next.attach) return 0
      screen = next.screen
      await attachTask(next.attach, env).catch((error: unknown) => {
        screen.message = toKimiError(error).message
      })
    }
  } finally {
    process.off('exit', restore)
    stdin.pause()
  }
}

/** Until the user leaves, or wants to attach to a task. A daemon that goes is waited for. */
async function runScreen(screen: Screen, env: NodeJS.ProcessEnv): Promise<{ attach: string | null; screen: Screen }> {
  const { stdin, stdout } = process
  const left = Promise.withResolvers<string | null>()
  const signs = chooseSigns(env)
  let drawn = ''
  const closed = new AbortController()
  let wake = () => {}
  const draw = () => {
    const size = { columns: stdout.columns || 80, rows: stdout.rows || 24 }
    const frame = drawScreen(screen, signs, size, Date.now() / 1000)
    const text = frame.map((line, at) => `\x1b[${at + 1};1H${line}\x1b[m\x1b[K`).join('')
    if (text !== drawn && !closed.signal.aborted) stdout.write(text)
    drawn = text
  }
  const redraw = () => {
    drawn = ''
    draw()
  }
  const act = async (what: (client: Client, task: TaskView) => Promise<unknown>) => {
    const task = screen.selected()
    if (!task) return
    await withDaemon(env, (client) => what(client, task)).catch((error: unknown) => {
      screen.message = toKimiError(error).message
    })
    wake()
  }
  const answer = (verdict: 'approve' | 'reject') =>
    act(async (client, { id, waiting }) => {
      if (!waiting || waiting.request !== screen.panel?.request) return
      await client.call('task/answer', { id, request: waiting.request, answer: verdict })
      screen.panel = null
    })
  const onKey = (key: string) => {
    screen.message = ''
    const asked = screen.panel?.request
    if (asked && key === 'y') void answer('approve')
    else if (asked && key === 'n') void answer('reject')
    else if (screen.panel && (key === '\x1b' || key === 'q')) screen.panel = null
    else if (key === 'q' || key === '\x1b' || key === '\x03') left.resolve(null)
    else if (key === 'j' || key === '\x1b[B' || key === '\x1bOB') screen.move(1)
    else if (key === 'k' || key === '\x1b[A' || key === '\x1bOA') screen.move(-1)
    else if (key === '\r' || key === 't') left.resolve(screen.selected()?.id ?? null)
    else if (key === 'a' || key === 'r') screen.openQuestion()
    else if (key === 'o') screen.openOutput()
    else if (key === 's') void act((client, { id }) => client.call('task/stop', { id }))
    draw()
  }
  const onKeys = (data: Buffer) => data.toString('utf8').match(KEY)?.forEach(onKey)
  stdin.on('data', onKeys)
  stdin.resume()
  stdout.on('resize', redraw)
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(143))

  const refresh = async () => {
    while (!closed.signal.aborted) {
      try {
        await withDaemon(env, async (client) => {
          while (!closed.signal.aborted) {
            screen.update((await client.call('task/list', { ended: SHOWN_ENDED })).tasks)
            draw()
            await new Promise<void>((resolve) => {
              wake = resolve
              setTimeout(resolve, REFRESH_MS)
            })
          }
        })
      } catch (error) {
        screen.message = toKimiError(error).message
        draw()
        await new Promise((resolve) => setTimeout(resolve, REFRESH_MS))
      }
    }
  }
  const refreshed = refresh()
  const attach = await left.promise
  closed.abort()
  wake()
  stdin.off('data', onKeys)
  stdout.off('resize', redraw)
  stdin.pause()
  await refreshed
  return { attach, screen }
}
