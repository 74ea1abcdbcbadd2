// A turn on a terminal: its text as it comes, questions answered with single keys, and typed lines that steer it. This file
// has the keyboard and the stream; the looks are view's.

import type { ReadStream } from 'node:tty'
import type { Client, Listener } from '../../client/peer.ts'
import type { WireRequest } from '../../protocol/wire.ts'
import * as queue from '../../view/question-queue.ts'
import type { TurnPrinter } from '../../view/turn-printer.ts'
import { createTurnScreen } from './turn-screen.ts'
import type { TypedLine } from './typed-line.ts'

export interface TurnTerminal extends Listener {
  /** From now on keys act on the turn of this client. Before, steering and interrupts are lost. */
  connect(client: Client): void
  /** Gives the terminal back. May be called twice. */
  close(): void
  /** The last lines about the turn, for whoever prints them. */
  describeSummary(): string[]
}

export interface TurnTerminalOptions {
  out: NodeJS.WriteStream
  /** Null where there is no keyboard: then nobody can be asked. */
  keys: ReadStream | null
  /** Called at a second Ctrl-C. */
  onLeave(): void
  /** Called at Ctrl-\, which lets the turn go on without this terminal. */
  onDetach?: () => void
  showsThinking?: boolean
  /** A clock in milliseconds. */
  now?: () => number
  env?: NodeJS.ProcessEnv
}

const CTRL_B = '\x02'
const CTRL_C = '\x03'
const CTRL_BACKSLASH = '\x1c'
const ESC = '\x1b'

export function createTurnTerminal(options: TurnTerminalOptions): TurnTerminal {
  const {
    out,
    keys,
    onLeave,
    onDetach,
    showsThinking = false,
    now = () => performance.now(),
    env = process.env,
  } = options
  const screen = createTurnScreen({ out, showsThinking, env, now, isAsking: () => questions.isAsking() })
  const { printer, line } = screen
  const questions = createTurnQuestions(printer, line, now)
  let client: Client | null = null
  let interrupts = 0

  const tell = (method: 'cancel' | 'session/background') => void client?.call(method, {}).catch(() => {})
  const steer = (text: string) => {
    if (text.trim() !== '') void client?.call('steer', { user_input: text }).catch(() => {})
  }
  const interrupt = () => {
    if (interrupts++ > 0) return onLeave()
    line.end('')
    line.write(printer.printStatus('interrupting…'))
    tell('cancel')
  }
  const onKeys = (data: Buffer) => {
    const text = data.toString('utf8')
    if (text === CTRL_BACKSLASH && onDetach) return onDetach()
    if (text === CTRL_C) return interrupt()
    if (line.isOpen()) return line.edit(text)
    if (text === CTRL_B) return tell('session/background')
    if (screen.press(text)) return
    if (questions.isAsking()) return questions.press(text)
    if (/^[\x00-\x1f]/.test(text)) return // arrows and other control keys mean nothing here
    questions.readLine('» ', steer)
    line.edit(text)
  }
  keys?.setRawMode(true)
  keys?.on('data', onKeys)
  keys?.resume()

  return {
    event(event) {
      screen.event(event)
      if (event.type === 'ApprovalResponse') questions.withdraw(event.payload.request_id, event.payload.response)
    },
    request(request, answer) {
      questions.add(request, screen.noteRequest(request, answer))
    },
    connect: (connected) => void (client = connected),
    describeSummary: screen.describeSummary,
    close() {
      screen.close()
      keys?.off('data', onKeys)
      keys?.setRawMode(false)
      keys?.pause()
    },
  }
}

/** The questions of a turn on the terminal: drawn one at a time, their answers given to whoever asked. */
function createTurnQuestions(printer: TurnPrinter, line: TypedLine, now: () => number) {
  const questions = queue.createQuestionQueue()
  const replies = new Map<string, (result: unknown) => void>()

  const readLine = (label: string, onEnd: (text: string) => void) =>
    line.open(printer.endLine() + label, (text) => {
      questions.shownAt = now() // a question that came while the line was open is on screen only now
      onEnd(text)
    })
  const follow = ({ note, isNext, reply, words }: queue.QueueStep) => {
    if (note !== undefined) line.write(printer.printNote(note))
    if (isNext) line.write(printer.printQuestion(questions.pending[0]!))
    if (reply) replies.get(reply.id)?.(reply.result)
    if (reply) replies.delete(reply.id)
    if (words) readLine(words.label, (text) => follow(queue.giveWords(questions, words.id, text, now())))
  }
  return {
    readLine,
    isAsking: () => questions.pending.length > 0,
    add(request: WireRequest, answer: (result: unknown) => void) {
      replies.set(request.payload.id, answer)
      follow(queue.addRequest(questions, request, now()))
    },
    withdraw(id: string, verdict: string) {
      replies.delete(id)
      follow(queue.withdrawRequest(questions, id, verdict, now()))
    },
    /** Of an escape sequence, such as an arrow's, no key reaches the question; Esc alone does. */
    press(text: string) {
      const [first = ''] = text
      const key = text !== ESC && first === ESC ? '' : first
      follow(queue.pressKey(questions, key, now()))
    },
  }
}
