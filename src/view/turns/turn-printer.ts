// A turn as lines that only ever go on: changes of its state in, whole lines to append out, and besides them the lines of
// the moment, which others replace. Everything shown was said by strangers, so it passes the sanitiser, and all colours are
// ours.

import { createSanitiser, sanitiseText } from '../../safety/text/sanitiser.ts'
import { fitLine } from '../cell-text.ts'
import { describeWork } from './live-lines.ts'
import { wrapText } from '../markdown/word-wrap.ts'
import { paint, type PrintStyle } from '../print-style.ts'
import {
  printApart,
  printOpenCalls,
  printOutput,
  printQuestion,
  printResult,
  printSubagent,
  printUnfinished,
  type QuestionPart,
} from './printed-calls.ts'
import { createModelText } from './model-text.ts'
import { endThinking, printThought, toggleThinking } from './printed-thoughts.ts'
import { describeRetried, describeRetry } from './retry-line.ts'
import type { PendingQuestion } from '../questions/question-queue.ts'
import {
  append,
  beginPrinting,
  describeNote,
  dimRows,
  gapBefore,
  printLines,
  type PrinterOptions,
  type Printing,
} from './turn-output.ts'
import {
  hasBrokenOff,
  type CallItem,
  type RetryItem,
  type SubagentItem,
  type TurnChange,
  type TurnItem,
  type TurnState,
} from './turn-state.ts'

export interface TurnPrinter {
  /** The lines for one change of the turn. Call it for each change, right after it was made. */
  printChange(change: TurnChange): string
  /**
   * The question with its keys, below the call that it is about; or only the lines of it that were hidden (`rest`), or only its
   * keys.
   */
  printQuestion(pending: PendingQuestion, part?: QuestionPart): string
  /** A dim line about what was just shown, set in from the margin; `text` need not be safe. */
  printNote(text: string): string
  /** A dim line at the margin. */
  printStatus(text: string): string
  /** Rows of ours, which are safe and fit. */
  printRows(rows: readonly string[]): string
  /** The text that has come so far, as a line of its own. */
  endLine(): string
  /** Tells the printer that lines were shown in another order than they were printed: the next result names its call. */
  forgetPlace(): void
  /** Tells the printer that others have printed lines that end with a blank one. */
  noteBlank(): void
  /** The lines of the moment: text that may still change its look, calls at work, waits. `now`: of the state's clock. */
  describeLive(now: number): string[]
  /** The lines of `describeLive` that are text of the model's or its thoughts; null where lines cannot be replaced. */
  describeText(): string[] | null
  /** The output of the last result, in all its lines. */
  printOutput(): string
  /** Shows what the model thinks from now on. */
  showThinking(): void
  /** Shows what the model thinks from now on, or hides it again. */
  toggleThinking(): string
}

/** `getStyle` is asked at each change, since a terminal may be resized. */
export function createTurnPrinter(
  turn: TurnState,
  getStyle: () => PrintStyle,
  options: PrinterOptions = {},
): TurnPrinter {
  const printing = beginPrinting(turn, getStyle, options)
  const refreshed = () => Object.assign(printing, { style: getStyle() })
  return {
    printChange: (change) => printChange(refreshed(), change),
    printQuestion: (pending, part) => printQuestion(refreshed(), pending, part),
    printNote: (text) => printLines(refreshed(), [describeNote(text, printing.style)], printing.under),
    printStatus(text) {
      const { style } = refreshed()
      const line = fitLine(style, text.replaceAll('…', style.marks.more), style.width)
      return printLines(printing, [paint(style, 'dim', line)])
    },
    printRows: (rows) => printLines(refreshed(), rows),
    forgetPlace: () => void (printing.under = null),
    noteBlank: () => void Object.assign(printing, { under: null, last: null }),
    endLine: () => printLines(refreshed(), []),
    describeLive: (now) => describeLive(refreshed(), now),
    describeText: () => describeText(refreshed()),
    printOutput: () => printOutput(refreshed()),
    showThinking: () => void (printing.showsThinking = true),
    toggleThinking: () => toggleThinking(refreshed()),
  }
}

