// The text of a turn as it goes on: whole lines, with a blank one between what the model says and what its tools do.

import type { TodoItem } from '../../protocol/wire.ts'
import { createSanitiser, sanitiseLine } from '../../safety/text/sanitiser.ts'
import { fitLine } from '../cell-text.ts'
import { createMarkdown, type MarkdownText } from '../markdown/markdown-text.ts'
import { wrapText } from '../markdown/word-wrap.ts'
import { paint, type PrintStyle } from '../print-style.ts'
import { createModelText, cutRows } from './model-text.ts'
import type { RetryItem, TurnState } from './turn-state.ts'

/** The state of the printing of a turn. */
export interface Printing {
  turn: TurnState
  style: PrintStyle
  omitsText: boolean
  showsThinking: boolean
  sanitiser: ReturnType<typeof createSanitiser>
  markdown: MarkdownText
  thoughts: MarkdownText
  thoughtSanitiser: ReturnType<typeof createSanitiser>
  /** Index of the thought that streams; null when something else came. */
  thinking: number | null
  /** Indexes of calls that are not printed yet. Where lines can be replaced they are, with their results, once they end. */
  openCalls: number[]
  /** Index of the call that the last line belongs to: the result of another call begins with the call's name. */
  under: number | null
  /** Index of the call whose result came last; null before the first. */
  lastResult: number | null
  /** Ids of calls that the user was asked about, and so has seen. */
  asked: Set<string>
  /** The todo list that the turn has written last. */
  todo: readonly TodoItem[]
  /** The last retry, while no line that stays tells of it; null when none is to be told. */
  untoldRetry: RetryItem | null
  /** A blank line stands between text and the work of tools, and behind the whole text of a step: `answer`. */
  last: { kind: 'text' | 'work' | 'answer'; isBlank: boolean } | null
}

export interface PrinterOptions {
  showsThinking?: boolean
  /** Only what the tools do is shown: text and thoughts are printed elsewhere, or nowhere. */
  omitsText?: boolean
}

export function beginPrinting(
  turn: TurnState,
  getStyle: () => PrintStyle,
  { showsThinking = false, omitsText = false }: PrinterOptions,
): Printing {
  return {
    turn,
    style: getStyle(),
    omitsText,
    showsThinking,
    sanitiser: createSanitiser(),
    markdown: createModelText(getStyle),
    thoughts: createMarkdown(() => {
      const style = getStyle()
      return { ...style, width: style.width - 2, hasColours: false }
    }),
    thoughtSanitiser: createSanitiser(),
    thinking: null,
    openCalls: [],
    under: null,
    lastResult: null,
    asked: new Set(),
    todo: [],
    untoldRetry: null,
    last: null,
  }
}

/** Lines of ours: text that has come so far stands above them. */
export function printLines(printing: Printing, lines: readonly string[], under: number | null = null): string {
  const thoughts = append(printing, 'work', dimRows(printing, printing.thoughts.breakRow()))
  const text = append(printing, 'text', printing.markdown.breakRow())
  const own = append(printing, 'work', lines)
  if (lines.length > 0) printing.under = under
  return thoughts + text + own
}

/** Rows that are final, of the model's text or of our own. */
export function append(printing: Printing, kind: 'text' | 'work', rows: readonly string[]): string {
  if (rows.length === 0) return ''
  const gap = gapBefore(printing, kind)
  printing.under = null
  printing.last = { kind, isBlank: rows.at(-1) === '' }
  return [...gap, ...rows].map((row) => `${row}\n`).join('')
}

/** The blank line that is due before rows of this kind. */
export function gapBefore({ last }: Printing, kind: 'text' | 'work'): string[] {
  return last && last.kind !== kind && !last.isBlank ? [''] : []
}

/** Rows of thoughts. */
export function dimRows({ style }: Printing, rows: readonly string[]): string[] {
  const shown = style.hasColours ? rows : cutRows(rows, style.width - 2)
  return shown.map((row) => paint(style, 'dim', `  ${row}`.trimEnd()))
}

/** A dim line, set in from the margin. */
export function describeNote(text: string, style: PrintStyle): string {
  return paint(style, 'dim', `  ${fitLine(style, text, style.width - 2)}`)
}

/** The same in as many rows as the text needs: for what is said once, and cannot be looked up. */
export function wrapNote(text: string, style: PrintStyle): string[] {
  const rows = wrapText(sanitiseLine(text, Infinity), { style, lead: '  ', nextLead: '  ' })
  return rows.map((row) => paint(style, 'dim', row))
}
