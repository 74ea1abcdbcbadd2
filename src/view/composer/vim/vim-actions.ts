// Vim's commands that are no operators: `x`, `p`, `o`, `J` and the like. Each is an edit, and may end in insert mode.

import {
  insertText,
  killRange,
  lineEnd,
  lineStart,
  moveCaret,
  redo,
  replaceRange,
  undo,
  type EditState,
} from '../edit-state.ts'
import { nextBoundary, previousBoundary } from '../graphemes.ts'
import type { VimCommand } from './vim-command.ts'
import { firstVisible } from './vim-motions.ts'
import { applyOperator, joinLines, linesOf, putText } from './vim-operators.ts'

export interface VimEdit {
  edit: EditState
  /** True when the command goes on in insert mode. */
  inserts: boolean
}

type Action = (state: EditState, command: VimCommand) => EditState

const times = (count: number | null, state: EditState, step: Action, command: VimCommand): EditState => {
  let next = state
  for (let done = 0; done < (count ?? 1); done++) {
    const after = step(next, command)
    if (after.text === next.text && after.caret === next.caret) return after
    next = after
  }
  return next
}

/** The end of `count` characters from the caret on, within its line. */
function charactersEnd({ text, caret }: EditState, count: number | null): number {
  let to = caret
  for (let done = 0; done < (count ?? 1) && to < lineEnd(text, caret); done++) to = nextBoundary(text, to)
  return to
}

const EDITS: Record<string, Action> = {
  x: (state, { count }) => killRange({ ...state, run: null }, state.caret, charactersEnd(state, count)),
  X(state, { count }) {
    let from = state.caret
    for (let done = 0; done < (count ?? 1) && from > lineStart(state.text, state.caret); done++) {
      from = previousBoundary(state.text, from)
    }
    return killRange({ ...state, run: null }, from, state.caret)
  },
  D: (state) => killRange({ ...state, run: null }, state.caret, lineEnd(state.text, state.caret)),
  Y: (state) => applyOperator(state, 'y', linesOf(state.text, state.caret, state.caret)),
  p(state, { count }) {
    const put = putText(state, count ?? 1, false)
    return state.ring[0]?.endsWith('\n') ? put : moveCaret(put, previousBoundary(put.text, put.caret))
  },
  P(state, { count }) {
    const put = putText(state, count ?? 1, true)
    return state.ring[0]?.endsWith('\n') ? put : moveCaret(put, previousBoundary(put.text, put.caret))
  },
  u: (state, { count }) => times(count, state, undo, { operator: null, verb: 'u', count: null, character: null }),
  redo: (state, { count }) => times(count, state, redo, { operator: null, verb: 'redo', count: null, character: null }),
  J: (state, { count }) => joinLines(state, count ?? 1),
  '~'(state, { count }) {
    const to = charactersEnd(state, count)
    return moveCaret(applyOperator(state, 'g~', { from: state.caret, to, isLines: false }), to)
  },
  r(state, { count, character }) {
    const to = charactersEnd(state, count)
    const length = [...state.text.slice(state.caret, to)].length
    if (to === state.caret || length < (count ?? 1)) return state
    const replaced = replaceRange({ ...state, run: null }, state.caret, to, character!.repeat(count ?? 1), 'other')
    return moveCaret(replaced, previousBoundary(replaced.text, replaced.caret))
  },
}

const INSERTS: Record<string, Action> = {
  i: (state) => moveCaret(state, state.caret),
  I: (state) => moveCaret(state, firstVisible(state.text, state.caret)),
  a: (state) => moveCaret(state, charactersEnd(state, 1)),
  A: (state) => moveCaret(state, lineEnd(state.text, state.caret)),
  o: (state) =>
    insertText({ ...moveCaret(state, lineEnd(state.text, state.caret)), run: null }, `\n${indentOf(state)}`),
  O(state) {
    const at = lineStart(state.text, state.caret)
    const indent = indentOf(state)
    return replaceRange({ ...state, run: null }, at, at, `${indent}\n`, 'other', at + indent.length)
  },
  C: (state) => killRange({ ...state, run: null }, state.caret, lineEnd(state.text, state.caret)),
  s: (state, { count }) => killRange({ ...state, run: null }, state.caret, charactersEnd(state, count)),
  S: (state) => applyOperator(state, 'c', linesOf(state.text, state.caret, state.caret)),
}

/** The state after an action; null when `verb` names no action. */
export function runAction(state: EditState, command: VimCommand): VimEdit | null {
  const { verb } = command
  if (Object.hasOwn(INSERTS, verb)) return { edit: INSERTS[verb]!(state, command), inserts: true }
  if (Object.hasOwn(EDITS, verb)) return { edit: EDITS[verb]!(state, command), inserts: false }
  return null
}

/** Actions that change the text, which `.` repeats. */
export function isChange({ operator, verb }: VimCommand): boolean {
  if (operator !== null) return operator !== 'y'
  return (Object.hasOwn(EDITS, verb) && !['Y', 'u', 'redo'].includes(verb)) || Object.hasOwn(INSERTS, verb)
}

function indentOf({ text, caret }: EditState): string {
  const start = lineStart(text, caret)
  return text.slice(start, firstVisible(text, caret))
}
