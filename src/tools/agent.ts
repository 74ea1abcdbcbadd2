// Agent: gives work to a subagent, which has a conversation of its own.

import * as z from 'zod'
import { done, failed } from '../protocol/tool-result.ts'
import { defineTool, type Tool } from './tool.ts'

export interface SpawnRequest {
  description: string
  prompt: string
  type: string
  model: string | undefined
  /** The id of an earlier subagent that is to continue. */
  resume: string | undefined
  runsInBackground: boolean
  timeoutS: number | undefined
  callId: string
  signal: AbortSignal
}

export type SpawnReply =
  | { ok: true; agentId: string; isResumed: boolean; type: string; summary: string }
  | { ok: true; agentId: string; isResumed: boolean; type: string; taskId: string }
  | { ok: false; reason: string }

export interface AgentDeps {
  spawn(request: SpawnRequest): Promise<SpawnReply>
  /** The types of subagents, described for the model. */
  types: readonly { name: string; about: string }[]
}

const PARAMETERS = z.object({
  description: z.string().describe('3 to 5 words'),
  prompt: z.string().min(1),
  subagent_type: z.string().default('coder'),
  model: z.string().nullish(),
  resume: z.string().nullish().describe('id of an agent to go on with'),
  run_in_background: z.boolean().default(false),
  timeout: z.number().int().min(30).max(3600).nullish().describe('seconds'),
})

export function createAgent({ spawn, types }: AgentDeps): Tool {
  const kinds = types.map(({ name, about }) => `${name}: ${about}`).join('; ')
  return defineTool({
    name: 'Agent',
    description:
      `Run a subagent with a fresh context; it returns one summary. Several in one answer run in parallel. ` +
      `It sees nothing of this conversation: say all it needs. Types: ${kinds}.`,
    parameters: PARAMETERS,
    isReadOnly: false,
    asksNothing: true,
    async run(args, { callId, signal }) {
      const reply = await spawn({
        description: args.description,
        prompt: args.prompt,
        type: args.subagent_type,
        model: args.model ?? undefined,
        resume: args.resume ?? undefined,
        runsInBackground: args.run_in_background,
        timeoutS: args.timeout ?? undefined,
        callId,
        signal,
      })
      if (!reply.ok) return failed(reply.reason, 'Agent failed')
      const head = [`agent_id: ${reply.agentId}`, `resumed: ${reply.isResumed}`]
      if (reply.type !== args.subagent_type) head.push(`requested_subagent_type: ${args.subagent_type}`)
      head.push(`actual_subagent_type: ${reply.type}`)
      if ('taskId' in reply) {
        const task = [`task_id: ${reply.taskId}`, 'status: running_background', 'automatic_notification: true']
        return done([...head, ...task].join('\n'), 'Background agent started.')
      }
      return done([...head, 'status: completed', '', '[summary]', reply.summary].join('\n'))
    },
  })
}
