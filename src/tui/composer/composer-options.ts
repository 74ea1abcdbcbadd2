// Everything the composer needs of the program around it: what it asks, what it reports, and how it is to look.

import type { MenuItem, MenuTrigger } from '../../view/composer/menu.ts'
import type { PastedObject, Prompt } from '../../view/composer/pasted-objects.ts'
import type { PrintStyle } from '../../view/print-style.ts'

/** The places that menus and clipboard are read from. All may fail; a failure is an empty answer. */
export interface ComposerSources {
  /**
   * The items of a menu, the best first. Answers for an older word are dropped. `onMore` takes all items again when some come later.
   */
  findItems(
    trigger: MenuTrigger,
    onMore: (items: readonly MenuItem[]) => void,
  ): Promise<readonly MenuItem[]> | readonly MenuItem[]
  /** The image or text on the system's clipboard; null when there is neither or no program that reads it. */
  readClipboard(): Promise<PastedObject | null>
  /** The image that a pasted text names by its path, as terminals paste a dragged file; null for any other text. */
  readImageFile(paste: string): Promise<PastedObject | null>
}

export interface ComposerOptions {
  /** The style of the screen as it is now. */
  style(): PrintStyle
  env: NodeJS.ProcessEnv
  sources: ComposerSources
  /** The sign before the text; the mode of the session changes it. */
  prompt(): string
  placeholder?(): string
  /** Most rows that the text may take. */
  height(): number
  isVim?: boolean
  /** A message to send; the composer is empty by then. */
  onSubmit(prompt: Prompt): void
  /**
   * Asked for each key that no open menu, search or vim command takes, before the editor does: true when the program has taken
   * it, as Ctrl-B while a command runs, Esc, Shift-Tab or Ctrl-C.
   */
  onKey?(key: string): boolean
  /** Ctrl-G: gives the text to the user's editor, and returns it edited; null when it stays as it is. */
  editText?(text: string): Promise<string | null>
  /** The editor failed, for this reason; the text is as it was. */
  onFailure?(error: unknown): void
  /** A word for the user about a key that has done nothing. */
  onNote?(text: string): void
  /** Something else is to be drawn: call render again. */
  onChange?(): void
}
