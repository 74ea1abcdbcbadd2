// A tool's display block as lines: a note, a todo list, a command, a change of a file, a task.

import type { DisplayBlock } from '../protocol/wire.ts'
import { showCommand, showExact } from '../safety/text/exact-text.ts'
import { sanitiseText } from '../safety/text/sanitiser.ts'
import { cutInPieces, fitLine } from './cell-text.ts'
import { describeDiff } from './diff-lines.ts'
import { paint, type PrintStyle } from './print-style.ts'

const COMMAND_LINES = 12

export function describeBlock(block: DisplayBlock, style: PrintStyle): string[] {
  switch (block.type) {
    case 'brief':
      return describeBrief(block.text, style).map((line) => paint(style, 'dim', `  ${line}`))
    case 'todo':
      return block.items.map(({ title, status }) => {
        const sign = style.marks.todo[status]
        return `  ${sign} ${fitLine(style, title, style.width - 3 - sign.length)}`
      })
    case 'shell':
      return describeCommand(block.command, style)
    case 'diff':
      return describeDiff(block, style)
    case 'background_task':
      return [paint(style, 'dim', `  task ${fitLine(style, block.task_id, 40)}: ${fitLine(style, block.status, 20)}`)]
    default:
      return [] // a block that a newer daemon knows and this client does not
  }
}

function describeBrief(text: string, { pieceCells }: PrintStyle): string[] {
  if (pieceCells === undefined) return sanitiseText(text).split('\n')
  return showExact(text)
    .split('\n')
    .flatMap((line) => cutInPieces(line, pieceCells))
}

function describeCommand(command: string, style: PrintStyle): string[] {
  const { pieceCells } = style
  const lines =
    pieceCells === undefined
      ? sanitiseText(command).split('\n')
      : showCommand(command)
          .split('\n')
          .flatMap((line) => cutInPieces(line, pieceCells))
  const rest = pieceCells === undefined ? lines.length - COMMAND_LINES : 0
  return [
    ...lines.slice(0, rest > 0 ? COMMAND_LINES : undefined).map((text) => `  ${paint(style, 'bold', text)}`),
    ...(rest > 0 ? [paint(style, 'dim', `  ${style.marks.more} ${rest} more lines`)] : []),
  ]
}
