// The approval or question that blocks a task, in words. All of it is shown: the user approves exactly what they see.

import type { TaskWait } from '../../protocol/task.ts'
import { showCommand, showRow } from '../../safety/text/exact-text.ts'
import {
  readPlanAnswer,
  UNSEEN,
  type ApprovalRequest,
  type DisplayBlock,
  type Question,
  type WireRequest,
} from '../../protocol/wire.ts'

const REQUEST_CHARS = 8

/** Null for requests that a client answers without its user. */
export function describeWait(request: WireRequest): TaskWait | null {
  const name = request.payload.id.slice(0, REQUEST_CHARS)
  if (request.type === 'ApprovalRequest') {
    const { session_rule: rule } = request.payload
    const wait = { request: name, kind: 'approval' as const, text: describeApproval(request.payload), options: [] }
    return { ...wait, ...(rule === undefined ? {} : { rule }) }
  }
  if (request.type !== 'QuestionRequest') return null
  const { questions } = request.payload
  const options = questions.length === 1 ? questions[0]!.options.map(({ label }) => label) : []
  return { request: name, kind: 'question', text: questions.map(describeQuestion).join('\n\n'), options }
}

function describeApproval({ sender, description, display }: ApprovalRequest): string {
  const shown = display.map(describeBlock).filter((text) => text !== '')
  return showCommand([`${sender}: ${description}`, ...shown].join('\n'))
}

function describeBlock(block: DisplayBlock): string {
  // The description holds a command of one line already, byte for byte.
  if (block.type === 'shell') return block.command.includes('\n') ? block.command : ''
  if (block.type === 'brief') return block.text
  if (block.type !== 'diff') return ''
  const lines = (text: string, sign: string) => (text === '' ? [] : text.split('\n').map((line) => `${sign} ${line}`))
  const unseen = block.is_summary ? [UNSEEN] : []
  const head = `${showRow(block.path)}:${block.new_start}`
  return [head, ...lines(block.old_text, '-'), ...lines(block.new_text, '+'), ...unseen].join('\n')
}

function describeQuestion({ question, body, options }: Question): string {
  const list = options.map(
    ({ label, description }, index) => `${index + 1}. ${label}${description && `: ${description}`}`,
  )
  return [question, body, ...list].filter((line) => line !== '').join('\n')
}

/**
 * Reads the answers to several questions from one text, separated by `;`. An answer is a label, a number or other words, for a plan also y or n. The
 * last one answers all questions that follow.
 */
export function readAnswers(questions: readonly Question[], text: string): Record<string, string> {
  const parts = text.split(';').map((part) => part.trim())
  return Object.fromEntries(
    questions.map((asked, index) => {
      const { question, options } = asked
      const answer = parts[Math.min(index, parts.length - 1)] ?? ''
      return [question, readPlanAnswer(asked, answer) ?? options[Number(answer) - 1]?.label ?? answer]
    }),
  )
}
