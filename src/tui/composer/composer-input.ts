// The state of the composer over time: keys and pastes change it, menus are filled when their items come, Enter sends.

import { setTimeout as sleep } from 'node:timers/promises'
import type { ComposerKey } from '../../view/composer/composer-key.ts'
import {
  clearSent,
  EMPTY_COMPOSER,
  pasteObject,
  pasteText,
  pressEditKey,
  pressOpenKey,
  showItems,
  triggerOf,
  writeText,
  type ComposerState,
} from '../../view/composer/composer-state.ts'
import { isSameTrigger, type MenuItem, type MenuTrigger } from '../../view/composer/menu.ts'
import {
  cleanText,
  collapseText,
  expandText,
  readPasteLimits,
  toPrompt,
  type PastedObject,
  type Prompt,
} from '../../view/composer/pasted-objects.ts'
import type { TextPlace } from '../../view/composer/text-rows.ts'
import { START_VIM } from '../../view/composer/vim/vim-mode.ts'
import type { ComposerOptions } from './composer-options.ts'
import type { TerminalInput } from './key-reader.ts'

/** A paste that may be the path of an image. */
const IMAGE_NAME = /^[^\n]{1,4096}\.(?:png|jpe?g|gif|webp|bmp)['"]?\s*$/i

interface Store {
  state(): ComposerState
  /** Replaces the state and reports the change. */
  change(next: ComposerState): void
}

/** A file that cannot be read sooner, as on a dead network disk, stays a path: the keys behind it wait so long. */
const FILE_LIMIT_MS = 1_000

export interface ComposerInput extends Store {
  /** True when the input meant something to the composer or to `onKey`. */
  take(input: TerminalInput): boolean
  submit(): void
  /** Takes the message out of the composer; null when it is blank. */
  takePrompt(): Prompt | null
  /** Gives the text to the user's editor. */
  openEditor(): void
  close(): void
}

/** Makes the state of an empty composer. `placeNow` gives the measures of the screen at the time of a key. */
export function createComposerInput(
  options: ComposerOptions,
  placeNow: (state: ComposerState) => TextPlace,
): ComposerInput {
  let state: ComposerState = { ...EMPTY_COMPOSER, vim: options.isVim ? START_VIM : null }
  let isClosed = false
  const change = (next: ComposerState) => {
    if (next === state || isClosed) return
    state = next
    askForItems()
    options.onChange?.()
  }
  const store: Store = { state: () => state, change }
  const askForItems = createMenuRequests(store, options)
  const pastes = createPastes(store, options)

  function takePrompt(): Prompt | null {
    const prompt = toPrompt(state.edit.text, state.objects)
    if (prompt.parts.length === 0) return null
    change(clearSent(state, prompt.text))
    return prompt
  }

  function submit(): void {
    const prompt = takePrompt()
    if (prompt) options.onSubmit(prompt)
  }

  function openEditor(): true {
    const { edit, objects } = state
    const editing = options.editText?.(expandText(edit.text, objects)) ?? Promise.resolve(null)
    editing
      .then((text) => text !== null && change(writeText(state, collapseText(cleanText(text), objects), objects)))
      .catch((error: unknown) => options.onFailure?.(error))
    return true
  }

  function pressKey(key: ComposerKey): boolean {
    const place = placeNow(state)
    const open = pressOpenKey(state, key, place)
    if (!open && key.name !== '' && key.text === '' && options.onKey?.(key.name)) return true
    if (!open && key.name === 'ctrl+v') return pastes.pasteClipboard()
    if (!open && options.editText && key.name === 'ctrl+g') return openEditor()
    const { state: next, isTaken, submits } = open ?? pressEditKey(state, key, place)
    change(next)
    if (submits) submit()
    return isTaken
  }

  const take = (input: TerminalInput): boolean => {
    if (pastes.holds(input)) return true
    if (input.kind === 'key') return pressKey(input)
    return pastes.paste(input.text, take)
  }
  return { ...store, take, submit, takePrompt, openEditor, close: () => void (isClosed = true) }
}

/** The function returned asks for the items of the word at the caret, once for each word. */
function createMenuRequests({ state, change }: Store, { sources }: ComposerOptions): () => void {
  let asked: MenuTrigger | null = null
  return () => {
    const trigger = triggerOf(state())
    if (isSameTrigger(trigger, asked)) return
    asked = trigger
    if (!trigger) return
    const show = (items: readonly MenuItem[]) => change(showItems(state(), trigger, items))
    const items = sources.findItems(trigger, show)
    if (items instanceof Promise) ignoreFailure(items.then(show))
    else show(items)
  }
}

interface Pastes {
  /** Keeps input that comes while a pasted file is read; false when nothing is read. */
  holds(input: TerminalInput): boolean
  /** Puts a paste in: as an image when it is the path of one. `take` gets the input that was kept meanwhile. */
  paste(text: string, take: (input: TerminalInput) => void): true
  pasteClipboard(): true
}

const NOTHING_TO_PASTE =
  'Ctrl-V: the clipboard is empty, or there is no display or no program to read it (wl-paste, xclip, xsel); the paste key of your terminal works, often Ctrl-Shift-V'

function createPastes({ state, change }: Store, { sources, env, onNote }: ComposerOptions): Pastes {
  const limits = readPasteLimits(env)
  let held: TerminalInput[] | null = null
  const putIn = (object: PastedObject) =>
    change(object.kind === 'text' ? pasteText(state(), object.text, limits) : pasteObject(state(), object))

  async function pasteImageFile(text: string, take: (input: TerminalInput) => void): Promise<void> {
    held = []
    const late = sleep(FILE_LIMIT_MS, null, { ref: false })
    const image = await Promise.race([sources.readImageFile(text).catch(() => null), late])
    putIn(image ?? { kind: 'text', text })
    const later = held
    held = null
    for (const input of later) take(input)
  }

  return {
    holds: (input) => held !== null && held.push(input) > 0,
    paste(text, take) {
      if (IMAGE_NAME.test(text)) void pasteImageFile(text, take)
      else putIn({ kind: 'text', text })
      return true
    },
    pasteClipboard() {
      const read = sources.readClipboard().catch(() => null)
      void read.then((object) => (object ? putIn(object) : onNote?.(NOTHING_TO_PASTE)))
      return true
    },
  }
}

/** A source that fails is one that has nothing: the text stays as it is. */
function ignoreFailure(work: Promise<unknown>): void {
  work.catch(() => {})
}
