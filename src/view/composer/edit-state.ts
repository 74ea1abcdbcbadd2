// The text being written and its caret as a value: each edit returns a new state, and undo returns to an old one.

import { floorBoundary, nextBoundary } from './graphemes.ts'

/** A state to which undo returns. */
interface Snapshot {
  readonly text: string
  readonly caret: number
}

/** Consecutive edits of the same kind are undone together. */
export type EditKind = 'type' | 'erase' | 'kill' | 'yank' | 'recall' | 'other'

export interface EditState extends Snapshot {
  /** UTF-16 index of the character at the caret. */
  readonly caret: number
  /** The column in cells that moves up and down aim at; null after any other key. */
  readonly goal: number | null
  readonly past: readonly Snapshot[]
  readonly future: readonly Snapshot[]
  /** The kind of the last edit; null when the caret was moved since. */
  readonly run: EditKind | null
  /** Killed texts, the last one first. */
  readonly ring: readonly string[]
  /** The text that the last key has put in from the ring, for Alt-Y to replace. */
  readonly yanked: { readonly from: number; readonly index: number } | null
}

/** Steps of undo. In a long text fewer are kept, since each holds the whole text. */
const UNDO_STEPS = 500
const LONG_TEXT_UNDO_STEPS = 20
const LONG_TEXT_CHARACTERS = 100_000
const RING_SIZE = 30

export const EMPTY_EDIT: EditState = {
  text: '',
  caret: 0,
  goal: null,
  past: [],
  future: [],
  run: null,
  ring: [],
  yanked: null,
}

/** Replaces the text from `from` to `to`; the caret goes to `caret`, by default behind the new text. */
export function replaceRange(
  state: EditState,
  from: number,
  to: number,
  text: string,
  kind: EditKind,
  caret: number = from + text.length,
): EditState {
  if (from === to && text === '') return moveCaret(state, caret)
  const next = state.text.slice(0, from) + text + state.text.slice(to)
  return {
    ...state,
    text: next,
    // New neighbours may join into one character, as a letter does with a mark put behind it.
    caret: next === '' ? 0 : ceilBoundary(next, caret),
    goal: null,
    past: joins(state, kind, text) ? state.past : remember(state.past, state),
    future: [],
    run: kind,
    yanked: null,
  }
}

/** Puts text in at the caret. */
export function insertText(state: EditState, text: string, kind: EditKind = 'other'): EditState {
  return replaceRange(state, state.caret, state.caret, text, kind)
}

/** Erases from `from` to `to` and keeps the erased text for yanking. Kills in a row become one text of the ring. */
export function killRange(state: EditState, from: number, to: number): EditState {
  if (from === to) return { ...state, yanked: null }
  const killed = state.text.slice(from, to)
  const [last, ...others] = state.ring
  const joined = to <= state.caret ? killed + (last ?? '') : (last ?? '') + killed
  const ring = state.run === 'kill' ? [joined, ...others] : [killed, ...state.ring]
  return { ...replaceRange(state, from, to, '', 'kill'), ring: ring.slice(0, RING_SIZE) }
}

/** Adds a text to the ring without erasing it. */
export function copyText(state: EditState, text: string): EditState {
  return text === '' ? state : { ...state, ring: [text, ...state.ring].slice(0, RING_SIZE) }
}

/** Puts the last killed text in. */
export function yank(state: EditState): EditState {
  const text = state.ring[0]
  if (text === undefined) return state
  return {
    ...replaceRange(state, state.caret, state.caret, text, 'other'),
    run: 'yank',
    yanked: { from: state.caret, index: 0 },
  }
}

/** Replaces the text that was just yanked by the one killed before it; without such a text nothing changes. */
export function yankOlder(state: EditState): EditState {
  if (state.yanked === null || state.ring.length === 0) return state
  const { from, index } = state.yanked
  const older = (index + 1) % state.ring.length
  return { ...replaceRange(state, from, state.caret, state.ring[older]!, 'yank'), yanked: { from, index: older } }
}

/** Moves the caret to the character at `to`, or the nearest before it. */
export function moveCaret(state: EditState, to: number, goal: number | null = null): EditState {
  const caret = floorBoundary(state.text, Math.min(Math.max(to, 0), state.text.length))
  return { ...state, caret, goal, run: null, yanked: null }
}

export function undo(state: EditState): EditState {
  const last = state.past.at(-1)
  if (!last) return { ...state, run: null, yanked: null }
  const { text, caret } = state
  return {
    ...state,
    ...last,
    past: state.past.slice(0, -1),
    future: [...state.future, { text, caret }],
    goal: null,
    run: null,
    yanked: null,
  }
}

export function redo(state: EditState): EditState {
  const next = state.future.at(-1)
  if (!next) return { ...state, run: null, yanked: null }
  return {
    ...state,
    ...next,
    past: remember(state.past, state),
    future: state.future.slice(0, -1),
    goal: null,
    run: null,
    yanked: null,
  }
}

/** Another text as a whole, which undo takes back. The caret goes to its end. */
export function replaceAll(state: EditState, text: string, kind: EditKind = 'other'): EditState {
  return replaceRange(state, 0, state.text.length, text, kind)
}

/** Index of the first character of the line that holds `at`. */
export function lineStart(text: string, at: number): number {
  return at <= 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1
}

/** Index of the line end behind `at`. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

function ceilBoundary(text: string, at: number): number {
  const floor = floorBoundary(text, at)
  return floor === at ? at : nextBoundary(text, floor)
}

/** Typed text joins with what was typed before it until a new word begins. */
function joins(state: EditState, kind: EditKind, text: string): boolean {
  if (state.run !== kind || kind === 'other') return false
  if (kind !== 'type') return true
  return !/^\S/.test(text) || !/\s/.test(state.text[state.caret - 1] ?? '')
}

function remember(past: readonly Snapshot[], { text, caret }: Snapshot): readonly Snapshot[] {
  const steps = text.length > LONG_TEXT_CHARACTERS ? LONG_TEXT_UNDO_STEPS : UNDO_STEPS
  return [...past.slice(1 - steps), { text, caret }]
}
