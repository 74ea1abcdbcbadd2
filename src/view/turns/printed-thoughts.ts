// The model's thoughts, for those who want to see them; for the others a line that says that it thinks, and for how long.

import { createSanitiser } from '../../safety/text/sanitiser.ts'
import { paint } from '../print-style.ts'
import { describeSeconds } from '../result-lines.ts'
import { append, describeNote, dimRows, printLines, type Printing } from './turn-output.ts'

/** Shorter thoughts are not worth a line. */
const THOUGHT_MS = 1_000

/** On a terminal that cannot replace lines, `thinking…` is printed once for each thought. */
export function printThought(printing: Printing, index: number, text: string): string {
  const { style, showsThinking } = printing
  const isNew = printing.thinking !== index
  printing.thinking = index
  if (showsThinking) return appendThought(printing, text)
  return isNew && !style.canReplace ? printLines(printing, [paint(style, 'dim', `thinking${style.marks.more}`)]) : ''
}

/** Something else than a thought has come. */
export function endThinking(printing: Printing): string {
  const { turn, style, thinking, showsThinking } = printing
  if (thinking === null) return ''
  printing.thinking = null
  printing.thoughtSanitiser = createSanitiser()
  const item = turn.items[thinking]
  const ms = item?.kind === 'thinking' ? turn.heardAt - item.beganAt : 0
  const rows = dimRows(printing, printing.thoughts.end())
  const isSaid = style.canReplace && !showsThinking && ms >= THOUGHT_MS
  return append(printing, 'work', isSaid ? [...rows, paint(style, 'dim', `thought for ${describeSeconds(ms)}`)] : rows)
}

export function toggleThinking(printing: Printing): string {
  const { turn, thinking } = printing
  printing.showsThinking = !printing.showsThinking
  const said = printLines(printing, [
    describeNote(printing.showsThinking ? 'thoughts are shown' : 'thoughts are hidden', printing.style),
  ])
  const item = thinking === null ? undefined : turn.items[thinking]
  if (item?.kind !== 'thinking') return said
  if (!printing.showsThinking) return said + append(printing, 'work', dimRows(printing, printing.thoughts.end()))
  return said + appendThought(printing, item.text)
}

function appendThought(printing: Printing, text: string): string {
  return append(printing, 'work', dimRows(printing, printing.thoughts.push(printing.thoughtSanitiser.push(text))))
}
