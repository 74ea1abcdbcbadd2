// A turn on a terminal: its text as it comes, questions answered with single keys, and typed lines that steer it. This file
// has the keyboard and the stream; the looks, and the rule of what is an answer, are view's.

import { StringDecoder } from 'node:string_decoder'
import type { ReadStream } from 'node:tty'
import type { Client, Listener } from '../../client/peer.ts'
import type { WireEvent, WireRequest } from '../../protocol/wire.ts'
import { countHidden, fitToScreen } from '../../view/questions/question-lines.ts'
import * as keyboard from '../../view/questions/question-keys.ts'
import * as queue from '../../view/questions/question-queue.ts'
import { wrapNote } from '../../view/turns/turn-output.ts'
import type { TurnPrinter } from '../../view/turns/turn-printer.ts'
import { LEAVE_PASTES, MARK_PASTES } from '../../view/typed-keys.ts'
import { createSteering } from './steering.ts'
import { findStyle } from './terminal-style.ts'
import { createTurnScreen } from './turn-screen.ts'
import type { TypedLine } from './typed-line.ts'

export interface TurnTerminal extends Listener {
  /**
   * From now on keys act on the turn of this client. Call it right before the turn begins; steering waits for it.
   * `showsThinking`: the user wants to see what the model thinks.
   */
  connect(client: Client, showsThinking?: boolean): void
  /** Gives the terminal back. May be called twice. */
  close(): void
  /** The words that were typed and that no turn has taken, one line for each; '' when there are none. Call it after `close`. */
  unsent(): string
  /** Shows something about the daemon, as a row of its own. */
  remark(text: string): void
  /** The last lines about the turn, for whoever prints them. */
  describeSummary(): string[]
}

export interface TurnTerminalOptions {
  out: NodeJS.WriteStream
  /** Null where there is no keyboard: then nobody can be asked. */
  keys: ReadStream | null
  /** Called at a second Ctrl-C. */
  onLeave(): void
  /** Called at the first Ctrl-C, besides what it does to the turn. */
  onInterrupt?: () => void
  /** Called at Ctrl-\, which lets the turn go on without this terminal. */
  onDetach?: () => void
  env?: NodeJS.ProcessEnv
  /** A clock in milliseconds. */
  now?: () => number
  /** Runs something after so many milliseconds of that clock. */
  after?: (ms: number, run: () => void) => void
}

export function createTurnTerminal(options: TurnTerminalOptions): TurnTerminal {
  const { out, keys, onLeave, onDetach, env = process.env } = options
  const now = options.now ?? (() => performance.now())
  const screen = createTurnScreen({ out, env, now, isAsking: () => questions.isAsking() })
  const { printer, line } = screen
  const steering = createSteering()
  let client: Client | null = null
  let interrupts = 0

  const tell = (method: 'cancel' | 'session/background') => void client?.call(method, {}).catch(() => {})
  const questions = createTurnQuestions({ ...options, now, printer, line, steer: steering.say }, (control) => {
    if (control === 'background') return tell('session/background')
    if (control === 'detach') return onDetach?.()
    if (interrupts++ > 0) return onLeave()
    if (!questions.interrupt()) line.write(printer.printStatus('interrupting…'))
    tell('cancel')
    options.onInterrupt?.()
  })
  const decoder = new StringDecoder('utf8')
  const onKeys = (data: Buffer) => {
    const read = decoder.write(data)
    if (line.isOpen() || !screen.press(read)) questions.type(read)
  }
  keys?.setRawMode(true)
  keys?.on('data', onKeys)
  keys?.resume()
  if (keys) out.write(MARK_PASTES)
  let isClosed = false

  return {
    event(event: WireEvent) {
      if (event.type === 'SteerInput') steering.onTaken(event.payload.user_input)
      screen.event(event)
      if (event.type === 'ApprovalResponse') questions.withdraw(event.payload.request_id, event.payload.response)
      if (event.type === 'QuestionResponse')
        questions.withdraw(event.payload.request_id, Object.values(event.payload.answers).join(', ') || 'no answer')
    },
    request: (request, answer) => questions.add(request, screen.noteRequest(request, answer)),
    connect(connected, showsThinking = false) {
      if (showsThinking) printer.showThinking()
      client = connected
      queueMicrotask(() => steering.connect(connected)) // after the caller has asked for the turn
    },
    close() {
      if (isClosed) return
      isClosed = true
      questions.end()
      screen.close()
      keys?.off('data', onKeys)
      if (keys) out.write(LEAVE_PASTES)
      keys?.setRawMode(false)
      keys?.pause()
    },
    remark: (text) => line.writeAbove(printer.printRows(wrapNote(`kimi: ${text}`, findStyle(out, env, true)))),
    unsent: steering.untaken,
    describeSummary: screen.describeSummary,
  }
}

