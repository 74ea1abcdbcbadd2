// Think: a place for the model's notes. Does nothing; off by default.

import { z } from 'zod'
import { defineTool, done, type Tool } from './tool.ts'

export function createThink(): Tool {
  return defineTool({
    name: 'Think',
    description: 'Write down a thought. It changes nothing.',
    parameters: z.object({ thought: z.string() }),
    isReadOnly: true,
    run: async () => done('', 'Thought logged.'),
  })
}
