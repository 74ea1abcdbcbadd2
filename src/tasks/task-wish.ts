// What a user wants run, as a task's spec, and back again for `retry`.

import { KimiError } from '../protocol/errors.ts'
import type { TaskKind, TaskWish } from '../protocol/task.ts'
import { startTime } from '../sys/processes.ts'
import { parseSchedule } from './task-schedule.ts'
import type { TaskSpec } from './task-files.ts'

/** The longest time a task may take, and what it gets unless somebody says otherwise. */
const TIMEOUT_LIMIT_S = 86_400
const TITLE_CHARS = 80

export type SpecOfWish = Pick<TaskSpec, 'kind' | 'description' | 'cwd' | 'command' | 'timeout_s' | 'kind_payload'> & {
  kimi: Partial<TaskSpec['kimi']>
}

/** Throws `task.invalid` when its schedule is none. */
export function specOfWish(wish: TaskWish): SpecOfWish {
  const { command, prompt, cwd, shellPid, watch, every, mode, model } = wish
  const kind = kindOf(wish)
  const about = every === undefined ? (watch?.patterns.join(' ') ?? '') : readSchedule(every)
  const text = (wish.title ?? [about, prompt ?? command].filter(Boolean).join(': ')).replaceAll(/\s+/g, ' ').trim()
  const repeats = kind === 'watch' || kind === 'schedule'
  return {
    kind,
    cwd,
    description: text.length > TITLE_CHARS ? `${text.slice(0, TITLE_CHARS - 1).toWellFormed()}…` : text,
    command: command ?? null,
    timeout_s: repeats ? null : Math.min(wish.timeoutS ?? TIMEOUT_LIMIT_S, TIMEOUT_LIMIT_S),
    kind_payload: prompt === undefined ? {} : { prompt, mode, model },
    kimi: {
      umask: wish.umask,
      notify: wish.notify,
      shell: shellPid === undefined ? undefined : { pid: shellPid, started: startTime(shellPid) },
      watch,
      every,
      ...(kind === 'agent' ? { turn: { words: prompt ?? '', mode, model } } : {}),
    },
  }
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

/** The same again. Throws for a subagent, which only its session could begin. */
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
