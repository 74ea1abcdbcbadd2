// The editing keys of emacs and readline. Text is not typed here.

import {
  insertText,
  killRange,
  lineEnd,
  lineStart,
  moveCaret,
  redo,
  replaceRange,
  undo,
  yank,
  yankOlder,
  type EditState,
} from './edit-state.ts'
import { nextBoundary, previousBoundary } from './graphemes.ts'
import { blankWordStart, wordEnd, wordStart } from './words.ts'

type Edit = (state: EditState) => EditState

const moveTo =
  (find: (text: string, caret: number) => number): Edit =>
  (state) =>
    moveCaret(state, find(state.text, state.caret))
const killTo =
  (find: (text: string, caret: number) => number): Edit =>
  (state) => {
    const to = find(state.text, state.caret)
    return killRange(state, Math.min(to, state.caret), Math.max(to, state.caret))
  }

/** Ctrl-K at the end of a line takes the line end. */
const killEnd = (text: string, caret: number) => (text[caret] === '\n' ? caret + 1 : lineEnd(text, caret))
/** Ctrl-U at the beginning of a line takes the line end before it. */
const killStart = (text: string, caret: number) =>
  caret > 0 && text[caret - 1] === '\n' ? caret - 1 : lineStart(text, caret)

function erase(state: EditState, from: number, to: number): EditState {
  return from === to ? moveCaret(state, state.caret) : replaceRange(state, from, to, '', 'erase')
}

const EDITS: Record<string, Edit> = {
  left: moveTo(previousBoundary),
  right: moveTo(nextBoundary),
  'ctrl+b': moveTo(previousBoundary),
  'ctrl+f': moveTo(nextBoundary),
  'alt+left': moveTo(wordStart),
  'alt+right': moveTo(wordEnd),
  'ctrl+left': moveTo(wordStart),
  'ctrl+right': moveTo(wordEnd),
  'alt+b': moveTo(wordStart),
  'alt+f': moveTo(wordEnd),
  home: moveTo(lineStart),
  end: moveTo(lineEnd),
  'ctrl+a': moveTo(lineStart),
  'ctrl+e': moveTo(lineEnd),
  'ctrl+home': moveTo(() => 0),
  'ctrl+end': moveTo((text) => text.length),
  'alt+<': moveTo(() => 0),
  'alt+>': moveTo((text) => text.length),
  backspace: (state) => erase(state, previousBoundary(state.text, state.caret), state.caret),
  'shift+backspace': (state) => erase(state, previousBoundary(state.text, state.caret), state.caret),
  'ctrl+h': (state) => erase(state, previousBoundary(state.text, state.caret), state.caret),
  delete: (state) => erase(state, state.caret, nextBoundary(state.text, state.caret)),
  'shift+delete': (state) => erase(state, state.caret, nextBoundary(state.text, state.caret)),
  'ctrl+d': (state) => erase(state, state.caret, nextBoundary(state.text, state.caret)),
  'ctrl+w': killTo(blankWordStart),
  'alt+backspace': killTo(wordStart),
  'ctrl+backspace': killTo(wordStart),
  'ctrl+alt+h': killTo(wordStart),
  'alt+d': killTo(wordEnd),
  'alt+delete': killTo(wordEnd),
  'ctrl+delete': killTo(wordEnd),
  'ctrl+k': killTo(killEnd),
  'ctrl+u': killTo(killStart),
  'ctrl+y': yank,
  'alt+y': yankOlder,
  'ctrl+-': undo,
  'ctrl+_': undo,
  'super+z': undo,
  'alt+_': redo,
  'alt+-': redo,
  'ctrl+shift+z': redo,
  'shift+super+z': redo,
  'ctrl+t': swapCharacters,
  'alt+t': swapWords,
  'alt+u': changeWord((word) => word.toUpperCase()),
  'alt+l': changeWord((word) => word.toLowerCase()),
  'alt+c': changeWord((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()),
  'ctrl+j': (state) => insertText(state, '\n'),
  'shift+enter': (state) => insertText(state, '\n'),
  'alt+enter': (state) => insertText(state, '\n'),
  'ctrl+enter': (state) => insertText(state, '\n'),
}

/** The state after a key, which is named as `ctrl+a` or `alt+left`; null when the key means nothing here. */
export function applyEmacsKey(state: EditState, key: string): EditState | null {
  return Object.hasOwn(EDITS, key) ? EDITS[key]!(state) : null
}

/** Swaps the character before the caret with the one at it, or the last two at the end of a line. */
function swapCharacters(state: EditState): EditState {
  const { text, caret } = state
  const isAtEnd = caret === lineEnd(text, caret)
  const middle = isAtEnd ? previousBoundary(text, caret) : caret
  const from = previousBoundary(text, middle)
  const to = nextBoundary(text, middle)
  if (middle <= lineStart(text, caret) || middle === to) return state
  return replaceRange(state, from, to, text.slice(middle, to) + text.slice(from, middle), 'other')
}

/** Swaps the word before the caret with the one at or behind it. */
function swapWords(state: EditState): EditState {
  const { text } = state
  const to = wordEnd(text, state.caret)
  const second = wordStart(text, to)
  const first = wordStart(text, second)
  const firstEnd = wordEnd(text, first)
  if (first === second || firstEnd > second) return state
  const swapped = text.slice(second, to) + text.slice(firstEnd, second) + text.slice(first, firstEnd)
  return replaceRange(state, first, to, swapped, 'other')
}

function changeWord(change: (word: string) => string): Edit {
  return (state) => {
    const to = wordEnd(state.text, state.caret)
    const [blanks, word] = /^([^\p{L}\p{N}]*)([^]*)$/u.exec(state.text.slice(state.caret, to))!.slice(1)
    return replaceRange(state, state.caret, to, blanks + change(word!), 'other')
  }
}
