// A question with its options as lines. Text of the agent and of servers is set in, so that none looks like a question of kimi's own.

import type { Question, QuestionRequest } from '../../protocol/wire.ts'
import { sanitiseLine, sanitiseText } from '../../safety/text/sanitiser.ts'
import { countTextCells } from '../cell-text.ts'
import { createWrapper, wrapText } from '../markdown/word-wrap.ts'
import { paint, type PrintStyle } from '../print-style.ts'

const LABEL_CELLS = 60
/** An option with its description takes about two rows, of which the ends stay empty where the next word does not fit. */
const OPTION_ROWS = 1.8
const OPTION_LEAD = '    '
/** A description has so much room at least, behind a long label. */
const FEWEST_CELLS = 10

export function describeAskedQuestion(
  { question, options }: Question,
  request: QuestionRequest,
  style: PrintStyle,
): string[] {
  return [
    ...wrapQuestion(question, request, style).map((row) => paint(style, 'bold', row)),
    ...describeAsker(request, style),
    ...options.flatMap((option, index) => describeOption(option, index + 1, style)),
  ]
}

/** Without colours a colon parts the name from its description. */
function describeOption({ label, description }: Question['options'][number], key: number, style: PrintStyle): string[] {
  const shown = sanitiseLine(label, LABEL_CELLS)
  const room = Math.floor(OPTION_ROWS * (style.width - OPTION_LEAD.length)) - countTextCells(shown)
  const detail = sanitiseLine(description, Math.max(FEWEST_CELLS, room))
  const wrapper = createWrapper({ style, lead: `  ${key} `, nextLead: OPTION_LEAD })
  const name = description === '' ? shown : `${shown}${style.hasColours ? ' ' : ': '}`
  return [
    ...wrapper.push([
      { text: name, formats: [] },
      { text: detail, formats: ['dim'] },
    ]),
    ...wrapper.end(),
  ]
}

/**
 * The text of a question in rows between its words, without blank rows, which would push what stands above them out of sight. A question
 * that kimi itself does not ask is set in: no text of others begins in the first column.
 */
function wrapQuestion(question: string, request: QuestionRequest, style: PrintStyle): string[] {
  const margin = isOfKimi(request) ? '' : '  '
  const lines = sanitiseText(question)
    .trim()
    .split(/\n(?:\s*\n)*/)
  return lines.flatMap((line) => {
    if (countTextCells(line) <= style.width - margin.length) return [margin + line]
    const lead = margin + /^\s*/.exec(line)![0]
    return wrapText(line.trimStart(), { style, lead, nextLead: lead, cutsWords: true })
  })
}

function isOfKimi({ tool_call_id: callId }: QuestionRequest): boolean {
  return callId === ''
}

/** Stands beside the answers of a question that kimi itself does not ask, whatever its text claims. */
function describeAsker(request: QuestionRequest, style: PrintStyle): string[] {
  if (isOfKimi(request)) return []
  const rows = wrapText('asked by the agent or one of its tools, not by kimi', { style, lead: '  ' })
  return rows.map((row) => paint(style, 'dim', row))
}
