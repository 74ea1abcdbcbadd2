// The words of the user and the end of a turn that failed, as lines of a conversation.

import { showLinks, splitAttached, type AttachedText } from '../../protocol/attached-text.ts'
import { partsOf, type Content, type ContentPart } from '../../protocol/message.ts'
import { sanitiseLine, sanitiseText } from '../../safety/text/sanitiser.ts'
import { fitLine } from '../cell-text.ts'
import { wrapText } from '../markdown/word-wrap.ts'
import { paint, type PrintStyle } from '../print-style.ts'
import type { TurnItem } from './turn-state.ts'

/** More rows of the user's own words than that are folded: a paste of a thousand lines was seen when it was pasted. */
const SHOWN_ROWS = 24
const HINT_CELLS = 300

/**
 * `isSteer`: the words were said while the turn ran. `most`: rows that are shown before the others are folded. What is attached to the words
 * is named in a row; only without such a limit it is shown whole.
 */
export function describeWords(content: Content, isSteer: boolean, style: PrintStyle, most = SHOWN_ROWS): string[] {
  const whole = partsOf(content).filter(isOwnPart).map(describePart).join('')
  const { typed, attached } = most === Infinity ? { typed: whole, attached: [] } : splitAttached(whole)
  const text = showLinks(typed)
  const sign = isSteer ? style.marks.steer : style.marks.prompt
  const rows = sanitiseText(text)
    .trimEnd()
    .split('\n')
    .flatMap((line, at) => wrapText(line, { style, lead: at === 0 ? `${sign} ` : '  ', nextLead: '  ' }))
  const rest = rows.length - most
  const shown = rest > 2 ? rows.slice(0, most) : rows
  return [
    ...shown.map((row) => paint(style, 'bold', row.trimEnd())),
    ...(rest > 2 ? [paint(style, 'dim', `  ${style.marks.more} ${rest} more lines`)] : []),
    ...attached.flatMap((each) => describeAttached(each, style)),
  ]
}

/** The row that stands for an attached text. Text that nobody has marked is shown. */
function describeAttached({ from, open, body, close }: AttachedText, style: PrintStyle): string[] {
  if (from.kind === 'rest' || from.kind === 'note') {
    const lines = sanitiseText(open + body + close).trim()
    return lines === ''
      ? []
      : lines.split('\n').flatMap((line) => wrapText(line, { style, lead: '  ', nextLead: '  ' }))
  }
  const lines = body.trimEnd().split('\n').length
  const source = from.kind === 'file' ? from.path : from.kind === 'shell' ? 'your shell' : 'the input'
  const count = `${lines} ${lines === 1 ? 'line' : 'lines'}`
  return [paint(style, 'dim', `  + ${count} of ${fitLine(style, source, style.width - count.length - 8)}`)]
}

/** Context that kimi adds to the user's words is for the model. */
function isOwnPart(part: ContentPart): boolean {
  return part.type !== 'text' || !/^<system(?:-reminder)?>[^]*<\/system(?:-reminder)?>$/.test(part.text)
}

function describePart(part: ContentPart): string {
  return part.type === 'text' ? part.text : part.type === 'think' ? '' : `[${part.type.replace('_url', '')}]`
}

/** The reason for which a turn has failed, and the command that helps. */
export function describeFailure(
  { message, hint }: Extract<TurnItem, { kind: 'failure' }>,
  style: PrintStyle,
): string[] {
  const rows = wrapText(sanitiseText(message), { style, lead: `${style.marks.failed} `, nextLead: '  ' })
  return [
    ...rows.map((row) => paint(style, 'red', row)),
    ...(hint ? [paint(style, 'dim', `  ${sanitiseLine(hint, HINT_CELLS)}`)] : []),
  ]
}

/** The end of a turn that the user has interrupted, and how much of it the conversation keeps. */
export function describeInterruption(
  { hasText, results }: Extract<TurnItem, { kind: 'interruption' }>,
  style: PrintStyle,
): string[] {
  const kept = [
    ...(hasText ? ['what was said'] : []),
    ...(results > 0 ? [`${results} ${results === 1 ? 'result' : 'results'}`] : []),
  ]
  const verb = kept.length > 1 || results > 1 ? 'are' : 'is'
  const told =
    kept.length === 0
      ? 'interrupted before anything was said: your message goes with the next one'
      : `interrupted: ${kept.join(' and ')} ${verb} kept`
  return wrapText(told, { style, lead: `${style.marks.failed} `, nextLead: '  ' }).map((row) =>
    paint(style, 'red', row),
  )
}
