// What the model is reminded of before a step, and how messages of the user's role are put together for a request.

import { partsOf, systemReminder, toContent, type Message } from '../protocol/message.ts'
import type { Conversation } from './conversation.ts'
import { isNotice } from './notice-messages.ts'

export interface ReminderProvider {
  /** The directive that is due now, or null. Called once before each step of the root agent. */
  next(messages: readonly Message[]): string | null
  /** The conversation begins anew with a summary. */
  onCompacted?(): void
}

/** The reminders that are due, as one message to append; null when there are none. */
export function collectReminders(
  providers: readonly ReminderProvider[],
  conversation: Pick<Conversation, 'messages'>,
): Message | null {
  const due = providers.flatMap((provider) => provider.next(conversation.messages) ?? [])
  return due.length === 0 ? null : { role: 'user', content: due.map(systemReminder).join('\n') }
}

// How reminders are found again in a resumed conversation: by their first sentence.
const PLAN_ON = 'Plan mode is on.'
const PLAN_OFF = 'Plan mode is off.'

/** So many answers of the model may follow a reminder before the next one, and each so many-th is the full text. */
const PLAN_PERIOD = 5

export interface PlanReminder extends ReminderProvider {
  /** The user has switched plan mode on: the next reminder is a full one, however recent the last. */
  arm(): void
}

/**
 * While plan mode is on: in full at first, on re-entry and each fifth time, in one line otherwise. What was said before
 * is read from the conversation, so a resumed or rewound session goes on correctly. Says once when the mode has ended.
 */
export function createPlanReminder(state: {
  isOn(): boolean
  planFile(): string
  /** Whether the plan file holds something already. */
  hasPlan(): boolean
}): PlanReminder {
  let isArmed = false
  return {
    arm: () => (isArmed = true),
    next(messages) {
      const last = messages.findLastIndex((message) => isAbout(message, PLAN_ON) || isAbout(message, PLAN_OFF))
      const wasOn = last >= 0 && isAbout(messages[last]!, PLAN_ON)
      if (!state.isOn()) {
        isArmed = false
        return wasOn ? `${PLAN_OFF} Its limits no longer hold: files may be changed again, as the user asks.` : null
      }
      if (isArmed || !wasOn) {
        isArmed = false
        return state.hasPlan() ? describeReentry(state.planFile()) : describePlanMode(state.planFile())
      }
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

/** To append when the user comes back. */
export const AFK_OFF_REMINDER = systemReminder(
  'AFK mode is off: the user is back. Questions can be asked again, and tool calls may need approval.',
)

export interface AfkReminder extends ReminderProvider {
  /** AFK mode has been switched: the reminder is due again. */
  onToggled(): void
}

/** Once per process while AFK mode is on, and again after compaction or a toggle. */
export function createAfkReminder(state: { isOn(): boolean }): AfkReminder {
  let isDue = true
  const rearm = () => {
    isDue = true
  }
  return {
    next() {
      if (!isDue || !state.isOn()) return null
      isDue = false
      return AFK_ON
    },
    onCompacted: rearm,
    onToggled: rearm,
  }
}

/**
 * The messages as a request carries them: neighbours of the user's role become one, since some providers refuse two in a
 * row. Notices stay apart, so that the user's words never run into them. What is stored does not change.
 */
export function mergeUserMessages(messages: readonly Message[]): Message[] {
  const merged: Message[] = []
  for (const message of messages) {
    const before = merged.at(-1)
    if (before?.role === 'user' && message.role === 'user' && !isNotice(before) && !isNotice(message)) {
      merged[merged.length - 1] = {
        ...before,
        content: toContent([...partsOf(before.content), ...partsOf(message.content)]),
      }
    } else merged.push(message)
  }
  return merged
}
