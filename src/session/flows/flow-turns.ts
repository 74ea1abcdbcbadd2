// Runs a flow in a live session, with a turn for each node.

import { textOf, type Content } from '../../protocol/message.ts'
import { runFlow } from './flow-runner.ts'
import type { Flow } from './flow.ts'
import type { LiveSession } from '../live-session.ts'
import type { PromptOutcome } from '../session.ts'

/** The outcome of the last turn, or `max_steps_reached` when the flow reached its limit of turns. */
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
      // As in Kimi CLI, each node is a turn of its own within the user's.
      session.emitInner({ type: 'TurnBegin', payload: { user_input: text } })
      try {
        last = await turn(text)
      } finally {
        session.emitInner({ type: 'TurnEnd', payload: {} })
      }
      const said = session.conversation.messages.findLast(({ role }) => role === 'assistant')
      return last.status === 'finished' && said ? textOf(said.content) : null
    },
  })
  return ended.status === 'max_moves' ? { status: 'max_steps_reached', steps: ended.moves } : last
}
