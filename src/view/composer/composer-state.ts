// The composer as a value: keys, pastes and menu items in, the next state out. It knows no terminal, disk or clock.

import type { ComposerKey } from './composer-key.ts'
import { EMPTY_EDIT, insertText, moveCaret, replaceAll, replaceRange, type EditState } from './edit-state.ts'
import { applyEmacsKey } from './emacs-keys.ts'
import { previousBoundary } from './graphemes.ts'
import { recall, searchHistory, walkHistory, type Draft, type HistorySearch, type HistoryWalk } from './history.ts'
import { findTrigger, isSameTrigger, selectItem, takeItem, type Menu, type MenuItem, type MenuTrigger } from './menu.ts'
import { addObject, cleanText, isLongPaste, type PastedObject, type PasteLimits } from './pasted-objects.ts'
import { moveByRow, type TextPlace } from './text-rows.ts'
import { pressVimKey, settleCaret, START_VIM, type VimState } from './vim/vim-mode.ts'

export interface ComposerState extends Draft {
  /** Earlier messages, the oldest first. */
  history: readonly string[]
  walk: HistoryWalk | null
  search: HistorySearch | null
  menu: Menu | null
  /** The word for which Tab or Enter has come before its items: the first of them is taken when they come. */
  awaited: MenuTrigger | null
  /** The word whose menu the user has closed; it stays closed until another word asks. */
  closedTrigger: MenuTrigger | null
  /** Null when vim mode is off. */
  vim: VimState | null
}

/** The state after a key; `isTaken` is false for a key that means nothing here. `submits`: Enter has sent the draft. */
export interface KeyOutcome {
  state: ComposerState
  isTaken: boolean
  submits?: boolean
}

/** Messages that Up and Ctrl-R reach. */
const HISTORY_LIMIT = 1_000

export const EMPTY_COMPOSER: ComposerState = {
  edit: EMPTY_EDIT,
  objects: [],
  history: [],
  walk: null,
  search: null,
  menu: null,
  awaited: null,
  closedTrigger: null,
  vim: null,
}

/** Handles a key that belongs to an open search or menu, or to vim's commands. Null when it does not, and the program may take it. */
export function pressOpenKey(state: ComposerState, key: ComposerKey, place: TextPlace): KeyOutcome | null {
  if (state.search) return taken(pressSearchKey(state, state.search, key))
  const chosen = state.menu && state.menu.items.length > 0 ? pressMenuKey(state, state.menu, key) : null
  if (chosen) return chosen
  if (!state.vim) return null
  const pressed = pressVimKey(state.vim, state.edit, key, place)
  if (!pressed) return null
  const { vim, edit, walks } = pressed
  const next = { ...withEdit(state, edit), vim }
  const walked = walks ? walkBy(next, walks) : null
  return taken(walked ? { ...walked, edit: settleCaret(walked.edit) } : next)
}

/** Handles a key of the editor itself. */
export function pressEditKey(state: ComposerState, key: ComposerKey, place: TextPlace): KeyOutcome {
  const { edit } = state
  if (key.name === 'enter') {
    const before = previousBoundary(edit.text, edit.caret)
    // A backslash before Enter makes a line end, on terminals that cannot tell Shift-Enter from Enter.
    if (edit.caret > 0 && edit.text.slice(before, edit.caret) === '\\') {
      return taken(withEdit(state, replaceRange(edit, before, edit.caret, '\n', 'other')))
    }
    return { state, isTaken: true, submits: true }
  }
  if (key.name === 'up' || key.name === 'ctrl+p') return pressVertical(state, -1, place)
  if (key.name === 'down' || key.name === 'ctrl+n') return pressVertical(state, 1, place)
  if (key.name === 'ctrl+r') return taken({ ...state, search: searchHistory(state.history, ''), menu: null })
  if (key.name === 'ctrl+c' || key.name === 'ctrl+d') {
    if (edit.text === '') return { state, isTaken: false }
    if (key.name === 'ctrl+c') return taken(withEdit({ ...state, walk: null }, replaceAll(edit, '')))
  }
  const edited = applyEmacsKey(edit, key.name)
  if (edited) return taken(withEdit(state, edited))
  if (key.text !== '') return taken(withEdit(state, insertText(edit, key.text, 'type')))
  return { state, isTaken: false }
}

