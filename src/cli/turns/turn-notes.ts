// The lines that a turn tells its user besides the model's words, where no terminal shows the turn itself: lines on stderr.

import type { WireEvent } from '../../protocol/wire.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import { describeRetry } from '../../view/turns/retry-line.ts'
import type { TurnState } from '../../view/turns/turn-state.ts'
import { sayAside } from '../standard-streams.ts'

const NOTE_CELLS = 300

/** Writes a line for an answer that is asked for again, and for a warning about the turn. `turn` has taken the event. */
export function printTurnNote(turn: TurnState, event: WireEvent): void {
  const last = turn.items.at(-1)
  if (event.type === 'StepRetry' && last?.kind === 'retry') printNote(describeRetry(last))
  else if (event.type === 'Notification' && event.payload.category === 'turn') printNote(event.payload.title)
}

function printNote(text: string): void {
  sayAside(`kimi: ${sanitiseLine(text, NOTE_CELLS)}\n`)
}
