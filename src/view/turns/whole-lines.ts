// A turn with all that was said, thought and printed in it, for a viewer: nothing is folded.

import { sanitiseText } from '../../safety/text/sanitiser.ts'
import { describeBlock } from '../block-lines.ts'
import { describeCall } from '../call-line.ts'
import { cutLine } from '../cell-text.ts'
import { createMarkdown } from '../markdown/markdown-text.ts'
import { wrapText } from '../markdown/word-wrap.ts'
import { paint, type PrintStyle } from '../print-style.ts'
import { describeOutput, describeResult } from '../result-lines.ts'
import { createModelText } from './model-text.ts'
import { describeFailure, describeInterruption, describeWords } from './said-lines.ts'
import { describeRetry } from './retry-line.ts'
import type { CallItem, TurnItem, TurnState } from './turn-state.ts'

/** Rows that belong to a subagent are set in. */
const INSET = '  '

/** The rows of the turn, at most as wide as the style. */
export function describeWholeTurn(turn: TurnState, style: PrintStyle): string[] {
  return turn.items.flatMap((item, at) => {
    const rows = item.isDiscarded && item.kind !== 'retry' ? [] : describeItem(item, style)
    return rows.length === 0 ? [] : at === 0 ? rows : ['', ...rows]
  })
}

function describeItem(item: TurnItem, style: PrintStyle): string[] {
  switch (item.kind) {
    case 'words':
      return describeWords(item.content, item.isSteer, style, Infinity)
    case 'text':
    case 'plan':
      return describeText(item.text, style)
    case 'thinking':
      return describeMarkdown(item.text, { ...style, hasColours: false, width: style.width - 2 }).map((row) =>
        paint(style, 'dim', `  ${row}`),
      )
    case 'call':
      return describeWholeCall(item, style)
    case 'subagent': {
      const inner = { ...style, width: style.width - INSET.length }
      const head = paint(style, 'dim', `  ${sanitiseText(item.type ?? 'agent').split('\n')[0]!}`)
      return [head, ...describeWholeTurn(item.turn, inner).map((row) => INSET + row)]
    }
    case 'retry':
      return wrapText(describeRetry(item), { style, lead: `${style.marks.failed} ` })
    case 'failure':
      return describeFailure(item, style)
    case 'interruption':
      return describeInterruption(item, style)
    case 'notice':
      return wrapText(sanitiseText(`${item.notice.title}\n${item.notice.body}`), {
        style,
        lead: `${style.marks.call} `,
      })
    case 'compaction':
      return [paint(style, 'dim', 'the conversation was shortened')]
    case 'media':
      return []
  }
}

function describeText(text: string, style: PrintStyle): string[] {
  const shown = createModelText(() => style)
  return [...shown.push(sanitiseText(text)), ...shown.end()]
}

function describeMarkdown(text: string, style: PrintStyle): string[] {
  const markdown = createMarkdown(() => style)
  return [...markdown.push(sanitiseText(text)), ...markdown.end()]
}

/** The call, the change or command that it is about, and its whole output. */
function describeWholeCall(call: CallItem, style: PrintStyle): string[] {
  const { result } = call
  const head = describeCall(call, style)
  if (!result) return [head, ...plainRows(call.tail.trimEnd().split('\n'), style)]
  const blocks = result.display.filter(({ type }) => type === 'diff' || type === 'todo')
  const shown = blocks.flatMap((block) => describeBlock(block, style))
  if (shown.length > 0 && !result.is_error) return [head, ...shown]
  return [head, ...describeResult(call, style, true), ...plainRows(describeOutput(result), style)]
}

function plainRows(lines: readonly string[], style: PrintStyle): string[] {
  return lines.map((line) => paint(style, 'dim', `  ${cutLine(style, sanitiseText(line), style.width - 2)}`))
}
