// The lines on stderr about a turn whose text goes into a pipe.

import type { WireEvent } from '../../protocol/wire.ts'
import { describeSummary } from '../../view/turns/summary-line.ts'
import { createTurnPrinter } from '../../view/turns/turn-printer.ts'
import { applyEvent, createTurnState } from '../../view/turns/turn-state.ts'
import { findStyle } from './terminal-style.ts'
import { sayAside } from '../standard-streams.ts'

export interface PipeProgress {
  take(event: WireEvent): void
  /** Tells the last lines about the turn. */
  finish(): void
}

/** Shows all of the tools' work on a stderr that is a terminal. */
export function createTerminalProgress(env: NodeJS.ProcessEnv): PipeProgress {
  const turn = createTurnState()
  const getStyle = () => findStyle(process.stderr, env, false)
  const printer = createTurnPrinter(turn, getStyle, { omitsText: true })
  return {
    take: (event) => sayAside(printer.printChange(applyEvent(turn, event, performance.now()))),
    finish: () =>
      sayAside(
        describeSummary(turn, getStyle())
          .map((line) => `${line}\n`)
          .join(''),
      ),
  }
}
