// AskUserQuestion: asks the user to choose.

import * as z from 'zod'
import type { Question } from '../protocol/wire.ts'
import { done, failed } from '../protocol/tool-result.ts'
import { defineTool, type Tool } from './tool.ts'

/** The chosen answer of each question, or why there is no answer. */
export type QuestionReply = Record<string, string> | 'dismissed' | 'unsupported' | 'afk'

export interface AskDeps {
  ask(questions: Question[], callId: string, signal: AbortSignal): Promise<QuestionReply>
}

const option = z.object({ label: z.string().min(1), description: z.string().default('') })
const question = z.object({
  question: z.string().min(1),
  header: z.string().default('').describe('at most 12 characters'),
  options: z.array(option).min(2).max(4),
  multi_select: z.boolean().default(false),
})

const PARAMETERS = z.object({ questions: z.array(question).min(1).max(4) })

export function createAskUserQuestion({ ask }: AskDeps): Tool {
  return defineTool({
    name: 'AskUserQuestion',
    description: 'Ask the user to choose, when the answer changes what you do. "Other" is added by itself.',
    parameters: PARAMETERS,
    isReadOnly: true,
    async run({ questions }, { callId, signal }) {
      const asked = questions.map((each): Question => ({ ...each, body: '', other_label: '', other_description: '' }))
      const reply = await ask(asked, callId, signal)
      if (reply === 'unsupported') {
        return failed(
          'The connected client does not support interactive questions. Do NOT call this tool again; ask in your text instead.',
          'Not supported',
        )
      }
      const dismissed = { answers: {}, note: 'User dismissed the question without answering.' }
      const afk = { answers: {}, note: 'Running in afk mode. No user is present. Make your own decision.' }
      const said = reply === 'afk' ? afk : reply === 'dismissed' ? dismissed : { answers: reply }
      const brief = typeof reply === 'string' ? 'not answered' : Object.values(reply).join(', ')
      return done(JSON.stringify(said), '', [{ type: 'brief', text: brief }])
    },
  })
}
