// Approvals and questions of a turn, asked in the editor. Whatever another door has answered meanwhile is taken back.

import type {
  AgentContext,
  PermissionOption,
  RequestPermissionResponse,
  SessionUpdate,
  ToolCallUpdate,
} from '@agentclientprotocol/sdk'
import type { ApprovalRequest, Question, QuestionRequest } from '../protocol/wire.ts'
import { sanitiseLine } from '../safety/text/sanitiser.ts'
import type { EditorAbilities } from './handshake.ts'
import { askedCall, permissionOptions, readOutcome } from './permission-options.ts'
import { answerOptions, questionForm, readForm, readOption, type Answers } from './question-form.ts'
import { textContent } from './tool-call-view.ts'

const TITLE_CELLS = 400

export interface QuestionDeps {
  editor: AgentContext
  abilities: EditorAbilities
  sessionId: string
  workDir(): string
  /** The editor's id for a call of ours. */
  idOf(callId: string): string
  send(update: SessionUpdate): void
}

export interface EditorQuestions {
  /** Asks for an approval; without an answer of the editor's it counts as refused. */
  approve(request: ApprovalRequest, answer: (result: unknown) => void): void
  /** Asks the questions; those that are waved away are left out of the answers. */
  ask(request: QuestionRequest, answer: (result: unknown) => void): void
  /** The request was answered elsewhere. */
  settle(requestId: string): void
  /** The turn has ended: nothing is asked any more. */
  settleAll(): void
}

export function createEditorQuestions(deps: QuestionDeps): EditorQuestions {
  const open = new Map<string, AbortController>()

  /** Answers unless the request was taken back. An editor that fails has not answered: the call is refused, and nothing hangs. */
  function run<T>(id: string, ask: (signal: AbortSignal) => Promise<T>, refusal: T, answer: (result: T) => void): void {
    const abort = new AbortController()
    open.set(id, abort)
    void ask(abort.signal)
      .catch(() => refusal)
      .then((result) => {
        open.delete(id)
        if (!abort.signal.aborted) answer(result)
      })
  }

  const takeBack = (id: string) => {
    open.get(id)?.abort()
    open.delete(id)
  }
  return {
    approve: (request, answer) =>
      run(
        request.id,
        async (signal) => {
          const toolCall = askedCall(request, findId(request, deps), deps.workDir())
          const { outcome } = await requestPermission(deps, toolCall, permissionOptions(request), signal)
          return { request_id: request.id, ...readOutcome(outcome) }
        },
        { request_id: request.id, response: 'reject' as const },
        answer,
      ),
    ask: (request, answer) =>
      run(
        request.id,
        async (signal) => ({ request_id: request.id, answers: await askQuestions(deps, request, signal) }),
        { request_id: request.id, answers: {} },
        answer,
      ),
    settle: takeBack,
    settleAll: () => [...open.keys()].forEach(takeBack),
  }
}

/** A subagent may use the id of another call of the turn. */
function findId({ agent_id: agentId, tool_call_id: callId }: ApprovalRequest, { idOf }: QuestionDeps): string {
  return agentId === null ? idOf(callId) : `${agentId}-${callId}`
}

function requestPermission(
  { editor, sessionId }: QuestionDeps,
  toolCall: ToolCallUpdate,
  options: PermissionOption[],
  signal: AbortSignal,
): Promise<RequestPermissionResponse> {
  return editor.request(
    'session/request_permission',
    { sessionId, toolCall, options },
    { cancellationSignal: signal, stopWaitingOnCancel: true },
  )
}

async function askQuestions(
  deps: QuestionDeps,
  { id, tool_call_id: callId, questions }: QuestionRequest,
  signal: AbortSignal,
): Promise<Answers> {
  if (deps.abilities.showsForms) return askInForm(deps, questions, callId, signal)
  const answers: Answers = {}
  for (const [index, question] of questions.entries()) {
    const label = await askByPermission(
      deps,
      question,
      callId === '' ? `question-${id}-${index + 1}` : '',
      callId,
      signal,
    )
    if (label !== null) answers[question.question] = label
  }
  return answers
}

async function askInForm(
  { editor, sessionId, idOf }: QuestionDeps,
  questions: readonly Question[],
  callId: string,
  signal: AbortSignal,
): Promise<Answers> {
  const response = await editor.request(
    'elicitation/create',
    { mode: 'form', sessionId, ...(callId === '' ? {} : { toolCallId: idOf(callId) }), ...questionForm(questions) },
    { cancellationSignal: signal, stopWaitingOnCancel: true },
  )
  return readForm(questions, response)
}

/** `ownId`: the id of a call that stands for the question, where no call of the agent asks it; else ''. */
async function askByPermission(
  deps: QuestionDeps,
  question: Question,
  ownId: string,
  callId: string,
  signal: AbortSignal,
): Promise<string | null> {
  const toolCallId = ownId || deps.idOf(callId)
  const title = sanitiseLine(question.question, TITLE_CELLS) || 'Question'
  const content = textContent([question.question, question.body].filter(Boolean).join('\n\n'))
  const shown = { toolCallId, title, kind: 'other' as const, status: 'pending' as const, content }
  if (ownId !== '') deps.send({ sessionUpdate: 'tool_call', ...shown })
  let label: string | null = null
  try {
    const { outcome } = await requestPermission(deps, shown, answerOptions(question), signal)
    label = outcome.outcome === 'selected' ? readOption(question, outcome.optionId) : null
    return label
  } finally {
    const status = label === null ? ('failed' as const) : ('completed' as const)
    if (ownId !== '') deps.send({ sessionUpdate: 'tool_call_update', toolCallId, status })
  }
}
