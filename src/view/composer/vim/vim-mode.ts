// Vim mode: which mode it is in, the command that is being typed, and the change that `.` repeats.

import type { ComposerKey } from '../composer-key.ts'
import { insertText, lineEnd, lineStart, moveCaret, replaceRange, type EditState } from '../edit-state.ts'
import { nextBoundary, previousBoundary } from '../graphemes.ts'
import { moveByRow, type TextPlace } from '../text-rows.ts'
import { isChange, runAction, type VimEdit } from './vim-actions.ts'
import { parseKeys, type VimCommand } from './vim-command.ts'
import { classOf, findMotion, type LastFind } from './vim-motions.ts'
import { findObject } from './vim-objects.ts'
import { applyOperator, linesOf, rangeOf, type VimRange } from './vim-operators.ts'

export type VimModeName = 'insert' | 'normal' | 'visual' | 'visual-line'

export interface VimState {
  mode: VimModeName
  /** The characters of a command that is not complete. */
  pending: string
  /** The index at which the visual selection began. */
  anchor: number
  find: LastFind | null
  /** The last change and the text typed after it, for `.`. */
  last: { command: VimCommand; typed: string } | null
  /** While inserting after a command: the command, and the state in which typing began. */
  insertion: { command: VimCommand; began: EditState; steps: number } | null
}

export interface VimOutcome {
  vim: VimState
  edit: EditState
  /** Set when `j` or `k` has left the text: the history is meant. */
  walks?: 1 | -1
}

/** New text is typed at once, as in a shell with vi keys. */
export const START_VIM: VimState = {
  mode: 'insert',
  pending: '',
  anchor: 0,
  find: null,
  last: null,
  insertion: null,
}

const KEY_CHARACTERS: Record<string, string> = {
  left: 'h',
  right: 'l',
  up: 'k',
  down: 'j',
  home: '0',
  end: '$',
  backspace: 'h',
  delete: 'x',
  'ctrl+n': 'j',
  'ctrl+p': 'k',
}

/** Handles a key in vim mode; null when it means nothing to vim: typing in insert mode, Enter, Ctrl-keys. */
export function pressVimKey(vim: VimState, edit: EditState, key: ComposerKey, place: TextPlace): VimOutcome | null {
  const isEscape = key.name === 'escape' || key.name === 'ctrl+['
  if (vim.mode === 'insert') return isEscape ? leaveInsert(vim, edit) : null
  if (isEscape || key.name === 'ctrl+c') {
    if (vim.mode === 'normal' && vim.pending === '') return null
    return { vim: { ...vim, mode: 'normal', pending: '' }, edit: settleCaret(edit) }
  }
  if (key.name === 'ctrl+r') return finish(vim, { edit: runAction(edit, action('redo'))!.edit, inserts: false }, null)
  const character = KEY_CHARACTERS[key.name] ?? key.text
  if (character === '') return null
  return pressCharacter(vim, edit, character, place)
}

/** The selected text in visual mode; null in other modes. */
export function selectionOf(vim: VimState, { text, caret }: EditState): VimRange | null {
  if (vim.mode !== 'visual' && vim.mode !== 'visual-line') return null
  const from = Math.min(vim.anchor, caret)
  const to = Math.max(vim.anchor, caret)
  if (vim.mode === 'visual-line') return linesOf(text, from, to)
  return { from, to: nextBoundary(text, to), isLines: false }
}

function pressCharacter(vim: VimState, edit: EditState, character: string, place: TextPlace): VimOutcome {
  const keys = vim.pending + character
  const isVisual = vim.mode !== 'normal'
  const parsed = parseKeys(keys, isVisual)
  if (parsed.kind === 'unfinished') return { vim: { ...vim, pending: keys }, edit }
  const ready: VimState = { ...vim, pending: '' }
  if (parsed.kind === 'unknown') return { vim: ready, edit }
  const { command } = parsed
  if (command.verb === '.' && !isVisual) return repeatLast(ready, edit, command)
  if (command.verb === 'v' || command.verb === 'V') return toggleVisual(ready, edit, command.verb)
  const rows = command.operator === null && (command.verb === 'j' || command.verb === 'k')
  if (rows) return moveRows(ready, edit, command, place)
  return isVisual ? runVisual(ready, edit, command) : runNormal(ready, edit, command)
}

function runNormal(vim: VimState, edit: EditState, command: VimCommand): VimOutcome {
  const acted = command.operator === null ? runAction(edit, command) : null
  if (acted) return finish(vim, acted, command, edit)
  if (command.operator !== null) {
    const range = operandOf(vim, edit, command)
    if (!range) return { vim, edit }
    const changed = applyOperator(edit, command.operator, range)
    return finish(rememberFind(vim, command), { edit: changed, inserts: command.operator === 'c' }, command, edit)
  }
  const motion = findMotion(edit.text, edit.caret, command, vim.find)
  if (!motion) return { vim, edit }
  return { vim: rememberFind(vim, command), edit: settleCaret(moveCaret(edit, motion.to)) }
}

