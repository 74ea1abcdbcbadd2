// The lines that are printed, of the conversation and of the app itself: once, or again where the conversation fills the terminal and its
// width has changed.

import type { Methods } from '../protocol/methods.ts'
import type { Screen } from './screen/screen.ts'
import { createSections } from './screen/sections.ts'
import { createConversationRedraw } from './transcript/conversation-redraw.ts'
import type { Transcript } from './transcript/transcript.ts'

export interface PrintedLines {
  conversation(lines: readonly string[]): void
  /** Prints what the app says; `render` makes its lines, again after a resize. */
  app(render: () => string[]): void
  /** A turn begins. */
  onTurn(): void
  /** Called with each frame of a conversation that fills the terminal. */
  look(columns: number): void
}

export interface PrintedLinesDeps {
  screen: Screen
  transcript(): Transcript
  banner(): string
  /** True while the conversation may be drawn anew. */
  isFree(): boolean
  readHistory(): Promise<Methods['session/history']['result']>
}

export function createPrintedLines({
  screen,
  transcript,
  banner,
  isFree,
  readHistory,
}: PrintedLinesDeps): PrintedLines {
  let print = createSections(screen.print)
  const printApp = (lines: readonly string[]) => print('app', lines)
  const redraw = createConversationRedraw({
    isDue: isFree,
    readHistory,
    draw(history, onTurn, onEnd) {
      screen.redraw(() => {
        print = createSections(screen.print)
        printApp([banner(), ''])
        transcript().begin(history, onTurn)
        onEnd()
      })
    },
    print: printApp,
  })
  return {
    conversation: (lines) => print('conversation', lines),
    app(render) {
      redraw.onAside(render)
      printApp(render())
      screen.refresh()
    },
    onTurn: redraw.onTurn,
    look: redraw.look,
  }
}
