// An approval or a question as lines, with the keys that answer it. Of a long approval the first lines are shown, and the
// rest when the user asks for it: what is approved has been shown, all of it.

import { lastsForSession, readPlanAnswer, type ApprovalRequest } from '../../protocol/wire.ts'
import { showCommand } from '../../safety/text/exact-text.ts'
import { nameCharacter, sanitiseLine, sanitiseText } from '../../safety/text/sanitiser.ts'
import { countTextCells } from '../cell-text.ts'
import { describeExactText, type WholeStyle } from '../exact-rows.ts'
import { wrapText } from '../markdown/word-wrap.ts'
import { paint, UNICODE_MARKS, type PrintStyle } from '../print-style.ts'
import { describeAskedBlock } from './asked-block.ts'
import { describeAskedQuestion } from './asked-question.ts'
import {
  labelsOf,
  questionOf,
  takesWords,
  type PendingApproval,
  type PendingChoice,
  type PendingQuestion,
  type QuestionScreen,
} from './question-queue.ts'

const LABEL_CELLS = 60
/** The rows of keys behind the first, where a key alone is wider than a row. */
const KEYS_LEAD = '    '
/** A piece of a line has so much room at least. */
const FEWEST_CELLS = 10
/** Rows of an approval that are shown at once, where the screen has room for them. */
const FIRST_ROWS = 24
/** The fewest of these on the smallest screen: the beginning of what is asked about is always shown. */
const LEAST_ROWS = 2
/** The name of the call stands above the question, and below its keys the cursor or a blank row. */
const ROWS_AROUND = 2
/** The longest piece of a line that the user approves: a few rows, so that the rows on screen can be counted. */
const PIECE_CELLS = 400
/** The number and the sign that may stand before a piece in each of its rows. */
const GUTTER_CELLS = 12
/** A rest of so few rows is shown at once, too. */
const FEW_ROWS = 4
/** Rows that a key shows at once: terminals keep at least twice as many to scroll back to. */
const PAGE_ROWS = 500

/** The question and the keys that answer it; of an approval only its first lines. */
export function describeQuestion(pending: PendingQuestion, style: PrintStyle): string[] {
  return [...describeBody(pending, style), ...describeKeys(pending, style)]
}

/** Everything but the keys; of an approval only its first lines. */
export function describeBody(pending: PendingQuestion, style: PrintStyle): string[] {
  if (pending.kind === 'approval') {
    const end = pending.hidden > 0 ? findPages(pending.request, pending.screen).ends[0] : undefined
    return describeApproval(pending, style).slice(0, end).flat()
  }
  return describeAskedQuestion(questionOf(pending), pending.request, style)
}

/** The next lines of an approval that `describeQuestion` has left out, after the key that asks for them, and its keys again. */
export function describeRest(pending: PendingQuestion, style: PrintStyle): string[] {
  return [...describeRestBody(pending, style), ...describeKeys(pending, style)]
}

/** The same without the keys. */
export function describeRestBody(pending: PendingQuestion, style: PrintStyle): string[] {
  if (pending.kind !== 'approval') return []
  const { request, screen, pages, hidden } = pending
  const { ends } = findPages(request, screen)
  const [from, to] = [ends[Math.max(0, pages - 1)], hidden > 0 && pages > 0 ? ends[pages] : undefined]
  return describeApproval(pending, style).slice(from, to).flat()
}

/**
 * The number of rows of an approval that have not been on this screen once the user has asked for more so many times (`pages`). Where its
 * size is not known a usual one is meant.
 */
export function countHidden(request: ApprovalRequest, screen?: QuestionScreen, pages = 0): number {
  const { ends, rows } = findPages(request, screen)
  return sum(rows.slice(ends[pages] ?? rows.length))
}

/** Counts anew for the screen on which an approval is drawn: it may have waited while the terminal was resized. */
export function fitToScreen(pending: PendingQuestion, screen?: QuestionScreen): void {
  if (pending.kind !== 'approval') return
  Object.assign(pending, { screen, pages: 0, hidden: countHidden(pending.request, screen) })
}

