// Tool calls and their results, each result below its own call, however many calls run at the same time.

import type { ApprovalRequest } from '../../protocol/wire.ts'
import { describeCall, describeCallName } from '../call-line.ts'
import { cutInPieces, fitLine } from '../cell-text.ts'
import { paint, type PrintStyle } from '../print-style.ts'
import {
  describeBody,
  describeKeys,
  describeQuestion,
  describeRest,
  describeRestBody,
} from '../questions/question-lines.ts'
import type { PendingQuestion } from '../questions/question-queue.ts'
import { describeOutput, describeResult } from '../result-lines.ts'
import { findTodo, withNewTodo } from './printed-todo.ts'
import { describeNote, printLines, type Printing } from './turn-output.ts'
import { findAskedCall, findCall, type CallItem, type SubagentItem, type TurnChange } from './turn-state.ts'

/** An output that is unfolded shows so many lines at most. */
const UNFOLDED_LINES = 200

/** The calls whose arguments are complete, where their lines could not be replaced later. */
export function printOpenCalls(printing: Printing): string {
  if (printing.style.canReplace || printing.openCalls.length === 0) return ''
  const indexes = printing.openCalls.splice(0)
  const lines = indexes.map((index) => describeCall(printing.turn.items[index] as CallItem, printing.style))
  return printLines(printing, lines, indexes.at(-1)!)
}

/** `body` and `restBody` are without the keys, for a door that shows the keys elsewhere. */
export type QuestionPart = 'question' | 'rest' | 'keys' | 'body' | 'restBody'

/** The question, below the line of the call that it is about; or its hidden lines, or its keys again. */
export function printQuestion(printing: Printing, pending: PendingQuestion, part: QuestionPart = 'question'): string {
  const { turn, style, asked } = printing
  if (part !== 'question' && part !== 'body') {
    const describe = { rest: describeRest, restBody: describeRestBody, keys: describeKeys }[part]
    return printLines(printing, describe(pending, style), printing.under)
  }
  const question = part === 'body' ? describeBody(pending, style) : describeQuestion(pending, style)
  if (pending.kind === 'question') return printOpenCalls(printing) + printApart(printing, question)
  const { index, call } = findAskedCall(turn, pending.request)
  if (call === null) {
    const asker = describeAsker(pending.request, style)
    return printOpenCalls(printing) + printLines(printing, [...asker, ...question])
  }
  asked.add(call.id)
  if (!style.canReplace) printing.openCalls = printing.openCalls.filter((open) => open !== index)
  const calls = printOpenCalls(printing)
  const isNamed = printing.under === index
  const head = isNamed ? [] : [describeAskedCall(call, pending.request.display.length > 0, style)]
  // Lines that cannot be replaced name the call before it is known that it is asked about: what they hold whole is not said again.
  const isSaid = isNamed && !style.canReplace && describeCall(call, style).includes(question[0]!.trim())
  return calls + printLines(printing, [...head, ...question.slice(isSaid ? 1 : 0)], index)
}

/** Lines below a blank one. */
export function printApart(printing: Printing, lines: readonly string[]): string {
  const isDue = printing.last?.kind === 'work' && !printing.last.isBlank
  return printLines(printing, isDue ? ['', ...lines] : lines)
}

/** The tool that asks, of a call that this turn has not made itself, and the agent that uses it. Empty where nobody tells the tool. */
function describeAsker(
  { sender, subagent_type: type, source_description: task, agent_id: agentId }: ApprovalRequest,
  style: PrintStyle,
): string[] {
  if (sender === '') return []
  const tool = describeCallName({ name: sender }, style)
  if (agentId === null) return [tool]
  const agent = [type, task].filter(Boolean).join(': ')
  const by = paint(style, 'dim', fitLine(style, `asked by ${agent || agentId}`, style.width - sender.length - 3))
  return [`${tool} ${by}`]
}

/** `isShown`: what the call does is shown below, in full. */
function describeAskedCall(call: CallItem, isShown: boolean, style: PrintStyle): string {
  return isShown ? describeCallName(call, style) : describeCall(call, style)
}

export function printResult(printing: Printing, index: number): string {
  const { turn, style, asked, under } = printing
  const call = turn.items[index]!
  if (call.kind !== 'call') return ''
  printing.openCalls = printing.openCalls.filter((open) => open !== index)
  printing.lastResult = index
  const isAsked = asked.has(call.id)
  const showsPath = !isAsked && call.result?.display.some(({ type }) => type === 'diff') === true
  const head = under === index || call.name === '' ? [] : [describeAskedCall(call, showsPath, style)]
  const shown = withNewTodo(call, printing.todo)
  printing.todo = findTodo(call.result?.display ?? []) ?? printing.todo
  return printLines(printing, [...head, ...describeResult(shown, style, isAsked)], index)
}

/** The output of the last result, which was folded to a line: its end, if it is long. */
export function printOutput(printing: Printing): string {
  const { turn, style, lastResult } = printing
  const call = lastResult === null ? undefined : turn.items[lastResult]
  if (call?.kind !== 'call' || !call.result) return ''
  const lines = describeOutput(call.result)
  const rest = lines.length - UNFOLDED_LINES
  const more = rest > 0 ? [describeNote(`${rest} lines before`, style)] : []
  // A row that the terminal breaks would go on in the first column, where it could look like a row of ours.
  const rows = lines.slice(-UNFOLDED_LINES).flatMap((line) => cutInPieces(line, style.width - 2))
  const shown = rows.map((row) => paint(style, 'dim', `  ${row}`.trimEnd()))
  return printLines(printing, [describeCall(call, style), ...more, ...shown])
}

/** The calls that were at work when the turn ended. */
export function printUnfinished(printing: Printing): string {
  const { turn, style } = printing
  const calls = printing.openCalls.splice(0).map((index) => turn.items[index] as CallItem)
  return printLines(
    printing,
    calls.flatMap((call) => [describeCall(call, style), paint(style, 'red', `  ${style.marks.failed} interrupted`)]),
  )
}

/** Of a subagent only the names of the tools that it calls are shown, and those of one at work are lines of the moment. */
export function printSubagent(printing: Printing, { type, callId, turn }: SubagentItem, change: TurnChange): string {
  const { index } = findCall(printing.turn, callId ?? '')
  const item = change.type === 'added' ? turn.items[change.index] : undefined
  if (item?.kind !== 'call' || printing.openCalls.includes(index)) return ''
  return printLines(printing, [describeNote(`${type}: ${item.name}`, printing.style)])
}
