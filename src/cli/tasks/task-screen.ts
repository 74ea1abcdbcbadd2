// `kimi task list --watch`: one screen of all turns and tasks, by what they want: yours first. Keys attach, approve, stop.

import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '../../client/peer.ts'
import { KimiError, toKimiError } from '../../protocol/errors.ts'
import type { TaskView } from '../../protocol/task.ts'
import { readLogTail } from '../../tools/tasks/output-log.ts'
import { attachTask } from './task-attach.ts'
import { withDaemon } from './task-client.ts'
import { pressKey, splitKeys, type ScreenWish } from '../../view/task-screen-keys.ts'
import { TYPED_AHEAD_MS } from '../../view/question-queue.ts'
import { createScreen, drawScreen, type Screen } from '../../view/task-screen-view.ts'
import { chooseSigns } from '../../view/task-text.ts'

const REFRESH_MS = 500
/** A list older than that says so. */
const LATE_MS = 2_000
/** Of the ended ones: more than any screen shows. */
const RECENT = 60
const PANEL_BYTES = 16 * 1024
const ENTER = '\x1b[?1049h\x1b[?25l'
const LEAVE = '\x1b[?25h\x1b[?1049l'
const SIGNALS = ['SIGTERM', 'SIGHUP'] as const

/** Returns the exit status when the user leaves. */
export async function showScreen(env: NodeJS.ProcessEnv): Promise<number> {
  const { stdin, stdout } = process
  if (!stdin.isTTY || !stdout.isTTY) {
    throw new KimiError('usage.invalid', 'there is no terminal to show a screen on', { hint: 'kimi task list' })
  }
  let isShown = false
  const begin = () => {
    isShown = true
    stdin.setRawMode(true)
    stdout.write(ENTER)
  }
  const restore = () => {
    if (!isShown) return
    isShown = false
    stdin.setRawMode(false)
    stdout.write(LEAVE)
  }
  const end = (signal: NodeJS.Signals) => process.exit(signal === 'SIGHUP' ? 129 : 143)
  process.once('exit', restore)
  for (const signal of SIGNALS) process.on(signal, end)
  const screen = createScreen()
  try {
    for (;;) {
      begin()
      const task = await runScreen(screen, env)
      restore()
      if (!task) return 0
      await attachFrom(screen, task, env)
    }
  } finally {
    restore()
    process.off('exit', restore)
    for (const signal of SIGNALS) process.off(signal, end)
    stdin.pause()
  }
}

/** Below the screen, on the terminal itself. What has ended there is left in sight until a key. */
async function attachFrom(screen: Screen, task: TaskView, env: NodeJS.ProcessEnv): Promise<void> {
  const { stdin, stdout } = process
  try {
    const { hasEnded } = await attachTask(task.id, env)
    if (!hasEnded) return
    stdout.write('a key goes back to the list')
    stdin.setRawMode(true)
    stdin.resume()
    await once(stdin, 'data')
    stdout.write('\r\n')
  } catch (error) {
    screen.message = toKimiError(error).message
  } finally {
    stdin.setRawMode(false)
  }
}

/** Until the user leaves, or wants to attach to a task. A daemon that goes is waited for. */
async function runScreen(screen: Screen, env: NodeJS.ProcessEnv): Promise<TaskView | null> {
  const { stdin, stdout } = process
  const signs = chooseSigns(env)
  const left = Promise.withResolvers<TaskView | null>()
  const closed = new AbortController()
  const isClosed = () => closed.signal.aborted
  let wake = () => {}
  let openedAt = -Infinity
  let drawn: string[] = []
  const sizeOf = () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 })

  const draw = () => {
    if (isClosed()) return
    const task = screen.selected()
    if (task && screen.panel?.verb === 'read') screen.showOutput(readLogTail(task.outputPath, PANEL_BYTES).text)
    const frame = drawScreen(screen, signs, sizeOf(), Date.now() / 1000)
    const changed = frame.map((line, at) => (line === drawn[at] ? '' : `\x1b[${at + 1};1H${line}\x1b[m\x1b[K`)).join('')
    if (changed !== '') stdout.write(changed)
    drawn = frame
  }
  const redraw = () => {
    drawn = []
    stdout.write('\x1b[2J')
    draw()
  }
  const act = async (what: (client: Client) => Promise<unknown>) => {
    await withDaemon(env, what).catch((error: unknown) => (screen.message = toKimiError(error).message))
    wake()
  }
  const obey = (wish: ScreenWish) => {
    if (wish.type === 'leave') return left.resolve(null)
    if (wish.type === 'attach') return left.resolve(wish.task)
    const { id } = wish.task
    if (wish.type === 'stop') return void act((client) => client.call('task/stop', { id }))
    screen.panel = null
    const { request, answer, text } = wish
    void act((client) => client.call('task/answer', { id, request, answer, ...(text === '' ? {} : { text }) }))
  }
  const onKeys = (data: Buffer) => {
    for (const key of splitKeys(data.toString('utf8'))) {
      const before = screen.panel
      const wish = pressKey(screen, key, sizeOf(), performance.now() - openedAt < TYPED_AHEAD_MS)
      if (screen.panel !== before) openedAt = performance.now()
      if (wish) obey(wish)
    }
    draw()
  }
  const pause = () => {
    const woken = new Promise<void>((resolve) => (wake = resolve))
    return Promise.race([woken, sleep(REFRESH_MS, undefined, { ref: false })])
  }
  const follow = async (client: Client) => {
    // A daemon that does not answer keeps nobody on this screen.
    closed.signal.addEventListener('abort', () => client.close(), { once: true })
    while (!isClosed()) {
      const late = setTimeout(() => {
        screen.trouble = 'the daemon does not answer: kimi daemon restart'
        draw()
      }, LATE_MS)
      const { tasks } = await client.call('task/list', { ended: RECENT }).finally(() => clearTimeout(late))
      screen.trouble = ''
      screen.update(tasks)
      draw()
      await pause()
    }
  }
  const refresh = async () => {
    while (!isClosed()) {
      try {
        await withDaemon(env, follow)
      } catch (error) {
        if (isClosed()) return
        screen.trouble = toKimiError(error).message
        draw()
        await pause()
      }
    }
  }

  stdin.on('data', onKeys)
  stdin.resume()
  stdout.on('resize', redraw)
  void refresh()
  const task = await left.promise
  closed.abort()
  wake()
  stdin.off('data', onKeys)
  stdout.off('resize', redraw)
  stdin.pause()
  return task
}