/** The range that an operator takes: whole lines, a text object, or up to the end of a motion. */
function operandOf(vim: VimState, { text, caret }: EditState, command: VimCommand): VimRange | null {
  const { operator, verb, count } = command
  if (operator === verb) {
    const below = findMotion(text, caret, { ...command, verb: 'j', count: (count ?? 1) - 1 || null }, null)
    if ((count ?? 1) > 1 && !below) return null
    return linesOf(text, caret, below && (count ?? 1) > 1 ? below.to : caret)
  }
  if (/^[ia]./.test(verb)) return findObject(text, caret, verb)
  // `cw` leaves the blanks behind the word, as vim does.
  const isChangeWord =
    operator === 'c' && /^[wW]$/.test(verb) && caret < text.length && classOf(text, caret, false) !== 'blank'
  if (isChangeWord) {
    const last = previousBoundary(text, caret)
    const motion = findMotion(text, caret === 0 ? 0 : last, { ...command, verb: verb === 'w' ? 'e' : 'E' }, null)!
    const isSingle = classOf(text, nextBoundary(text, caret), verb === 'W') !== classOf(text, caret, verb === 'W')
    const to = caret === 0 && isSingle && (count ?? 1) === 1 ? caret : motion.to
    return rangeOf(text, caret, { to: Math.max(caret, to), reach: 'inclusive' })
  }
  const motion = findMotion(text, caret, command, vim.find)
  if (!motion) return null
  if (!/^[wW]$/.test(verb)) return rangeOf(text, caret, motion)
  // `w` takes no line end with it: the range ends with the last word, or with a line of blanks.
  const taken = text.slice(caret, motion.to)
  const end = taken.includes('\n') ? caret + taken.trimEnd().length || 0 : motion.to
  return { from: caret, to: end > caret ? end : Math.min(motion.to, lineEnd(text, caret)), isLines: false }
}

function runVisual(vim: VimState, edit: EditState, command: VimCommand): VimOutcome {
  const { operator, verb } = command
  const range = selectionOf(vim, edit)!
  const back: VimState = { ...vim, mode: 'normal' }
  if (operator !== null) return finish(back, visualOperation(edit, operator, range), null, edit)
  const asOperator = { x: 'd', X: 'd', D: 'd', s: 'c', S: 'c', C: 'c', Y: 'y', '~': 'g~', u: 'gu', U: 'gU' }[verb]
  if (asOperator) {
    const isLines = range.isLines || /[XDSCY]/.test(verb)
    const whole = isLines ? linesOf(edit.text, range.from, Math.max(range.from, range.to - 1)) : range
    return finish(back, visualOperation(edit, asOperator, whole), null, edit)
  }
  if (verb === 'o') return { vim: { ...vim, anchor: edit.caret }, edit: moveCaret(edit, vim.anchor) }
  if (verb === 'J') {
    const lines = edit.text.slice(range.from, range.to).split('\n').length
    return finish(back, runAction(moveCaret(edit, range.from), { ...command, count: Math.max(2, lines) })!, null, edit)
  }
  if (verb === 'p' || verb === 'P')
    return finish(back, { edit: replaceSelection(edit, range), inserts: false }, null, edit)
  if (verb === 'r') {
    const filled = edit.text.slice(range.from, range.to).replaceAll(/[^\n]/gu, () => command.character!)
    const changed = replaceRange({ ...edit, run: null }, range.from, range.to, filled, 'other', range.from)
    return finish(back, { edit: changed, inserts: false }, null, edit)
  }
  if (/^[ia]./.test(verb)) {
    const object = findObject(edit.text, edit.caret, verb)
    if (!object || object.from === object.to) return { vim, edit }
    return { vim: { ...vim, anchor: object.from }, edit: moveCaret(edit, previousBoundary(edit.text, object.to)) }
  }
  const motion = findMotion(edit.text, edit.caret, command, vim.find)
  return motion ? { vim: rememberFind(vim, command), edit: moveCaret(edit, motion.to) } : { vim, edit }
}

function visualOperation(edit: EditState, operator: string, range: VimRange): VimEdit {
  const applied = applyOperator(edit, operator, range)
  return { edit: operator === 'y' ? moveCaret(applied, range.from) : applied, inserts: operator === 'c' }
}

/** The selection replaced by the last killed text, with the caret on its last character. */
function replaceSelection(edit: EditState, { from, to }: VimRange): EditState {
  const put = replaceRange({ ...edit, run: null }, from, to, edit.ring[0] ?? '', 'other')
  return moveCaret(put, Math.max(from, previousBoundary(put.text, put.caret)))
}

