// ExitPlanMode: shows the plan to the user for approval, and leaves plan mode.

import * as z from 'zod'
import { done, failed } from '../protocol/tool-result.ts'
import { makeQuestion, type PlanDeps } from './plan-question.ts'
import { defineTool, refused, type Tool, type ToolResult } from './tool.ts'

/** Labels of our own answers, which the model's options must not use. */
const RESERVED = ['approve', 'reject', 'revise', 'reject and exit']
const REVISE = 'Revise'

const PARAMETERS = z.object({
  options: z
    .array(z.object({ label: z.string().min(1).max(80), description: z.string().default('') }))
    .max(3)
    .nullish(),
})

export function createExitPlanMode(deps: PlanDeps): Tool {
  return defineTool({
    name: 'ExitPlanMode',
    description: 'Show the plan file to the user for approval. With 2 or 3 `options` the user picks an approach.',
    parameters: PARAMETERS,
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
      const asked = makeQuestion('Approve this plan?', 'Plan', [])
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
