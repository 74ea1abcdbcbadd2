// ExitPlanMode: shows the plan to the user for approval, and leaves plan mode.

import * as z from 'zod'
import { done, failed } from '../protocol/tool-result.ts'
import { PLAN_HEADER, REVISE_LABEL, type Mode } from '../protocol/wire.ts'
import { makeQuestion, type PlanDeps } from './plan-question.ts'
import { defineTool, refused, type Tool, type ToolResult } from './tool.ts'

/** The answers that approve the plan and set the mode in which it is carried out. */
const MODE_LABELS: Partial<Record<Mode, [label: string, description: string]>> = {
  ask: ['Approve in mode ask', 'You are asked before edits and commands'],
  'accept-edits': ['Approve and accept edits', 'Edits in the workspace need no approval'],
  auto: ['Approve in mode auto', 'Nothing is asked; what is not safe is refused'],
}

/** Labels of our own answers, which the model's options must not use. */
const RESERVED = [
  ...['approve', 'reject', 'revise', 'reject and exit'],
  ...Object.values(MODE_LABELS).map(([label]) => label.toLowerCase()),
]

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
      const own = listApprovals(deps)
      const choices =
        options && options.length > 1
          ? options.map(({ label, description }) => ({ label, description: withMode(description, deps.modeAfter()) }))
          : own.map(({ label, description }) => ({ label, description }))
      const asked = makeQuestion('Approve this plan?', PLAN_HEADER, [])
      asked.options = [
        ...choices,
        { label: 'Reject', description: 'Stay in plan mode' },
        { label: 'Reject and Exit', description: 'Leave plan mode' },
      ]
      asked.other_label = REVISE_LABEL
      const reply = await deps.ask([asked], callId, signal)
      if (reply === 'unsupported') return failed('The client does not support plan mode.', 'Not supported')
      const picked = typeof reply === 'string' ? 'Reject' : (Object.values(reply)[0] ?? 'Reject')
      if (picked === 'Reject and Exit') deps.setPlanMode(false)
      if (picked === 'Reject' || picked === 'Reject and Exit')
        return refused({ ok: false, by: 'user', feedback: '', reason: '' })
      const edited = describeEdit(plan, deps.readPlan())
      const approval = own.find(({ label }) => label === picked)
      if (approval) return leave(deps, '', edited, approval.mode)
      if (choices.some(({ label }) => label === picked)) return leave(deps, picked, edited)
      return done('', `The user wants the plan revised: ${picked}${edited}`, [{ type: 'brief', text: 'to be revised' }])
    },
  })
}

/** The answers that approve the plan as it is. `mode` is missing where the mode before plan mode follows. */
function listApprovals(deps: PlanDeps): { label: string; description: string; mode?: Mode }[] {
  const others = deps.otherModes().flatMap((mode) => {
    const [label, description] = MODE_LABELS[mode] ?? []
    return label === undefined || description === undefined ? [] : [{ label, description, mode }]
  })
  return [{ label: 'Approve', description: describeMode(deps.modeAfter()) }, ...others]
}

/** The model's words for an approach, and the mode into which picking it leads. */
function withMode(description: string, mode: Mode | null): string {
  return [description, describeMode(mode)].filter((text) => text !== '').join('. ')
}

/** Says into which mode an approval leads. */
function describeMode(mode: Mode | null): string {
  return mode === null ? '' : `In mode ${mode}, as before the plan`
}

/** The plan as the user has changed it while it was shown; '' when it is as it was. */
function describeEdit(shown: string, now: string): string {
  return now.trim() === shown.trim() ? '' : `\nThe user has edited the plan. It reads now:\n\n${now.trim()}`
}

function leave(deps: PlanDeps, approach: string, edited = '', mode?: Mode): ToolResult {
  if (mode === undefined) deps.setPlanMode(false)
  else deps.setMode(mode)
  const chosen = approach === '' ? '' : ` The user picked: ${approach}.`
  const message = `The plan is approved, plan mode is off.${chosen} Carry it out.${edited}`
  return done('', message, [{ type: 'brief', text: 'approved' }])
}