/** The rows of each line of an approval, and the lines with which its parts end: that which is shown at once, and those behind a key. */
function findPages(request: ApprovalRequest, screen = USUAL_SCREEN): { ends: number[]; rows: number[] } {
  const { first, most } = findRoom(request, screen)
  const rows = describeApproval({ request, screen }, { ...COUNTED, width: screen.width }).map((line) =>
    sum(line.map((row) => Math.max(1, Math.ceil(countTextCells(row) / screen.width)))),
  )
  if (sum(rows) <= most) return { ends: [rows.length], rows }
  const ends: number[] = []
  let shown = 0
  rows.forEach((count, at) => {
    const isFull = shown > 0 && shown + count > (ends.length === 0 ? first : PAGE_ROWS)
    if (isFull) ends.push(at)
    shown = isFull ? count : shown + count
  })
  return { ends: [...ends, rows.length], rows }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}

/** The rows of an approval that are shown first where a key shows the rest (`first`), and those of one that is shown at once (`most`). */
function findRoom(request: ApprovalRequest, screen: QuestionScreen): { first: number; most: number } {
  const roomBeside = (hidden: number) => {
    const pending = { kind: 'approval', request, hidden, pages: 0 } as const
    const keys = describeKeys(pending, { ...COUNTED, width: screen.width }).length
    return Math.max(LEAST_ROWS, screen.rows - ROWS_AROUND - keys)
  }
  return { first: Math.min(FIRST_ROWS, roomBeside(1)), most: Math.min(FIRST_ROWS + FEW_ROWS, roomBeside(0)) }
}

/** A piece takes half of the rows that are shown first, at most. */
function findPieceCells(request: ApprovalRequest, screen: QuestionScreen): number {
  const rows = Math.floor(findRoom(request, screen).first / 2)
  return Math.min(PIECE_CELLS, rows * Math.max(FEWEST_CELLS, screen.width - GUTTER_CELLS))
}

/** The keys that answer, in as many rows as the width needs: the last ones of a question. */
export function describeKeys(pending: PendingQuestion, style: PrintStyle): string[] {
  if (pending.kind === 'question') {
    const question = pending.request.questions[pending.index]!
    const choice = question.multi_select ? '  numbers, then Enter' : '  number or arrows'
    const isTyped = question.other_label !== ''
    const yes = readPlanAnswer(question, 'y') === null ? [] : ['y approve']
    const edit = pending.isEditable ? ['e edit it'] : []
    const others = pending.isPlan
      ? [...yes, ...edit, 'n no', 'f no, and say what to change']
      : isTyped
        ? ['or type the answer, then Enter', 'a blank first for one that begins with a number', 'Esc none']
        : [...(takesWords(pending) ? ['o other'] : []), 'Esc none']
    const keys = joinKeys([choice, ...others], style).map((row) => paint(style, 'dim', row))
    return [...describePicked(pending, style), ...describeSelected(pending, style), ...keys]
  }
  const { request, hidden } = pending
  const session = lastsForSession(request) ? ['s for this session'] : []
  const always = request.always_rule === undefined ? [] : ['a always']
  const rest = hidden > PAGE_ROWS ? 'v shows more' : 'v shows the rest'
  const allow = hidden > 0 ? [rest] : ['y once', ...session, ...always]
  const more = hidden > 0 ? [paint(style, 'dim', `  ${style.marks.more} ${hidden} more lines`)] : []
  const [first, ...others] = joinKeys([`${ALLOW} ${allow[0]!}`, ...allow.slice(1), 'n no', 'f no, and say why'], style)
  return [...more, paint(style, ['bold', 'inverse'], ALLOW) + first!.slice(ALLOW.length), ...others]
}

