// The suggest/* methods: proposals, fixes, explanations and risk for a program that asks, as Ctrl-X gives them to a shell.

import { KimiError } from '../../protocol/errors.ts'
import type { Answer, AskContext, ClientEnv } from '../../protocol/methods.ts'
import { ensureGrammar } from '../../safety/lines/bash-grammar.ts'
import { classifyCommand } from '../../safety/lines/line-risk.ts'
import type { Question } from '../../suggest/prompt-question.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import type { RecentCommand } from '../../suggest/prompt-question.ts'
import { realDirectory } from './client-paths.ts'
import type { DaemonParts } from '../daemon-parts.ts'
import { findEarlierFailure, type Shell } from '../shells/shell-state.ts'
import type { NamespaceHandlers } from './json-methods.ts'

const COMMAND_CELLS = 60

export function createSuggestMethods(parts: DaemonParts): NamespaceHandlers<'suggest'> {
  const { suggester, shells, userShells, knowledge, models, traffic, config } = parts
  const suggestModel = (env: ClientEnv) => config.readFor(env).settings['suggest.model'] || undefined

  async function ask(question: Question, signal: AbortSignal): Promise<Answer> {
    traffic.asked++
    const begin = performance.now()
    if (!question.offline) await models.look(config.readFor(question.env), question.env, suggestModel(question.env))
    const answer: Answer = { proposals: [], ms: 0 }
    for await (const event of suggester.ask(question, signal)) {
      if (event.type === 'failed') throw event.error
      if (event.type === 'offer') answer.proposals[event.index - 1] = event.proposal
      else if (event.type === 'done' && event.note !== '') answer.note = event.note
    }
    answer.ms = performance.now() - begin
    return answer
  }

  return {
    'suggest/line': (params, { signal }) => ask(questionOf(params, params.line), signal),
    'suggest/last': ({ shellPid }) => showLast(shells.list().find(({ pid }) => pid === shellPid)),
    'suggest/fix': async ({ failed, output = '', exit = 1, shellPid, ...context }, { signal }) => {
      const question = questionOf(context, '')
      const shell = shells.list().find(({ pid }) => pid === shellPid)
      let earlier: RecentCommand | undefined
      if (failed !== undefined) question.failed = { command: failed, status: exit, output }
      else {
        const last = shell && (await shells.describeFailure(shell))
        const own = last || shellPid === undefined ? undefined : userShells.failureOf(shellPid)
        if (last) question.failed = last
        else if (own?.line) question.failed = { command: own.line, status: own.status ?? 1, output: own.output }
        else earlier = shell && findEarlierFailure(shell)
        if (earlier) question.failed = { ...earlier, output: '' }
      }
      if (!question.failed)
        throw new KimiError('suggest.empty', 'no failed command is known', { hint: 'kimi fix COMMAND' })
      const answer = await ask(question, signal)
      // Commands that went well have come since: the user shall see which one this is about.
      const about = earlier && `for an earlier command: ${sanitiseLine(earlier.command, COMMAND_CELLS)}`
      return about === undefined ? answer : { ...answer, note: answer.note ? `${about}; ${answer.note}` : about }
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

function questionOf({ cwd, shell, env, offline }: AskContext, line: string): Question {
  return { line, cwd: realDirectory(cwd), shell, env, offline: offline ?? false, recent: [], aliases: [] }
}

/** The proposals of the shell's last question. Throws `suggest.empty`. */
function showLast(shell: Shell | undefined): Answer {
  const proposals = shell?.offers ?? []
  if (proposals.length === 0) throw new KimiError('suggest.empty', 'nothing was proposed in this shell yet')
  return { proposals, ms: 0 }
}
