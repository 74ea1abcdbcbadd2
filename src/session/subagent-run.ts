// Runs a subagent: its files are below the session's, and its events are sent as events of the parent's call.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createConversation, type Conversation } from '../agent/conversation.ts'
import type { TurnOutcome } from '../agent/loop.ts'
import { textOf } from '../protocol/message.ts'
import type { WireEvent } from '../protocol/wire.ts'
import { makeDirectory, readText, writeAtomic } from '../sys/files.ts'
import type { SpawnRequest } from '../tools/agent.ts'
import type { TurnSources } from '../safety/sources/turn-sources.ts'
import type { Tool } from '../tools/tool.ts'
import { runAgent, type AgentRun, type ModelChoice } from './agent-run.ts'
import type { Hooks } from './hooks/hooks.ts'
import { openContextFile } from './store/context-file.ts'
import { openWireLog, type WireLog } from './store/wire-log.ts'

export interface SubagentType {
  name: string
  /** The first record of its conversation. */
  systemPrompt(): Promise<string>
  tools: readonly string[]
  model: string | undefined
}

export interface SubagentRunDeps {
  /** The session's directory. */
  dir: string
  /** New tools of these names, with a file ledger of their own. */
  tools(names: readonly string[]): readonly Tool[]
  hooks: Hooks
  emit(event: WireEvent): void
  run: Pick<AgentRun, 'limits' | 'permit' | 'cacheKey' | 'thinking' | 'untilRead' | 'isTrusted' | 'isForScript'>
  /** The sources of the turn that begins a subagent. */
  sources(): TurnSources
  /** A subagent in the background has read this. */
  carry(source: string): void
}

export interface SubagentJob {
  agentId: string
  type: SubagentType
  model: ModelChoice
  request: SpawnRequest
  signal: AbortSignal
}

/** meta.json, in Kimi CLI's fields. Times are seconds since the epoch. */
interface Meta {
  agent_id: string
  subagent_type: string
  status: string
  description: string
  created_at: number
  updated_at: number
  last_task_id: string | null
  launch_spec: {
    agent_id: string
    subagent_type: string
    /** The model that the call asked for, and the one that was used. */
    model_override: string | null
    effective_model: string | null
    created_at: number
  }
}

interface SubagentFiles {
  conversation: Conversation
  log: WireLog
  saveStatus(status: string): void
}

/** A shorter final message is asked for once more (Kimi CLI's figure). */
const SHORT_SUMMARY_CHARS = 200
const LONGER_SUMMARY =
  'Your final message is short. Write it again as a full summary for somebody who saw nothing of your work: what you did, what you found with paths, what is left.'
/** Length of prompts and reports as hooks receive them. */
const HOOK_TEXT_CHARS = 500

/** The subagent's report; with `ok: false` the reason for its failure. Rejects when its files cannot be written. */
export async function runSubagent(job: SubagentJob, deps: SubagentRunDeps): Promise<{ ok: boolean; text: string }> {
  const { type, request, signal } = job
  const files = await openFiles(job, deps.dir)
  const { conversation, log, saveStatus } = files
  const started = { agent_name: type.name, prompt: request.prompt.slice(0, HOOK_TEXT_CHARS) }
  await deps.hooks.fire('SubagentStart', type.name, started, signal)
  try {
    const outcome = await workToEnd(job, files, deps)
    const said = conversation.messages.findLast(({ role }) => role === 'assistant')
    const text = said ? textOf(said.content) : ''
    saveStatus(outcome.type === 'done' ? 'completed' : outcome.type === 'cancelled' ? 'killed' : 'failed')
    const stopped = { agent_name: type.name, response: text.slice(0, HOOK_TEXT_CHARS) }
    void deps.hooks.fire('SubagentStop', type.name, stopped, signal)
    return outcome.type === 'done' ? { ok: true, text } : { ok: false, text: describeFailure(outcome, job.agentId) }
  } catch (error) {
    saveStatus('failed')
    return { ok: false, text: error instanceof Error ? error.message : String(error) }
  } finally {
    log.flush()
  }
}

