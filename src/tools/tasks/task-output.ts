// TaskOutput: the state of a background task and the end of its output.

import * as z from 'zod'
import { done, failed } from '../../protocol/tool-result.ts'
import { collapseProgress } from '../progress-lines.ts'
import { type BackgroundTasks, TASK_ID, describeTask } from './background.ts'
import { type Tool, defineTool } from '../tool.ts'

const MAX_WAIT_S = 3600
/** The number of lines that the model is told to read at once from a long log. */
const HINT_LINES = 300

const PARAMETERS = z.object({
  task_id: z.string(),
  block: z.boolean().default(false),
  timeout: z.int().min(0).max(MAX_WAIT_S).default(30),
})

export function createTaskOutput(deps: { background: BackgroundTasks }): Tool {
  return defineTool({
    name: 'TaskOutput',
    description: 'State and last output of a background task. `block` waits for its end, up to `timeout` seconds.',
    isReadOnly: true,
    parameters: PARAMETERS,
    async run(args, run) {
      const wait = { block: args.block, timeoutS: args.timeout, signal: run.signal }
      const found = TASK_ID.test(args.task_id) ? await deps.background.output(args.task_id, wait) : null
      if (found === null) return failed(`There is no task \`${args.task_id}\`.`, 'Task not found')
      const { task, preview, size, retrieval } = found
      const isCut = Buffer.byteLength(preview) < size
      const head = [
        `retrieval_status: ${retrieval}`,
        describeTask(task),
        `output_path: ${task.outputPath}`,
        `output_size_bytes: ${size}`,
        `output_preview_bytes: ${Buffer.byteLength(preview)}`,
        `output_truncated: ${isCut}`,
      ]
      if (isCut) head.push(`full_output_hint: ReadFile shows all of it; take ${HINT_LINES} lines at a time.`)
      const message = retrieval === 'success' ? 'Task output retrieved.' : 'Task is still running.'
      return done(
        `${head.join('\n')}\n\n[output]\n${preview === '' ? '[no output]' : collapseProgress(preview)}`,
        message,
      )
    },
  })
}
