// `kimi task run`, `kimi watch` and `kimi every`: work is given to the daemon, and the command returns at once.

import { resolve } from 'node:path'
import { styleText } from 'node:util'
import type { Client } from '../../client/peer.ts'
import { KimiError } from '../../protocol/errors.ts'
import type { OpenSession } from '../../protocol/methods.ts'
import type { TaskView, TaskWish } from '../../protocol/task.ts'
import type { Mode } from '../../protocol/wire.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import { clientEnv } from '../../client/client-env.ts'
import { readDuration, withDaemon } from './task-client.ts'
import { chooseSigns, describeState, signOf } from '../../view/tasks/task-text.ts'
import { say, sayAside, sayFailure, sayJson } from '../standard-streams.ts'

export interface RunFlags {
  title?: string
  timeout?: string
  notify?: boolean
  quiet?: boolean
  mode?: Mode
  model?: string
  workDir?: string
  json?: boolean
  wait?: boolean
  /** False with --no-terminal. */
  terminal?: boolean
}

export interface WatchFlags extends RunFlags {
  ask?: string
  restart?: boolean
  debounce?: number
}

/** Begins a task from words for the agent, or from a command. Returns the exit status. */
export async function runTask(
  words: string[],
  command: string[],
  flags: RunFlags,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const said = words.join(' ').trim()
  if ((said === '') === isEmpty(command)) {
    throw new KimiError('usage.invalid', 'what is to be done? Words for the agent, or -- COMMAND', { hint: HINT })
  }
  const what = said === '' ? { command: joinCommand(command) } : { prompt: said }
  return begin({ ...wishOf(flags, env, said === ''), ...what }, flags, env)
}

/** Begins a task from a line of agent mode that ends with `&`. */
export async function runInBackground(
  prompt: string,
  { workDir: cwd, env: who, shellEnv, umask, mode, model }: OpenSession,
  shellPid: number,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const wish: TaskWish = { prompt, cwd, env: who, shellEnv, shellPid }
  if (umask !== undefined) wish.umask = umask
  if (mode !== undefined) wish.mode = mode
  if (model !== undefined) wish.model = model
  return begin(wish, {}, env)
}

export async function watchFiles(
  patterns: string[],
  command: string[],
  flags: WatchFlags,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  if (patterns.length === 0) throw new KimiError('usage.invalid', 'which files? kimi watch PATTERN -- COMMAND')
  const watch = { patterns, restarts: flags.restart ?? false, debounceMs: flags.debounce ?? DEBOUNCE_MS }
  return begin({ ...wishOf(flags, env, false), ...actionOf(command, flags), watch }, flags, env)
}

export async function runEvery(
  when: string,
  command: string[],
  flags: WatchFlags,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  return begin({ ...wishOf(flags, env, false), ...actionOf(command, flags), every: when }, flags, env)
}

const HINT = 'kimi task run "WORDS", or: kimi task run -- COMMAND'
const DEBOUNCE_MS = 150
const WAIT_MS = 2_000_000_000
const DAY_S = 86_400

function actionOf(command: string[], { ask }: WatchFlags): Pick<TaskWish, 'command' | 'prompt'> {
  if (((ask ?? '').trim() === '') === isEmpty(command)) {
    throw new KimiError('usage.invalid', 'what is to be run? Either --ask "WORDS" or -- COMMAND')
  }
  return isEmpty(command) ? { prompt: ask ?? '' } : { command: joinCommand(command) }
}

/** True for no command at all, and for one of empty words. */
function isEmpty(command: string[]): boolean {
  return command.every((word) => word.trim() === '')
}

function wishOf(flags: RunFlags, env: NodeJS.ProcessEnv, hasTerminal: boolean): TaskWish {
  const timeoutS = flags.timeout === undefined ? undefined : readDuration(flags.timeout)
  if (timeoutS === null || (timeoutS !== undefined && (timeoutS <= 0 || timeoutS > DAY_S))) {
    throw new KimiError('usage.invalid', `--timeout ${flags.timeout}: expected 90s, 30m or 2h, at most 24h`)
  }
  // A terminal that does not know its size says 0.
  const [columns, rows] = [process.stdout.columns || 80, process.stdout.rows || 24]
  return {
    ...clientEnv(env),
    cwd: resolve(flags.workDir ?? ''),
    shellPid: process.ppid,
    ...(flags.title === undefined ? {} : { title: flags.title }),
    ...(timeoutS === undefined ? {} : { timeoutS }),
    ...(flags.notify ? { notify: 'always' as const } : flags.quiet ? { notify: 'quiet' as const } : {}),
    ...(flags.mode === undefined ? {} : { mode: flags.mode }),
    ...(flags.model === undefined ? {} : { model: flags.model }),
    ...(hasTerminal && flags.terminal !== false ? { terminal: { columns, rows } } : {}),
  }
}

async function begin(wish: TaskWish, flags: RunFlags, env: NodeJS.ProcessEnv): Promise<number> {
  return withDaemon(env, async (client) => {
    let task = await client.call('task/run', wish)
    if (!flags.wait) {
      if (flags.json) sayJson(task)
      else await sayBegun(client, task, env)
      return 0
    }
    task = await client.call('task/wait', { id: task.id, limitMs: WAIT_MS })
    if (flags.json) sayJson(task)
    return exitOf(task)
  })
}

async function sayBegun(client: Client, task: TaskView, env: NodeJS.ProcessEnv): Promise<void> {
  const said = task.status === 'created' ? describeState(task, Date.now() / 1000) : 'started'
  const sign = signOf(task, chooseSigns(env))
  say(`${sign} ${task.short} ${said}: ${sanitiseLine(task.title, 100)}\n`)
  if (!process.stdout.isTTY) return
  const hint = task.kind === 'agent' ? `kimi task attach ${task.short}` : `kimi task output -f ${task.short}`
  say(`  ${styleText('dim', hint, { stream: process.stdout })}\n`)
  const { findings } = await client.call('daemon/checks', { areas: ['tasks'], env: {} })
  for (const { ok, text, hint } of findings) if (!ok) sayFailure(`${text}: ${hint}`)
}

/** The exit status that a script gets for the end of a task. */
export function exitOf(task: TaskView): number {
  if (task.status === 'completed') return 0
  if (task.status !== 'killed' && task.exitCode) return task.exitCode
  if (task.status === 'killed') sayAside(`kimi: ${describeState(task, Date.now() / 1000)}\n`)
  return task.status === 'killed' ? 130 : 1
}

/** A single word is a shell line and stays as it is; several words are quoted to be the words of a command. */
export function joinCommand(words: readonly string[]): string {
  if (words.length === 1) return words[0]!
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ')
}
