// The limits that the user has set for the tokens and the cost of models, and the failure of a request beyond one of them.

import type { Failure } from './chat-stream.ts'
import { fail } from './model-failure.ts'

/** 0 = no limit. */
interface SpendingLimits {
  taskTokens: number
  sessionUsd: number
  dayUsd: number
}

/** Tokens of input and output, and US dollars as far as prices are known. */
export interface Spent {
  tokens: number
  usd: number
}

/** The failure that names the limit which is reached, or null. `session` is null for proposals, which no session is billed for. */
export function findReachedLimit(limits: SpendingLimits, today: Spent, session: Spent | null): Failure | null {
  const { taskTokens, sessionUsd, dayUsd } = limits
  const count = (tokens: number) => tokens.toLocaleString('en')
  const dollars = (usd: number) => `$${usd.toFixed(2)}`
  if (session !== null && taskTokens > 0 && session.tokens >= taskTokens)
    return refuse('max_task_tokens', `${count(session.tokens)} of ${count(taskTokens)} tokens`, taskTokens * 2)
  if (session !== null && sessionUsd > 0 && session.usd >= sessionUsd)
    return refuse('max_session_cost', `${dollars(session.usd)} of ${dollars(sessionUsd)}`, sessionUsd * 2)
  if (dayUsd > 0 && today.usd >= dayUsd)
    return refuse('max_day_cost', `${dollars(today.usd)} of ${dollars(dayUsd)} today`, dayUsd * 2)
  return null
}

function refuse(setting: string, spent: string, next: number): Failure {
  const hint = `kimi config set ${setting} ${next}`
  return fail('model.quota', `your own limit ${setting} is reached: ${spent}`, { retryable: false, hint })
}