/** Puts pasted text in; a long paste becomes one marker. */
export function pasteText(state: ComposerState, paste: string, limits: PasteLimits): ComposerState {
  const text = cleanText(paste)
  if (text === '') return state
  if (state.search) return { ...state, search: searchHistory(state.history, state.search.query + text.split('\n')[0]!) }
  const held = isLongPaste(text, limits) ? addObject(state.objects, { kind: 'text', text }) : null
  if (!held) return withEdit(state, insertText(state.edit, text))
  return { ...withEdit(state, insertText(state.edit, held.marker)), objects: held.objects }
}

/** Puts an image in as a marker; without a free marker nothing changes. */
export function pasteObject(state: ComposerState, object: PastedObject): ComposerState {
  const held = addObject(state.objects, object)
  if (!held) return state
  return { ...withEdit(state, insertText(state.edit, `${held.marker} `)), objects: held.objects }
}

/** The composer after a message was sent: empty, with the message in the history. */
export function clearSent(state: ComposerState, sent: string): ComposerState {
  const isNew = sent !== '' && state.history.at(-1) !== sent
  const history = isNew ? [...state.history.slice(1 - HISTORY_LIMIT), sent] : state.history
  const { ring } = state.edit
  return { ...EMPTY_COMPOSER, edit: { ...EMPTY_EDIT, ring }, history, vim: state.vim && START_VIM }
}

/** Replaces the draft by another text; undo brings the draft back. `objects` belong to the text's markers; a text without markers needs none. */
export function writeText(state: ComposerState, text: string, objects?: readonly PastedObject[]): ComposerState {
  const next = withEdit(state, replaceAll(state.edit, objects ? text : text.toWellFormed()))
  return { ...next, walk: null, search: null, menu: null, objects: objects ?? state.objects }
}

/** The word that asks for a menu; null when none does or the user has closed its menu. */
export function triggerOf(state: ComposerState): MenuTrigger | null {
  if (state.search || (state.vim && state.vim.mode !== 'insert')) return null
  const trigger = findTrigger(state.edit.text, state.edit.caret)
  const closed = state.closedTrigger
  return trigger && closed?.kind === trigger.kind && closed.from === trigger.from ? null : trigger
}

/**
 * Shows the items for a trigger, unless another word stands at the caret by now. The selected item stays selected. Of items that Tab
 * waits for, the first is taken.
 */
export function showItems(state: ComposerState, trigger: MenuTrigger, items: readonly MenuItem[]): ComposerState {
  if (!isSameTrigger(triggerOf(state), trigger)) return state
  const chosen = isSameTrigger(state.menu?.trigger ?? null, trigger)
    ? state.menu!.items[state.menu!.selected]
    : undefined
  const kept = chosen ? items.findIndex(({ text }) => text === chosen.text) : -1
  if (isSameTrigger(state.awaited, trigger) && items.length > 0)
    return withEdit({ ...state, menu: null, awaited: null }, takeItem(state.edit, trigger, items[0]!))
  return { ...state, menu: { trigger, items, selected: Math.max(0, kept) } }
}

function taken(state: ComposerState): KeyOutcome {
  return { state, isTaken: true }
}

/** The state with an edited text: a walk through the history ends with an edit, and a menu with its word. */
function withEdit(state: ComposerState, edit: EditState): ComposerState {
  if (edit.text === state.edit.text) return keepMenu({ ...state, edit })
  return keepMenu({ ...state, edit, walk: null })
}

function keepMenu(state: ComposerState): ComposerState {
  const trigger = findTrigger(state.edit.text, state.edit.caret)
  const { closedTrigger, menu } = state
  const isClosed = closedTrigger !== null && trigger?.kind === closedTrigger.kind && trigger.from === closedTrigger.from
  const isShown = menu !== null && trigger?.kind === menu.trigger.kind && trigger.from === menu.trigger.from
  return { ...state, closedTrigger: isClosed ? closedTrigger : null, menu: isShown ? menu : null }
}

