// `kimi task …`: the tasks of this user, wherever they were begun.

import { findDaemon } from '../client/connect.ts'
import type { Client } from '../client/peer.ts'
import { KimiError } from '../protocol/errors.ts'
import { isTerminal, type TaskView } from '../protocol/tasks.ts'
import { findPaths } from '../sys/paths.ts'
import { clientEnv } from './client-env.ts'
import { formatColumns } from './columns.ts'
import { answerTask, type AnswerFlags } from './task-answer.ts'
import { withDaemon } from './task-client.ts'
import { printOutput, type OutputFlags } from './task-output.ts'
import { chooseSigns, describeRow, describeState, describeTask } from './task-text.ts'

interface TaskFlags extends AnswerFlags, OutputFlags {
  all?: boolean
  limit?: number
  watch?: boolean
  reason?: string
  ended?: boolean
  tmux?: boolean
}

const LAST_ENDED = 10

export async function runTaskCommand(
  name: string,
  words: string[],
  flags: TaskFlags,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const [id = '', ...rest] = words
  if (name === 'status') return printStatus(flags, env)
  if (name === 'attach') return (await import('./task-attach.ts')).attachTask(id, env)
  if (name === 'list' && flags.watch) return (await import('./task-screen.ts')).showScreen(env)
  return withDaemon(env, async (client) => {
    const say = (task: TaskView) =>
      void process.stdout.write(
        flags.json ? JSON.stringify(task) + '\n' : `${task.short} ${describeState(task, Date.now() / 1000)}\n`,
      )
    switch (name) {
      case 'list':
        await printList(client, flags, env)
        return 0
      case 'show': {
        const task = await client.call('task/show', { id })
        const text = flags.json ? JSON.stringify(task) + '\n' : describeTask(task, Date.now() / 1000)
        process.stdout.write(text)
        return 0
      }
      case 'output':
        return printOutput(client, id, flags)
      case 'approve':
      case 'reject':
        return answerTask(client, name, id, rest.join(' '), flags)
      case 'steer':
        say(await client.call('task/steer', { id, words: rest.join(' ') }))
        return 0
      case 'stop':
        for (const each of words) {
          say(await client.call('task/stop', { id: each, ...(flags.reason ? { reason: flags.reason } : {}) }))
        }
        return 0
      case 'retry':
        say(await client.call('task/retry', { id, ...clientEnv(env), shellPid: process.ppid }))
        return 0
      case 'rm':
        return removeTasks(client, words, flags)
      default:
        throw new KimiError('usage.invalid', `unknown command task ${name}`, { hint: 'kimi help tasks' })
    }
  })
}

async function printList(client: Client, flags: TaskFlags, env: NodeJS.ProcessEnv): Promise<void> {
  const { tasks } = await client.call('task/list', {})
  const shown = (flags.all ? tasks : chooseShown(tasks)).slice(0, flags.limit)
  if (flags.json) return void process.stdout.write(JSON.stringify(shown) + '\n')
  if (shown.length === 0) {
    process.stdout.write('no tasks\n')
    if (process.stdout.isTTY) process.stdout.write('  kimi task run "WORDS", or: kimi task run -- COMMAND\n')
    return
  }
  const signs = chooseSigns(env)
  process.stdout.write(formatColumns(shown.map((task) => describeRow(task, signs, Date.now() / 1000))))
}

/** What is not over, and the last that are. */
function chooseShown(tasks: TaskView[]): TaskView[] {
  const ended = tasks.filter(({ status }) => isTerminal(status)).slice(0, LAST_ENDED)
  return [...tasks.filter(({ status }) => !isTerminal(status)), ...ended]
}

async function removeTasks(client: Client, ids: string[], { ended }: TaskFlags): Promise<number> {
  const { tasks } = ended ? await client.call('task/list', {}) : { tasks: [] }
  const all = [...ids, ...tasks.filter(({ status }) => isTerminal(status)).map((task) => task.id)]
  if (all.length === 0 && !ended) throw new KimiError('usage.invalid', 'which? kimi task rm ID, or --ended')
  for (const id of all) await client.call('task/remove', { id })
  process.stdout.write(`removed ${all.length}\n`)
  return 0
}

/** For status bars: never starts a daemon, and says nothing where there is nothing. */
async function printStatus(flags: TaskFlags, env: NodeJS.ProcessEnv): Promise<number> {
  const client = await findDaemon(findPaths(env)).catch(() => null)
  if (!client) return 0
  try {
    const { tasks } = await client.call('task/list', { active: true })
    const counted = tasks.filter(({ kind }) => kind === 'bash' || kind === 'agent')
    const waiting = counted.filter(({ status }) => status === 'awaiting_approval').length
    const running = counted.length - waiting
    if (flags.json) process.stdout.write(JSON.stringify({ running, waiting }) + '\n')
    else process.stdout.write(describeCounts(running, waiting, flags.tmux ?? false, env))
    return 0
  } finally {
    client.close()
  }
}

function describeCounts(running: number, waiting: number, isTmux: boolean, env: NodeJS.ProcessEnv): string {
  const asks = isTmux ? `#[fg=yellow]${waiting}?#[default]` : `${waiting}?`
  const parts = [running > 0 ? `${running}${chooseSigns(env).running}` : '', waiting > 0 ? asks : '']
  const text = parts.filter(Boolean).join(' ')
  return text === '' ? '' : `${text}\n`
}
