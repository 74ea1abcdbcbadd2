// Watches for a model that makes the same call over and over: reminds it, and at last ends the turn.

import { parseArguments } from '../protocol/call-arguments.ts'
import type { ToolCall } from '../protocol/message.ts'

/** Numbers of equal calls in a row at which a reminder begins, sharpens, or the turn ends (Kimi CLI's figures). */
const HINT_AT = 3
const WARNING_AT = 5
const STOP_REMINDER_AT = 8
export const STOP_AT = 12

export interface RepeatGuard {
  /** Counts a call. Returns a reminder to add to its result, or ''. */
  note(call: ToolCall): string
  /** The name of the tool that has been called in the same way 12 times in a row; null before. */
  readonly stuckIn: string | null
  reset(): void
}

export function createRepeatGuard(): RepeatGuard {
  let last = ''
  let name = ''
  let streak = 0
  return {
    note(call) {
      const key = callKey(call)
      streak = key === last ? streak + 1 : 1
      last = key
      ;({ name } = call.function)
      return remind(name, streak)
    },
    get stuckIn() {
      return streak >= STOP_AT ? name : null
    },
    reset() {
      last = ''
      streak = 0
    },
  }
}

/** A text that is equal for calls of one tool with equal arguments, whatever the order of their keys. */
export function callKey({ function: { name, arguments: args } }: ToolCall): string {
  const parsed = parseArguments(args)
  return `${name} ${parsed.ok ? JSON.stringify(sortKeys(parsed.value)) : args}`
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]))
}

function remind(name: string, streak: number): string {
  if (streak >= STOP_REMINDER_AT)
    return `You have made this same ${name} call ${streak} times in a row. Stop calling tools and tell the user what is in the way.`
  if (streak >= WARNING_AT)
    return `This is the same ${name} call with the same arguments for the ${streak}th time in a row. Its result will not change: do something else.`
  if (streak >= HINT_AT) return 'You have made this call before. If its result was not what you need, try another way.'
  return ''
}
