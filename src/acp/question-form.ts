// The agent's questions in an editor: a form where the editor shows forms (elicitation), else one permission request for each
// question, whose options are the answers. Without either no plan could be approved in most editors.

import type { CreateElicitationResponse, ElicitationPropertySchema, PermissionOption } from '@agentclientprotocol/sdk'
import type { Question } from '../protocol/wire.ts'
import { sanitiseLine, sanitiseText } from '../safety/text/sanitiser.ts'

const LABEL_CELLS = 200
/** The option by which a question is waved away. */
const DISMISS = 'dismiss'

/** Answers as the daemon takes them: by the text of the question, several labels joined by commas. Empty: dismissed. */
export type Answers = Record<string, string>

const keyOf = (index: number) => `q${index + 1}`
const otherOf = (index: number) => `q${index + 1}_other`

/** The message and the schema of a form with all questions, each with a line for an answer of the user's own. */
export function questionForm(questions: readonly Question[]): {
  message: string
  requestedSchema: { type: 'object'; properties: Record<string, ElicitationPropertySchema> }
} {
  const properties: Record<string, ElicitationPropertySchema> = {}
  for (const [
    index,
    { question, header, options, multi_select: isMultiple, other_label: other },
  ] of questions.entries()) {
    const choices = options.map(({ label, description }, at) => ({
      const: String(at),
      title: sanitiseLine(description === '' ? label : `${label}: ${description}`, LABEL_CELLS),
    }))
    const about = { title: sanitiseLine(header || question, LABEL_CELLS), description: sanitiseText(question) }
    if (choices.length > 0) {
      properties[keyOf(index)] = isMultiple
        ? { type: 'array', ...about, items: { anyOf: choices } }
        : { type: 'string', ...about, oneOf: choices }
    }
    properties[otherOf(index)] = {
      type: 'string',
      title: sanitiseLine(other || 'Other', LABEL_CELLS),
      ...(choices.length === 0 ? { description: about.description } : {}),
    }
  }
  const message = questions.map(({ question, body }) => [question, body].filter(Boolean).join('\n\n')).join('\n\n')
  return { message: sanitiseText(message) || 'Question', requestedSchema: { type: 'object', properties } }
}

/** A form that was declined or cancelled, or that was sent empty, dismisses the questions. */
export function readForm(questions: readonly Question[], response: CreateElicitationResponse): Answers {
  if (response.action !== 'accept') return {}
  const content = (response as { content?: Record<string, unknown> | null }).content ?? {}
  const answers: Answers = {}
  for (const [index, { question, options }] of questions.entries()) {
    const chosen = content[keyOf(index)]
    const labels = (Array.isArray(chosen) ? chosen : [chosen]).flatMap((value) => {
      const option = typeof value === 'string' && /^\d+$/.test(value) ? options[Number(value)] : undefined
      return option ? [option.label] : []
    })
    const other = content[otherOf(index)]
    if (typeof other === 'string' && other.trim() !== '') labels.push(other.trim())
    if (labels.length > 0) answers[question] = labels.join(', ')
  }
  return answers
}

/** The answers to a question as options of a permission request. The user can choose one, also where the question allows several. */
export function answerOptions({ options }: Question): PermissionOption[] {
  return [
    ...options.map(({ label, description }, at) => ({
      optionId: String(at),
      kind: 'allow_once' as const,
      name: sanitiseLine(description === '' ? label : `${label}: ${description}`, LABEL_CELLS),
    })),
    { optionId: DISMISS, kind: 'reject_once', name: 'Do not answer' },
  ]
}

/** The label of the chosen option; null when the question was waved away. */
export function readOption({ options }: Question, optionId: string): string | null {
  return /^\d+$/.test(optionId) ? (options[Number(optionId)]?.label ?? null) : null
}
