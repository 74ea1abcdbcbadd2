// The composer of the terminal as a component: it reads keys and is drawn with the hardware cursor at the caret.

import type { Content } from '../../protocol/message.ts'
import { drawComposer, placeOf, type ComposerFrame } from '../../view/composer/composer-lines.ts'
import { writeText } from '../../view/composer/composer-state.ts'
import { fromContent, toPrompt, type PastedObject, type Prompt } from '../../view/composer/pasted-objects.ts'
import { START_VIM, type VimModeName } from '../../view/composer/vim/vim-mode.ts'
import { CURSOR_MARKER, type Component } from '../pi.ts'
import { createComposerInput } from './composer-input.ts'
import type { ComposerOptions } from './composer-options.ts'
import { createKeyReader } from './key-reader.ts'

/** An unsent text with the objects of its markers, to be kept elsewhere and given back. */
export interface ComposerDraft {
  text: string
  objects: readonly PastedObject[]
}

export interface Composer extends Component {
  /** The caret is marked only while this is true, as it is in the beginning. */
  focused: boolean
  /** True when the key meant something to the composer or to `onKey`. */
  handleInput(data: string): boolean
  /** The text as it would be sent, with the content of pastes. */
  text(): string
  /** Replaces the draft; undo brings it back. */
  setText(text: string): void
  /** Puts text in at the caret, as a paste. */
  insert(text: string): void
  /** Replaces the draft by a message that was sent or waits, with its images. */
  setContent(content: Content): void
  /** Takes the message out as Enter does, but gives it to the caller; null when the prompt holds no message. */
  take(): Prompt | null
  isEmpty(): boolean
  /** Earlier messages, the oldest first, for Up and Ctrl-R. Those that were sent since the last call are to be among them. */
  setHistory(entries: readonly string[]): void
  /** Null when vim mode is off. */
  vimMode(): VimModeName | null
  setVim(isOn: boolean): void
  draft(): ComposerDraft
  setDraft(draft: ComposerDraft): void
  /** Sends the draft as Enter does, whatever is open. */
  submit(): void
  /** Gives the text to the user's editor, as Ctrl-G does. */
  openEditor(): void
  close(): void
}

/** Makes an empty composer. It draws nothing by itself. */
export function createComposer(options: ComposerOptions): Composer {
  const readKey = createKeyReader()
  let width = options.style().width
  let top = 0
  const frame = (caretMark = ''): ComposerFrame => ({
    width,
    height: Math.max(1, options.height()),
    prompt: options.prompt(),
    placeholder: options.placeholder?.() ?? '',
    top,
    caretMark,
  })
  const input = createComposerInput(options, (state) => placeOf(frame(), state))
  return {
    focused: true,
    handleInput(data) {
      const read = readKey(data)
      return read === null || input.take(read)
    },
    render(columns) {
      width = columns
      const drawing = drawComposer(input.state(), frame(this.focused ? CURSOR_MARKER : ''), options.style())
      top = drawing.top
      return drawing.lines
    },
    invalidate() {},
    text: () => toPrompt(input.state().edit.text, input.state().objects).text,
    setText: (text) => input.change(writeText(input.state(), text)),
    insert: (text) => void input.take({ kind: 'paste', text }),
    setContent(content) {
      const { text, objects } = fromContent(content)
      input.change(writeText(input.state(), text, objects))
    },
    take: input.takePrompt,
    setHistory: (history) => input.change({ ...input.state(), history, walk: null }),
    isEmpty: () => input.state().edit.text === '',
    vimMode: () => input.state().vim?.mode ?? null,
    setVim: (isOn) => input.change({ ...input.state(), vim: isOn ? START_VIM : null }),
    draft: () => ({ text: input.state().edit.text, objects: input.state().objects }),
    setDraft: ({ text, objects }) => input.change(writeText(input.state(), text, objects)),
    submit: input.submit,
    openEditor: input.openEditor,
    close: input.close,
  }
}
