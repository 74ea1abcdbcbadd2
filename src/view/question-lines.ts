// An approval or a question as lines, with the keys that answer it. Of a long approval the first lines are shown, and the
// rest when the user asks for it: what is approved has been shown, all of it.

import type { ApprovalRequest } from '../protocol/wire.ts'
import { showCommand } from '../safety/text/exact-text.ts'
import { sanitiseLine, sanitiseText } from '../safety/text/sanitiser.ts'
import { describeBlock } from './block-lines.ts'
import { countTextCells, cutInPieces, PIECE_CELLS } from './cell-text.ts'
import { paint, UNICODE_MARKS, type PrintStyle } from './print-style.ts'
import type { PendingQuestion } from './question-queue.ts'

const LABEL_CELLS = 60
/** A description has so much room at least, behind a long label. */
const FEWEST_CELLS = 10
/** Rows of an approval that are shown at once. */
const FIRST_ROWS = 24
/** A rest of so few rows is shown at once, too. */
const FEW_ROWS = 4

/** Everything but the keys; of an approval only its first lines. */
export function describeQuestion(pending: PendingQuestion, style: PrintStyle): string[] {
  if (pending.kind === 'approval') {
    const end = pending.hidden > 0 ? findRest(pending.request).at : undefined
    return [...describeRequest(pending.request, style).slice(0, end), ...describeKeys(pending, style)]
  }
  const { question, options } = pending.request.questions[pending.index]!
  return [
    paint(style, 'bold', sanitiseText(question)),
    ...options.map(({ label, description }, index) => {
      const shown = `  ${index + 1} ${sanitiseLine(label, LABEL_CELLS)} `
      const room = Math.max(FEWEST_CELLS, style.width - countTextCells(shown) - 1)
      return shown + paint(style, 'dim', sanitiseLine(description, room))
    }),
    ...describeKeys(pending, style),
  ]
}

/** The lines of an approval that `describeQuestion` has left out, and its keys again. */
export function describeRest(pending: PendingQuestion, style: PrintStyle): string[] {
  if (pending.kind !== 'approval') return describeKeys(pending, style)
  const { at } = findRest(pending.request)
  return [...describeRequest(pending.request, style).slice(at), ...describeKeys(pending, style)]
}

/** The number of rows of an approval that `describeQuestion` leaves out. */
export function countHidden(request: ApprovalRequest): number {
  const { rows } = findRest(request)
  return rows > FEW_ROWS ? rows : 0
}

/** The first line that is not shown at once, and the rows from there on. A long line takes several rows. */
function findRest(request: ApprovalRequest): { at: number; rows: number } {
  const rows = describeRequest(request, COUNTED).map((line) =>
    Math.max(1, Math.ceil(countTextCells(line) / COUNTED.width)),
  )
  let shown = 0
  const at = rows.findIndex((count) => (shown += count) > FIRST_ROWS)
  return at < 0 ? { at: rows.length, rows: 0 } : { at, rows: rows.slice(at).reduce((sum, count) => sum + count, 0) }
}

/** The keys that answer, the last line of a question. */
export function describeKeys(pending: PendingQuestion, style: PrintStyle): string[] {
  const dot = ` ${style.marks.dot} `
  if (pending.kind === 'question') {
    const isMultiple = pending.request.questions[pending.index]!.multi_select
    const choice = isMultiple ? '  numbers, then Enter' : '  number'
    return [paint(style, 'dim', [choice, 'o other', 'Esc none'].join(dot))]
  }
  const { request, hidden } = pending
  const refuse = ['n no', 'f no, and say why']
  const allow = paint(style, 'bold', 'Allow?')
  if (hidden > 0) {
    const more = paint(style, 'dim', `  ${style.marks.more} ${hidden} more lines`)
    return [more, `${allow} ${['v shows the rest', ...refuse].join(dot)}`]
  }
  const rule = request.session_rule
  const session = rule === undefined ? 's for this session' : `s for this session: ${sanitiseLine(rule, RULE_CELLS)}`
  const examples = (request.session_examples ?? []).map((example) => sanitiseLine(example, RULE_CELLS))
  const also = examples.length === 0 ? [] : [paint(style, 'dim', `  s also allows: ${examples.join(', ')}`)]
  const always = request.always_rule
  const lasting = always === undefined ? [] : [paint(style, 'dim', `  a always: ${sanitiseLine(always, ALWAYS_CELLS)}`)]
  return [...also, ...lasting, `${allow} ${['y once', session, ...refuse].join(dot)}`]
}

const RULE_CELLS = 60
const ALWAYS_CELLS = 160
/** The number of lines does not depend on the style. */
const COUNTED: PrintStyle = { width: 80, hasColours: false, marks: UNICODE_MARKS, canReplace: false }

/** A request whose blocks this client does not know is described in words. */
function describeRequest({ display, description }: ApprovalRequest, style: PrintStyle): string[] {
  const lines = display.flatMap((block) => describeBlock(block, { ...style, isWhole: true }))
  if (lines.length > 0) return lines
  return showCommand(description)
    .split('\n')
    .flatMap((line) => cutInPieces(line, PIECE_CELLS))
    .map((line) => `  ${line}`)
}