function moveRows(vim: VimState, edit: EditState, { verb, count }: VimCommand, place: TextPlace): VimOutcome {
  const direction = verb === 'j' ? 1 : -1
  let moved = edit
  for (let done = 0; done < (count ?? 1); done++) {
    const next = moveByRow(moved.text, moved.caret, moved.goal, direction, place)
    if (!next)
      return done > 0 || vim.mode !== 'normal' ? { vim, edit: settleCaret(moved) } : { vim, edit, walks: direction }
    moved = moveCaret(moved, next.caret, next.goal)
  }
  return { vim, edit: vim.mode === 'normal' ? settleCaret(moved) : moved }
}

function toggleVisual(vim: VimState, edit: EditState, verb: string): VimOutcome {
  const wanted: VimModeName = verb === 'v' ? 'visual' : 'visual-line'
  if (vim.mode === wanted) return { vim: { ...vim, mode: 'normal' }, edit: settleCaret(edit) }
  const anchor = vim.mode === 'normal' ? edit.caret : vim.anchor
  return { vim: { ...vim, mode: wanted, anchor }, edit }
}

/** The state after a command: in insert mode if it goes on there, and otherwise with the caret on a character. */
function finish(vim: VimState, { edit, inserts }: VimEdit, command: VimCommand | null, before = edit): VimOutcome {
  const change = command && isChange(command) ? command : null
  if (inserts) {
    const steps = edit.text === before.text ? edit.past.length : edit.past.length - 1
    const begun = change ?? action('i')
    return {
      vim: { ...vim, mode: 'insert', insertion: { command: begun, began: edit, steps } },
      edit: { ...edit, run: null },
    }
  }
  const last = change ? { command: change, typed: '' } : vim.last
  return { vim: { ...vim, last }, edit: settleCaret(edit) }
}

/** Back to normal mode: what was typed becomes one step of undo, and the text that `.` types again. */
function leaveInsert(vim: VimState, edit: EditState): VimOutcome {
  const { insertion } = vim
  if (insertion && isBareIndent(edit)) return leaveInsert(vim, eraseIndent(edit))
  const normal: VimState = { ...vim, mode: 'normal', pending: '', insertion: null }
  const start = lineStart(edit.text, edit.caret)
  const left = moveCaret(edit, Math.max(start, previousBoundary(edit.text, edit.caret)))
  if (!insertion) return { vim: normal, edit: left }
  const past = edit.past.length > insertion.steps ? edit.past.slice(0, insertion.steps + 1) : edit.past
  const last = { command: insertion.command, typed: typedSince(insertion.began, edit) }
  return { vim: { ...normal, last }, edit: { ...left, past } }
}

/** True when the line holds nothing but the blanks that a new line began with. */
function isBareIndent({ text, caret }: EditState): boolean {
  const start = lineStart(text, caret)
  return caret > start && caret === lineEnd(text, caret) && /^[ \t]+$/.test(text.slice(start, caret))
}

function eraseIndent(edit: EditState): EditState {
  return replaceRange(edit, lineStart(edit.text, edit.caret), edit.caret, '', 'other')
}

/** The text that was typed at the caret of `began`; '' when the text around it was changed as well. */
function typedSince(began: EditState, edit: EditState): string {
  const before = began.text.slice(0, began.caret)
  const behind = began.text.slice(began.caret)
  const { text } = edit
  const isAround = text.startsWith(before) && text.endsWith(behind) && text.length >= began.text.length
  return isAround ? text.slice(before.length, text.length - behind.length) : ''
}

function repeatLast(vim: VimState, edit: EditState, { count }: VimCommand): VimOutcome {
  if (!vim.last) return { vim, edit }
  const { command, typed } = vim.last
  const done = runNormal(vim, edit, { ...command, count: count ?? command.count })
  if (done.vim.mode !== 'insert') return { ...done, vim: { ...done.vim, last: vim.last } }
  const written = typed === '' ? done.edit : insertText(done.edit, typed)
  const left = leaveInsert(done.vim, written)
  return { ...left, vim: { ...left.vim, last: vim.last } }
}

/** In normal mode the caret stands on a character, not behind the last one of a line. */
export function settleCaret(edit: EditState): EditState {
  const end = lineEnd(edit.text, edit.caret)
  if (edit.caret < end || edit.caret === lineStart(edit.text, edit.caret)) return edit
  return moveCaret(edit, previousBoundary(edit.text, edit.caret), edit.goal)
}

function rememberFind(vim: VimState, { verb, character }: VimCommand): VimState {
  return character !== null && /^[fFtT]$/.test(verb) ? { ...vim, find: { verb, character } } : vim
}

function action(verb: string): VimCommand {
  return { operator: null, verb, count: null, character: null }
}