async function openFiles(job: SubagentJob, sessionDir: string): Promise<SubagentFiles> {
  const { agentId, type, request } = job
  const { prompt, runsInBackground } = request
  const dir = join(sessionDir, 'subagents', agentId)
  makeDirectory(dir)
  const before = readSubagentMeta(sessionDir, agentId)
  const saveStatus = (status: string) =>
    writeAtomic(join(dir, 'meta.json'), JSON.stringify(describeInstance(job, status, before)))
  saveStatus(runsInBackground ? 'running_background' : 'running_foreground')
  writeAtomic(join(dir, 'prompt.txt'), prompt)
  const file = openContextFile(join(dir, 'context.jsonl'))
  const conversation = createConversation(file.records, file.journal)
  if (conversation.messages.length === 0)
    conversation.append({ role: '_system_prompt', content: await type.systemPrompt() })
  return { conversation, log: openWireLog(join(dir, 'wire.jsonl')), saveStatus }
}

function describeInstance({ agentId, type, model, request }: SubagentJob, status: string, before: Meta | null): Meta {
  const now = Date.now() / 1000
  // A subagent that an older version has begun has no time of its own.
  const created = before?.created_at ?? now
  const ids = { agent_id: agentId, subagent_type: type.name }
  return {
    ...ids,
    status,
    description: request.description,
    created_at: created,
    updated_at: now,
    last_task_id: before?.last_task_id ?? null,
    launch_spec: {
      ...ids,
      model_override: request.model ?? null,
      effective_model: model.name,
      created_at: created,
    },
  }
}

/** Runs the task; a final message that is too short is asked for again. */
async function workToEnd(
  { agentId, type, model, request, signal }: SubagentJob,
  { conversation, log }: SubagentFiles,
  { run, sources: outer, carry, tools: makeTools, hooks, emit }: SubagentRunDeps,
): Promise<TurnOutcome> {
  const { callId, description, prompt } = request
  const tools = makeTools(type.tools)
  const sources = outer().beginInner()
  const kind = request.runsInBackground ? 'background_agent' : 'foreground_turn'
  const say = (input: string) =>
    runAgent({
      ...run,
      sources,
      input,
      conversation,
      model,
      tools: () => tools,
      steers: [],
      reminders: () => [],
      compact: async () => false,
      dmail: undefined,
      isSubagent: true,
      source: { kind, id: callId, agentId, subagentType: type.name, description },
      hooks,
      emit(event) {
        log.append(event)
        const payload = { parent_tool_call_id: callId, agent_id: agentId, subagent_type: type.name, event }
        emit({ type: 'SubagentEvent', payload })
      },
      signal,
    })
  const outcome = await say(prompt)
  const isShort = outcome.type === 'done' && outcome.text.length < SHORT_SUMMARY_CHARS
  const again = isShort ? await say(LONGER_SUMMARY) : outcome
  if (request.runsInBackground) sources.list().forEach(carry)
  return again.type === 'done' ? again : outcome
}

function describeFailure(outcome: Exclude<TurnOutcome, { type: 'done' }>, agentId: string): string {
  if (outcome.type === 'failed') return outcome.failure.message
  if (outcome.type === 'cancelled') return 'The agent was stopped.'
  if (outcome.type === 'stuck')
    return `The agent was stopped: it made the same call of ${outcome.tool} ${outcome.times} times.`
  const limit =
    outcome.type === 'max_tokens' ? `budget of tokens (${outcome.tokens})` : `limit of ${outcome.steps} steps`
  return `The agent reached its ${limit}. Give it smaller tasks, or resume ${agentId}.`
}

/** The stored description of a subagent; null for a malformed id and for a subagent that does not exist. */
export function readSubagentMeta(sessionDir: string, agentId: string): Meta | null {
  if (!/^a[0-9a-f]{8}$/.test(agentId) || !existsSync(join(sessionDir, 'subagents', agentId))) return null
  try {
    return JSON.parse(readText(join(sessionDir, 'subagents', agentId, 'meta.json')) ?? 'null') as Meta | null
  } catch {
    return null
  }
}
