// EnterPlanMode: asks the user for a plan before the work begins.

import * as z from 'zod'
import { done, failed } from '../protocol/tool-result.ts'
import { makeQuestion, type PlanDeps } from './plan-question.ts'
import { defineTool, type Tool } from './tool.ts'

const PARAMETERS = z.object({})

export function createEnterPlanMode(deps: PlanDeps): Tool {
  return defineTool({
    name: 'EnterPlanMode',
    description: 'Plan first: for changes that are large, unclear or hard to take back. Asks the user.',
    parameters: PARAMETERS,
    isReadOnly: true,
    async run(_, { callId, signal }) {
      if (deps.isPlanMode()) return failed('Plan mode is already on.', 'Already planning')
      if (!deps.entersUnasked()) {
        const reply = await deps.ask([makeQuestion('Enter plan mode?', 'Plan', ['Yes', 'No'])], callId, signal)
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
