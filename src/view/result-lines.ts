// The result of a tool call: folded to a line when it went well, with its cause and its last lines when it did not.

import { textOf } from '../protocol/message.ts'
import type { ToolReturn } from '../protocol/wire.ts'
import { sanitiseText } from '../safety/text/sanitiser.ts'
import { describeDuration } from '../sys/duration-text.ts'
import { describeBlock } from './block-lines.ts'
import { countTextCells, cutLine } from './cell-text.ts'
import { wrapText } from './markdown/word-wrap.ts'
import { paint, type PrintStyle } from './print-style.ts'
import type { CallItem } from './turns/turn-state.ts'

/** Rows of a cause that is told in a long sentence. */
const CAUSE_ROWS = 4
/** A time that is shorter says nothing. */
const SHOWN_MS = 100
/** A longer message is written for the model. */
const SHORT_CHARACTERS = 60

/** `isAsked`: the user was asked, and has seen the command or the change. */
export function describeResult(
  { name, result, beganAt, endedAt }: CallItem,
  style: PrintStyle,
  isAsked: boolean,
): string[] {
  if (!result) return []
  const ms = (endedAt ?? beganAt) - beganAt
  if (result.is_error) return describeFailure(result, style, ms)
  const seen = isAsked ? ['brief', 'diff', 'shell'] : ['brief', 'shell']
  const blocks = result.display
    .filter(({ type }) => !seen.includes(type))
    .flatMap((block) => describeBlock(block, style))
  const briefs = result.display.flatMap((block) => (block.type === 'brief' ? [block.text] : []))
  if (blocks.length > 0 && briefs.length === 0) return blocks
  return [...blocks, ...describeSuccess(briefs.join('\n') || countOutput(name, result, style), style, ms)]
}

/** `0.8 s`, `12 s`, `3m12s`. */
export function describeSeconds(ms: number): string {
  if (ms >= 59_500) return describeDuration(ms / 1000)
  return `${(ms / 1000).toFixed(ms < 9_950 ? 1 : 0)} s`
}

function describeSuccess(said: string, style: PrintStyle, ms: number): string[] {
  const time = ms < SHOWN_MS ? '' : `, ${describeSeconds(ms)}`
  const [first = '', ...rest] = sanitiseText(said).split('\n')
  const room = style.width - 4 - time.length
  const line = `  ${paint(style, 'green', style.marks.done)} ${paint(style, 'dim', cutLine(style, first, room) + time)}`
  return [line, ...rest.map((text) => paint(style, 'dim', `    ${cutLine(style, text, style.width - 4)}`))]
}

/** The output of a command if it is one line that fits; else what there is of it. */
function countOutput(tool: string, { output, message }: ToolReturn, { width }: PrintStyle): string {
  if (typeof output !== 'string') return output.length === 1 ? '1 part' : `${output.length} parts`
  const text = output.trimEnd()
  if (text === '' && tool === 'Shell') return 'no output'
  if (text === '') return message.length < SHORT_CHARACTERS ? message.replace(/\.$/, '') || 'done' : 'done'
  const lines = text.split('\n').length
  if (lines > 1) return `${lines} lines`
  const shown = sanitiseText(text)
  return tool === 'Shell' && countTextCells(shown) < width - 12 ? shown : '1 line'
}

/** The output in all its lines. */
export function describeOutput({ output }: ToolReturn): string[] {
  const text = typeof output === 'string' ? output : textOf(output)
  return text.trim() === '' ? ['no output'] : sanitiseText(text.trimEnd()).split('\n')
}

/** The cause, and for a command the lines that it has printed last. */
function describeFailure({ message, display }: ToolReturn, style: PrintStyle, ms: number): string[] {
  const told = display.flatMap((block) => (block.type === 'brief' ? [block.text] : []))
  const [brief = '', ...last] = sanitiseText(told.join('\n')).split('\n')
  const reason = last.length > 0 || saysTheSame(brief, message) ? '' : sanitiseText(message).replaceAll('\n', ' ')
  const time = ms < SHOWN_MS ? '' : `, ${describeSeconds(ms)}`
  const cause = [brief, reason].filter((text) => text !== '').join(': ') || 'failed'
  const lead = `  ${style.marks.failed} `
  const [first = '', ...rows] = wrapText(`${cause}${time}`, { style, lead, cutsWords: true }).slice(0, CAUSE_ROWS)
  const blocks = display
    .filter(({ type }) => type === 'background_task')
    .flatMap((block) => describeBlock(block, style))
  return [
    paint(style, 'red', first),
    ...rows,
    ...last.map((text) => paint(style, 'dim', `    ${cutLine(style, text, style.width - 4)}`)),
    ...blocks,
  ]
}

/** True when the message for the model adds nothing to the brief text for the user. */
function saysTheSame(brief: string, message: string): boolean {
  const plain = (text: string) => text.toLowerCase().replaceAll(/\bthe /g, '')
  return brief.includes(': ') || message === '' || (brief !== '' && plain(message).includes(plain(brief)))
}
