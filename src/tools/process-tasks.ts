// Background tasks of one session, in this process, in Kimi CLI's files. They end with the daemon.

import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { type BackgroundTasks, type CommandTask, TOO_MANY_TASKS, type TaskInfo, isTerminal } from './background.ts'
import { type ShellProcess, cleanEnvironment, findShell, startShell } from './shell-process.ts'
import { type TaskFiles, createTaskFiles, openLog } from './task-files.ts'

export interface ProcessTasksDeps {
  /** `<session>/tasks` */
  dir: string
  sessionId: string
  workDir(): string
  env: NodeJS.ProcessEnv
  umask?: number | undefined
  shell?: string
  /** Called once for each task, when it has ended and its files say so. */
  onEnd(task: TaskInfo): void
}

/** Kimi CLI's background.max_running_tasks. */
const RUNNING_LIMIT = 4
const PREVIEW_BYTES = 32 * 1024

interface Entry {
  info: TaskInfo
  files: TaskFiles
  /** Ends the work; the task ends when it has ended. */
  stop(): void
  /** Set by `stop`: what the task ends as, whatever its exit code. */
  stopReason: string | null
  ended: Promise<void>
}

type Change = Pick<TaskInfo, 'status'> & Partial<Pick<TaskInfo, 'exitCode' | 'reason' | 'timedOut'>>

export function createProcessTasks(deps: ProcessTasksDeps): BackgroundTasks & { close(): Promise<void> } {
  const shell = deps.shell ?? findShell()
  const tasks = new Map<string, Entry>()
  const isFull = () => [...tasks.values()].filter(({ info }) => !isTerminal(info.status)).length >= RUNNING_LIMIT

  function follow(info: TaskInfo, files: TaskFiles, stop: () => void, work: Promise<Change>): TaskInfo {
    const entry: Entry = { info, files, stop, stopReason: null, ended: Promise.resolve() }
    entry.ended = work
      .catch((error: unknown): Change => ({
        status: 'failed',
        reason: error instanceof Error ? error.message : String(error),
      }))
      .then((change) => {
        Object.assign(
          info,
          entry.stopReason === null ? change : { ...change, status: 'killed', reason: entry.stopReason },
        )
        info.finishedAt = Date.now() / 1000
        files.save(info)
        deps.onEnd({ ...info })
      })
    tasks.set(info.id, entry)
    return { ...info }
  }

  function followProcess(process: ShellProcess, spec: CommandTask, printed: Buffer): TaskInfo {
    const { info, files } = begin('bash', spec, process.pid)
    const log = openLog(info.outputPath)
    log.write(printed)
    process.hear(log.write)
    let hasTimedOut = false
    const timer = setTimeout(() => {
      hasTimedOut = true
      void process.end()
    }, spec.timeoutS * 1000)
    timer.unref()
    const work = process.exited.then(({ code }): Change => {
      clearTimeout(timer)
      log.close()
      if (!hasTimedOut) return { status: code === 0 ? 'completed' : 'failed', exitCode: code }
      return { status: 'failed', exitCode: code, timedOut: true, reason: `Timed out after ${spec.timeoutS}s` }
    })
    return follow(info, files, () => void process.end(), work)
  }

  function begin(kind: TaskInfo['kind'], spec: CommandTask, pid: number | null, payload: Partial<TaskInfo> = {}) {
    return createTaskFiles({ ...deps, shell, workDir: deps.workDir(), kind, spec, pid, payload })
  }

  return {
    async start(spec) {
      if (isFull()) return { ok: false, reason: TOO_MANY_TASKS }
      const early: Buffer[] = []
      const started = await startShell({
        command: spec.command,
        shell,
        cwd: deps.workDir(),
        env: cleanEnvironment(deps.env, shell),
        umask: deps.umask,
        onOutput: (bytes) => early.push(bytes),
      })
      if (!started.ok) return { ok: false, reason: started.message }
      return { ok: true, task: followProcess(started.process, spec, Buffer.concat(early)) }
    },
    adopt(process, spec, printed) {
      if (isFull()) return { ok: false, reason: TOO_MANY_TASKS }
      return { ok: true, task: followProcess(process, spec, printed) }
    },
    startAgent(agent, work) {
      if (isFull()) return { ok: false, reason: TOO_MANY_TASKS }
      const spec = { command: agent.prompt, description: agent.description, callId: '', timeoutS: 0 }
      const { info, files } = begin('agent', spec, null, { agentId: agent.agentId, subagentType: agent.type })
      const log = openLog(info.outputPath)
      const abort = new AbortController()
      const change = work(abort.signal)
        .then(({ ok, text }): Change => {
          log.write(Buffer.from(`[summary]\n${text}\n`))
          return ok ? { status: 'completed' } : { status: 'failed', reason: text }
        })
        .finally(log.close)
      return { ok: true, taskId: follow(info, files, () => abort.abort(), change).id }
    },
    list: (activeOnly, limit) =>
      [...tasks.values()]
        .filter(({ info }) => !activeOnly || !isTerminal(info.status))
        .slice(-limit)
        .map(({ info }) => ({ ...info })),
    async output(id, { block, timeoutS, signal }) {
      const entry = tasks.get(id)
      if (entry === undefined) return null
      if (block && !isTerminal(entry.info.status)) {
        const timer = new AbortController()
        const either = AbortSignal.any([signal, timer.signal])
        await Promise.race([entry.ended, sleep(timeoutS * 1000, undefined, { signal: either }).catch(() => {})])
        timer.abort()
      }
      const isEnded = isTerminal(entry.info.status)
      const { text, size } = readTail(entry.info.outputPath)
      entry.files.noteSeen(size)
      const retrieval = isEnded ? 'success' : block ? 'timeout' : 'not_ready'
      return { task: { ...entry.info }, preview: text, size, retrieval }
    },
    async stop(id, reason) {
      const entry = tasks.get(id)
      if (entry === undefined) return null
      if (!isTerminal(entry.info.status)) stop(entry, reason)
      await entry.ended
      return { ...entry.info }
    },
    async close() {
      const open = [...tasks.values()].filter(({ info }) => !isTerminal(info.status))
      for (const entry of open) stop(entry, 'The session was closed')
      await Promise.all(open.map(({ ended }) => ended))
    },
  }

  function stop(entry: Entry, reason: string): void {
    entry.stopReason ??= reason
    entry.files.requestKill(reason)
    entry.stop()
  }
}

function readTail(path: string): { text: string; size: number } {
  if (!existsSync(path)) return { text: '', size: 0 }
  const { size } = statSync(path)
  const buffer = Buffer.alloc(Math.min(size, PREVIEW_BYTES))
  const fd = openSync(path, 'r')
  try {
    const length = readSync(fd, buffer, 0, buffer.length, Math.max(0, size - buffer.length))
    return { text: buffer.toString('utf8', 0, length).replace(/^\ufffd+/, ''), size }
  } finally {
    closeSync(fd)
  }
}
