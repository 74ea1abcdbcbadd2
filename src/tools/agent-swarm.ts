// AgentSwarm: runs one task on many items, with a subagent for each item and a few subagents at once.

import * as z from 'zod'
import { done, failed } from '../protocol/tool-result.ts'
import type { AgentDeps, SpawnReply } from './agent.ts'
import { defineTool, type Tool } from './tool.ts'

/** Limits of a swarm (kimi-code's figures). */
const ITEMS_LIMIT = 128
const AT_ONCE = 5
const SUMMARY_LIMIT_CHARS = 4_000

const PARAMETERS = z.object({
  description: z.string().describe('3 to 5 words'),
  prompt_template: z.string().includes('{{item}}'),
  items: z.array(z.string().min(1)).min(1).max(ITEMS_LIMIT),
  subagent_type: z.string().default('coder'),
})

export function createAgentSwarm({ spawn, atOnce = AT_ONCE }: Pick<AgentDeps, 'spawn'> & { atOnce?: number }): Tool {
  return defineTool({
    name: 'AgentSwarm',
    description: `Run the same task on many items, one subagent each, ${atOnce} at once. {{item}} in the template is replaced.`,
    parameters: PARAMETERS,
    isReadOnly: false,
    asksNothing: true,
    async run({ description, prompt_template: template, items, subagent_type: type }, { callId, signal }) {
      const replies: SpawnReply[] = []
      let next = 0
      const work = async () => {
        while (next < items.length && !signal.aborted) {
          const index = next++
          replies[index] = await spawn({
            description: `${description} ${index + 1}/${items.length}`,
            prompt: template.replaceAll('{{item}}', () => items[index]!),
            type,
            model: undefined,
            resume: undefined,
            runsInBackground: false,
            timeoutS: undefined,
            callId,
            signal,
          })
        }
      }
      await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work))
      const output = items.map((item, index) => describe(index + 1, item, replies[index])).join('\n\n')
      const failures = items.filter((_, index) => !replies[index]?.ok).length
      const message = `${items.length - failures} of ${items.length} items done.`
      return failures === items.length ? failed(message, 'Swarm failed', output) : done(output, message)
    },
  })
}

function describe(number: number, item: string, reply: SpawnReply | undefined): string {
  if (!reply) return `## ${number}. ${item}\nnot started`
  if (!reply.ok) return `## ${number}. ${item}\nfailed: ${reply.reason}`
  const text = 'summary' in reply ? reply.summary : ''
  const shown = text.length > SUMMARY_LIMIT_CHARS ? `${text.slice(0, SUMMARY_LIMIT_CHARS)} [...truncated]` : text
  return `## ${number}. ${item}\nagent_id: ${reply.agentId}\n${shown}`
}
