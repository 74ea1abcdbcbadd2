// `kimi task …`: the commands on the tasks of this user, wherever they were begun.

import type { Client } from '../../client/peer.ts'
import { KimiError } from '../../protocol/errors.ts'
import type { TaskView } from '../../protocol/task.ts'
import { clientEnv } from '../../client/client-env.ts'
import { answerTask, type AnswerFlags } from './task-answer.ts'
import { listTasks, withDaemon } from './task-client.ts'
import { printOutput, type OutputFlags } from './task-output-command.ts'
import { describeState, describeTask } from '../../view/tasks/task-text.ts'
import { say, sayJson } from '../standard-streams.ts'

interface TaskFlags extends AnswerFlags, OutputFlags {
  all?: boolean
  limit?: number
  reason?: string
  ended?: boolean
}

export async function runTaskCommand(
  name: string,
  words: string[],
  flags: TaskFlags,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const [id = '', ...rest] = words
  if (name === 'attach') return (await (await import('./task-attach.ts')).attachTask(id, env)).exit
  if (name === 'list') return (await import('./task-screen.ts')).showScreen(env)
  return withDaemon(env, async (client) => {
    const tell = (task: TaskView) => {
      if (flags.json) sayJson(task)
      else say(`${task.short} ${describeState(task, Date.now() / 1000)}\n`)
    }
    switch (name) {
      case 'show': {
        const task = await client.call('task/show', { id })
        if (flags.json) sayJson(task)
        else say(describeTask(task, Date.now() / 1000))
        return 0
      }
      case 'output':
        return printOutput(client, id, flags)
      case 'approve':
      case 'reject':
        return answerTask(client, name, id, rest.join(' '), flags)
      case 'steer':
        if (rest.join('').trim() === '') throw new KimiError('usage.invalid', 'say what? kimi task steer ID WORDS')
        tell(await client.call('task/steer', { id, words: rest.join(' ') }))
        return 0
      case 'stop':
        if (words.length === 0 && !flags.all) throw new KimiError('usage.invalid', 'which? kimi task stop ID, or --all')
        await stopTasks(client, flags.all ? await listAll(client) : words, flags, tell)
        return 0
      case 'retry':
        tell(await client.call('task/retry', { id, ...clientEnv(env), shellPid: process.ppid }))
        return 0
      case 'rm':
        return removeTasks(client, words, flags)
      default:
        throw new KimiError('usage.invalid', `unknown command task ${name}`, { hint: 'kimi help tasks' })
    }
  })
}

async function stopTasks(
  client: Client,
  ids: string[],
  flags: TaskFlags,
  tell: (task: TaskView) => void,
): Promise<void> {
  const reason = flags.reason ? { reason: flags.reason } : {}
  for (const id of ids) tell(await client.call('task/stop', { id, ...reason }))
  if (ids.length === 0 && !flags.json) say('no tasks to stop\n')
}

/** All tasks that have not ended, but no turn that its user watches. Those that wait come first: no place becomes theirs. */
async function listAll(client: Client): Promise<string[]> {
  const tasks = (await listTasks(client, 0)).filter(({ id, sessionId, isDeserted }) => id !== sessionId || isDeserted)
  const isWaiting = ({ status }: TaskView) => status === 'created'
  return [...tasks.filter(isWaiting), ...tasks.filter((task) => !isWaiting(task))].map(({ id }) => id)
}

async function removeTasks(client: Client, ids: string[], { ended }: TaskFlags): Promise<number> {
  if (ids.length === 0 && !ended) throw new KimiError('usage.invalid', 'which? kimi task rm ID, or --ended')
  let count = 0
  for (const id of ids) count += (await client.call('task/remove', { id })).removed
  for (let left = ended ? 1 : 0; left > 0;) {
    const reply = await client.call('task/remove', {})
    count += reply.removed
    left = reply.left
  }
  say(`removed ${count}\n`)
  return 0
}
