// The last line of a turn: its time, its tokens and their cost, what is left of the context, and the model.

import { wrapText } from '../markdown/word-wrap.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import { paint, type PrintStyle } from '../print-style.ts'
import { describeSeconds } from '../result-lines.ts'
import { addUsage, createUsage, type TurnState } from './turn-state.ts'

const MODEL_CELLS = 40

/** No lines for a turn without an answer of the model. */
export function describeSummary(turn: TurnState, style: PrintStyle): string[] {
  const { tokens, usd } = sumUp(turn)
  const { dot } = style.marks
  const input = tokens.input_other + tokens.input_cache_read + tokens.input_cache_creation
  const used = turn.status.context_usage
  if (input + tokens.output === 0) return []
  const parts = [
    describeSeconds(turn.heardAt - turn.beganAt),
    `${describeCount(input)} in${describeShare(tokens.input_cache_read, input)}`,
    `${describeCount(tokens.output)} out`,
    ...(usd ? [describeCost(usd)] : []),
    ...(used === undefined ? [] : [`${Math.floor((1 - used) * 100)} % context left`]),
    ...(turn.model === '' ? [] : [sanitiseLine(turn.model, MODEL_CELLS)]),
  ]
  return wrapText(parts.join(` ${dot} `), { style }).map((row) => paint(style, 'dim', row))
}

/** Tokens and cost of the turn and of its subagents. */
function sumUp(turn: TurnState): { tokens: TurnState['usage']; usd: number | null } {
  const tokens = createUsage()
  addUsage(tokens, turn.usage)
  let { usd } = turn
  for (const item of turn.items) {
    if (item.kind !== 'subagent') continue
    const own = sumUp(item.turn)
    addUsage(tokens, own.tokens)
    usd = usd === null || own.usd === null ? null : usd + own.usd
  }
  return { tokens, usd }
}

/** `950`, `4.1k`, `187k`, `1.2M`. */
export function describeCount(count: number): string {
  if (count < 1_000) return `${count}`
  const [value, unit] = count < 999_500 ? [count / 1_000, 'k'] : [count / 1_000_000, 'M']
  return `${value.toFixed(value < 9.95 ? 1 : 0)}${unit}`
}

function describeShare(cached: number, input: number): string {
  return cached === 0 ? '' : ` (${Math.round((cached / input) * 100)} % cached)`
}

/** An estimate: what the provider bills may differ. */
export function describeCost(usd: number): string {
  return `~$${usd.toFixed(usd < 0.01 ? 4 : usd < 1 ? 3 : 2)}`
}
