// The live terminal of a command, shown on ours: its bytes unchanged, our keys and size sent to it, and our terminal restored
// afterwards.

import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { KimiError } from '../../protocol/errors.ts'
import type { TaskView } from '../../protocol/task.ts'
import { onAborted, sayAttached } from './task-follow.ts'

/** Ctrl-\, as the byte, and as a program writes it that has asked the terminal for whole keys: kitty's form, and xterm's. */
const DETACH = /\x1c|\x1b\[92;(?:5|69|133|197)(?::1)?u|\x1b\[27;5;92~/
/** Switches off the modes that a program may have switched on; written whichever way we leave. */
const RESTORE = '\x1b[?25h\x1b[?2004l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1l\x1b>\x1b[m\r\n'
/** Written where a program has asked for whole keys: the terminal sends plain ones again. */
const PLAIN_KEYS = '\x1b[=0u\x1b[>4;0m'
/** Written only on the alternate screen: on the other one it moves the cursor to a place saved earlier, above the output. */
const LEAVE_ALTERNATE = '\x1b[?1049l'
const SIGNALS = ['SIGTERM', 'SIGHUP'] as const

/** Tries for a while, because the runner opens the terminal's socket a moment after the task has begun. */
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

/** True when the command has ended, false when the user has left: by the key, or since `left` was aborted. */
export async function joinTerminal(task: TaskView, left: AbortSignal): Promise<boolean> {
  const { stdin, stdout } = process
  const socket = await connectTerminal(task)
  const screen = followScreen()
  stdin.setRawMode(true)
  sayAttached(task)
  return new Promise((resolve) => {
    const send = (wish: object) => socket.write(JSON.stringify(wish) + '\n')
    const resize = () => send({ resize: [stdout.columns, stdout.rows] })
    const type = (keys: Buffer) => {
      const at = keys.toString('latin1').search(DETACH)
      if (at !== 0) send({ input: keys.subarray(0, at < 0 ? undefined : at).toString('base64') })
      if (at >= 0) leave(() => resolve(false))
    }
    const leave = (then: () => void) => {
      stdin.off('data', type)
      stdout.off('resize', resize)
      process.off('exit', restore)
      for (const signal of SIGNALS) process.off(signal, end)
      stdin.pause()
      restore()
      socket.removeAllListeners()
      socket.on('error', () => {})
      socket.destroy()
      then()
    }
    const restore = () => {
      stdin.setRawMode(false)
      stdout.write((screen.isAlternate ? LEAVE_ALTERNATE : '') + (screen.hasWholeKeys ? PLAIN_KEYS : '') + RESTORE)
    }
    const end = (signal: NodeJS.Signals) => leave(() => process.exit(signal === 'SIGHUP' ? 129 : 143))
    for (const signal of SIGNALS) process.once(signal, end)
    process.once('exit', restore)
    stdin.on('data', type)
    stdin.resume()
    stdout.on('resize', resize)
    resize()
    socket.on('data', (bytes: Buffer) => {
      screen.take(bytes)
      stdout.write(bytes)
    })
    socket.once('close', () => leave(() => resolve(true)))
    socket.on('error', () => {}) // 'close' follows
    onAborted(left, () => leave(() => resolve(false)))
  })
}

const SWITCH = /\x1b\[\?(?:\d+;)*(?:47|1047|1049)(?:;\d+)*([hl])/g
/** Asks for whole keys: kitty's protocol, or xterm's modifyOtherKeys. */
const WHOLE_KEYS = /\x1b\[(?:[>=]\d+(?:;\d+)?u|>4;[12]m)/
/** The longest part of a sequence that the end of a chunk may cut. */
const CUT_CHARS = 32

export interface FollowedScreen {
  take(bytes: Buffer): void
  /** The output has left the terminal on the alternate screen. */
  readonly isAlternate: boolean
  /** The output has asked the terminal for whole keys. */
  readonly hasWholeKeys: boolean
}

/** Reads output for the modes that have to be taken back when we leave. */
export function followScreen(): FollowedScreen {
  let isAlternate = false
  let hasWholeKeys = false
  let held = ''
  return {
    take(bytes) {
      const text = held + bytes.toString('latin1')
      const last = [...text.matchAll(SWITCH)].at(-1)
      if (last) isAlternate = last[1] === 'h'
      hasWholeKeys ||= WHOLE_KEYS.test(text)
      held = text.slice(-CUT_CHARS)
    },
    get isAlternate() {
      return isAlternate
    },
    get hasWholeKeys() {
      return hasWholeKeys
    },
  }
}
