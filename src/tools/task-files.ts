// The files of one background task, as Kimi CLI lays them out: what it is, how it goes, who asked to end it, who looked.

import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { basename, join } from 'node:path'
import { customAlphabet } from 'nanoid'
import { writeAtomic } from '../sys/files.ts'
import type { CommandTask, TaskInfo } from './background.ts'

/** Kimi Code's figure: what a task prints beyond this is dropped. */
const MAX_LOG_BYTES = 16 * 1024 * 1024

const makeId = customAlphabet('0123456789abcdefghijklmnopqrstuvwxyz', 8)

export interface TaskFiles {
  save(info: TaskInfo): void
  requestKill(reason: string): void
  noteSeen(size: number): void
}

interface NewTask {
  dir: string
  sessionId: string
  shell: string
  workDir: string
  kind: TaskInfo['kind']
  spec: CommandTask
  /** Of the process group. */
  pid: number | null
  payload: Partial<TaskInfo>
}

/** Makes the task's folder with its first files. */
export function createTaskFiles(task: NewTask): { info: TaskInfo; files: TaskFiles } {
  const { kind, spec } = task
  const id = `${kind}-${makeId()}`
  const dir = join(task.dir, id)
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const now = Date.now() / 1000
  const info: TaskInfo = {
    id,
    kind,
    status: 'running',
    description: spec.description,
    command: spec.command,
    exitCode: null,
    reason: '',
    timedOut: false,
    startedAt: now,
    finishedAt: null,
    outputPath: join(dir, 'output.log'),
    ...task.payload,
  }
  const write = (name: string, value: object) => {
    writeAtomic(join(dir, name), JSON.stringify(value))
  }
  const isAgent = kind === 'agent'
  write('spec.json', {
    version: 1,
    id,
    kind,
    session_id: task.sessionId,
    description: spec.description,
    tool_call_id: spec.callId,
    owner_role: 'root',
    created_at: now,
    command: isAgent ? null : spec.command,
    shell_name: isAgent ? null : basename(task.shell),
    shell_path: isAgent ? null : task.shell,
    cwd: task.workDir,
    timeout_s: isAgent ? null : spec.timeoutS,
    kind_payload: isAgent
      ? {
          agent_id: info.agentId,
          subagent_type: info.subagentType,
          prompt: spec.command,
          model_override: null,
          launch_mode: 'background',
        }
      : {},
  })
  const files: TaskFiles = {
    save(state) {
      const updated = Date.now() / 1000
      write('runtime.json', {
        status: state.status,
        worker_pid: process.pid,
        child_pid: task.pid,
        child_pgid: task.pid,
        started_at: state.startedAt,
        heartbeat_at: updated,
        updated_at: updated,
        finished_at: state.finishedAt,
        exit_code: state.exitCode,
        interrupted: state.status === 'killed' || state.timedOut,
        timed_out: state.timedOut,
        failure_reason: state.reason === '' ? null : state.reason,
      })
    },
    requestKill(reason) {
      write('control.json', { kill_requested_at: Date.now() / 1000, kill_reason: reason, force: false })
    },
    noteSeen(size) {
      write('consumer.json', { last_seen_output_size: size, last_viewed_at: Date.now() / 1000 })
    },
  }
  files.save(info)
  return { info, files }
}

/** The log of what a task prints. A full disk costs the log, not the task. */
export function openLog(path: string): { write(bytes: Buffer): void; close(): void } {
  const fd = openSync(path, 'a', 0o600)
  let room = MAX_LOG_BYTES
  let isOpen = true
  return {
    write(bytes) {
      if (!isOpen || room <= 0) return
      try {
        writeSync(fd, bytes.subarray(0, room))
        room -= bytes.length
      } catch {
        room = 0
      }
    },
    close() {
      if (isOpen) closeSync(fd)
      isOpen = false
    },
  }
}
