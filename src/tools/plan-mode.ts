// EnterPlanMode and ExitPlanMode: first a plan that the user approves, then the work.

import { z } from 'zod'
import type { Question } from '../protocol/wire.ts'
import { done, failed } from '../protocol/tool-result.ts'
import type { QuestionReply } from './ask-user-question.ts'
import { defineTool, refused, type Tool, type ToolResult } from './tool.ts'

export interface PlanDeps {
  isPlanMode(): boolean
  setPlanMode(isOn: boolean): void
  /** Nobody is there, or nobody is to be asked: entering needs no answer. */
  entersUnasked(): boolean
  /** Nobody is there: leaving needs no answer either. */
  leavesUnasked(): boolean
  planFile(): string
  readPlan(): string
  /** Shows the plan to the user. */
  show(content: string, path: string): void
  ask(questions: Question[], callId: string, signal: AbortSignal): Promise<QuestionReply>
}

const RESERVED = ['approve', 'reject', 'revise', 'reject and exit']
const REVISE = 'Revise'

const ENTER_PARAMETERS = z.object({})

export function createEnterPlanMode(deps: PlanDeps): Tool {
  return defineTool({
    name: 'EnterPlanMode',
    description: 'Plan first: for changes that are large, unclear or hard to take back. Asks the user.',
    parameters: ENTER_PARAMETERS,
    isReadOnly: true,
    async run(_, { callId, signal }) {
      if (deps.isPlanMode()) return failed('Plan mode is already on.', 'Already planning')
      if (!deps.entersUnasked()) {
        const reply = await deps.ask([question('Enter plan mode?', 'Plan', ['Yes', 'No'])], callId, signal)
        if (reply === 'unsupported') return failed('The client does not support plan mode.', 'Not supported')
        if (typeof reply === 'string' || !Object.values(reply).includes('Yes')) {
          return done('', 'The user does not want a plan first. Go on without plan mode.')
        }
      }
      deps.setPlanMode(true)
      return done('', `Plan mode is on. Write the plan to ${deps.planFile()}, then call ExitPlanMode.`)
    },
  })
}

const EXIT_PARAMETERS = z.object({
  options: z
    .array(z.object({ label: z.string().min(1).max(80), description: z.string().default('') }))
    .max(3)
    .nullish(),
})

export function createExitPlanMode(deps: PlanDeps): Tool {
  return defineTool({
    name: 'ExitPlanMode',
    description: 'Show the plan file to the user for approval. With 2 or 3 `options` the user picks an approach.',
    parameters: EXIT_PARAMETERS,
    isReadOnly: true,
    async run({ options }, { callId, signal }) {
      const labels = (options ?? []).map(({ label }) => label.toLowerCase())
      if (labels.some((label) => RESERVED.includes(label)) || new Set(labels).size < labels.length) {
        return failed(`Option labels must differ and must not be ${RESERVED.join(', ')}.`, 'Invalid options')
      }
      if (!deps.isPlanMode()) return failed('Plan mode is not on.', 'Not planning')
      const plan = deps.readPlan()
      if (plan.trim() === '') return failed(`The plan file ${deps.planFile()} is empty. Write it first.`, 'No plan yet')
      deps.show(plan, deps.planFile())
      if (deps.leavesUnasked()) return leave(deps, '')
      const choices = options && options.length > 1 ? options : [{ label: 'Approve', description: '' }]
      const asked = question('Approve this plan?', 'Plan', [])
      asked.options = [
        ...choices,
        { label: 'Reject', description: 'Stay in plan mode' },
        { label: 'Reject and Exit', description: 'Leave plan mode' },
      ]
      asked.other_label = REVISE
      const reply = await deps.ask([asked], callId, signal)
      if (reply === 'unsupported') return failed('The client does not support plan mode.', 'Not supported')
      const picked = typeof reply === 'string' ? 'Reject' : (Object.values(reply)[0] ?? 'Reject')
      if (picked === 'Reject and Exit') deps.setPlanMode(false)
      if (picked === 'Reject' || picked === 'Reject and Exit')
        return refused({ ok: false, by: 'user', feedback: '', reason: '' })
      if (choices.some(({ label }) => label === picked)) return leave(deps, picked === 'Approve' ? '' : picked)
      return done('', `The user wants the plan revised: ${picked}`)
    },
  })
}

function leave(deps: PlanDeps, approach: string): ToolResult {
  deps.setPlanMode(false)
  const chosen = approach === '' ? '' : ` The user picked: ${approach}.`
  return done('', `The plan is approved, plan mode is off.${chosen} Carry it out.`)
}

function question(text: string, header: string, labels: string[]): Question {
  return {
    question: text,
    header,
    options: labels.map((label) => ({ label, description: '' })),
    multi_select: false,
    body: '',
    other_label: '',
    other_description: '',
  }
}