/** Says what Enter does with words that stand in a prompt below the question. `isOlder`: they were begun before it came. */
export function describeWordsBelow(pending: PendingQuestion, isOlder: boolean, style: PrintStyle): string[] {
  const { kind } = pending
  const text = isOlder
    ? 'these words are older than the question: Enter sends them behind the turn, Ctrl-S says them to it now'
    : kind === 'approval'
      ? 'Enter says no, with these words; Ctrl-S says them to the turn, and the question stays'
      : takesWords(pending)
        ? 'Enter answers with these words'
        : ''
  if (text === '') return []
  return wrapText(text, { style, lead: '  ', nextLead: '  ' }).map((row) => paint(style, 'dim', row))
}

/** The options that were chosen so far, where several may be. */
function describePicked(choice: PendingChoice, style: PrintStyle): string[] {
  if (choice.picked.length === 0) return []
  const lead = `  ${style.marks.done} `
  return wrapText(sanitiseText(labelsOf(questionOf(choice), choice.picked)), { style, lead })
}

/** The option to which the arrows have led: it stands beside the keys, since the list may have scrolled away. */
function describeSelected({ request, index, selected }: PendingChoice, style: PrintStyle): string[] {
  const option = selected === null ? undefined : request.questions[index]!.options[selected]
  if (option === undefined) return []
  const key = request.questions[index]!.multi_select ? 'Space picks it, or drops it' : 'Enter takes it'
  const label = sanitiseLine(option.label, LABEL_CELLS)
  return [`${style.marks.prompt} ${selected! + 1} ${label} ${paint(style, 'dim', `${style.marks.dot} ${key}`)}`]
}

/** Inverse on a terminal with colours, which no text of the model can be. */
const ALLOW = 'Allow?'

/** Keys with dots between them, in rows of the style's width. */
function joinKeys([first, ...others]: string[], style: PrintStyle): string[] {
  const { width, marks } = style
  const rows = [first!]
  for (const key of others) {
    const row = `${rows.at(-1)!} ${marks.dot} ${key}`
    if (countTextCells(row) <= width) rows[rows.length - 1] = row
    else rows.push(`  ${key}`)
  }
  return rows.flatMap((row) => {
    if (countTextCells(row) <= width) return [row]
    const lead = /^ */.exec(row)![0]
    return wrapText(row.trim(), { style, lead, nextLead: KEYS_LEAD })
  })
}

/** The number of lines depends on the screen for which they were counted, and not on the style in which they are drawn. */
const COUNTED = { hasColours: false, marks: UNICODE_MARKS, canReplace: false }
const USUAL_SCREEN: QuestionScreen = { width: 80, rows: Infinity }

/**
 * The act, and below it all that an answer for longer than once would allow: `s` and `a` count once that was shown, whole. Each line is
 * given with its rows.
 */
function describeApproval(
  { request, screen = USUAL_SCREEN }: Pick<PendingApproval, 'request' | 'screen'>,
  style: PrintStyle,
): string[][] {
  const whole = { ...style, pieceCells: findPieceCells(request, screen) }
  return [...describeRequest(request, whole), ...describeGrants(request, whole)]
}

function describeGrants(request: ApprovalRequest, style: WholeStyle): string[][] {
  const { session_rule: session, session_examples: examples = [], always_rule: always } = request
  const nameExactly = (act: string) => showCommand(act).replaceAll('\n', nameCharacter)
  return [
    ...(session === undefined || !lastsForSession(request) ? [] : [`s for this session: ${nameExactly(session)}`]),
    // Only a pattern that ends in a star covers other commands, of which these are examples.
    ...(examples.length === 0 ? [] : [`  * is any words, or none: also ${examples.map(nameExactly).join(', ')}`]),
    ...(always === undefined ? [] : [`a always: ${nameExactly(always)}`]),
  ].flatMap((line) => describeExactText(line, style, 'dim'))
}

/** A request whose blocks this client does not know is described in words. */
function describeRequest({ display, description }: ApprovalRequest, style: WholeStyle): string[][] {
  const lines = display.flatMap((block) => describeAskedBlock(block, style))
  return lines.length > 0 ? lines : describeExactText(showCommand(description), style)
}
