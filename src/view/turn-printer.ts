// A turn as text that only ever goes on: changes of its state in, text to append out. Everything shown was said by
// strangers, so it passes the sanitiser, and all colours are ours.

import { createSanitiser, sanitiseLine, sanitiseText } from '../safety/text/sanitiser.ts'
import { describeBlock } from './block-lines.ts'
import { describeCall } from './call-line.ts'
import { paint, type PrintStyle } from './print-style.ts'
import { describeKeys, describeQuestion, describeRest } from './question-lines.ts'
import type { PendingQuestion } from './question-queue.ts'
import type { CallItem, SubagentItem, TurnChange, TurnItem, TurnState } from './turn-state.ts'

const REASON_CELLS = 40

export interface TurnPrinter {
  /** The text for one change of the turn. Call it for each change, right after it was made. */
  printChange(change: TurnChange): string
  /** The question with its keys, its hidden lines or only its keys, below the calls that have not been printed yet. */
  printQuestion(pending: PendingQuestion, part?: 'question' | 'rest' | 'keys'): string
  /** A dim line about what was just shown, set in from the margin; `text` need not be safe. */
  printNote(text: string): string
  /** A dim line at the margin. */
  printStatus(text: string): string
  /** The text that ends the last line if it is open. */
  endLine(): string
}

interface Printing {
  turn: TurnState
  style: PrintStyle
  isAtLineStart: boolean
  sanitiser: ReturnType<typeof createSanitiser>
  /** True after `thinking…`, until something else than thoughts comes. */
  isThinking: boolean
  /** Calls whose arguments still stream, as indexes of items: a call is printed when something else comes. */
  openCalls: number[]
  /** Ids of calls whose change of a file was shown when the user was asked. */
  shownChanges: Set<string>
}

/** `getStyle` is asked at each change, since a terminal may be resized. */
export function createTurnPrinter(turn: TurnState, getStyle: () => PrintStyle): TurnPrinter {
  const printing: Printing = {
    turn,
    style: getStyle(),
    isAtLineStart: true,
    sanitiser: createSanitiser(),
    isThinking: false,
    openCalls: [],
    shownChanges: new Set(),
  }
  const refreshed = () => Object.assign(printing, { style: getStyle() })
  return {
    printChange: (change) => printChange(refreshed(), change),
    printQuestion(pending, part = 'question') {
      const calls = printOpenCalls(refreshed())
      if (pending.kind === 'approval') printing.shownChanges.add(pending.request.tool_call_id)
      const describe = { question: describeQuestion, rest: describeRest, keys: describeKeys }[part]
      return calls + printLines(printing, describe(pending, printing.style))
    },
    printNote: (text) => printLines(refreshed(), [describeNote(text, printing.style)]),
    printStatus: (text) =>
      printLines(refreshed(), [paint(printing.style, 'dim', sanitiseLine(text, printing.style.width))]),
    endLine: () => endLine(printing),
  }
}

function printChange(printing: Printing, change: TurnChange): string {
  const { turn, style } = printing
  if (change.type === 'grown' || change.type === 'added') {
    const item = turn.items[change.index]!
    if (item.kind === 'call') {
      printing.isThinking = false
      if (change.type === 'added') printing.openCalls.push(change.index)
      return ''
    }
    return printOpenCalls(printing) + printItem(printing, item, change.text)
  }
  const calls = printOpenCalls(printing)
  switch (change.type) {
    case 'completed': {
      const item = turn.items[change.index]!
      return item.kind === 'call' ? calls + printLines(printing, describeResult(printing, item)) : calls
    }
    case 'subagent':
      return calls + printLines(printing, describeSubagent(turn.items[change.index] as SubagentItem, change, style))
    case 'step':
      return calls + endText(printing)
    case 'ended':
      return calls + endText(printing) + endLine(printing)
    case 'status':
      return calls
  }
}

/** `text`: the part of the item that is new. */
function printItem(printing: Printing, item: TurnItem, text: string): string {
  const { style } = printing
  switch (item.kind) {
    case 'text':
      printing.isThinking = false
      return append(printing, printing.sanitiser.push(text))
    case 'thinking':
      if (printing.isThinking) return ''
      printing.isThinking = true
      return printLines(printing, [paint(style, 'dim', 'thinking…')])
    case 'retry': {
      printing.sanitiser = createSanitiser()
      const wait = item.waitS.toFixed(1)
      return printLines(printing, [
        paint(
          style,
          'dim',
          `— that broke off (${sanitiseLine(item.reason, REASON_CELLS)}); trying again in ${wait} s —`,
        ),
      ])
    }
    case 'compaction':
      return printLines(printing, [paint(style, 'dim', 'shortening the conversation…')])
    case 'plan':
      return printLines(printing, [sanitiseText(item.text)])
    case 'notice':
      return printLines(printing, [paint(style, 'dim', `● ${sanitiseLine(item.notice.title, style.width - 2)}`)])
    default:
      return '' // words, media and failures are shown by whoever has them: the prompt, or the command's own error
  }
}

function printOpenCalls(printing: Printing): string {
  const calls = printing.openCalls.splice(0).map((index) => printing.turn.items[index] as CallItem)
  return printLines(
    printing,
    calls.map((call) => describeCall(call, printing.style)),
  )
}

function describeResult({ style, shownChanges }: Printing, { id, result }: CallItem): string[] {
  if (!result) return []
  const { is_error: isError, message, display } = result
  const blocks = display.filter(({ type }) => type !== 'diff' || !shownChanges.has(id))
  const isSilent = isError && !display.some(({ type }) => type === 'brief')
  return [
    ...blocks.flatMap((block) => describeBlock(block, style)),
    ...(isSilent ? [describeNote(message, style)] : []),
  ]
}

/** Of a subagent only the names of the tools that it calls are shown. */
function describeSubagent(
  { type, turn }: SubagentItem,
  { change }: Extract<TurnChange, { type: 'subagent' }>,
  style: PrintStyle,
): string[] {
  const item = change.type === 'added' ? turn.items[change.index] : undefined
  return item?.kind === 'call' ? [describeNote(`${type}: ${item.name}`, style)] : []
}

function describeNote(text: string, style: PrintStyle): string {
  return paint(style, 'dim', `  ${sanitiseLine(text, style.width - 2)}`)
}

/** The end of one model call's text: a sequence that was never finished is dropped. */
function endText(printing: Printing): string {
  const rest = printing.sanitiser.end()
  printing.sanitiser = createSanitiser()
  printing.isThinking = false
  return append(printing, rest)
}

function endLine(printing: Printing): string {
  return printing.isAtLineStart ? '' : append(printing, '\n')
}

function printLines(printing: Printing, lines: readonly string[]): string {
  if (lines.length === 0) return ''
  return endLine(printing) + append(printing, lines.map((line) => `${line}\n`).join(''))
}

function append(printing: Printing, text: string): string {
  if (text !== '') printing.isAtLineStart = text.endsWith('\n')
  return text
}