interface QuestionsDeps extends Pick<TurnTerminalOptions, 'after' | 'out' | 'env'> {
  now(): number
  printer: TurnPrinter
  line: TypedLine
  steer(words: string, isUnsent?: boolean): void
}

/** The questions of a turn on the terminal: drawn one at a time, their answers given to whoever asked. */
function createTurnQuestions(
  { printer, line, steer, now, out, env = process.env, after = setLater }: QuestionsDeps,
  onControl: (control: NonNullable<queue.QueueStep['control']>) => void,
) {
  const questions = queue.createQuestionQueue()
  const replies = new Map<string, (result: unknown) => void>()

  const carryOut = ({ note, draw, reply, steer: words, ended, control }: queue.QueueStep) => {
    if (words !== undefined) steer(words) // before the screen shows them as sent
    if (ended) {
      if (!line.isOpen()) line.write(printer.endLine())
      const { label, text, isAsked } = ended.line
      // Unsent words are given back to whoever began the turn, and shown there.
      line.end((text === '' || ended.unsent) && !isAsked ? '' : label + text)
      if (ended.unsent && ended.line.text.trim() !== '') steer(ended.line.text, true)
    }
    if (note !== undefined) line.writeAbove(printer.printNote(note))
    if (draw === 'question' && questions.pending[0]) fitToScreen(questions.pending[0], findRoom(out, env))
    if (draw && questions.pending[0]) line.writeAbove(printer.printQuestion(questions.pending[0], draw))
    if (reply) replies.get(reply.id)?.(reply.result)
    if (reply) replies.delete(reply.id)
    if (control) onControl(control)
  }
  const follow = (steps: queue.QueueStep[]) => {
    steps.forEach(carryOut)
    const { line: typed, held } = questions
    const unfinished = typed && !line.isOpen() ? printer.describeText() : []
    if (unfinished === null) line.write(printer.endLine())
    if (typed) line.show(typed.label + typed.text, unfinished ?? [])
    if (held) after(keyboard.HOLD_MS, () => follow(keyboard.settleHeld(questions, now())))
  }
  return {
    isAsking: () => questions.pending.length > 0,
    add(request: WireRequest, answer: (result: unknown) => void) {
      replies.set(request.payload.id, answer)
      const room = findRoom(out, env)
      const hidden = request.type === 'ApprovalRequest' ? countHidden(request.payload, room) : 0
      follow(keyboard.askRequest(questions, request, now(), hidden, room))
    },
    withdraw(id: string, verdict: string) {
      replies.delete(id)
      follow(keyboard.withdrawRequest(questions, id, verdict, now()))
    },
    type: (read: string) => follow(keyboard.typeKeys(questions, read, now())),
    /** True when something was being asked: the user is told of the interruption. */
    interrupt() {
      const isAsking = questions.pending.length > 0
      follow(keyboard.interruptQuestions(questions, now()))
      return isAsking
    },
    end: () => follow(keyboard.takeUnsent(questions, now())),
  }
}

/** The room for a question; undefined where the terminal does not tell its size. */
function findRoom(out: NodeJS.WriteStream, env: NodeJS.ProcessEnv): queue.QuestionScreen | undefined {
  return out.rows ? { width: findStyle(out, env, true).width, rows: out.rows } : undefined
}

function setLater(ms: number, run: () => void): void {
  setTimeout(run, ms)
}
