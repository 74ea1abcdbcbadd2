// `kimi task list` and `kimi task status`: the tasks as a list for users, and as counts for status bars. This file loads
// little, because prompts and status bars run it again and again.

import { findDaemon } from '../../client/connect.ts'
import type { Client } from '../../client/peer.ts'
import { toKimiError } from '../../protocol/errors.ts'
import { isRunningNow } from '../../protocol/task.ts'
import { findPaths } from '../../sys/paths.ts'
import { listTasks, withDaemon } from './task-client.ts'
import { chooseSigns, describeTasks, isCut } from '../../view/tasks/task-text.ts'
import { say, sayFailure, sayJson } from '../standard-streams.ts'

export interface PrintTasksFlags {
  json?: boolean
  all?: boolean
  limit?: number
  tmux?: boolean
}

const LAST_ENDED = 10

/** Returns the exit status; errors are printed here. */
export async function printTasks(
  name: 'list' | 'status',
  flags: PrintTasksFlags,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  try {
    if (name === 'status') await printStatus(flags, env)
    else await withDaemon(env, (client) => printList(client, flags, env))
    return 0
  } catch (error) {
    const { message, hint, exit } = toKimiError(error)
    sayFailure(message, hint)
    return exit
  }
}

async function printList(client: Client, flags: PrintTasksFlags, env: NodeJS.ProcessEnv): Promise<void> {
  const tasks = await listTasks(client, flags.all ? undefined : (flags.limit ?? LAST_ENDED))
  const shown = tasks.slice(0, flags.limit)
  if (flags.json) return void sayJson(shown)
  if (shown.length === 0) {
    say('no tasks\n')
    if (process.stdout.isTTY) say('  kimi task run "WORDS", or: kimi task run -- COMMAND\n')
    return
  }
  const columns = process.stdout.isTTY ? process.stdout.columns : Infinity
  say(describeTasks(shown, chooseSigns(env), Date.now() / 1000, columns))
  const cut = shown.find((task) => isCut(task, columns))
  if (cut && process.stdout.isTTY) say(`  all of one: kimi task show ${cut.short}\n`)
}

/** A status bar is drawn again and again, so a daemon that does not answer in time prints nothing this once. */
const STATUS_LIMIT_MS = 1_000

/** For status bars: never starts a daemon, never waits for one, and prints nothing when there are no tasks. */
async function printStatus(flags: PrintTasksFlags, env: NodeJS.ProcessEnv): Promise<void> {
  const client = await findDaemon(findPaths(env)).catch(() => null)
  if (!client) return
  const late = setTimeout(() => client.close(), STATUS_LIMIT_MS) // ends the call below
  try {
    const listed = await listTasks(client, 0).catch(() => null)
    if (!listed) return
    const waiting = listed.filter(({ status }) => status === 'awaiting_approval').length
    const running = listed.filter(isRunningNow).length
    if (flags.json) sayJson({ running, waiting })
    else say(describeCounts(running, waiting, flags.tmux ?? false, env))
  } finally {
    clearTimeout(late)
    client.close()
  }
}

function describeCounts(running: number, waiting: number, isTmux: boolean, env: NodeJS.ProcessEnv): string {
  const asks = isTmux ? `#[fg=yellow]${waiting}?#[default]` : `${waiting}?`
  const parts = [running > 0 ? `${running}${chooseSigns(env).running}` : '', waiting > 0 ? asks : '']
  const text = parts.filter(Boolean).join(' ')
  return text === '' ? '' : `${text}\n`
}
