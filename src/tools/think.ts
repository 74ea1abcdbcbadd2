// Think: a place for the model's notes. It does nothing, and agents have it only if their file lists it.

import * as z from 'zod'
import { done } from '../protocol/tool-result.ts'
import { defineTool, type Tool } from './tool.ts'

const PARAMETERS = z.object({ thought: z.string() })

export function createThink(): Tool {
  return defineTool({
    name: 'Think',
    description: 'Write down a thought. It changes nothing.',
    parameters: PARAMETERS,
    isReadOnly: true,
    run: async () => done('', 'Thought logged.'),
  })
}
