// An approval or a question as lines, with the keys that answer it.

import { sanitiseLine, sanitiseText } from '../safety/text/sanitiser.ts'
import { describeBlock } from './block-lines.ts'
import { paint, type PrintStyle } from './print-style.ts'
import type { PendingQuestion } from './question-queue.ts'

const LABEL_CELLS = 60

export function describeQuestion(pending: PendingQuestion, style: PrintStyle): string[] {
  if (pending.kind === 'approval') {
    const { display, description } = pending.request
    return [
      ...display.flatMap((block) => describeBlock(block, style)),
      ...(display.length === 0 ? [`  ${sanitiseText(description)}`] : []),
      `${paint(style, 'bold', 'Allow?')} y once · s for this session · n no · f no, and say why`,
    ]
  }
  const { question, options, multi_select: isMultiple } = pending.request.questions[pending.index]!
  const room = Math.max(10, style.width - LABEL_CELLS - 6)
  return [
    paint(style, 'bold', sanitiseText(question)),
    ...options.map(
      ({ label, description }, index) =>
        `  ${index + 1} ${sanitiseLine(label, LABEL_CELLS)} ${paint(style, 'dim', sanitiseLine(description, room))}`,
    ),
    paint(style, 'dim', isMultiple ? '  numbers, then Enter · o other · Esc none' : '  number · o other · Esc none'),
  ]
}
