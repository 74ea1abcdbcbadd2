// The background tasks of one session, as its tools use them.

import { join } from 'node:path'
import { isTerminal } from '../protocol/task.ts'
import type { OwnedTasks, TaskOwner } from '../session/opening/session-host.ts'
import { startTime } from '../sys/processes.ts'
import type { BackgroundTasks, CommandTask } from '../tools/tasks/background.ts'
import { readLogTail } from '../tools/tasks/output-log.ts'
import { adoptCommand } from './adopted-command.ts'
import { ownsOf } from './turns/live-work.ts'
import type { Task } from './task-directory.ts'
import { noteSeen, outputOf, type TaskSpec } from './task-files.ts'
import { infoOf } from './task-view.ts'
import type { Tasks } from './tasks.ts'

/** Kimi CLI's figure for the output that a tool shows. */
const PREVIEW_BYTES = 32 * 1024

/** The commands that run again and again, of watches and schedules, and their folders. */
export function ordersOfTasks(tasks: Tasks): { command: string; folder: string }[] {
  const specs = tasks.register.active().map(({ spec }) => spec)
  return specs.flatMap(({ kind, command, cwd }) =>
    command !== null && (kind === 'watch' || kind === 'schedule') ? [{ command, folder: cwd }] : [],
  )
}

export function openSessionTasks(tasks: Tasks, owner: TaskOwner): OwnedTasks {
  const home = join(owner.dir, 'tasks')
  // A turn that is a task itself does not count among the tasks of its session.
  const own = () => tasks.register.all().filter(({ spec }) => spec.session_id === owner.id && !spec.kimi.turn)
  const active = () => own().filter(({ runtime }) => !isTerminal(runtime.status))
  const find = (id: string) => own().find((task) => task.id === id)
  const statusFile = (callId: string) => join(home, `status-${callId.replaceAll(/[^\w-]/g, '_').slice(0, 64)}`)
  const add = (spec: TaskSpec, environment = {}) => tasks.register.add(spec, environment, home)
  const foreground = new Set<() => void>()

  return {
    statusFile,
    onSend(listener) {
      foreground.add(listener)
      return () => foreground.delete(listener)
    },
    sendToBackground() {
      const listeners = [...foreground]
      for (const listener of listeners) listener()
      return listeners.length
    },
    async start(command) {
      const task = add(makeSpec(tasks, owner, command), owner.env)
      tasks.enqueue(task)
      return { ok: true, task: infoOf(task) }
    },
    adopt(process, command, printed) {
      const file = statusFile(command.callId)
      const { pid, family, note } = process
      const adopted = { pid, family, statusFile: file, note: note ?? undefined }
      const task = add(makeSpec(tasks, owner, command, { adopted }))
      adoptCommand(tasks, task, process, file, printed)
      return { ok: true, task: infoOf(task) }
    },
    startAgent: (agent, work) => ({
      taskId: startSubagent(tasks, owner, add(makeAgentSpec(tasks, owner, agent)), work),
    }),
    list: (activeOnly, limit) => (activeOnly ? active() : own()).slice(-limit).map(infoOf),
    async output(id, { block, timeoutS, signal }) {
      const task = find(id)
      if (!task) return null
      if (block) await tasks.wait(task, timeoutS * 1000, signal)
      const { text, size } = readLogTail(outputOf(task.dir), PREVIEW_BYTES)
      noteSeen(task.dir, size)
      const retrieval = isTerminal(task.runtime.status) ? 'success' : block ? 'timeout' : 'not_ready'
      return { task: infoOf(task), preview: text, size, retrieval }
    },
    async stop(id, reason) {
      const task = find(id)
      if (!task) return null
      await tasks.stop(task, reason)
      return infoOf(task)
    },
    nextEnd: (signal) => waitForAny(tasks, active(), signal),
    close: tasks.onEnd(owner.id, (task) => owner.onTaskEnded(infoOf(task))),
  }
}

function makeSpec(
  tasks: Tasks,
  owner: TaskOwner,
  { command, description, callId, timeoutS, wall }: CommandTask,
  more: Partial<TaskSpec['kimi']> = {},
): TaskSpec {
  return tasks.newSpec({
    kind: 'bash',
    session_id: owner.id,
    description,
    tool_call_id: callId,
    command,
    cwd: owner.workDir(),
    timeout_s: timeoutS,
    kimi: { ...describeOwner(owner), wall, ...more },
  })
}

type Subagent = Parameters<BackgroundTasks['startAgent']>[0]
type SubagentWork = Parameters<BackgroundTasks['startAgent']>[1]

function makeAgentSpec(tasks: Tasks, owner: TaskOwner, agent: Subagent): TaskSpec {
  const { agentId, type, description, prompt, callId } = agent
  return tasks.newSpec({
    kind: 'agent',
    session_id: owner.id,
    description,
    tool_call_id: callId,
    cwd: owner.workDir(),
    kind_payload: {
      agent_id: agentId,
      subagent_type: type,
      prompt,
      model_override: null,
      launch_mode: 'background',
    },
    kimi: describeOwner(owner),
  })
}

function describeOwner({ umask, shellPid }: TaskOwner): TaskSpec['kimi'] {
  const shell = shellPid === undefined ? undefined : { pid: shellPid, started: startTime(shellPid) }
  return { umask, shell, grace: 0, socket: '' }
}

/** Returns the task's id. */
function startSubagent(tasks: Tasks, owner: TaskOwner, task: Task, work: SubagentWork): string {
  const abort = new AbortController()
  const live = {
    requests: owner.requests,
    owns: ownsOf(String(task.spec.kind_payload['agent_id'])),
    progress: { steps: 0, tool: '', tokens: 0 },
    cancel: () => abort.abort(),
    steer: null,
  }
  tasks.enqueueWork(task, () => void tasks.agents.follow(task, live, () => work(abort.signal)))
  return task.id
}

async function waitForAny(tasks: Tasks, running: Task[], signal: AbortSignal): Promise<'ended' | 'none' | 'aborted'> {
  if (running.length === 0) return 'none'
  const over = new AbortController()
  const either = AbortSignal.any([signal, over.signal])
  await Promise.race(running.map((task) => tasks.wait(task, Infinity, either)))
  over.abort()
  return signal.aborted ? 'aborted' : 'ended'
}
