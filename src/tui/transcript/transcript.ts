// The conversation on the screen: events in, lines that stay and lines of the moment out. The turns themselves are kept for the
// viewer, the last of them only, so that a long session takes no more memory than a short one.

import type { Content } from '../../protocol/message.ts'
import type { Methods } from '../../protocol/methods.ts'
import type { TodoItem, WireEvent, WireRequest } from '../../protocol/wire.ts'
import { describeFailure, describeInterruption, describeWords } from '../../view/turns/said-lines.ts'
import { describeSummary } from '../../view/turns/summary-line.ts'
import { findTodo } from '../../view/turns/printed-todo.ts'
import { createTurnPrinter, type TurnPrinter } from '../../view/turns/turn-printer.ts'
import {
  applyEvent,
  createTurnState,
  isTurnBroken,
  noteRequest,
  type TurnChange,
  type TurnState,
} from '../../view/turns/turn-state.ts'
import type { PrintStyle } from '../../view/print-style.ts'

/** Turns that are kept in memory; older ones are read from the daemon when the user looks at them. */
const KEPT_TURNS = 30

type History = Methods['session/history']['result']

export interface TranscriptNow {
  /** The turn that runs, or the last one. */
  turn: TurnState
  /** The last turns, the oldest first. */
  turns: readonly TurnState[]
  printer: TurnPrinter
  /** The todo list that the agent works on; empty once a turn has come to its end and the next one has not written it again. */
  todo: readonly TodoItem[]
  /** The place in the session's log where the first turn that was shown begins; 0 when no turn comes before it. */
  historyStart: number
}

export interface Transcript {
  current(): TranscriptNow
  /**
   * Begins anew with the events of the last turns, each at its own time, so that a turn that runs is as old as it is. False when the last
   * of them neither runs nor has ended. With `onDrawn` the turns that stood there are drawn again, with their last lines; it is called before
   * each, with its number from 0.
   */
  begin(history: History, onDrawn?: (index: number) => void): boolean
  event(event: WireEvent): void
  noteRequest(request: WireRequest): void
  /** Shows what the model thinks from now on, in this turn and later ones, or hides it again. */
  toggleThinking(): void
  /** Prints what the turn has said and done while the user was asked. */
  release(): void
  /** Prints the output of the printer, or own lines, below what was printed last. */
  write(text: string): void
  /** The lines of the moment. */
  describeLive(): string[]
}

export interface TranscriptOptions {
  getStyle(): PrintStyle
  print(lines: readonly string[]): void
  /** A clock in milliseconds. */
  now(): number
  /** Whether a turn ends with a line of its time and tokens, and whether thoughts are shown. */
  settings(): { showsSummary: boolean; showsThinking: boolean }
  /** False for words that the user sees already, where they have typed them; by default all words are printed. */
  showsWords?(content: Content): boolean
  /**
   * True while a question stands on the screen: what the turn says and does meanwhile is printed by `release`, so that nothing stands
   * between the question and its answer. By default nothing waits.
   */
  isAsking?(): boolean
  /** A turn begins, of the history or now. */
  onTurn?(): void
}

