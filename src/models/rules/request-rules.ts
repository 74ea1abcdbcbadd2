// Turns a wish into what the model allows: nothing that it refuses is sent.

import type { ChatRequest, Thinking } from '../chat-stream.ts'
import type { ModelRules } from './model-rules.ts'

/** The part of a request about thinking: `unset` sends nothing; `effort` is one of the model's own words, or '' for no word. */
export type ThinkingOrder = { kind: 'unset' } | { kind: 'off' } | { kind: 'on'; effort: string }

const ORDER = ['minimal', 'low', 'medium', 'high', 'xhigh', 'max']
const UNSET: ThinkingOrder = { kind: 'unset' }

/** Translates the user's wish about thinking into an order that the model accepts. `undefined`: the user has no wish. */
export function orderThinking(wish: Thinking | undefined, rules: ModelRules): ThinkingOrder {
  const { thinking, efforts, defaultEffort } = rules
  if (thinking === 'no') return UNSET
  if (wish === undefined) return defaultEffort === '' ? UNSET : { kind: 'on', effort: defaultEffort }
  if (wish === 'on') return { kind: 'on', effort: defaultEffort || (efforts[Math.floor(efforts.length / 2)] ?? '') }
  if (wish === 'off' || wish === 'least') {
    if (thinking === 'optional' || (thinking === 'unknown' && wish === 'off')) return { kind: 'off' }
    const [least] = efforts
    return least === undefined ? UNSET : { kind: 'on', effort: least }
  }
  return { kind: 'on', effort: nearestEffort(wish, efforts) }
}

/** The effort itself, else the next higher one, as `medium` runs as `high` at Kimi; else the highest. */
function nearestEffort(wish: string, efforts: readonly string[]): string {
  if (efforts.includes(wish)) return wish
  const higher = efforts.find((effort) => ORDER.indexOf(effort) > ORDER.indexOf(wish))
  return higher ?? efforts.at(-1) ?? ''
}

/** The least effort of K3.1 Pro thinks for 5,500 to 7,000 tokens, which count as a part of the answer. */
const THINKING_ROOM_TOKENS = 16_384

/** The request without what the model refuses, and with room for its thoughts in a short answer. */
export function obeyRules<R extends Omit<ChatRequest, 'signal'>>(request: R, rules: ModelRules): R {
  const { temperature, topP, maxTokens, leftTokens = Infinity, ...rest } = request
  const thinks =
    rules.thinking === 'always' ||
    (rules.thinking === 'optional' && orderThinking(request.thinking, rules).kind === 'on')
  const limits = [
    maxTokens === undefined
      ? Infinity
      : thinks
        ? Math.max(maxTokens, Math.min(maxTokens + THINKING_ROOM_TOKENS, roomOf(rules)))
        : maxTokens,
    leftTokens,
    rules.output > 0 && (maxTokens ?? leftTokens) < Infinity ? rules.output : Infinity,
  ]
  const limit = Math.min(...limits)
  return {
    ...rest,
    ...(Number.isFinite(limit) ? { maxTokens: limit } : {}),
    ...(temperature === undefined || !rules.takesTemperature ? {} : { temperature }),
    ...(topP === undefined || !rules.takesTemperature ? {} : { topP }),
  } as unknown as R
}

function roomOf({ window, output }: ModelRules): number {
  return output || window || THINKING_ROOM_TOKENS
}
