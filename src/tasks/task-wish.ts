// A user's wish for a task turned into the task's spec, and back again for `retry`.

import { KimiError } from '../protocol/errors.ts'
import type { TaskKind, TaskWish } from '../protocol/task.ts'
import { startTime } from '../sys/processes.ts'
import { findShell } from '../tools/shell/shell-process.ts'
import { createTaskId, type TaskSpec } from './task-files.ts'
import { parseSchedule } from './task-schedule.ts'
import { findMistake } from './wish-check.ts'

/** The longest time that a task may take, and the default. */
const TIMEOUT_LIMIT_S = 86_400
const TITLE_CHARS = 80

type SpecOfWish = Pick<TaskSpec, 'kind' | 'description' | 'cwd' | 'command' | 'timeout_s' | 'kind_payload' | 'kimi'>

/** Filled in by `completeSpec`. */
const FROM_SETTINGS = { grace: 0, socket: '' }

/** Throws `task.invalid` when the wish could never run: see `findMistake` and `parseSchedule`. */
export function specOfWish(wish: TaskWish): SpecOfWish {
  const { command, prompt, cwd, shellPid, watch, every, mode, model } = wish
  const mistake = findMistake(wish)
  if (mistake !== null) throw new KimiError('task.invalid', mistake)
  const kind = kindOf(wish)
  const about = every === undefined ? (watch?.patterns.join(' ') ?? '') : readSchedule(every)
  const text = (wish.title?.trim() || [about, prompt ?? command].filter(Boolean).join(': '))
    .replaceAll(/\s+/g, ' ')
    .trim()
  const repeats = kind === 'watch' || kind === 'schedule'
  return {
    kind,
    cwd,
    description: cutTitle(text),
    command: command ?? null,
    timeout_s: repeats ? null : (wish.timeoutS ?? TIMEOUT_LIMIT_S),
    kind_payload: prompt === undefined ? {} : { prompt, mode, model },
    kimi: {
      umask: wish.umask,
      notify: wish.notify,
      shell: shellPid === undefined ? undefined : { pid: shellPid, started: startTime(shellPid) },
      watch,
      every,
      ...(kind === 'agent' ? { turn: { words: prompt ?? '', mode, model } } : {}),
      ...FROM_SETTINGS,
    },
  }
}

/** Shows both ends of a long title: the end of a command often tells it from another. */
function cutTitle(text: string): string {
  if (text.length <= TITLE_CHARS) return text
  const half = (TITLE_CHARS - 1) >> 1
  return `${text.slice(0, TITLE_CHARS - 1 - half).toWellFormed()}…${text.slice(-half).toWellFormed()}`
}

function kindOf({ watch, every, prompt }: TaskWish): TaskKind {
  if (watch) return 'watch'
  if (every !== undefined) return 'schedule'
  return prompt === undefined ? 'bash' : 'agent'
}

function readSchedule(every: string): string {
  const parsed = parseSchedule(every)
  if (!parsed.ok) throw new KimiError('task.invalid', parsed.reason)
  return parsed.schedule.about
}

/**
 * A spec with all its fields. `isTaken` says whether a short id is in use; `graceMs` lies between TERM and KILL; `socket` is
 * the daemon's that the runner starts again to report an end, '' for no daemon.
 */
export function completeSpec(
  spec: Pick<TaskSpec, 'kind' | 'description' | 'cwd'> & Partial<TaskSpec>,
  isTaken: (short: string) => boolean,
  graceMs: number,
  socket: string,
): TaskSpec {
  const shell = findShell()
  const isAgent = spec.kind === 'agent'
  return {
    version: 1,
    id: createTaskId(spec.kind, isTaken),
    session_id: '',
    tool_call_id: '',
    owner_role: 'root',
    created_at: nextMoment(),
    command: null,
    shell_name: isAgent ? null : shell.slice(shell.lastIndexOf('/') + 1),
    shell_path: isAgent ? null : shell,
    timeout_s: null,
    kind_payload: {},
    ...spec,
    kimi: { ...spec.kimi, grace: graceMs, socket },
  }
}

let lastMs = 0

/** Seconds since the epoch, never the same twice: the queue of the next daemon has the order of this one. */
function nextMoment(): number {
  lastMs = Math.max(Date.now(), lastMs + 0.001)
  return lastMs / 1000
}

/** The wish that would begin the same task again. Throws `task.invalid` for a subagent, which only its session can begin. */
export function wishOfSpec(
  { kind, description, cwd, command, timeout_s, kind_payload, kimi }: TaskSpec,
  by: Pick<TaskWish, 'env' | 'shellEnv' | 'umask' | 'shellPid'>,
): TaskWish {
  if (kind === 'agent' && !kimi.turn) {
    throw new KimiError('task.invalid', 'a subagent cannot be begun again without its session')
  }
  const { prompt, mode, model } = kind_payload as Pick<TaskWish, 'prompt' | 'mode' | 'model'>
  const { terminal, watch, every, notify } = kimi
  const wish: TaskWish = { ...by, cwd, title: description }
  if (prompt === undefined) wish.command = command ?? ''
  else wish.prompt = prompt
  if (mode) wish.mode = mode
  if (model) wish.model = model
  if (timeout_s !== null) wish.timeoutS = timeout_s
  if (terminal) wish.terminal = { columns: terminal.columns, rows: terminal.rows }
  if (watch) wish.watch = watch
  if (every !== undefined) wish.every = every
  if (notify) wish.notify = notify
  return wish
}
