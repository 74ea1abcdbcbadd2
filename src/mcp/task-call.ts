// Calls that run as a task of their server: the call returns at once with a task, which is asked about until it has ended. In the newest
// protocol the server decides (the extension io.modelcontextprotocol/tasks); in 2025-11-25 a tool says that it runs in no other way.

import { setTimeout as sleep } from 'node:timers/promises'
import type { CallToolResult, Client, ElicitResult, Tool } from '@modelcontextprotocol/client'
import * as z from 'zod'
import { isObject } from '../sys/json-reading.ts'
import type { Message } from './message-filter.ts'
import type { RequestSettings } from './running-calls.ts'

export const TASKS_EXTENSION = 'io.modelcontextprotocol/tasks'
/** The server may forget the result after this time. */
const KEPT_MS = 3_600_000
const [SHORTEST_POLL_MS, POLL_MS, LONGEST_POLL_MS] = [100, 1_000, 10_000]
const CANCEL_LIMIT_MS = 2_000
/** The field in which `hideTask` hides a task from the SDK, which knows no result of this kind. */
const TASK_FIELD = 'kimi/task'

const TASK = z.looseObject({
  taskId: z.string(),
  status: z.enum(['working', 'input_required', 'completed', 'failed', 'cancelled']),
  statusMessage: z.string().optional(),
  pollInterval: z.number().optional(),
  pollIntervalMs: z.number().optional(),
  inputRequests: z.record(z.string(), z.unknown()).optional(),
  result: z.looseObject({}).optional(),
  error: z.looseObject({ message: z.string().optional() }).optional(),
})
type Task = z.infer<typeof TASK>
const CREATED = z.looseObject({ task: TASK })
const ANYTHING = z.looseObject({})

/** Asks the user for what an entry of `inputRequests` wants to know. */
type AnswerRequest = (request: unknown) => Promise<ElicitResult>

/** Hides a task that a server returns for a call in an empty result. */
export function hideTask(message: Message): Message {
  const result = 'result' in message ? message.result : undefined
  if (!isObject(result) || result['resultType'] !== 'task') return message
  return { ...message, result: { resultType: 'complete', content: [], _meta: { [TASK_FIELD]: result } } } as Message
}

/** The task that stands for the result of a call; null for a result. */
export function taskOf({ _meta: meta }: CallToolResult): Task | null {
  const parsed = TASK.safeParse(meta?.[TASK_FIELD])
  return parsed.success ? parsed.data : null
}

/** True for a tool that its server, of 2025-11-25, runs in no other way. */
export function needsTask(tool: Tool, client: Client): boolean {
  return tool.execution?.taskSupport === 'required' && client.getServerCapabilities()?.tasks !== undefined
}

/** Calls a tool for which `needsTask` is true. Rejects with the SDK's errors. */
export async function callAsTask(
  client: Client,
  tool: Tool,
  args: Record<string, unknown>,
  settings: RequestSettings,
): Promise<CallToolResult> {
  const how = { signal: settings.signal, timeout: settings.timeout }
  const params = { name: tool.name, arguments: args, task: { ttl: KEPT_MS } }
  const { task: created } = await client.request({ method: 'tools/call', params }, CREATED, how)
  const { taskId } = created
  return withCancel(client, taskId, settings.signal, async () => {
    for (let task = created; task.status === 'working';) task = await poll(client, task, settings)
    // For a task that waits for an answer the reply comes when it has ended: its questions come meanwhile.
    const result = await client.request({ method: 'tasks/result', params: { taskId } }, ANYTHING, how)
    return result as unknown as CallToolResult
  })
}

/** Follows a task of the newest protocol to its end. Rejects with its error, and with the SDK's. */
export function followTask(
  client: Client,
  created: Task,
  settings: RequestSettings,
  answer: AnswerRequest,
): Promise<CallToolResult> {
  const { taskId } = created
  const how = { signal: settings.signal, timeout: settings.timeout }
  const answered = new Set<string>()
  return withCancel(client, taskId, settings.signal, async () => {
    for (let task = created; ; task = await poll(client, task, settings)) {
      if (task.status === 'completed') return task.result as unknown as CallToolResult
      if (task.status === 'failed') throw new Error(task.error?.message ?? task.statusMessage ?? 'its task has failed')
      if (task.status === 'cancelled') throw new Error(task.statusMessage ?? 'it has cancelled its task')
      const inputResponses: Record<string, ElicitResult> = {}
      for (const [key, request] of Object.entries(task.inputRequests ?? {})) {
        if (answered.has(key)) continue
        inputResponses[key] = await answer(request)
        answered.add(key)
      }
      if (Object.keys(inputResponses).length > 0)
        await client.request({ method: 'tasks/update', params: { taskId, inputResponses } }, ANYTHING, how)
    }
  })
}

async function poll(client: Client, task: Task, { signal, timeout, onprogress }: RequestSettings): Promise<Task> {
  const wish = task.pollIntervalMs ?? task.pollInterval ?? POLL_MS
  await sleep(Math.min(Math.max(wish, SHORTEST_POLL_MS), LONGEST_POLL_MS), undefined, { signal })
  const request = { method: 'tasks/get', params: { taskId: task.taskId } }
  const next = await client.request(request, TASK, { signal, timeout })
  if (next.statusMessage !== undefined) onprogress({ progress: 0, message: next.statusMessage })
  return next
}

/** Does the work; when it is aborted meanwhile, the server is told to cancel the task. */
async function withCancel<T>(client: Client, taskId: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const cancel = () => {
    const request = { method: 'tasks/cancel', params: { taskId } }
    client.request(request, ANYTHING, { timeout: CANCEL_LIMIT_MS }).catch(() => {}) // it may have ended meanwhile
  }
  signal.addEventListener('abort', cancel, { once: true })
  try {
    return await work()
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}
