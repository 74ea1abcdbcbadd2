// A flow in a live session: each of its nodes is a turn.

import { textOf, type Content } from '../../protocol/message.ts'
import { runFlow } from './flow-runner.ts'
import type { Flow } from './flow.ts'
import type { LiveSession } from '../live-session.ts'
import type { PromptOutcome } from '../session.ts'

/** Ends as the last turn has ended, or with `max_steps_reached` when the flow went on for too long. */
export async function runFlowTurns(
  flow: Flow,
  session: LiveSession,
  turn: (input: Content) => Promise<PromptOutcome>,
  more: { args?: string; maxMoves?: number } = {},
): Promise<PromptOutcome> {
  let last: PromptOutcome = { status: 'finished' }
  const ended = await runFlow(flow, {
    ...more,
    async runTurn(text) {
      last = await turn(text)
      const said = session.conversation.messages.findLast(({ role }) => role === 'assistant')
      return last.status === 'finished' && said ? textOf(said.content) : null
    },
  })
  return ended.status === 'max_moves' ? { status: 'max_steps_reached', steps: ended.moves } : last
}
