// The user's hooks in the [[hooks]] tables of config.toml: an event, a command, and the targets that it is for.

import { nearest } from '../../sys/words/nearest-name.ts'

/** The events of Kimi CLI 1.49, in its order. */
export const KIMI_CLI_EVENTS = [
  'PreToolUse',
  'PostToolUse',
  'PostToolUseFailure',
  'UserPromptSubmit',
  'Stop',
  'StopFailure',
  'SessionStart',
  'SessionEnd',
  'SubagentStart',
  'SubagentStop',
  'PreCompact',
  'PostCompact',
  'Notification',
] as const

/** All events: those of Kimi CLI, then those of Kimi Code that have a meaning here. */
export const HOOK_EVENTS = [
  ...KIMI_CLI_EVENTS,
  'PermissionRequest',
  'PermissionResult',
  'TurnStarted',
  'Interrupt',
  'UserPromptQueued',
] as const
export type HookEvent = (typeof HOOK_EVENTS)[number]

export interface HookConfig {
  event: HookEvent
  /** Run by /bin/sh. */
  command: string
  /** A regular expression that is searched in the event's target; '' matches every target. */
  matcher: string
  /** Seconds. */
  timeout: number
}

const DEFAULT_HOOK_TIMEOUT_S = 30
const LEAST_TIMEOUT_S = 1
const MOST_TIMEOUT_S = 600

function isHookEvent(value: unknown): value is HookEvent {
  return (HOOK_EVENTS as readonly unknown[]).includes(value)
}

/** The timeout in seconds, within its bounds; the default for anything that is not a number. */
export function clampTimeout(value: unknown): number {
  if (typeof value !== 'number' || Number.isNaN(value)) return DEFAULT_HOOK_TIMEOUT_S
  return Math.min(Math.max(value, LEAST_TIMEOUT_S), MOST_TIMEOUT_S)
}

/** The compiled matcher, or null when it is not a regular expression. Python's leading `(?i)` is common, and supported. */
export function compileMatcher(matcher: string): RegExp | null {
  const [prefix, flags = ''] = /^\(\?([ims]+)\)/.exec(matcher) ?? ['']
  try {
    return new RegExp(matcher.slice(prefix.length), flags)
  } catch {
    return null
  }
}

/** Reads the value of `hooks` in config.toml: the valid hooks, and one line for each mistake. */
export function readHookConfig(table: unknown): { hooks: HookConfig[]; problems: string[] } {
  const hooks: HookConfig[] = []
  const problems: string[] = []
  if (table === undefined) return { hooks, problems }
  if (!Array.isArray(table)) return { hooks, problems: ['hooks: expected [[hooks]] tables'] }
  for (const [index, entry] of table.entries()) {
    const where = `hooks[${index}]`
    const { event, command, matcher = '', timeout = DEFAULT_HOOK_TIMEOUT_S } = (entry ?? {}) as Record<string, unknown>
    if (!isHookEvent(event)) problems.push(`${where}.event: ${describeUnknownEvent(event)}`)
    else if (typeof command !== 'string' || command.trim() === '') problems.push(`${where}.command: expected a command`)
    else if (typeof matcher !== 'string' || compileMatcher(matcher) === null) {
      problems.push(`${where}.matcher: not a regular expression: ${JSON.stringify(matcher)}; the hook is skipped`)
    } else {
      const seconds = clampTimeout(timeout)
      if (seconds !== timeout) problems.push(`${where}.timeout: expected 1 to 600 seconds; ${seconds} is used`)
      hooks.push({ event, command, matcher, timeout: seconds })
    }
  }
  return { hooks, problems }
}

function describeUnknownEvent(event: unknown): string {
  if (typeof event !== 'string') return 'expected the name of an event'
  const close = nearest(event, HOOK_EVENTS)
  return `no event is called ${JSON.stringify(event)}${close ? `; did you mean ${close}?` : ''}`
}
