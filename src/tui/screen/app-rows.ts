// The live rows of the app from top to bottom: the lines of the moment, prompts that wait, the card or panel, the prompt, the footer.

import { textOf, type Content } from '../../protocol/message.ts'
import { describeFooter } from '../../view/footer-line.ts'
import { fitLine } from '../../view/cell-text.ts'
import { wrapText } from '../../view/markdown/word-wrap.ts'
import { paint, type PrintStyle } from '../../view/print-style.ts'
import type { QuestionScreen } from '../../view/questions/question-queue.ts'
import type { Parts } from '../app-parts.ts'
import type { TranscriptNow } from '../transcript/transcript.ts'

/** Prompts that wait and are shown; the others are counted. */
const SHOWN_QUEUED = 3
/** Items of the todo list in sight: those around the first that is not done. */
const SHOWN_TODO = 5
/** Rows that a panel leaves to the conversation. */
const ABOVE_PANEL_ROWS = 3

const SAID = 'said to the turn, which takes it at its next step'
const UNDER_WAY = 'on its way: hooks may run before its turn begins; Esc interrupts'
const QUEUED = 'Up takes the last one back, Ctrl-S says the first one now'
const HELD = 'held: Enter lets them go on, a new message goes before them, Up takes the last one back'

/** At most one row fewer than the terminal has, so that a frame never scrolls by itself. */
export function renderRows(parts: Parts, columns: number, rows: number): string[] {
  const { app, panel } = parts
  const { style, transcript } = app
  const most = Math.max(1, rows - 1)
  const bottom = panel
    ? panel.render(style, Math.max(1, most - ABOVE_PANEL_ROWS)).slice(0, most)
    : describePrompt(parts, columns, most)
  const live = transcript.describeLive()
  const above = [...(live.length > 0 ? live : []), '']
  const room = Math.max(0, most - bottom.length)
  const shown = room === 0 ? [] : above.slice(-room)
  return [...shown, ...bottom].slice(-most)
}

/** The prompt with what belongs to it. In a terminal too low for all of it the footer makes room for the keys of a question. */
function describePrompt(parts: Parts, columns: number, most: number): string[] {
  const { app, cards, composer } = parts
  const { style, transcript } = app
  composer.focused = !cards.isTyping // else the caret stands in the line that is typed for a card
  const rows = [
    // Between a question and its keys stands nothing.
    ...(cards.count > 0 ? cards.render(style) : describeTodo(transcript.current(), style)),
    ...describeWords(parts, columns),
  ]
  const status = describeStatus(parts, style)
  return rows.length + status.length > most ? rows : [...rows, ...status]
}

/** The prompt, and above it the words that wait. */
function describeWords({ app, outbox, steers, composer }: Parts, columns: number): string[] {
  const { style } = app
  return [
    ...describeSaid(steers.said, style),
    ...describeUnderWay(outbox, style),
    ...describeQueue(outbox, style),
    ...composer.render(columns),
  ]
}

/** The room for a question: above the prompt with what belongs to it, and the number of questions that wait behind this one. */
export function findQuestionScreen(parts: Parts, { columns, rows }: { columns: number; rows: number }): QuestionScreen {
  const { style } = parts.app
  const below = 1 + describeWords(parts, columns).length + describeStatus(parts, style).length
  return { width: style.width, rows: rows - below }
}

/** Stands below older rows of a conversation that fills the terminal. */
export function describeMore(rows: number, style: PrintStyle): string {
  return paint(style, 'dim', fitLine(style, `  ${style.marks.more} ${rows} more rows below: PageDown`, style.width))
}

/** The todo list while the turn works on it. */
function describeTodo({ turn, todo }: TranscriptNow, style: PrintStyle): string[] {
  if (!turn.isRunning || todo.every(({ status }) => status === 'done')) return []
  const open = todo.findIndex(({ status }) => status !== 'done')
  const from = Math.max(0, Math.min(open - 1, todo.length - SHOWN_TODO))
  const shown = todo.slice(from, from + SHOWN_TODO)
  const done = todo.filter(({ status }) => status === 'done').length
  return [
    paint(style, 'dim', `  ${done} of ${todo.length} done`),
    ...shown.map(({ title, status }) => {
      const row = `  ${style.marks.todo[status]} ${fitLine(style, title, style.width - 6)}`
      return status === 'in_progress' ? row : paint(style, 'dim', row)
    }),
  ]
}

/** The words that were said to the turn, and that it has not taken yet. */
function describeSaid(said: readonly Content[], style: PrintStyle): string[] {
  const lines = said.map((content) => describeContent(content, style))
  return said.length === 0 ? [] : [...lines, ...describeKeys(SAID, style)]
}

function describeUnderWay({ underWay }: Parts['outbox'], style: PrintStyle): string[] {
  return underWay === null ? [] : [describeContent(underWay, style), ...describeKeys(UNDER_WAY, style)]
}

function describeQueue({ waiting, isHeld }: Parts['outbox'], style: PrintStyle): string[] {
  const rest = waiting.length - SHOWN_QUEUED
  const lines = waiting.slice(0, SHOWN_QUEUED).map((content) => describeContent(content, style))
  const more = rest > 0 ? [paint(style, 'dim', `  ${style.marks.more} ${rest} more wait`)] : []
  return waiting.length === 0 ? [] : [...lines, ...more, ...describeKeys(isHeld ? HELD : QUEUED, style)]
}

function describeContent(content: Content, style: PrintStyle): string {
  return paint(style, 'dim', `  ${style.marks.prompt} ${fitLine(style, textOf(content), style.width - 4)}`)
}

function describeKeys(text: string, style: PrintStyle): string[] {
  return wrapText(text, { style, lead: '  ', nextLead: '  ' }).map((row) => paint(style, 'dim', row))
}

/** The footer, and the line of the user's own command if there is one. */
function describeStatus({ app, trouble, statusCommand }: Parts, style: PrintStyle): string[] {
  if (trouble !== '') return [paint(style, 'yellow', fitLine(style, trouble, style.width))]
  const own = statusCommand.line()
  return [
    describeFooter(app.book.facts, app.book.session?.terminal.footer ?? [], style),
    ...(own === '' ? [] : [paint(style, 'dim', fitLine(style, own, style.width))]),
  ]
}
