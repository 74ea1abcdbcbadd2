// The task/* methods, on background tasks and on the live turns of sessions, which are listed with them.

import { KimiError } from '../../protocol/errors.ts'
import { isTerminal, type TaskWish } from '../../protocol/task.ts'
import { findAncestors } from '../../sys/processes.ts'
import { answerWait } from '../../tasks/turns/live-work.ts'
import { realDirectory } from './client-paths.ts'
import { type DaemonParts, prepareModel } from '../daemon-parts.ts'
import type { Handlers, NamespaceHandlers, Peer } from './json-methods.ts'
import { findLiveTurn, listLiveTurns, OWNS_ALL, showTask, viewLiveTurn } from './live-turns.ts'
import { createOutputMethod } from './task-output-method.ts'
import { findPage } from './task-pages.ts'
import type { Shells } from '../shells/shells.ts'

export function createTaskMethods(parts: DaemonParts): NamespaceHandlers<'task'> {
  const { tasks, sessions, shells } = parts
  const { register } = tasks
  return afterLoad(parts, {
    ...createActions(parts),
    ...createOutputMethod(parts),
    async 'task/run'({ shellPid, cwd, ...wish }) {
      await requireModel(wish, parts)
      const owner = shellPid === undefined ? {} : { shellPid: findShell(shellPid, shells) }
      return tasks.view(tasks.run({ ...wish, cwd: realDirectory(cwd), ...owner }))
    },
    'task/list'({ ended = Number.MAX_SAFE_INTEGER, after }) {
      const { tasks: shown, next } = findPage(register.newestFirst(), ended, after)
      const turns = after === undefined ? listLiveTurns(register, sessions.list()) : []
      const views = [...turns.map(viewLiveTurn), ...shown.map(tasks.view)]
      return { tasks: views, queued: tasks.queued, ...(next === undefined ? {} : { next }) }
    },
    'task/show': ({ id }) => showTask(id, tasks, sessions.list()),
    'task/retry': ({ id, ...by }) => tasks.view(tasks.retry(tasks.find(id), by)),
    'task/remove'({ id }) {
      if (id === undefined) return tasks.removeEnded()
      tasks.remove(tasks.find(id))
      return { removed: 1, left: 0 }
    },
    'task/noticed'({ key }) {
      parts.notices.onShownElsewhere(key)
      return {}
    },
    async 'task/wait'({ id, limitMs }, { signal }) {
      const task = tasks.find(id)
      await tasks.wait(task, limitMs, signal)
      return tasks.view(task)
    },
  })
}

/** Words that no model can answer are refused at once. A watch or a schedule may find a model by the time that it runs. */
async function requireModel(wish: Omit<TaskWish, 'cwd'>, parts: DaemonParts) {
  const { prompt, watch, every, env, model } = wish
  if (prompt === undefined || watch !== undefined || every !== undefined) return
  await prepareModel(wish, parts)
  const found = parts.models.agent(parts.config.readFor(env), env, model, '')
  if (found.ok) return
  throw new KimiError('model.not_configured', found.reason, {
    hint: `${found.hint}; a command goes behind --: kimi bg -- COMMAND`,
  })
}

/** The handlers wait until all tasks are known: after a start with tens of thousands that takes a second. */
function afterLoad<T extends Partial<Handlers>>({ options, tasks }: DaemonParts, handlers: T): T {
  const wait = (handler: (params: never, peer: Peer) => unknown) => async (params: never, peer: Peer) => {
    if (!options.isHosted) await tasks.load()
    return handler(params, peer)
  }
  return Object.fromEntries(Object.entries(handlers).map(([method, handler]) => [method, wait(handler)])) as T
}

/** Actions on work that runs, task or live turn: answering, steering, stopping. */
function createActions({ tasks, sessions }: DaemonParts): Pick<Handlers, `task/${'answer' | 'steer' | 'stop'}`> {
  const findTurn = (id: string) => findLiveTurn(id, tasks.register, sessions.list())
  return {
    'task/answer'({ id, ...answer }) {
      const turn = findTurn(id)
      if (turn) {
        const text = answerWait(turn.requests, OWNS_ALL, answer)
        return { task: viewLiveTurn(turn), text }
      }
      const task = tasks.find(id)
      const text = tasks.agents.answer(task, answer)
      return { task: tasks.view(task), text }
    },
    'task/steer'({ id, words }) {
      const turn = findTurn(id)
      if (turn) turn.steer(words)
      else tasks.agents.steer(tasks.find(id), words)
      return showTask(id, tasks, sessions.list())
    },
    async 'task/stop'({ id, reason = 'by the user' }) {
      const turn = findTurn(id)
      if (turn) {
        turn.cancel()
        return viewLiveTurn(turn)
      }
      const task = tasks.find(id)
      if (isTerminal(task.runtime.status)) throw new KimiError('task.not_running', `${id} has ended already`)
      await tasks.stop(task, reason)
      return tasks.view(task)
    },
  }
}

/** The shell that a client comes from: a script's parent is not one of the user's shells, but one of its ancestors is. */
function findShell(parentPid: number, shells: Shells): number {
  const isShell = (pid: number) => shells.list().some((shell) => shell.pid === pid)
  return [parentPid, ...findAncestors(parentPid)].find(isShell) ?? parentPid
}
