// TaskList: lists the background tasks of this session.

import * as z from 'zod'
import { done } from '../../protocol/tool-result.ts'
import { type BackgroundTasks, describeTask } from './background.ts'
import { type Tool, defineTool } from '../tool.ts'

const PARAMETERS = z.object({
  active_only: z.boolean().default(true),
  limit: z.int().min(1).max(100).default(20),
})

export function createTaskList(deps: { background: BackgroundTasks }): Tool {
  return defineTool({
    name: 'TaskList',
    description: 'List background tasks.',
    isReadOnly: true,
    parameters: PARAMETERS,
    async run(args) {
      const tasks = deps.background.list(args.active_only, args.limit)
      const head = `${args.active_only ? 'active_background_tasks' : 'background_tasks'}: ${tasks.length}`
      const blocks = tasks.map((task, index) => `[${index + 1}]\n${describeTask(task)}`)
      return done([head, ...(blocks.length === 0 ? ['[no tasks]'] : blocks)].join('\n'), 'Task list retrieved.')
    },
  })
}