export function createTranscript(options: TranscriptOptions): Transcript {
  const { getStyle, print, now, settings, showsWords = () => true, isAsking = () => false, onTurn = () => {} } = options
  let turns: TurnState[] = []
  let turn = createTurnState()
  let printer = createTurnPrinter(turn, getStyle)
  let todo: readonly TodoItem[] = []
  let isFirst = true
  let historyStart = 0
  let beforeTurn = onTurn
  const thoughts = createThoughtSwitch(settings)
  const { show, release } = createOutput(print, isAsking, () => printer.forgetPlace())

  const write = (text: string) => void (text === '' || print(linesOf(text)))
  const renew = () => {
    turn = createTurnState()
    printer = createTurnPrinter(turn, getStyle, thoughts.options())
  }
  const beginTurn = () => {
    beforeTurn()
    if (!isTurnBroken(turn)) todo = []
    show(linesOf(printer.endLine()))
    renew()
    turns = [...turns.slice(1 - KEPT_TURNS), turn]
    if (!isFirst) show([''])
    isFirst = false
  }
  /** `isSummed`: the end of a turn is followed by its time and tokens. */
  const take = (event: WireEvent, at: number, isSummed: boolean) => {
    if (event.type === 'TurnBegin') beginTurn()
    const change = applyEvent(turn, event, at)
    show(describeChange(turn, change, printer, getStyle(), showsWords))
    if (event.type === 'ToolResult') todo = findTodo(event.payload.return_value.display) ?? todo
    if (isSummed && event.type === 'TurnEnd') show(describeEnd(turn, settings(), getStyle()))
  }
  return {
    current: () => ({ turn, turns, printer, todo, historyStart }),
    begin({ events, times, isBusy, start }, onDrawn) {
      let drawn = 0
      if (onDrawn) renew()
      beforeTurn = onDrawn ? () => onDrawn(drawn++) : onTurn
      ;[turns, todo, historyStart] = [[], [], start]
      const shift = now() - Date.now()
      events.forEach((event, at) => take(event, times[at]! * 1000 + shift, onDrawn !== undefined))
      beforeTurn = onTurn
      return settle(turn, isBusy)
    },
    event: (event) => take(event, now(), true),
    noteRequest: (request) => noteRequest(turn, request),
    toggleThinking() {
      // The settings are known only now.
      if (turns.length === 0) printer = createTurnPrinter(turn, getStyle, thoughts.options())
      thoughts.toggle()
      write(printer.toggleThinking())
    },
    release,
    write,
    describeLive: () => (isAsking() ? [] : printer.describeLive(now())),
  }
}

/** Ends a turn that does not run any more, whatever its events say. False when it has not come to its end. */
function settle(turn: TurnState, isBusy: boolean): boolean {
  const isWhole = !turn.isRunning || isBusy
  turn.isRunning = isBusy
  return isWhole
}

/** The lines for a change of the turn, of the printer and of what it leaves to others. */
function describeChange(
  turn: TurnState,
  change: TurnChange,
  printer: TurnPrinter,
  style: PrintStyle,
  showsWords: (content: Content) => boolean,
): string[] {
  const printed = [...linesOf(printer.printChange(change)), ...linesOf(printInterruption(turn, change, printer, style))]
  const added = describeAdded(turn, change, style, showsWords)
  if (added.at(-1) === '') printer.noteBlank()
  return [...printed, ...added]
}

/** The line of a turn's time and tokens, below a blank one. */
function describeEnd(turn: TurnState, { showsSummary }: { showsSummary: boolean }, style: PrintStyle): string[] {
  const summary = showsSummary ? describeSummary(turn, style) : []
  return summary.length === 0 ? [] : ['', ...summary]
}

/** Whether the next turns show thoughts: as the settings say, or the other way once the user has toggled it. */
function createThoughtSwitch(settings: TranscriptOptions['settings']) {
  let isToggled = false
  return {
    options: () => ({ showsThinking: settings().showsThinking !== isToggled }),
    toggle: () => void (isToggled = !isToggled),
  }
}

/** Lines that wait while the user is asked. `onReleased`: they were shown in another order than they were printed. */
function createOutput(print: (lines: readonly string[]) => void, isAsking: () => boolean, onReleased: () => void) {
  let held: string[] = []
  return {
    show(lines: readonly string[]) {
      if (isAsking()) held.push(...lines)
      else print(lines)
    },
    release() {
      if (held.length === 0) return
      print(held)
      held = []
      onReleased()
    },
  }
}

/** The last line of a turn that was interrupted. */
function printInterruption(
  { items }: TurnState,
  { type }: TurnChange,
  printer: TurnPrinter,
  style: PrintStyle,
): string {
  const last = type === 'ended' ? items.at(-1) : undefined
  return last?.kind === 'interruption' ? printer.printRows(describeInterruption(last, style)) : ''
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n')
}

/** The user's words, or the reason of a failure: what the printer leaves to others. */
function describeAdded(
  { items }: TurnState,
  change: TurnChange,
  style: PrintStyle,
  showsWords: (content: Content) => boolean,
): string[] {
  const item = change.type === 'added' ? items[change.index] : undefined
  if (item?.kind === 'failure') return describeFailure(item, style)
  if (item?.kind !== 'words' || !showsWords(item.content)) return []
  const isFirst = change.type === 'added' && change.index === 0
  return [...(isFirst ? [] : ['']), ...describeWords(item.content, item.isSteer, style), '']
}
