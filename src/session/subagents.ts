// Subagents: agents with conversations of their own, launched by the session's agent, in the foreground or background.

import { randomBytes } from 'node:crypto'
import type { SpawnReply, SpawnRequest } from '../tools/agent.ts'
import type { BackgroundTasks } from '../tools/tasks/background.ts'
import type { ModelReply } from './agent-run.ts'
import { readSubagentMeta, runSubagent, type SubagentRunDeps, type SubagentType } from './subagent-run.ts'

export interface SubagentDeps extends SubagentRunDeps {
  types: readonly SubagentType[]
  /** The model of that name, or the one of the session. */
  model(name: string | undefined): ModelReply
  /** Registers a subagent as a background task, which starts when there is a place for it. */
  startInBackground: BackgroundTasks['startAgent']
}

export function createSubagents(deps: SubagentDeps): { spawn(request: SpawnRequest): Promise<SpawnReply> } {
  const busy = new Set<string>()

  return {
    async spawn(request) {
      const known = request.resume === undefined ? null : readSubagentMeta(deps.dir, request.resume)
      if (request.resume !== undefined && !known) return refuse(`There is no agent ${request.resume}.`)
      const agentId = known?.agent_id ?? `a${randomBytes(4).toString('hex')}`
      if (busy.has(agentId)) return refuse(`Agent ${agentId} is still running.`)
      const name = known?.subagent_type ?? request.type
      const type = deps.types.find((each) => each.name === name)
      if (!type) {
        return refuse(`There is no agent type ${name}. There are: ${deps.types.map((each) => each.name).join(', ')}`)
      }
      const chosen = deps.model(request.model ?? type.model)
      if (!chosen.ok) return refuse(chosen.reason)
      const head = { agentId, isResumed: known !== null, type: name }
      busy.add(agentId)
      const work = (signal: AbortSignal) =>
        runSubagent({ agentId, type, model: chosen.model, request, signal }, deps).finally(() => busy.delete(agentId))
      if (request.runsInBackground) {
        const { description, prompt, callId } = request
        const { taskId } = deps.startInBackground({ agentId, type: name, description, prompt, callId }, work)
        return { ok: true, ...head, taskId }
      }
      const limit = request.timeoutS === undefined ? [] : [AbortSignal.timeout(request.timeoutS * 1000)]
      const { ok, text } = await work(AbortSignal.any([request.signal, ...limit]))
      return ok ? { ok: true, ...head, summary: text } : refuse(text)
    },
  }
}

function refuse(reason: string): { ok: false; reason: string } {
  return { ok: false, reason }
}
