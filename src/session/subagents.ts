// Subagents: conversations of their own beside the session's, kept so that they can be resumed, told to the clients as
// events of their parent's call.

import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createConversation } from '../agent/conversation.ts'
import { textOf } from '../protocol/message.ts'
import type { WireEvent } from '../protocol/wire.ts'
import { readText, writeAtomic } from '../sys/files.ts'
import type { SpawnReply, SpawnRequest } from '../tools/agent.ts'
import type { BackgroundTasks } from '../tools/tasks/background.ts'
import type { Tool } from '../tools/tool.ts'
import { runAgent, type AgentRun, type ModelChoice, type ModelReply } from './agent-run.ts'
import { openContextFile } from './store/context-file.ts'
import type { Hooks } from './hooks/hooks.ts'
import { openWireLog } from './store/wire-log.ts'

export interface SubagentType {
  name: string
  about: string
  /** The first message of its conversation. */
  systemPrompt(): Promise<string>
  tools: readonly string[]
  model: string | undefined
  /** What it is told of the workspace before its task: git state for `explore`. */
  context?(): Promise<string>
}

export interface SubagentDeps {
  /** The session's directory. */
  dir: string
  types: readonly SubagentType[]
  model(name: string | undefined): ModelReply
  /** Fresh tools with a ledger of their own, of these names. */
  tools(names: readonly string[], agentId: string): readonly Tool[]
  hooks: Hooks
  emit(event: WireEvent): void
  run: Pick<AgentRun, 'limits' | 'permit' | 'cacheKey'> & { thinking?: boolean }
  /** Keeps a subagent as a background task, which begins when there is a place for it. */
  background: BackgroundTasks['startAgent']
}

interface Meta {
  agent_id: string
  subagent_type: string
  status: string
  description: string
}

/** A summary shorter than this is asked for once more (Kimi CLI's figure). */
const SHORT_SUMMARY_CHARS = 200
const MORE =
  'Your final message is short. Write it again as a full summary for somebody who saw nothing of your work: what you did, what you found with paths, what is left.'
const PROMPT_SHOWN_CHARS = 500

export function createSubagents(deps: SubagentDeps): { spawn(request: SpawnRequest): Promise<SpawnReply> } {
  const busy = new Set<string>()

  async function spawn(request: SpawnRequest): Promise<SpawnReply> {
    const known = request.resume === undefined ? null : readMeta(deps.dir, request.resume)
    if (request.resume !== undefined && !known) return refuse(`There is no agent ${request.resume}.`)
    const agentId = known?.agent_id ?? `a${randomBytes(4).toString('hex')}`
    if (busy.has(agentId)) return refuse(`Agent ${agentId} is still running.`)
    const name = known?.subagent_type ?? request.type
    const type = deps.types.find((each) => each.name === name)
    if (!type) {
      return refuse(`There is no agent type ${name}. There are: ${deps.types.map((each) => each.name).join(', ')}`)
    }
    const found = deps.model(request.model ?? type.model)
    if (!found.ok) return refuse(found.reason)
    const { model } = found
    const head = { agentId, isResumed: known !== null, type: name }
    const work = (signal: AbortSignal) => perform(agentId, type, model, request, signal)
    busy.add(agentId)
    if (request.runsInBackground) {
      const { description, prompt, callId } = request
      const task = { agentId, type: name, description, prompt, callId }
      const { taskId } = deps.background(task, (signal) => work(signal).finally(() => busy.delete(agentId)))
      return { ok: true, ...head, taskId }
    }
    const limit = request.timeoutS === undefined ? [] : [AbortSignal.timeout(request.timeoutS * 1000)]
    const { ok, text } = await work(AbortSignal.any([request.signal, ...limit])).finally(() => busy.delete(agentId))
    return ok ? { ok: true, ...head, summary: text } : refuse(text)
  }

  async function perform(
    agentId: string,
    type: SubagentType,
    model: ModelChoice,
    request: SpawnRequest,
    signal: AbortSignal,
  ): Promise<{ ok: boolean; text: string }> {
    const { callId, description, prompt } = request
    const dir = join(deps.dir, 'subagents', agentId)
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    const note = (status: string) =>
      writeAtomic(
        join(dir, 'meta.json'),
        JSON.stringify({ agent_id: agentId, subagent_type: type.name, status, description } satisfies Meta),
      )
    note(request.runsInBackground ? 'running_background' : 'running_foreground')
    writeAtomic(join(dir, 'prompt.txt'), prompt)
    const file = openContextFile(join(dir, 'context.jsonl'))
    const conversation = createConversation(file.records, file.journal)
    const isFirst = conversation.messages.length === 0
    if (isFirst) conversation.append({ role: '_system_prompt', content: await type.systemPrompt() })
    const log = openWireLog(join(dir, 'wire.jsonl'))
    const emit = (event: WireEvent) => {
      log.append(event)
      deps.emit({
        type: 'SubagentEvent',
        payload: { parent_tool_call_id: callId, agent_id: agentId, subagent_type: type.name, event },
      })
    }
    const tools = deps.tools(type.tools, agentId)
    const isBackground = request.runsInBackground
    const started = { agent_name: type.name, prompt: prompt.slice(0, PROMPT_SHOWN_CHARS) }
    await deps.hooks.fire('SubagentStart', type.name, started, signal)
    const context = isFirst ? ((await type.context?.()) ?? '') : ''
    const ask = (input: string) =>
      runAgent({
        ...deps.run,
        thinking: deps.run.thinking,
        input,
        conversation,
        model,
        tools: () => tools,
        steers: [],
        reminders: () => [],
        compact: async () => false,
        dmail: undefined,
        isSubagent: true,
        source: {
          kind: isBackground ? 'background_agent' : 'foreground_turn',
          id: callId,
          agentId,
          subagentType: type.name,
          description,
        },
        hooks: deps.hooks,
        emit,
        signal,
      })
    try {
      let outcome = await ask(context === '' ? prompt : `${context}\n\n${prompt}`)
      if (outcome.type === 'done' && outcome.text.length < SHORT_SUMMARY_CHARS) {
        const more = await ask(MORE)
        if (more.type === 'done') outcome = more
      }
      const said = conversation.messages.findLast(({ role }) => role === 'assistant')
      const text = said ? textOf(said.content) : ''
      const isDone = outcome.type === 'done'
      note(isDone ? 'completed' : outcome.type === 'cancelled' ? 'killed' : 'failed')
      void deps.hooks.fire(
        'SubagentStop',
        type.name,
        { agent_name: type.name, response: text.slice(0, PROMPT_SHOWN_CHARS) },
        signal,
      )
      if (outcome.type === 'done') return { ok: true, text }
      if (outcome.type === 'failed') return { ok: false, text: outcome.failure.message }
      return {
        ok: false,
        text:
          outcome.type === 'cancelled'
            ? 'The agent was stopped.'
            : `The agent reached its limit of ${outcome.steps} steps. Give it smaller tasks, or resume ${agentId}.`,
      }
    } catch (error) {
      note('failed')
      return { ok: false, text: error instanceof Error ? error.message : String(error) }
    } finally {
      log.flush()
    }
  }

  return { spawn }
}

function readMeta(dir: string, agentId: string): Meta | null {
  if (!/^a[0-9a-f]{8}$/.test(agentId) || !existsSync(join(dir, 'subagents', agentId))) return null
  try {
    return JSON.parse(readText(join(dir, 'subagents', agentId, 'meta.json')) ?? 'null') as Meta | null
  } catch {
    return null
  }
}

function refuse(reason: string): SpawnReply {
  return { ok: false, reason }
}
