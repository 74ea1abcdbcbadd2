// `kimi task list --watch`: one screen of all turns and tasks, those that wait for the user first. Keys attach, approve, stop.

import { once } from 'node:events'
import type { Client } from '../../client/peer.ts'
import { KimiError, toKimiError } from '../../protocol/errors.ts'
import type { TaskView } from '../../protocol/task.ts'
import { attachTask } from './task-attach.ts'
import { withDaemon } from './task-client.ts'
import { followTasks } from './task-feed.ts'
import { readTail } from './task-output-command.ts'
import { pressKey, splitKeys, type ScreenWish } from '../../view/tasks/task-screen-keys.ts'
import { TYPED_AHEAD_MS } from '../../view/questions/question-keys.ts'
import type { Size } from '../../view/tasks/task-screen-panel.ts'
import { createScreen, drawScreen, type Screen } from '../../view/tasks/task-screen-view.ts'
import { chooseSigns } from '../../view/tasks/task-text.ts'

/** The times on the screen are counted by the second. */
const REDRAW_MS = 1_000
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

/** Attaches below the screen, on the terminal itself. The output of a task that has ended stays in sight until a key. */
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

/** Runs until the user leaves (null) or wants to attach to a task. */
async function runScreen(screen: Screen, env: NodeJS.ProcessEnv): Promise<TaskView | null> {
  const { stdin, stdout } = process
  const left = Promise.withResolvers<TaskView | null>()
  const painter = createPainter(screen, env)
  let panelOpenedAt = -Infinity

  /** Calls the daemon for a key, and shows what comes of it. */
  const act = async (action: (client: Client) => Promise<unknown>) => {
    await withDaemon(env, action).catch((error: unknown) => (screen.message = toKimiError(error).message))
    painter.draw()
  }
  const readOutput = () => {
    const id = screen.selected()?.id
    if (screen.panel?.verb !== 'read' || id === undefined) return
    void act(async (client) => {
      const text = await readTail(client, id, PANEL_BYTES)
      if (screen.selected()?.id === id) screen.showOutput(text)
    })
  }
  const onKeys = (data: Buffer) => {
    const keys = splitKeys(data.toString('utf8'))
    for (const key of keys) {
      const before = screen.panel
      // Keys that come all at once are a paste, which answers nothing.
      const isText = keys.length > 1 || performance.now() - panelOpenedAt < TYPED_AHEAD_MS
      const wish = pressKey(screen, key, sizeOf(stdout), isText)
      if (screen.panel !== before) {
        panelOpenedAt = performance.now()
        readOutput()
      }
      if (wish) obey(wish, screen, left.resolve, act)
    }
    painter.draw()
  }
  const endFeed = followTasks(env, {
    onTasks(tasks) {
      screen.update(tasks)
      painter.draw()
      readOutput()
    },
    onTrouble(text) {
      screen.trouble = text
      painter.draw()
    },
  })
  stdin.on('data', onKeys)
  stdin.resume()
  const task = await left.promise
  endFeed()
  painter.close()
  stdin.off('data', onKeys)
  stdin.pause()
  return task
}

function obey(
  wish: ScreenWish,
  screen: Screen,
  leave: (task: TaskView | null) => void,
  act: (action: (client: Client) => Promise<unknown>) => Promise<void>,
): void {
  if (wish.type === 'leave') return leave(null)
  if (wish.type === 'attach') return leave(wish.task)
  const { id } = wish.task
  if (wish.type === 'stop') return void act((client) => client.call('task/stop', { id }))
  screen.panel = null
  const { request, answer, text } = wish
  void act((client) => client.call('task/answer', { id, request, answer, ...(text === '' ? {} : { text }) }))
}

function sizeOf({ columns, rows }: NodeJS.WriteStream): Size {
  return { columns: columns || 80, rows: rows || 24 }
}

/** Draws the screen: at each call, each second, and anew when the terminal's size changes. Writes only changed lines. */
function createPainter(screen: Screen, env: NodeJS.ProcessEnv): { draw(): void; close(): void } {
  const { stdout } = process
  const signs = chooseSigns(env)
  let drawn: string[] = []
  let isClosed = false
  const draw = () => {
    if (isClosed) return
    const frame = drawScreen(screen, signs, sizeOf(stdout), Date.now() / 1000)
    const changed = frame.map((line, at) => (line === drawn[at] ? '' : `\x1b[${at + 1};1H${line}\x1b[m\x1b[K`)).join('')
    if (changed !== '') stdout.write(changed)
    drawn = frame
  }
  const redraw = () => {
    drawn = []
    stdout.write('\x1b[2J')
    draw()
  }
  const timer = setInterval(draw, REDRAW_MS)
  stdout.on('resize', redraw)
  return {
    draw,
    close() {
      isClosed = true
      clearInterval(timer)
      stdout.off('resize', redraw)
    },
  }
}
