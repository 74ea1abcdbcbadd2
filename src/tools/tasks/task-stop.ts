// TaskStop: ends a background task.

import * as z from 'zod'
import { isTerminal } from '../../protocol/task.ts'
import { done, failed } from '../../protocol/tool-result.ts'
import { type BackgroundTasks, TASK_ID, describeTask } from './background.ts'
import { type Tool, defineTool, refused } from '../tool.ts'

export interface TaskStopDeps {
  background: BackgroundTasks
  isPlanMode(): boolean
}

const PARAMETERS = z.object({
  task_id: z.string(),
  reason: z.string().default('Stopped by TaskStop'),
})

export function createTaskStop(deps: TaskStopDeps): Tool {
  return defineTool({
    name: 'TaskStop',
    description: 'End a background task.',
    isReadOnly: false,
    parameters: PARAMETERS,
    async run(args, run) {
      if (deps.isPlanMode()) return failed('Plan mode is on: tasks are not stopped.', 'Plan mode restriction')
      const task = deps.background.list(false, Number.MAX_SAFE_INTEGER).find(({ id }) => id === args.task_id)
      if (!TASK_ID.test(args.task_id) || task === undefined) {
        return failed(`There is no task \`${args.task_id}\`.`, 'Task not found')
      }
      if (isTerminal(task.status)) return done(describeTask(task), 'The task had ended already.')
      const { id, kind, status, description } = task
      const verdict = await run.permit({
        action: 'stop background task',
        description: `Stop background task \`${id}\` (${description})`,
        display: [{ type: 'background_task', task_id: id, kind, status, description }],
        subject: { kind: 'other', value: id },
      })
      if (!verdict.ok) return refused(verdict)
      const stopped = (await deps.background.stop(id, args.reason)) ?? task
      return done(describeTask(stopped), 'Task stopped.')
    },
  })
}
