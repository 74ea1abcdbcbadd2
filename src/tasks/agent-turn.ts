// A turn of the agent that nobody watches: words in a session, until it is done and all that it began in the background
// as well. What it asks waits for an answer from anywhere; what it says is the task's output.

import { join } from 'node:path'
import type { KimiError } from '../protocol/errors.ts'
import type { TaskWait } from '../protocol/task.ts'
import type { WireEvent, WireRequest } from '../protocol/wire.ts'
import { findStartedCalls } from '../session/store/context-file.ts'
import type { Client } from '../session/requests.ts'
import type { Session } from '../session/session.ts'
import type { OutputLog } from '../tools/tasks/output-log.ts'
import { describeWait } from './wait-text.ts'

export interface AgentTurnDeps {
  session: Session
  log: OutputLog
  /** Something has changed that a list shows. */
  progressed(): void
  /** It waits for the user, with this. */
  waits(wait: TaskWait): void
  /** It goes on. */
  goesOn(): void
}

export interface AgentTurn {
  readonly progress: { steps: number; tool: string; tokens: number }
  /** Of the words, or of going on after a crash. */
  run(words: string, isResumed: boolean): Promise<AgentTurnEnd>
  /** The turn ends as cancelled. */
  cancel(): void
}

export type AgentTurnEnd =
  | { type: 'done' }
  | { type: 'refused' }
  | { type: 'cancelled' }
  | { type: 'failed'; error: Pick<KimiError, 'code' | 'message'> }

const GO_ON_AFTER_CRASH =
  'You were interrupted: the process that you ran in has ended, and this is a new one. Go on with what you were asked to do. Of calls that are marked as interrupted nobody knows whether they ran: look before you do them again.'
const GO_ON = 'Go on'

export function createAgentTurn(deps: AgentTurnDeps): AgentTurn {
  const { session, log } = deps
  const progress = { steps: 0, tool: '', tokens: 0 }
  let said = ''
  let isCancelled = false
  const stopping = new AbortController()

  const print = (text: string) => log.write(Buffer.from(text))
  const client: Client = {
    takesQuestions: true,
    takesPlanMode: false,
    event: (event) => {
      hear(event)
      deps.progressed()
    },
    request(request: WireRequest) {
      const wait = describeWait(request)
      if (wait) deps.waits(wait)
    },
  }

  function hear(event: WireEvent): void {
    if (event.type === 'StepBegin') {
      progress.steps++
      said = ''
    } else if (event.type === 'ContentPart' && event.payload.type === 'text') {
      said += event.payload.text
      print(event.payload.text)
    } else if (event.type === 'ToolCall') {
      progress.tool = event.payload.function.name
      print(`\n• ${progress.tool} ${event.payload.function.arguments ?? ''}\n`)
    } else if (event.type === 'ToolResult') {
      progress.tool = ''
      if (event.payload.return_value.is_error) print(`  ${event.payload.return_value.message}\n`)
    } else if (event.type === 'StatusUpdate') {
      progress.tokens = event.payload.context_tokens ?? progress.tokens
    } else if (event.type === 'ApprovalResponse') deps.goesOn()
  }

  /** A step whose tool had begun when the process died may have happened: the user decides whether to go on. */
  async function mayGoOn(): Promise<boolean> {
    const started = findStartedCalls(join(session.dir, 'context.jsonl'))
    if (started.length === 0) return true
    const question = {
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
    const ask = { tool_call_id: '', questions: [question] }
    const answers = await session.requests.question(ask, stopping.signal)
    deps.goesOn()
    return answers[question.question] === GO_ON
  }

  return {
    progress,
    async run(words, isResumed) {
      session.attach(client)
      try {
        if (isResumed && !(await mayGoOn())) return isCancelled ? { type: 'cancelled' } : { type: 'refused' }
        // The session is one that settles: what it has begun in the background has ended too.
        const outcome = await session.prompt(isResumed ? GO_ON_AFTER_CRASH : words)
        if (outcome.status === 'cancelled' || isCancelled) return { type: 'cancelled' }
        if (outcome.status === 'failed') return { type: 'failed', error: outcome.error }
        if (outcome.status === 'max_steps_reached') {
          const message = `It reached its limit of ${outcome.steps} steps`
          return { type: 'failed', error: { code: 'turn.max_steps', message } }
        }
        print(`\n[summary]\n${said.trim()}\n`)
        return { type: 'done' }
      } finally {
        session.detach(client)
      }
    },
    cancel() {
      isCancelled = true
      stopping.abort()
      session.cancel()
    },
  }
}
