// Hooks: the user's commands, and clients on the wire, that receive events and may block some of them.
// A hook that crashes, hangs or prints nonsense blocks nothing.

import type { HookView } from '../../protocol/session-view.ts'
import type { HookRequest, WireEvent } from '../../protocol/wire.ts'
import { parseObject } from '../../sys/json-reading.ts'
import { clampTimeout, compileMatcher, type HookConfig, type HookEvent } from './hook-config.ts'
import type { HookProcess, HookProcessResult } from './hook-process.ts'

export interface HookOutcome {
  action: 'allow' | 'block'
  /** The reason for blocking, in the hook's words; may be ''. */
  reason: string
  /** Texts for the model from hooks of UserPromptSubmit and SessionStart. */
  context: string[]
}

export interface HookSubscription {
  id: string
  event: string
  matcher: string
  /** Seconds. */
  timeout: number
}

/** Asks the subscribed client. A rejected promise counts as allow. */
export type AskSubscriber = (
  request: Omit<HookRequest, 'id'>,
  signal: AbortSignal,
) => Promise<{ action: 'allow' | 'block'; reason: string }>

export interface Hooks {
  /** Runs all matching hooks in parallel and waits for them. Matchers are searched in `target`. Never rejects. */
  fire(event: HookEvent, target: string, fields: Record<string, unknown>, signal: AbortSignal): Promise<HookOutcome>
  /** Returns a function that ends the subscription, or null when the matcher is not a regular expression. */
  addSubscription(subscription: HookSubscription, ask: AskSubscriber): (() => void) | null
  /** The number of hooks and subscriptions of each event, for /hooks. */
  count(): Record<string, number>
  /** The hooks and subscriptions themselves. */
  list(): HookView[]
}

type HookEventOnWire = Extract<WireEvent, { type: 'HookTriggered' | 'HookResolved' }>

const BLOCKABLE: readonly HookEvent[] = ['PreToolUse', 'UserPromptSubmit', 'Stop']
const WITH_CONTEXT: readonly HookEvent[] = ['UserPromptSubmit', 'SessionStart']
const BLOCKING_STATUS = 2
const RESULT_CHARS = 10_000
/** Limit for the text that a matcher is searched in: some expressions take quadratic time. */
const TARGET_CHARS = 10_000
const ALLOW: HookOutcome = { action: 'allow', reason: '', context: [] }

interface Listener {
  event: string
  pattern: RegExp
  /** Listeners with the same key do the same: only the first one is called. */
  key: string
  view: HookView
  call(event: HookEvent, target: string, input: Record<string, unknown>, signal: AbortSignal): Promise<HookOutcome>
}

/** Hooks whose matcher is not a regular expression are left out; `readHookConfig` reports them. */
export function createHooks(deps: {
  hooks: readonly HookConfig[]
  cwd(): string
  sessionId: string
  run(hook: HookProcess): Promise<HookProcessResult>
  emit(event: HookEventOnWire): void
}): Hooks {
  const { cwd, sessionId, run, emit } = deps
  const commands = deps.hooks.flatMap(({ event, command, matcher, timeout }): Listener[] => {
    const pattern = compileMatcher(matcher)
    if (!pattern) return []
    const call: Listener['call'] = async (event, _target, input, signal) =>
      outcomeOf(
        event,
        await run({ command, cwd: cwd(), input: JSON.stringify(input), timeoutMs: timeout * 1000, signal }),
      )
    return [{ event, pattern, key: `command ${command}`, view: { event, command, matcher, timeout }, call }]
  })
  const subscriptions = new Set<Listener>()

  return {
    async fire(event, target, fields, signal) {
      const seen = target.slice(0, TARGET_CHARS)
      const matching = [...commands, ...subscriptions].filter((one) => one.event === event && one.pattern.test(seen))
      const listeners = matching.filter((one, at) => matching.findIndex(({ key }) => key === one.key) === at)
      if (listeners.length === 0) return ALLOW
      emit({ type: 'HookTriggered', payload: { event, target, hook_count: listeners.length } })
      const start = performance.now()
      const input = { hook_event_name: event, session_id: sessionId, cwd: cwd(), ...fields }
      const outcomes = await Promise.all(
        listeners.map((one) => one.call(event, target, input, signal).catch(() => ALLOW)),
      )
      const blocking = BLOCKABLE.includes(event) ? outcomes.find(({ action }) => action === 'block') : undefined
      const { action, reason } = blocking ?? ALLOW
      const duration_ms = Math.round(performance.now() - start)
      emit({ type: 'HookResolved', payload: { event, target, action, reason, duration_ms } })
      return { action, reason, context: outcomes.flatMap(({ context }) => context) }
    },
    addSubscription({ id, event, matcher, timeout }, ask) {
      const pattern = compileMatcher(matcher)
      if (!pattern) return null
      const call: Listener['call'] = async (event, target, input, signal) => {
        const limited = AbortSignal.any([signal, AbortSignal.timeout(clampTimeout(timeout) * 1000)])
        const asked = ask({ subscription_id: id, event, target, input_data: input }, limited)
        const { action, reason } = await Promise.race([asked, untilAborted(limited)])
        return { action, reason: cap(reason), context: [] }
      }
      const view = { event, command: '', matcher, timeout: clampTimeout(timeout) }
      const listener: Listener = { event, pattern, key: `subscription ${id}`, view, call }
      subscriptions.add(listener)
      return () => subscriptions.delete(listener)
    },
    count() {
      const counts: Record<string, number> = {}
      for (const { event } of [...commands, ...subscriptions]) counts[event] = (counts[event] ?? 0) + 1
      return counts
    },
    list: () => [...commands, ...subscriptions].map(({ view }) => view),
  }
}

/** The outcome of a hook's process: status 2 blocks, status 0 may deny or add context in JSON, any other status allows. */
function outcomeOf(event: HookEvent, result: HookProcessResult): HookOutcome {
  if (result.ended !== 'exited') return ALLOW
  if (result.code === BLOCKING_STATUS) return { action: 'block', reason: cap(result.stderr), context: [] }
  if (result.code !== 0) return ALLOW
  const said = readAnswer(result.stdout)
  if (said.denied) return { action: 'block', reason: cap(said.reason), context: [] }
  const context = WITH_CONTEXT.includes(event) ? cap(said.context) : ''
  return { action: 'allow', reason: '', context: context === '' ? [] : [context] }
}

function readAnswer(stdout: string): { denied: boolean; reason: string; context: string } {
  const answer = parseObject(stdout)
  if (!answer) return { denied: false, reason: '', context: stdout }
  const specific = (answer.hookSpecificOutput ?? {}) as Record<string, unknown>
  return {
    denied: specific.permissionDecision === 'deny',
    reason: textOr(specific.permissionDecisionReason),
    context: textOr(answer.message) || textOr(specific.message),
  }
}

function textOr(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function cap(text: string): string {
  const trimmed = text.trim()
  return trimmed.length <= RESULT_CHARS ? trimmed : `${trimmed.slice(0, RESULT_CHARS).toWellFormed()}…`
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(new Error('aborted'))
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true })
  })
}
