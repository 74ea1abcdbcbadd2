// Reminders that a model gets before a step, and the joining of messages with the user's role for a request.

import { partsOf, systemReminder, toContent, type Message } from '../protocol/message.ts'
import type { Conversation } from './conversation.ts'
import { isNotice } from './notice-messages.ts'

export interface ReminderProvider {
  /** The reminder that is due now, or null. Called once before each step of the root agent. */
  next(messages: readonly Message[]): string | null
  /** Called after a summary has replaced the conversation. */
  onCompacted?(): void
}

/** The reminders that are due, as one message to append; null when no reminder is due. */
export function collectReminders(
  providers: readonly ReminderProvider[],
  conversation: Pick<Conversation, 'messages'>,
): Message | null {
  const due = providers.flatMap((provider) => provider.next(conversation.messages) ?? [])
  return due.length === 0 ? null : { role: 'user', content: due.map(systemReminder).join('\n') }
}

// Reminders are found again in a resumed conversation by their first sentence.
const PLAN_ON = 'Plan mode is on.'
const PLAN_OFF = 'Plan mode is off.'

/** The number of answers between two reminders of plan mode. Every fifth reminder has the full text. */
const PLAN_PERIOD = 5

/**
 * The reminder of plan mode: the full text at first and every fifth time, one line otherwise, and one message when the
 * mode has ended. Earlier reminders are read from the conversation, so that a resumed or rewound session continues
 * correctly.
 */
export function createPlanReminder(state: {
  isOn(): boolean
  planFile(): string
  /** True when the plan file is not empty. */
  hasPlan(): boolean
}): ReminderProvider {
  return {
    next(messages) {
      const last = messages.findLastIndex((message) => isAbout(message, PLAN_ON) || isAbout(message, PLAN_OFF))
      const wasOn = last >= 0 && isAbout(messages[last]!, PLAN_ON)
      if (!state.isOn())
        return wasOn ? `${PLAN_OFF} Its limits no longer hold: files may be changed again, as the user asks.` : null
      if (!wasOn) return state.hasPlan() ? describeReentry(state.planFile()) : describePlanMode(state.planFile())
      const answers = messages.slice(last).filter((message) => message.role === 'assistant').length
      if (answers < PLAN_PERIOD) return null
      const given = messages.filter((message) => isAbout(message, PLAN_ON)).length
      return given % PLAN_PERIOD === 0 ? describePlanMode(state.planFile()) : describeBriefly(state.planFile())
    },
  }
}

function isAbout(message: Message, sentence: string): boolean {
  if (message.role !== 'user') return false
  return partsOf(message.content).some(
    (part) => part.type === 'text' && part.text.includes(`<system-reminder>\n${sentence}`),
  )
}

function describePlanMode(file: string): string {
  return `${PLAN_ON} The user wants a plan before anything changes. Read and search as much as you need, but change nothing: \
no edits, no commands with effects, no commits. The one file you may write is the plan: ${file}

1. Look at the code that the task touches. Launch explore agents for wide questions.
2. Where the request leaves a real choice, ask with AskUserQuestion.
3. Write the plan into that file: what will change and where, in which order, how it will be verified. Keep it short.
4. Call ExitPlanMode, which shows the plan to the user for approval. Do not ask for approval in any other way.

End your turn only with AskUserQuestion or ExitPlanMode.`
}

function describeReentry(file: string): string {
  return `${PLAN_ON} You are planning again, and a plan from before exists: ${file}
Read it first. If the request is a new task, replace the plan; if it continues the old one, change what is outdated. \
Change nothing but that file, and finish with ExitPlanMode.`
}

function describeBriefly(file: string): string {
  return `${PLAN_ON} Change nothing but the plan file ${file}; end with AskUserQuestion or ExitPlanMode.`
}

const AFK_ON = `Nobody is at the keyboard (AFK mode). Tool calls are approved without asking, and nobody answers questions: do not call \
AskUserQuestion. Decide yourself, prefer what can be taken back, and say in your final message what you decided and why.`

/** The message to append when the user has switched AFK mode off. */
export const AFK_OFF_REMINDER = systemReminder(
  'AFK mode is off: the user is back. Questions can be asked again, and tool calls may need approval.',
)

/** The reminder of AFK mode: due once for each process while the mode is on, and again after a compaction. */
export function createAfkReminder(state: { isOn(): boolean }): ReminderProvider {
  let isDue = true
  return {
    next() {
      if (!isDue || !state.isOn()) return null
      isDue = false
      return AFK_ON
    },
    onCompacted: () => {
      isDue = true
    },
  }
}

/**
 * The messages for a request: adjacent messages with the user's role become one, since some providers refuse two in a
 * row. Notices stay separate, so that the user's words never run into them. The stored messages do not change.
 */
export function mergeUserMessages(messages: readonly Message[]): Message[] {
  const merged: Message[] = []
  for (const message of messages) {
    const before = merged.at(-1)
    if (before?.role === 'user' && message.role === 'user' && !isNotice(before) && !isNotice(message))
      merged[merged.length - 1] = join(before, message)
    else merged.push(message)
  }
  return merged
}

/** Joined messages, by the later of the two and the one before it. */
const joined = new WeakMap<Message, WeakMap<Message, Message>>()

/** The same two messages give the same message each time, so that its bytes are known in the next request. */
function join(before: Message, message: Message): Message {
  const known = joined.get(message) ?? new WeakMap<Message, Message>()
  joined.set(message, known)
  const both = known.get(before) ?? {
    ...before,
    content: toContent([...partsOf(before.content), ...partsOf(message.content)]),
  }
  known.set(before, both)
  return both
}