function printChange(printing: Printing, change: TurnChange): string {
  const { turn } = printing
  if (change.type === 'grown' || change.type === 'added') {
    const item = turn.items[change.index]!
    const ended = (item.kind === 'thinking' ? '' : endThinking(printing)) + endRetries(printing, item)
    if (item.kind !== 'call') return ended + printOpenCalls(printing) + printItem(printing, item, change)
    if (change.type === 'added') printing.openCalls.push(change.index)
    return ended
  }
  const calls = printOpenCalls(printing)
  switch (change.type) {
    case 'completed':
      return calls + printResult(printing, change.index)
    case 'subagent':
      return calls + printSubagent(printing, turn.items[change.index] as SubagentItem, change.change)
    case 'step':
      return calls + endStep(printing)
    case 'ended':
      return calls + endText(printing) + printUnfinished(printing)
    case 'output':
    case 'status':
      return calls
  }
}

function printItem(printing: Printing, item: TurnItem, { index, text }: { index: number; text: string }): string {
  const { style, omitsText } = printing
  switch (item.kind) {
    case 'text':
      return omitsText ? '' : append(printing, 'text', printing.markdown.push(printing.sanitiser.push(text)))
    case 'thinking':
      return omitsText ? '' : printThought(printing, index, text)
    case 'retry':
      return printRetry(printing, item, index)
    case 'compaction':
      return printLines(printing, [paint(style, 'dim', `shortening the conversation${style.marks.more}`)])
    case 'plan': {
      const plan = createModelText(() => style)
      return printApart(printing, [...plan.push(sanitiseText(item.text)), ...plan.end()])
    }
    case 'notice':
      return printLines(printing, [
        paint(style, 'dim', `${style.marks.call} ${fitLine(style, item.notice.title, style.width - 2)}`),
      ])
    default:
      return '' // words, media and failures are shown by whoever has them: the prompt, or the command's own error
  }
}

/** A retry is a line of the moment, until the model has answered: only below text that broke off, or where lines stay, it is printed at once. */
function printRetry(printing: Printing, item: RetryItem, index: number): string {
  const { turn, style, omitsText } = printing
  printing.openCalls = printing.openCalls.filter((index) => !turn.items[index]!.isDiscarded)
  const isBelowText = hasBrokenOff(turn, index)
  if (style.canReplace && !omitsText && !isBelowText) printing.untoldRetry = item
  const rest = endText(printing)
  if (printing.untoldRetry !== null) return rest
  return rest + printFailed(printing, `${isBelowText ? 'that broke off: ' : ''}${describeRetry(item)}`)
}

/** The event behind a retry says whether the model has answered; a turn that fails or is interrupted has its own last word. */
function endRetries(printing: Printing, { kind }: TurnItem): string {
  const { untoldRetry: retry } = printing
  if (retry === null || kind === 'retry') return ''
  printing.untoldRetry = null
  const isAnswer = kind === 'text' || kind === 'thinking' || kind === 'call' || kind === 'media'
  return isAnswer ? printFailed(printing, describeRetried(retry)) : ''
}

function printFailed(printing: Printing, text: string): string {
  const { style } = printing
  const rows = wrapText(text, { style, lead: `${style.marks.failed} ` })
  return printLines(
    printing,
    rows.map((row) => paint(style, 'dim', row)),
  )
}

function describeText(printing: Printing): string[] | null {
  const { style, markdown, thoughts, omitsText } = printing
  if (!style.canReplace || omitsText) return null
  const text = markdown.preview()
  return text.length > 0 ? [...gapBefore(printing, 'text'), ...text] : dimRows(printing, thoughts.preview())
}

function describeLive(printing: Printing, now: number): string[] {
  const { turn, style, openCalls, markdown, thoughts, omitsText } = printing
  if (!style.canReplace || omitsText) return []
  const working = openCalls.filter((index) => (turn.items[index] as CallItem).approvalId === null)
  const text = markdown.preview()
  const work = [...dimRows(printing, thoughts.preview()), ...describeWork(turn, working, style, now)]
  return [
    ...(text.length > 0 ? [...gapBefore(printing, 'text'), ...text] : []),
    ...(work.length > 0 && text.length === 0 ? gapBefore(printing, 'work') : []),
    ...(work.length > 0 && text.length > 0 ? [''] : []),
    ...work,
  ]
}

function endStep(printing: Printing): string {
  const text = endText(printing)
  if (printing.last?.kind === 'text') printing.last.kind = 'answer'
  return text
}

/** The end of one model call's text: a sequence that was never finished is dropped. */
function endText(printing: Printing): string {
  const ended = endThinking(printing)
  const rows = [...printing.markdown.push(printing.sanitiser.end()), ...printing.markdown.end()]
  printing.sanitiser = createSanitiser()
  return ended + append(printing, 'text', rows)
}
