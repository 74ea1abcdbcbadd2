// A model that makes the same call over and over is told so, and at last stopped.

import type { ToolCall } from '../protocol/message.ts'

/** Kimi CLI's streaks: told at 3, 5 and 8, stopped at 12. */
const TOLD_AT = 3
const TOLD_PLAINLY_AT = 5
const TOLD_TO_STOP_AT = 8
const STOPPED_AT = 12

export interface RepeatGuard {
  /** Notes a call and returns what to add to its result, often nothing. */
  note(call: ToolCall): string
  readonly mustStop: boolean
  reset(): void
}

export function createRepeatGuard(): RepeatGuard {
  let last = ''
  let streak = 0
  return {
    note(call) {
      const key = callKey(call)
      streak = key === last ? streak + 1 : 1
      last = key
      return remind(call.function.name, streak)
    },
    get mustStop() {
      return streak >= STOPPED_AT
    },
    reset() {
      last = ''
      streak = 0
    },
  }
}

/** Equal for calls that do the same: the order of the arguments' keys does not matter. */
export function callKey({ function: { name, arguments: args } }: ToolCall): string {
  try {
    return `${name} ${JSON.stringify(sort(JSON.parse(args || '{}')))}`
  } catch {
    return `${name} ${args}`
  }
}

function sort(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sort)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sort(inner)]))
}

function remind(name: string, streak: number): string {
  if (streak >= TOLD_TO_STOP_AT)
    return `You have made this same ${name} call ${streak} times in a row. Stop calling tools and tell the user what is in the way.`
  if (streak >= TOLD_PLAINLY_AT)
    return `This is the same ${name} call with the same arguments for the ${streak}th time in a row. Its result will not change: do something else.`
  if (streak >= TOLD_AT) return 'You have made this call before. If its result was not what you need, try another way.'
  return ''
}
