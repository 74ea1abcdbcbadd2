// Background tasks as the tools of one session see them.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isTerminal } from '../protocol/task.ts'
import type { OwnedTasks, TaskOwner } from '../session/open-session.ts'
import { startTime } from '../sys/processes.ts'
import type { CommandTask } from '../tools/tasks/background.ts'
import { openOutputLog, readLogTail } from '../tools/tasks/output-log.ts'
import { ownsOf } from './live-work.ts'
import type { Task } from './task-register.ts'
import { keepEnvironment, noteSeen, outputOf, type TaskSpec } from './task-files.ts'
import { infoOf } from './task-view.ts'
import type { Tasks } from './tasks.ts'

/** Kimi CLI's figure. */
const PREVIEW_BYTES = 32 * 1024

export function openSessionTasks(tasks: Tasks, owner: TaskOwner): OwnedTasks {
  const { register } = tasks
  const home = join(owner.dir, 'tasks')
  // A turn that is a task itself is none of its own tasks.
  const isOwn = ({ spec }: Task) => spec.session_id === owner.id && !spec.kimi.turn
  const own = () => register.all().filter(isOwn)
  const active = () => own().filter(({ runtime }) => !isTerminal(runtime.status))
  const find = (id: string) => own().find((task) => task.id === id)
  const unlisten = tasks.onEnd(owner.id, (task) => owner.onTaskEnded(infoOf(task)))
  const statusFile = (callId: string) => join(home, `status-${callId.replaceAll(/[^\w-]/g, '_').slice(0, 64)}`)

  function specOf(kind: TaskSpec['kind'], { command, description, callId, timeoutS }: CommandTask): TaskSpec {
    const { shellPid } = owner
    return tasks.newSpec({
      kind,
      session_id: owner.id,
      description,
      tool_call_id: callId,
      command: kind === 'agent' ? null : command,
      cwd: owner.workDir(),
      timeout_s: kind === 'agent' ? null : timeoutS,
      kimi: {
        umask: owner.umask,
        shell: shellPid === undefined ? undefined : { pid: shellPid, started: startTime(shellPid) },
        grace: 0,
        socket: '',
      },
    })
  }

  const senders = new Set<() => void>()

  return {
    statusFile,
    onSend(listener) {
      senders.add(listener)
      return () => senders.delete(listener)
    },
    sendToBackground() {
      const listening = [...senders]
      for (const tell of listening) tell()
      return listening.length
    },
    async start(spec) {
      const task = register.add(specOf('bash', spec), home)
      tasks.enqueue(task, owner.env)
      return { ok: true, task: infoOf(task) }
    },
    adopt(process, spec, printed) {
      const made = specOf('bash', spec)
      const file = statusFile(spec.callId)
      made.kimi.adopted = { pid: process.pid, family: process.family, statusFile: file }
      const task = register.add(made, home)
      const log = openOutputLog(outputOf(task.dir))
      log.write(printed)
      log.close()
      mkdirSync(home, { recursive: true, mode: 0o700 })
      writeFileSync(file, '', { mode: 0o600 })
      const { fd, done } = process.handOver()
      tasks.enqueue(task, {}, { pipe: fd })
      done()
      // It may have ended before the file was there; only its parent knows then.
      void process.exited.then(({ code }) => {
        if (!isTerminal(task.runtime.status)) writeFileSync(file, String(code), { mode: 0o600 })
      })
      void tasks.wait(task, Infinity).then(() => rmSync(file, { force: true }))
      return { ok: true, task: infoOf(task) }
    },
    startAgent({ agentId, type, description, prompt, callId }, work) {
      const spec = specOf('agent', { command: prompt, description, callId, timeoutS: 0 })
      spec.kind_payload = {
        agent_id: agentId,
        subagent_type: type,
        prompt,
        model_override: null,
        launch_mode: 'background',
      }
      const task = register.add(spec, home)
      keepEnvironment(task.dir, {})
      const abort = new AbortController()
      tasks.enqueueWork(task, () => {
        const live = {
          requests: owner.requests,
          owns: ownsOf(agentId),
          progress: { steps: 0, tool: '', tokens: 0 },
          cancel: () => abort.abort(),
          steer: null,
        }
        void tasks.agents.follow(task, live, () => work(abort.signal))
      })
      return { taskId: task.id }
    },
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
    async nextEnd(signal) {
      const running = active()
      if (running.length === 0) return 'none'
      const over = new AbortController()
      const either = AbortSignal.any([signal, over.signal])
      await Promise.race(running.map((task) => tasks.wait(task, Infinity, either)))
      over.abort()
      return signal.aborted ? 'aborted' : 'ended'
    },
    close: unlisten,
  }
}
