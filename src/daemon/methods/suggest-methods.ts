// The suggest/* methods: proposals, fixes, explanations and risk for a program that asks, as Ctrl-X gives them to a shell.

import { KimiError } from '../../protocol/errors.ts'
import type { Answer, AskContext, ClientEnv } from '../../protocol/methods.ts'
import { ensureGrammar } from '../../safety/lines/bash-grammar.ts'
import { classifyCommand } from '../../safety/lines/line-risk.ts'
import type { Question } from '../../suggest/prompt-question.ts'
import type { Suggester } from '../../suggest/suggester.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import { realDirectory } from './client-paths.ts'
import type { DaemonParts } from '../daemon-parts.ts'
import { findEarlierFailure, type Shell } from '../shells/shell-state.ts'
import type { NamespaceHandlers } from './json-methods.ts'

const COMMAND_CELLS = 60

export function createSuggestMethods(parts: DaemonParts): NamespaceHandlers<'suggest'> {
  const { suggester, shells, knowledge, models, traffic, config } = parts
  const suggestModel = (env: ClientEnv) => config.readFor(env).settings['suggest.model'] || undefined

  async function ask(question: Question, signal: AbortSignal): Promise<Answer> {
    traffic.asked++
    const begin = performance.now()
    if (!question.offline) await models.look(config.readFor(question.env), question.env, suggestModel(question.env))
    const answer = await collectAnswer(suggester, question, signal)
    answer.ms = performance.now() - begin
    return answer
  }

  return {
    'suggest/line': (params, { signal }) => ask(questionOf(params, params.line), signal),
    'suggest/last': ({ shellPid }) => showLast(shells.list().find(({ pid }) => pid === shellPid)),
    'suggest/fix': async ({ failed, output = '', exit = 1, shellPid, ...context }, { signal }) => {
      const question = questionOf(context, '')
      const found: FoundFailure = failed === undefined ? await findFailure(parts, shellPid) : {}
      const about = failed === undefined ? found.failed : { command: failed, status: exit, output }
      if (!about) throw new KimiError('suggest.empty', 'no failed command is known', { hint: 'kimi fix COMMAND' })
      const answer = await ask({ ...question, failed: about }, signal)
      const note = [found.about, answer.note].filter(Boolean).join('; ')
      return note === '' ? answer : { ...answer, note }
    },
    'suggest/explain': async ({ command, shell, cwd }) => {
      realDirectory(cwd)
      const begin = performance.now()
      const explained = await (await knowledge.open()).explain({ command, shell })
      return { parts: explained, ms: performance.now() - begin }
    },
    'suggest/check': async ({ command, shell }) => {
      await ensureGrammar()
      const begin = performance.now()
      return { ...classifyCommand(command, shell), ms: performance.now() - begin }
    },
    'suggest/forget': async ({ text, isDry = false }) => {
      const { lessons, history } = await knowledge.open()
      if (isDry) return { lessons: lessons.size, commands: history.size }
      return { lessons: lessons.forget(text), commands: history.forget(text) }
    },
    'suggest/request': async (params) => {
      const request = await suggester.describeRequest(questionOf(params, params.line))
      const chat = models.chat(params.env)
      return { request: request && chat.ok ? await chat.describe(request) : null }
    },
  }
}

/**
 * A program gets what a key has at once: where the model is silent, the answer of this machine is the whole answer, and the
 * model is waited for no longer. Throws the error of a question without an answer.
 */
async function collectAnswer(suggester: Suggester, question: Question, signal: AbortSignal): Promise<Answer> {
  const answer: Answer = { proposals: [], ms: 0 }
  const ended = new AbortController()
  try {
    for await (const event of suggester.ask(question, AbortSignal.any([signal, ended.signal]))) {
      if (event.type === 'failed') throw event.error
      if (event.type === 'offer') answer.proposals[event.index - 1] = event.proposal
      if ((event.type === 'done' || event.type === 'stands_in') && event.note !== '') answer.note = event.note
      if (event.type === 'stands_in') break
    }
    return answer
  } finally {
    ended.abort()
  }
}

interface FoundFailure {
  failed?: Question['failed']
  /** Says which command this is, where commands that went well have come since. */
  about?: string
}

/** The last failed command of the shell with this process id. */
async function findFailure({ shells, userShells }: DaemonParts, shellPid: number | undefined): Promise<FoundFailure> {
  const shell = shells.list().find(({ pid }) => pid === shellPid)
  const last = shell && (await shells.describeFailure(shell))
  if (last) return { failed: last }
  const own = shellPid === undefined ? undefined : userShells.failureOf(shellPid)
  if (own?.line) return { failed: { command: own.line, status: own.status ?? 1, output: own.output } }
  const earlier = shell && findEarlierFailure(shell)
  if (!earlier) return {}
  const about = `for an earlier command: ${sanitiseLine(earlier.command, COMMAND_CELLS)}`
  return { failed: { ...earlier, output: '' }, about }
}

function questionOf({ cwd, shell, env, offline }: AskContext, line: string): Question {
  return { line, cwd: realDirectory(cwd), shell, env, offline: offline ?? false, recent: [], aliases: [] }
}

/** The proposals of the shell's last question. Throws `suggest.empty`. */
function showLast(shell: Shell | undefined): Answer {
  const proposals = shell ? [...shell.offers, ...shell.withheld] : []
  if (proposals.length === 0) throw new KimiError('suggest.empty', 'nothing was proposed in this shell yet')
  return { proposals, ms: 0 }
}
