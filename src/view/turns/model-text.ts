// The text of the model as rows that nobody can take for rows of kimi's own. On a terminal with colours these bear what no text can: the
// keys of an approval are inverse. Without colours the model's rows are set in, and those of kimi alone begin in the first column.

import { cutInPieces } from '../cell-text.ts'
import { createMarkdown, type MarkdownText } from '../markdown/markdown-text.ts'
import type { PrintStyle } from '../print-style.ts'

const LEAD = '  '

/** Markdown as `createMarkdown` draws it; without colours set in, and broken where the terminal would break it. */
export function createModelText(getStyle: () => PrintStyle): MarkdownText {
  const text = createMarkdown(() => innerStyle(getStyle()))
  const place = (rows: string[]) => placeRows(rows, getStyle())
  return {
    push: (more) => place(text.push(more)),
    preview: () => place(text.preview()),
    breakRow: () => place(text.breakRow()),
    end: () => place(text.end()),
  }
}

function innerStyle(style: PrintStyle): PrintStyle {
  return style.hasColours ? style : { ...style, width: style.width - LEAD.length }
}

function placeRows(rows: string[], style: PrintStyle): string[] {
  return style.hasColours ? rows : cutRows(rows, style.width - LEAD.length).map((row) => `${LEAD}${row}`.trimEnd())
}

/** Rows without colours in pieces that fit, so that the terminal breaks none of them. */
export function cutRows(rows: readonly string[], cells: number): string[] {
  return rows.flatMap((row) => cutInPieces(row, Math.max(1, cells)))
}