function pressVertical(state: ComposerState, by: 1 | -1, place: TextPlace): KeyOutcome {
  const moved = moveByRow(state.edit.text, state.edit.caret, state.edit.goal, by, place)
  if (moved) return taken(withEdit(state, moveCaret(state.edit, moved.caret, moved.goal)))
  const walked = walkBy(state, by)
  return walked ? taken(walked) : { state, isTaken: false }
}

function walkBy(state: ComposerState, by: 1 | -1): ComposerState | null {
  const walked = walkHistory(state, state.walk, state.history, by)
  if (!walked) return null
  // Recalled `/commands` and `@files` open no menu: the next Up is meant for the history.
  return { ...state, ...walked, menu: null, closedTrigger: findTrigger(walked.edit.text, walked.edit.caret) }
}

function pressSearchKey(state: ComposerState, search: HistorySearch, { name, text }: ComposerKey): ComposerState {
  const select = (by: number) => {
    const selected = Math.min(Math.max(search.selected + by, 0), Math.max(0, search.matches.length - 1))
    return { ...state, search: { ...search, selected } }
  }
  const ask = (query: string) => ({ ...state, search: searchHistory(state.history, query) })
  if (['escape', 'ctrl+c', 'ctrl+g'].includes(name)) return { ...state, search: null }
  if (['ctrl+r', 'up', 'ctrl+p'].includes(name)) return select(1)
  if (['ctrl+s', 'down', 'ctrl+n'].includes(name)) return select(-1)
  if (['backspace', 'ctrl+h'].includes(name))
    return ask(search.query.slice(0, previousBoundary(search.query, search.query.length)))
  if (['ctrl+u', 'ctrl+w'].includes(name)) return ask(name === 'ctrl+u' ? '' : search.query.replace(/\S*\s*$/u, ''))
  if (['enter', 'tab', 'right', 'left', 'home', 'end', 'ctrl+a', 'ctrl+e'].includes(name)) {
    const chosen = search.matches[search.selected]
    const found = { ...state, ...(chosen === undefined ? {} : recall(state, chosen)), walk: null, search: null }
    return { ...found, closedTrigger: findTrigger(found.edit.text, found.edit.caret) }
  }
  return text === '' ? state : ask(search.query + text)
}

/** True when `typed`, of the form `/dep`, begins the command or one of its words, as in `/skill:deploy`. */
function startsWord(command: string, typed: string): boolean {
  const name = command.slice(1).toLowerCase()
  const letters = typed.slice(1).toLowerCase()
  return name.startsWith(letters) || name.includes(`:${letters}`) || name.includes(`-${letters}`)
}

function pressMenuKey(state: ComposerState, menu: Menu, { name }: ComposerKey): KeyOutcome | null {
  if (name === 'up' || name === 'ctrl+p') return taken({ ...state, menu: selectItem(menu, -1) })
  if (name === 'down' || name === 'ctrl+n') return taken({ ...state, menu: selectItem(menu, 1) })
  if (name === 'escape') return taken({ ...state, menu: null, closedTrigger: menu.trigger })
  if (name !== 'tab' && name !== 'enter') return null
  const item = menu.items[menu.selected]!
  const word = findTrigger(state.edit.text, state.edit.caret) ?? menu.trigger
  // The word has grown since these items were asked for: they may not fit it.
  if (!isSameTrigger(word, menu.trigger)) return taken({ ...state, awaited: word })
  // A name that stands there already needs no completion: Enter sends.
  const typed = state.edit.text.slice(word.from, word.to)
  const names = [item.text, ...(item.aliases ?? []).map((alias) => `/${alias}`)]
  if (name === 'enter' && names.includes(typed)) return null
  const edit = takeItem(state.edit, word, item)
  const next = withEdit({ ...state, menu: null }, edit)
  // A command one of whose words begins as typed is sent at once; one that was found by its description stands there to be looked at.
  const isMeant = menu.selected > 0 || names.some((each) => startsWord(each, typed))
  const submits = name === 'enter' && menu.trigger.kind === 'command' && !item.needsWords && isMeant
  return { state: next, isTaken: true, submits }
}
