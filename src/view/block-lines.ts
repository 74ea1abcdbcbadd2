// A tool's display block as lines: a todo list, a change of a file, a task. A note and a command are shown by the question about them, or
// with the result.

import type { DisplayBlock } from '../protocol/wire.ts'
import { fitLine } from './cell-text.ts'
import { describeDiff } from './diff-lines.ts'
import { paint, type PrintStyle } from './print-style.ts'

export function describeBlock(block: DisplayBlock, style: PrintStyle): string[] {
  switch (block.type) {
    case 'todo':
      return block.items.map(({ title, status }) => {
        const sign = style.marks.todo[status]
        return `  ${sign} ${fitLine(style, title, style.width - 3 - sign.length)}`
      })
    case 'diff':
      return describeDiff(block, style)
    case 'background_task':
      return [paint(style, 'dim', `  task ${fitLine(style, block.task_id, 40)}: ${fitLine(style, block.status, 20)}`)]
    default:
      return [] // also a block that a newer daemon knows and this client does not
  }
}
