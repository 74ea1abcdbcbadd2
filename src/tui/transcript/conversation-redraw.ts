// The conversation that fills the terminal, drawn anew when its width has changed: its last turns from the session's log, and between them
// what the app itself has said.

import type { Methods } from '../../protocol/methods.ts'

/** A resize by hand changes the width many times: the conversation is drawn once it rests. */
const REST_MS = 80
/** Older words of the app belong to turns that are no longer drawn. */
const KEPT_ASIDES = 200

export interface ConversationRedraw {
  /** A turn begins. */
  onTurn(): void
  /** The app says something; `render` makes its lines, again after a resize. */
  onAside(render: () => string[]): void
  /** Called with each frame. */
  look(columns: number): void
}

export interface RedrawDeps {
  /** True when the conversation fills the terminal, and may be drawn anew now. */
  isDue(): boolean
  readHistory(): Promise<Methods['session/history']['result']>
  /** Draws the turns in place of all that stands there; `onTurn` is called before each, with its number from 0, and `onEnd` behind them. */
  draw(history: Methods['session/history']['result'], onTurn: (index: number) => void, onEnd: () => void): void
  print(lines: readonly string[]): void
}

export function createConversationRedraw({ isDue, readHistory, draw, print }: RedrawDeps): ConversationRedraw {
  /** Turns that were begun so far, and the words of the app behind each of them. */
  let turns = 0
  let asides: { after: number; render(): string[] }[] = []
  let drawnFor = 0
  let timer: NodeJS.Timeout | undefined

  const redraw = async () => {
    timer = undefined
    if (!isDue()) return void (timer = setTimeout(redraw, REST_MS))
    const history = await readHistory().catch(() => null)
    if (history === null || !isDue()) return
    const before = turns - history.events.filter(({ type }) => type === 'TurnBegin').length
    let at = 0
    const printAsides = (until: number) => {
      for (; at < asides.length && asides[at]!.after <= until; at++)
        if (asides[at]!.after >= before) print(asides[at]!.render())
    }
    const onTurn = (index: number) => printAsides(before + index)
    draw(history, onTurn, () => printAsides(turns))
  }

  return {
    onTurn: () => void turns++,
    onAside(render) {
      asides = [...asides.slice(1 - KEPT_ASIDES), { after: turns, render }]
    },
    look(columns) {
      const isOther = drawnFor !== 0 && drawnFor !== columns
      drawnFor = columns
      if (!isOther) return
      clearTimeout(timer)
      timer = setTimeout(redraw, REST_MS)
    },
  }
}
