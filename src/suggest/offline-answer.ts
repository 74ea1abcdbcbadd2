// Answers without a model, and the error for a question without an answer.

import type { Knowledge } from '../knowledge/engine.ts'
import { KimiError } from '../protocol/errors.ts'
import type { Candidate } from '../protocol/proposals.ts'
import { classifyCommand } from '../safety/lines/line-risk.ts'
import { sanitiseLine } from '../safety/text/sanitiser.ts'
import type { Question } from './prompt-question.ts'

/** Answers from history, index and rules, best first. */
export async function findOffline(knowledge: Knowledge, question: Question): Promise<Candidate[]> {
  const { line, cwd, shell, failed, recent } = question
  const path = question.env.PATH
  if (line.trim() !== '') return knowledge.suggest({ line, cwd, shell, path, recent })
  if (failed)
    return knowledge.fix({ failed: failed.command, output: failed.output, exit: failed.status, cwd, shell, path })
  return knowledge.history.predict({ prefix: '', cwd, limit: 3, recent }).map(({ command, confidence }) => ({
    command,
    explanation: 'usually comes next here',
    source: 'history',
    confidence,
  }))
}

/** Moves destructive commands to the end, unless the request asks for one: "what uses port 80" is no request to kill. */
export function putHarmLast(knowledge: Knowledge, question: Question, candidates: Candidate[]): Candidate[] {
  if (question.line.trim() === '' || knowledge.asksForHarm(question.line)) return candidates
  const isHarmful = ({ command }: Candidate) => classifyCommand(command, question.shell).labels.includes('destructive')
  return candidates.toSorted((a, b) => Number(isHarmful(a)) - Number(isHarmful(b)))
}

/** The hint where a question has no answer that other words may have. */
export const OTHER_WORDS = 'kimi suggest "OTHER WORDS"'

/** The error that says why there is no proposal, after the model was asked, or while the user wants none to be, or without one. */
export function createNoProposalError(question: Question, model: 'asked' | 'unwanted' | 'missing'): KimiError {
  if (question.line.trim() === '' && !question.failed) {
    return new KimiError('suggest.empty', 'nothing to suggest: the line is empty and the last command did not fail')
  }
  const what =
    question.line.trim() === '' ? `no fix found for ${sanitiseLine(question.failed!.command, 60)}` : 'nothing found'
  // No other model helps if one was asked, or none is wanted.
  if (model !== 'missing') return new KimiError('suggest.nothing', what, { hint: OTHER_WORDS })
  return new KimiError('suggest.nothing', `${what} offline`)
}
