// The parts of the terminal app that its keys, commands and panels work with.

import type { ReadStream, WriteStream } from 'node:tty'
import type { Content } from '../protocol/message.ts'
import type { OpenSession } from '../protocol/methods.ts'
import type { PrintStyle } from '../view/print-style.ts'
import type { TerminalInput } from './composer/key-reader.ts'
import type { Call } from './link/session-link.ts'
import type { SessionFactsBook } from './session-facts.ts'
import type { Transcript } from './transcript/transcript.ts'

/** A part that takes the place of the prompt until it is closed: a picker, a viewer. */
export interface Panel {
  /** `rows`: the most rows that it may take. Rows at most as wide as the style. */
  render(style: PrintStyle, rows: number): string[]
  /** True for a panel that fills the terminal, on its alternate screen. */
  readonly isFull?: boolean
  press(input: TerminalInput): void
  /** The panel is closed, by itself or by another one. */
  onClosed?(): void
}

export interface LentTerminal {
  input: ReadStream
  output: WriteStream
}

export interface AppContext {
  readonly book: SessionFactsBook
  readonly transcript: Transcript
  readonly env: NodeJS.ProcessEnv
  readonly style: PrintStyle
  /** Rejects with `daemon.unreachable` while there is no connection. */
  call: Call
  /** Opens another session in place of this one. */
  openSession(wish: Partial<OpenSession>): Promise<void>
  /** Prints a dim line about the app; `text` need not be safe. */
  note(text: string): void
  /** Prints lines that are safe already. */
  print(lines: readonly string[]): void
  /** Prints an error and its hint. */
  complain(error: unknown): void
  /** Sends words to the agent, behind those that wait. */
  send(content: Content): void
  show(panel: Panel): void
  closePanel(): void
  refresh(): void
  /** Puts words into the prompt, in place of what is there. */
  fill(content: Content): void
  isVim(): boolean
  setVim(isOn: boolean): void
  /** Puts text into the clipboard, through the terminal. */
  copy(text: string): void
  /** Aligned rows below a title, as lines to print; the texts need not be safe. */
  describeColumns(rows: readonly (readonly [string, string])[], title: string): string[]
  /** Gives the terminal to something else until `work` has ended. `isQuiet`: the work neither reads nor writes it, and the screen stays. */
  lend<T>(work: (terminal: LentTerminal) => Promise<T>, isQuiet?: boolean): Promise<T>
  leave(status?: number): void
}
