// The screen of a turn: what was said and done, and below it what happens at the moment. While the user types a line, or is
// asked something, all of it waits.

import type { WireEvent, WireRequest } from '../../protocol/wire.ts'
import { describeSummary } from '../../view/turns/summary-line.ts'
import { createTurnPrinter, type TurnPrinter } from '../../view/turns/turn-printer.ts'
import { applyEvent, createTurnState, noteRequest } from '../../view/turns/turn-state.ts'
import { createLiveArea } from './live-area.ts'
import { findStyle } from './terminal-style.ts'
import { createTypedLine, type TypedLine } from './typed-line.ts'

export interface TurnScreen {
  printer: TurnPrinter
  line: TypedLine
  event(event: WireEvent): void
  /** The user is asked; the answer is to go through the function that is returned, and then what has waited is shown. */
  noteRequest(request: WireRequest, answer: Answer): Answer
  /** Takes the keys that show more or less: Ctrl-O, Ctrl-T. False for other keys. */
  press(key: string): boolean
  /** Shows output that stays, and draws the lines of the moment anew. */
  show(text: string): void
  /** The last lines about the turn, for whoever prints them. */
  describeSummary(): string[]
  close(): void
}

type Answer = (result: unknown) => void

export interface TurnScreenOptions {
  out: NodeJS.WriteStream
  env: NodeJS.ProcessEnv
  /** A clock in milliseconds. */
  now(): number
  /** True while a question is on screen. */
  isAsking(): boolean
}

/** Seconds and countdowns are drawn anew so often. */
const TICK_MS = 500
const CTRL_O = '\x0f'
const CTRL_T = '\x14'

export function createTurnScreen({ out, env, now, isAsking }: TurnScreenOptions): TurnScreen {
  const turn = createTurnState()
  const getStyle = () => findStyle(out, env, true)
  const printer = createTurnPrinter(turn, getStyle)
  const area = createLiveArea(out)
  const line = followedBy(
    createTypedLine(area, () => out.columns || 80),
    () => show(''),
  )
  let held = ''
  /** Something that was printed before a question, or the answer to one, is shown after it. */
  let hasWaited = false
  const release = () => {
    if (held === '') return
    line.write(held)
    held = ''
    if (hasWaited) printer.forgetPlace()
    hasWaited = false
  }
  const show = (text: string) => {
    held += text
    if (isAsking()) return void (hasWaited ||= held !== '')
    area.frame(() => {
      release()
      if (!line.isOpen()) area.draw(printer.describeLive(now()))
    })
  }
  const ticking = setInterval(() => show(''), TICK_MS).unref()
  return {
    printer,
    line,
    event: (event) => show(printer.printChange(applyEvent(turn, event, now()))),
    noteRequest(request, answer) {
      noteRequest(turn, request)
      return (result) => {
        answer(result)
        show('')
      }
    },
    show,
    press(key) {
      if (key === CTRL_O) show(printer.printOutput())
      else if (key === CTRL_T) show(printer.toggleThinking())
      else return false
      return true
    },
    describeSummary: () => describeSummary(turn, getStyle()),
    close() {
      clearInterval(ticking)
      area.frame(() => {
        release()
        area.write(printer.endLine())
      })
    },
  }
}

/** The same line, with `onEnded` called after its end. */
function followedBy(line: TypedLine, onEnded: () => void): TypedLine {
  const end: TypedLine['end'] = (text) => {
    line.end(text)
    onEnded()
  }
  return { ...line, end }
}
