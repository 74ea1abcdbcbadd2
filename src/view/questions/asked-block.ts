// The act that the user is asked about, as lines: a command, a call in words, a change of a file.

import type { DisplayBlock } from '../../protocol/wire.ts'
import { showCommand, showExact } from '../../safety/text/exact-text.ts'
import { describeBlock } from '../block-lines.ts'
import { describeDiffLines } from '../diff-lines.ts'
import { describeExactText, type WholeStyle } from '../exact-rows.ts'

/** The lines of a block, each with its rows. Their number does not depend on the style's width. */
export function describeAskedBlock(block: DisplayBlock, style: WholeStyle): string[][] {
  switch (block.type) {
    case 'brief':
      return describeExactText(showExact(block.text), style, 'dim')
    case 'shell':
      return describeExactText(showCommand(block.command), style, 'bold')
    case 'diff':
      return describeDiffLines(block, style)
    default:
      return describeBlock(block, style).map((line) => [line])
  }
}
