// SendDMail: sends a message to an earlier checkpoint of the conversation. Only the `okabe` agent has it.

import * as z from 'zod'
import { done, failed } from '../protocol/tool-result.ts'
import { defineTool, type Tool } from './tool.ts'

export interface SendDMailDeps {
  /** Returns an error text, or null when the message will be delivered at the end of the step. */
  send(message: string, checkpoint: number): string | null
}

const PARAMETERS = z.object({ message: z.string(), checkpoint_id: z.number().int().min(0) })

export function createSendDMail({ send }: SendDMailDeps): Tool {
  return defineTool({
    name: 'SendDMail',
    description:
      'Send a message to your past self at a checkpoint: everything said since is forgotten, files stay as they are. ' +
      'Use it when what you have read turned out to be long and only a little of it matters.',
    parameters: PARAMETERS,
    isReadOnly: true,
    async run({ message, checkpoint_id: checkpoint }) {
      const problem = send(message, checkpoint)
      if (problem) return failed(problem, 'D-Mail not sent')
      // A delivered message reverts the conversation, so the model reads this only if the delivery failed.
      return done('', 'If you can read this, the D-Mail was NOT sent successfully.')
    },
  })
}
