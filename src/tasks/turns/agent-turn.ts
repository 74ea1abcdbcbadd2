// A turn of the agent in the background: it ends when the agent is done and all that it began in the background has ended.
// Its requests wait for an answer from any client; its text is the task's output.

import { join } from 'node:path'
import type { KimiError } from '../../protocol/errors.ts'
import { findTellingArgument } from '../../protocol/call-argument.ts'
import type { QuestionRequest, WireEvent } from '../../protocol/wire.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import type { Client } from '../../session/requests.ts'
import type { PromptOutcome, Session } from '../../session/session.ts'
import { findStartedCalls } from '../../session/store/context-file.ts'
import type { OutputLog } from '../../tools/tasks/output-log.ts'
import type { TaskRuntime } from '../task-files.ts'
import { describeWait } from './wait-text.ts'

export interface AgentTurnDeps {
  session: Session
  log: OutputLog
  /** Something has happened in the turn; it may have been the answer to its last open request. */
  onProgress(): void
  /** The turn waits for its user: an approval or a question is open. */
  onRequest(): void
}

export interface AgentTurn {
  readonly progress: TurnProgress
  /** Runs the turn with these words, or goes on after the end of a daemon. */
  run(words: string, resumed: Resumed | null): Promise<AgentTurnEnd>
  /** Ends the turn as cancelled. `reason`: PROCESS_ENDS where nobody has asked for it. */
  cancel(reason?: string): void
}

interface TurnProgress {
  steps: number
  /** The name of the tool at work, or ''. */
  tool: string
  /** Tokens of the context. */
  tokens: number
}

/** `hasWaited`: the user was asked something, and had not answered, when the daemon ended. */
export interface Resumed {
  hasWaited: boolean
}

/**
 * `refused`: after a crash the user did not want the turn to go on. `unasked`: it had waited for an answer when its daemon ended, and ended
 * without asking again, so what it had asked about was never decided.
 */
export type AgentTurnEnd =
  | { type: 'done' }
  | { type: 'unasked' }
  | { type: 'refused' }
  | { type: 'cancelled' }
  | { type: 'failed'; error: Pick<KimiError, 'code' | 'message'> }

const GO_ON_AFTER_CRASH =
  'You were interrupted: the process that you ran in has ended, and this is a new one. Go on with what you were asked to do. Of calls that are marked as interrupted nobody knows whether they ran: look before you do them again.'
const UNASKED = 'It waited for your answer when its daemon ended, and did not ask again'
const GO_ON = 'Go on'
const ARGUMENT_CELLS = 200

export function createAgentTurn({ session, log, onProgress, onRequest }: AgentTurnDeps): AgentTurn {
  const output = createTurnOutput(log)
  let isCancelled = false
  let hasAsked = false
  const stopping = new AbortController()
  const client: Client = {
    takesQuestions: true,
    takesPlanMode: false,
    event(event) {
      output.print(event)
      onProgress()
    },
    request(request) {
      if (!describeWait(request)) return
      hasAsked = true
      onRequest()
    },
  }

  /** A tool that had begun when the process died may have had its effect: the user decides whether to go on. */
  async function mayGoOn(): Promise<boolean> {
    const started = findStartedCalls(join(session.dir, 'context.jsonl'))
    if (started.length === 0) return true
    const question = describeInterruption(started)
    const answers = await session.requests.question({ tool_call_id: '', questions: [question] }, stopping.signal)
    onProgress()
    return answers[question.question] === GO_ON
  }

  return {
    progress: output.progress,
    async run(words, resumed) {
      session.attach(client)
      try {
        if (resumed && !(await mayGoOn())) return isCancelled ? { type: 'cancelled' } : { type: 'refused' }
        // The session was opened to settle: its background tasks have ended when the outcome comes.
        const outcome = await session.prompt(resumed ? GO_ON_AFTER_CRASH : words)
        const end = isCancelled ? { type: 'cancelled' as const } : readOutcome(outcome)
        if (end.type === 'done') output.printSummary()
        return end.type === 'done' && resumed?.hasWaited && !hasAsked ? { type: 'unasked' } : end
      } finally {
        session.detach(client)
      }
    },
    cancel(reason) {
      isCancelled = true
      stopping.abort()
      session.cancel(reason)
    },
  }
}

/** The events of a turn as the output of its task. */
function createTurnOutput(log: OutputLog) {
  const progress: TurnProgress = { steps: 0, tool: '', tokens: 0 }
  let stepText = ''
  const write = (text: string) => log.write(Buffer.from(text))
  return {
    progress,
    print(event: WireEvent) {
      if (event.type === 'StepBegin') {
        progress.steps++
        stepText = ''
      } else if (event.type === 'StepRetry' && stepText !== '') {
        stepText = ''
        write('\n[the answer broke off here, and begins anew]\n')
      } else if (event.type === 'ContentPart' && event.payload.type === 'text') {
        stepText += event.payload.text
        write(event.payload.text)
      } else if (event.type === 'ToolCall') {
        progress.tool = event.payload.function.name
        const argument = sanitiseLine(findTellingArgument(event.payload.function.arguments ?? ''), ARGUMENT_CELLS)
        write(`\n• ${progress.tool}${argument && ` ${argument}`}\n`)
      } else if (event.type === 'ToolResult') {
        progress.tool = ''
        if (event.payload.return_value.is_error) write(`  ${event.payload.return_value.message}\n`)
      } else if (event.type === 'StatusUpdate') progress.tokens = event.payload.context_tokens ?? progress.tokens
    },
    /** The text of the last step, under a heading of its own. */
    printSummary: () => write(`\n[summary]\n${stepText.trim()}\n`),
  }
}

function describeInterruption(started: { name: string; args: string }[]): QuestionRequest['questions'][number] {
  return {
    question: 'It was interrupted while this ran, and nobody knows how far it came. Shall it go on?',
    header: 'Interrupted',
    body: started.map(({ name, args }) => `${name} ${args}`).join('\n'),
    options: [
      { label: GO_ON, description: 'the agent looks what happened before it does anything again' },
      { label: 'Stop', description: 'the task ends here' },
    ],
    multi_select: false,
    other_label: '',
    other_description: '',
  }
}

function readOutcome(outcome: PromptOutcome): AgentTurnEnd {
  switch (outcome.status) {
    case 'finished':
      return { type: 'done' }
    case 'cancelled':
      return { type: 'cancelled' }
    case 'failed':
      return { type: 'failed', error: outcome.error }
    case 'max_steps_reached': {
      const message = `It reached its limit of ${outcome.steps} steps`
      return { type: 'failed', error: { code: 'turn.max_steps', message } }
    }
  }
}

/** The end of a turn as the end of its task. */
export function describeTurnEnd(end: AgentTurnEnd): Partial<TaskRuntime> {
  switch (end.type) {
    case 'done':
      return { status: 'completed' }
    case 'unasked':
      return { status: 'killed', failure_reason: UNASKED }
    case 'refused':
      return { status: 'killed', failure_reason: 'Stopped after an interruption' }
    case 'cancelled':
      return { status: 'killed', failure_reason: 'Cancelled', interrupted: true }
    case 'failed':
      return { status: 'failed', failure_reason: end.error.message, kimi: { errorCode: end.error.code } }
  }
}
